"""Where each nämnd stands: what it has sent, which submission counts, what stops the newest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.steps.job import Job
from flows.steps.submission import Submission
from schemas.findings import ERROR, Finding
from schemas.settings import Namnd

READ, WRONG, MISSING = "Inläst", "Rättas", "Saknas"


@dataclass(frozen=True)
class State:
    """Where a nämnd stands: its submissions in order of time, the one that counts, and the findings of the newest.

    `counted` is the newest complete one; `state` is READ, WRONG (something came, nothing complete) or MISSING.
    """

    namnd: Namnd
    state: str
    submissions: tuple[Submission, ...]
    counted: Submission | None
    findings: tuple[Finding, ...]

    @property
    def newest(self) -> Submission | None:
        """The last that came."""
        return self.submissions[-1] if self.submissions else None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stops the newest submission."""
        return tuple(f for f in self.findings if f.severity == ERROR)


def states(job: Job, submissions: Sequence[Submission], findings: Iterable[Finding]) -> tuple[State, ...]:
    """One state per nämnd, in the settings' order; `submissions` are in order of time."""
    found = list(findings)
    result: list[State] = []
    for namnd in job.namnder:
        mine = tuple(s for s in submissions if s.namnd == namnd.id)
        wrong = {f.submission for f in found if f.severity == ERROR}
        whole = [s for s in mine if s.id not in wrong]
        state = READ if whole else WRONG if mine else MISSING
        newest = tuple(f for f in found if mine and f.submission == mine[-1].id)
        result.append(State(namnd, state, mine, whole[-1] if whole else None, newest))
    return tuple(result)
