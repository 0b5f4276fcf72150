"""Examine: open, read and check what was sent in, some files at a time, so that memory holds what is asked for later.

That is each nämnd's newest answer, which is replied to, and its newest whole one, which counts; of the others only what
was found is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from flows.steps.check import check
from flows.steps.fence import Fault, Noted, fenced, log_faults
from flows.steps.files.archive import original
from flows.steps.files.opening import file_finding, open_submission
from flows.steps.files.submission import Received, Submission
from flows.steps.job import Job
from flows.steps.reading.read import Read, read
from flows.steps.side_by_side import side_by_side
from flows.steps.take_in import TakenIn
from flows.steps.waivers import Waiver, accepted, read_waivers
from schemas.findings import ExpectedProblem, Finding, in_order
from schemas.messages import files as say
from schemas.rules.kinds_of_rule import Facts

AT_ONCE, MANY = 100, 4
"""Files in each part: pandera takes as long for one as for a hundred, and a part takes a second. And parts that pay
more processes."""


@dataclass
class Examined:
    """`submissions` in the order in which they came; `findings` about them, in order; `refused` about whole files.

    `read` has the tables of each nämnd's newest submission and of its newest whole one; only these have their grids.
    """

    submissions: list[Submission] = field(default_factory=list)
    read: Read = field(default_factory=Read)
    findings: list[Finding] = field(default_factory=list)
    refused: list[Finding] = field(default_factory=list)
    faults: list[Noted] = field(default_factory=list)
    """What files raised that nobody foresaw."""


@dataclass(frozen=True)
class Work:
    """What is the same for every part."""

    job: Job
    facts: Facts
    waivers: tuple[Waiver, ...]


def examine(job: Job, facts: Facts, taken: TakenIn) -> Examined:
    """Everything that was taken in, each content once. A file that can't be used gives a finding, told of each name.

    So does one that makes the program fail, whatever it raises; that is also logged.
    """
    items: dict[str, Received] = {}
    for item in taken.items:
        items.setdefault(item.digest, item)
    first = sorted(items.values(), key=lambda item: item.received)  # of the same time: by name, then as the mails came
    work = Work(job, facts, tuple(read_waivers(taken.waivers, job.deadline.year)[0]))
    parts = [first[at : at + AT_ONCE] for at in range(0, len(first), AT_ONCE)] or [[]]
    done = side_by_side(examine_part, work, parts, lambda _: len(parts) >= MANY)
    found = _together(work, [found for _, found in done])
    found.findings += _of_same_moment(work, found)
    found.refused = [*taken.findings, *_of_each_name(found.refused, taken.items)]
    log_faults(job.places.kept, found.faults, job.now)
    return found


def examine_part(work: Work, items: Sequence[Received]) -> Examined:
    """What `examine` does, of some files; the findings about whole files are still without their other names."""
    found = Examined()
    for item in items:
        try:
            opened = _opened(work, item, found)
        except ExpectedProblem as problem:  # taken away since it was stored, as by a virus scanner
            found.findings.append(problem.finding)
            continue
        if isinstance(opened, Finding):
            found.refused.append(opened)
        else:
            found.submissions.append(replace(opened, received=item))
    return _checked(work, found)


def _opened(work: Work, item: Received, found: Examined) -> Submission | Finding:
    whole = replace(item, content=original(work.job.archive, item))
    return fenced(lambda: open_submission(work.job, whole), lambda fault: _failed(item, fault, found))


def _failed(item: Received, fault: Fault, found: Examined, namnd: str = "") -> Finding:
    found.faults.append(Noted(item.short, item.file, fault))
    return file_finding(say.UNFORESEEN(number=item.short), item, namnd)


def _checked(work: Work, found: Examined) -> Examined:
    """With what is in the submissions, and what is wrong. Where that fails they are tried by halves."""
    if not found.submissions:
        return _read_together(work, found)
    return fenced(lambda: _read_together(work, found), lambda fault: _by_halves(work, found, fault))


def _read_together(work: Work, found: Examined) -> Examined:
    tables = read(found.submissions, work.job.kind, work.facts)
    findings = check(tables, work.job.kind, work.facts, found.submissions)
    return _kept(work, replace(found, read=tables, findings=[*found.findings, *findings]))


def _by_halves(work: Work, found: Examined, fault: Fault) -> Examined:
    alone = found.submissions
    if len(alone) == 1:
        failed = replace(found, submissions=[])
        failed.refused.append(_failed(alone[0].received, fault, failed, alone[0].namnd))
        return _read_together(work, failed)
    half = len(alone) // 2
    rest = Examined(submissions=alone[half:])
    return _together(work, [_checked(work, replace(found, submissions=alone[:half])), _checked(work, rest)])


def _together(work: Work, parts: Sequence[Examined]) -> Examined:
    if len(parts) == 1:
        return parts[0]
    found = Examined()
    for part in parts:
        found.submissions += part.submissions
        found.findings += part.findings
        found.refused += part.refused
        found.faults += part.faults
    found.findings = in_order(found.findings, tuple(sheet.id for sheet in work.job.kind.sheets))
    found.read = _joined([part.read for part in parts])
    return _kept(work, found)


def _of_same_moment(work: Work, found: Examined) -> Iterator[Finding]:
    """About each nämnd's answer that counts: another one, without errors too, that came at the very same time."""
    wrong = {f.submission for f in accepted(work.waivers, found.findings) if f.stops}
    whole = [s for s in found.submissions if s.id not in wrong]
    for counted in {s.namnd: s for s in whole}.values():
        mine = [s for s in whole if s.namnd == counted.namnd and s.received.digest != counted.received.digest]
        if same := [s for s in mine if s.received.received == counted.received.received]:
            yield counted.finding(say.SAME_MOMENT(counted=counted.file, other=same[-1].file))


def _kept(work: Work, found: Examined) -> Examined:
    """Without the cells of submissions that no one asks for any more."""
    wrong = {f.submission for f in accepted(work.waivers, found.findings) if f.stops}
    newest = {s.namnd: s.id for s in found.submissions}
    whole = {s.namnd: s.id for s in found.submissions if s.id not in wrong}
    ids = {*newest.values(), *whole.values()}
    if len(ids) < len(found.submissions):
        kept = [s if s.id in ids else replace(s, grids={}, oddities={}) for s in found.submissions]
        return replace(found, submissions=kept, read=_only(found.read, ids))
    return found


def _only(one: Read, ids: set[str]) -> Read:
    """What was read of these submissions."""
    return Read(
        tables={sheet: table[table.index.isin(ids, level="submission")] for sheet, table in one.tables.items()},
        raw={sheet: {at: cells for at, cells in rows.items() if at[0] in ids} for sheet, rows in one.raw.items()},
        places={at: found for at, found in one.places.items() if at[0] in ids},
        titles={at: title for at, title in one.titles.items() if at[0] in ids},
    )


def _joined(parts: Sequence[Read]) -> Read:
    result = Read()
    for part in parts:
        result.places |= part.places
        result.titles |= part.titles
        for sheet, rows in part.raw.items():
            result.raw.setdefault(sheet, {}).update(rows)
    for sheet in parts[0].tables:
        result.tables[sheet] = pd.concat([part.tables[sheet] for part in parts])
    return result


def _of_each_name(refused: Iterable[Finding], items: Sequence[Received]) -> Iterator[Finding]:
    """The same content may have come under several names."""
    names: dict[str, list[str]] = {}
    for item in items:
        names.setdefault(item.short, []).append(item.file)
    for finding in refused:
        yield from (replace(finding, file=name) for name in dict.fromkeys(names[finding.submission]))
