"""One kind of finding for everything that can be wrong, from a mail without attachment to a missing konsekvens."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from schemas.personal import masked


class Severity(IntEnum):
    """How much a finding weighs: an error stops the submission, a warning asks, a notice informs."""

    ERROR = 0
    WARNING = 1
    NOTICE = 2

    @property
    def swedish(self) -> str:
        """As users read it."""
        return ("Fel", "Varning", "Upplysning")[self]

    @property
    def symbol(self) -> str:
        """The sign that stands beside the word, so that colour is never alone."""
        return ("▲", "◐", "○")[self]


ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE


WHOLE_FILE = "Hela filen"
"""Where a finding is that has no place in it."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is wrong, where, and what to do; `what` and `todo` are whole Swedish sentences.

    `cell` is the address in the file as it was sent; `sheet_id`, `key` and `column` say the same place in terms of the
    template, so that the corrected workbook can mark it although rows were moved. No `sheet` means the whole file.
    `accepted` says who has accepted it and why (rule G2); it then stops nothing. No text of it holds a personnummer.
    """

    rule: str
    severity: Severity
    what: str
    todo: str
    namnd: str = ""
    submission: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    sheet_id: str = ""
    key: str = ""
    column: str = ""
    value: str = ""
    accepted: str = ""

    def __post_init__(self) -> None:
        """Mask personnummer: what is reported quotes cells, headings, sheets' names and files' names."""
        for name in _FREE_TEXTS:
            text = getattr(self, name)
            if (shown := masked(text)) is not text:
                object.__setattr__(self, name, shown)

    @property
    def stops(self) -> bool:
        """Whether the submission can't be used before this is mended or accepted."""
        return self.severity == ERROR and not self.accepted

    @property
    def where(self) -> str:
        """'Mål, cell G8', 'Mål' or 'Hela filen'."""
        if not self.sheet:
            return WHOLE_FILE
        return f"{self.sheet}, cell {self.cell}" if self.cell else self.sheet

    @property
    def sentence(self) -> str:
        """Where, what, what to do and the rule, as a reader gets it."""
        return f"{self.where}. {self.what} {self.todo} (Regel {self.rule})"


_FREE_TEXTS = ("what", "todo", "file", "sheet", "key", "value", "accepted")
"""Fields of a finding that may hold what somebody has written."""


def by_weight(finding: Finding) -> int:
    """Sort key: what stops first, then warnings, notices and what is accepted."""
    return finding.severity + (len(Severity) if finding.accepted else 0)


class ExpectedProblem(Exception):
    """Something foreseen that stops the work; carries the finding that the user is to read."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence)
        self.finding = finding


def cell_order(cell: str) -> tuple[int, int, str]:
    """Sort key of a cell address: row first, then column."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    return (int(match[2]), len(match[1]), match[1]) if match else (0, 0, "")


def in_order(findings: Iterable[Finding], sheets: tuple[str, ...] = ()) -> list[Finding]:
    """Sorted by nämnd, file, severity, sheet (by their ids in the template's order) and cell; each finding once.

    What is equal in all these is sorted by its words, so that the order is the same in every run.
    """
    rank = {sheet_id: number for number, sheet_id in enumerate(sheets)}

    def key(f: Finding) -> tuple[object, ...]:
        place = rank.get(f.sheet_id, -1), f.sheet, cell_order(f.cell)
        return f.namnd, f.file, f.severity, *place, f.rule, f.what, f.todo, f.submission, f.key, f.column, f.value

    return sorted(set(findings), key=key)


def by_submission(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Those of each submission, in their order."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.submission, []).append(finding)
    return found


@dataclass(frozen=True)
class Group:
    """Findings that say the same of several cells."""

    first: Finding
    cells: tuple[str, ...]

    @property
    def where(self) -> str:
        """'Mål, cellerna E6, E9 och E12', or the single finding's own place."""
        if len(self.cells) < 2:
            return self.first.where
        return f"{self.first.sheet}, cellerna {', '.join(self.cells[:-1])} och {self.cells[-1]}"


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Equal findings of one sheet together, in the order in which each was first seen."""
    groups: dict[Finding, list[Finding]] = {}
    for f in findings:
        groups.setdefault(replace(f, cell="", key="", value=""), []).append(f)
    return [Group(same[0], tuple(f.cell for f in same)) for same in groups.values()]
