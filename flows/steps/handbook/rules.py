"""The handbook's rules and messages, made from the same declarations that check and answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.steps.handbook.examples import known_of, own_examples, special_namnd
from flows.steps.job import Job
from flows.steps.rules_told import rules_told
from schemas.columns import Column
from schemas.findings import WHOLE_FILE, Severity
from schemas.kinds import KINDS
from schemas.messages import ALL_MESSAGES
from schemas.rules.catalogue import MODEL_RULES, RuleEntry
from schemas.rules.kinds_of_rule import Requirement, Rule
from schemas.rules.reasons import REASONS
from schemas.sheets.beside import BESIDE
from schemas.sheets.sheet import Sheet


@dataclass(frozen=True)
class ShownMessage:
    """A message as its reader gets it."""

    rule: str
    severity: Severity
    where: str
    what: str
    todo: str


@dataclass(frozen=True)
class RuleChapter:
    """A rule with all that is said when it is broken; `as_rule` is the one that says the same.

    `part`: 'decision' for one of the model's, 'answers' for what a nämnd meets, 'running' for others.
    """

    entry: RuleEntry
    part: str
    messages: tuple[ShownMessage, ...]
    reason: str = ""
    as_rule: str = ""


def chapters(job: Job) -> list[RuleChapter]:
    """Every rule as it holds in the kommun, the model's first, with its messages."""
    by_rule: dict[str, list[ShownMessage]] = defaultdict(list)
    for shown in dict.fromkeys((*_declared(job), *_of_sheets(job))):
        by_rule[shown.rule].append(shown)
    return [
        RuleChapter(entry, _part(entry), tuple(by_rule[rule]), REASONS.get(rule, ""), _AS_RULE.get(rule, ""))
        for rule, entry in rules_told(job).items()
    ]


def _part(entry: RuleEntry) -> str:
    if entry.id in MODEL_RULES:
        return "decision"
    return "running" if entry.section in _RUNNING else "answers"


_RUNNING = ("Undantag", "Ekonomi", "Målregister", "Inställningar", "Drift")
"""Sections of the catalogue whose findings go to the controller or IT, and to no nämnd."""


def _declared(job: Job) -> Iterator[ShownMessage]:
    own = own_examples(job)
    for message in ALL_MESSAGES:
        if _never(job, message.what):
            continue
        said = message(**{**message.example, **own.get(message.what, {})})
        where = _PLACES.get(said.rule, message.where) if message.where == WHOLE_FILE else message.where
        yield ShownMessage(said.rule, said.severity, where, together(said.what), together(said.todo))


def _never(job: Job, what: str) -> bool:
    """Whether it is about departments with goals of their own, in a kommun that has none."""
    return "{departments}" in what and special_namnd(job) is None


def _of_sheets(job: Job) -> Iterator[ShownMessage]:
    known = known_of(job)
    for sheet in dict.fromkeys((*(sheet for kind in KINDS.values() for sheet in kind.sheets), *BESIDE)):
        for requirement in sheet.requirements:
            yield from _asked(sheet, requirement)
        for rule in sheet.rules:
            if not _never(job, rule.what):
                yield _ruled(sheet, rule, known)


def _asked(sheet: Sheet, requirement: Requirement) -> Iterator[ShownMessage]:
    for name in requirement.columns:
        column = sheet.by_name[name]
        yield ShownMessage(requirement.rule, requirement.severity, sheet.title, requirement.says(column), column.ask)


def _ruled(sheet: Sheet, rule: Rule, known: Mapping[str, str]) -> ShownMessage:
    values = {**{c.name: example(c) for c in sheet.columns}, **_KNOWN, **known, **rule.example}
    what, todo = rule.what.format_map(values), rule.todo.format_map(values)
    where = f"{sheet.title}, kolumnen ”{sheet.by_name[rule.column].heading}”"
    return ShownMessage(rule.rule, rule.severity, where, together(what), together(todo))


def together(text: str) -> str:
    """The text with its numbers, §§ and per cents unbroken at the end of a line."""
    return re.sub(r"(?<=\d) (?=\d{3}\b|%)|(?<=§) (?=\d)", "\N{NO-BREAK SPACE}", text)


_AS_RULE = {"K1": "N1", "K2": "N4"}
"""The kommunövergripande goals are judged as the nämnder's, by the same messages."""
_PLACES = {
    "R2": "Inställningarna",
    "R3": "Kommandot",
    "D1": "Körningen",
    "D2": "Datorn",
    "D3": "Servern",
    "D4": "Mejlen",
    "D5": "Paketet",
    "D8": "Körningen",
}
"""Where rules apply that concern no file."""
_KNOWN = {
    "previous_assessment": "Nås inte",
    "system_forecast": "25 900",
    "first": "2027",
    "latest": "2030",
}
"""Examples of what is known of a row besides its sheet's columns and the kommun's own numbers."""
_BY_NAME = {
    "status": "Pågår enligt plan",
    "assessment": "Nås",
    "target": "85",
    "baseline": "90",
    "actual": "0,9",
    "goal_id": "UN-02",
    "activity_id": "UN-02-A1",
    "partners": "XN",
    "year": "2027",
    "last": "2026",
    "starts": "2026-03-01",
    "ends": "2026-02-15",
    "budget": "20 000",
    "decided": "2026-03-12",
}
_BY_KIND = {"money": "25 300", "percent": "80", "number": "0,85", "date": "2026-03-01"}


def example(column: Column) -> str:
    """What might stand in a cell of the column."""
    return _BY_NAME.get(column.name) or _BY_KIND.get(column.kind, "text")
