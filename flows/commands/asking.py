"""Questions in the terminal, each with what holds if nothing is answered; answers may come from options instead."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from flows.commands.pasted import pasted_lines
from flows.steps.job import stop
from schemas.messages import settings as say
from schemas.messages.message import listed, shortened

Answer = TypeVar("Answer")


BACK = "tillbaka"
"""What is written to come to the question before."""


_MOST = 8
"""So many lines that aren't taken are shown."""


class Unfit(ValueError):
    """An answer that can't be used; its text says in Swedish what to write."""


class Back(Exception):
    """The question before is wanted again."""


@dataclass(frozen=True)
class Question:
    """What is asked, its option on the command line, and what holds without an answer (None: one is needed).

    Where it takes `many`, several lines may be pasted at once; the answer then has them all.
    """

    text: str
    option: str
    default: str | None = None
    many: bool = False


@dataclass(frozen=True)
class Asker:
    """Asks for what hasn't been given; where `sure`, asks nothing and takes what holds without an answer.

    `held` has what was answered before, by the question's text or else its option: it then holds without an answer.
    `again` are lines to take unasked, oldest first. Each line taken stands in `taken`. Where `can_go_back`, the word
    for it raises Back.
    """

    sure: bool = False
    held: Mapping[str, str] = field(default_factory=dict)
    can_go_back: bool = False
    again: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def answer(self, given: str | None, question: Question, read: Callable[[str], Answer]) -> Answer:
        """The answer as `read` makes it. Raises ExpectedProblem for an option that is unfit or lacking."""
        if given is None and self.sure:
            if question.default is None:
                raise stop(say.ANSWER_MISSING(option=question.option))
            return read(question.default)
        if given is not None:
            try:
                return read(given)
            except Unfit as unfit:
                raise stop(say.ANSWER_UNFIT(value=given, option=question.option, wanted=str(unfit))) from None
        while True:
            try:
                return read(self.line(question))
            except Unfit as unfit:
                self.taken.pop()
                sys.stdout.write(f"  {unfit}\n")

    def line(self, question: Question) -> str:
        """One line from the terminal, or what holds without it. Raises ExpectedProblem where there is no one to ask."""
        self.taken.append(self.again.pop(0) if self.again else self._asked(question))
        return self.taken[-1]

    def heading(self, text: str) -> None:
        """A line above what is asked about next, unless it is taken unasked."""
        if not self.again:
            sys.stdout.write(f"{text}\n")

    def _asked(self, question: Question) -> str:
        default = self.held.get(question.text, self.held.get(question.option, question.default or ""))
        sys.stdout.write(f"{question.text} [{default}]: " if default else f"{question.text}: ")
        sys.stdout.flush()
        said = sys.stdin.readline()
        if not said:
            raise stop(say.NOBODY_ANSWERS(question=question.text.strip(), option=question.option))
        lines = [line for line in (said.strip(), *pasted_lines()) if line]
        if not question.many and len(lines) > 1:
            sys.stdout.write(_told_left(lines))
        if self.can_go_back and lines and lines[0].casefold() == BACK:
            raise Back
        return "\n".join(lines if question.many else lines[:1]) or default


def _told_left(lines: list[str]) -> str:
    """That only the first of the lines is taken, and which the others are."""
    first, *others = (f"”{shortened(line)}”" for line in lines)
    left = [*others[:_MOST], *([f"{len(others) - _MOST} rader till"] if len(others) > _MOST else [])]
    return f"  Här går det bara att svara med en rad, så bara {first} är läst. Inte läst: {listed(left)}.\n"
