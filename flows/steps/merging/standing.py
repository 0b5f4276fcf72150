"""Where each nämnd stands: what it has sent, which submission counts, what stops the newest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.steps.files.submission import Submission
from flows.steps.job import Job
from schemas.findings import WARNING, Finding
from schemas.settings import Namnd
from schemas.sheets.minute import MINUTE

READ, WRONG, MISSING = "Inläst", "Rättas", "Saknas"
STANDING = {READ: "●\N{NO-BREAK SPACE}Inläst", WRONG: "▲\N{NO-BREAK SPACE}Rättas", MISSING: "○\N{NO-BREAK SPACE}Saknas"}
"""Where a nämnd stands, with the symbol, which is not parted from its word."""


PRELIMINARY_MARK = "◐\N{NO-BREAK SPACE}Preliminär"
"""What is published while answers remain; one symbol wherever it stands."""


@dataclass(frozen=True)
class State:
    """Where a nämnd stands: its submissions in order of time, the one that counts, and the findings of the newest.

    `counted` is the newest complete one; `state` is READ, WRONG (something came, nothing complete) or MISSING.
    `right_sheets` are the sheets (by their ids) of the newest that have no errors, shown as preliminary while the
    nämnd has no complete one, where the settings say so.
    """

    namnd: Namnd
    state: str
    submissions: tuple[Submission, ...]
    counted: Submission | None
    findings: tuple[Finding, ...]
    right_sheets: tuple[str, ...] = ()

    @property
    def newest(self) -> Submission | None:
        """The last that came."""
        return self.submissions[-1] if self.submissions else None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stops the newest submission."""
        return tuple(f for f in self.findings if f.stops)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What the newest submission is asked about and nobody has accepted."""
        return tuple(f for f in self.findings if f.severity == WARNING and not f.accepted)

    @property
    def awaits_decision(self) -> bool:
        """Whether all is right but that nämnden has not met yet: only its decision's day and paragraph lack."""
        last = all(f.sheet_id == MINUTE.id and not f.value for f in self.errors)
        return self.state == WRONG and bool(self.right_sheets) and last

    def shown(self, sheet: str) -> Submission | None:
        """The submission whose rows of this sheet are shown, complete or preliminary."""
        return self.counted or (self.newest if sheet in self.right_sheets else None)


def states(job: Job, submissions: Sequence[Submission], findings: Iterable[Finding]) -> tuple[State, ...]:
    """One state per nämnd, in the settings' order; `submissions` are in order of time."""
    found = list(findings)
    wrong = {f.submission for f in found if f.stops}
    result: list[State] = []
    for namnd in job.namnder:
        mine = tuple(s for s in submissions if s.namnd == namnd.id)
        whole = [s for s in mine if s.id not in wrong]
        state = READ if whole else WRONG if mine else MISSING
        newest = tuple(f for f in found if mine and f.submission == mine[-1].id)
        partial = state == WRONG and job.settings.partial == "visa"
        right = _right_sheets(job, mine[-1], newest) if partial else ()
        result.append(State(namnd, state, mine, whole[-1] if whole else None, newest, right))
    return tuple(result)


def _right_sheets(job: Job, submission: Submission, findings: Sequence[Finding]) -> tuple[str, ...]:
    """The sheets in which nothing stops; none when the fault concerns the whole file.

    A missing sheet has no rows to show, so that fault hides no other sheet.
    """
    stopping = [f for f in findings if f.stops]
    if any(not f.sheet and f.rule != "T1" for f in stopping):
        return ()
    wrong = {f.sheet_id for f in stopping}
    return tuple(sheet.id for sheet in job.kind.sheets if sheet.id not in wrong)
