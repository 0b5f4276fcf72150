"""Questions in the terminal, each with what holds if nothing is answered; answers may come from options instead."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from flows.steps.job import stop
from schemas.messages import settings as say

Answer = TypeVar("Answer")


class Unfit(ValueError):
    """An answer that can't be used; its text says in Swedish what to write."""


@dataclass(frozen=True)
class Question:
    """What is asked, its option on the command line, and what holds without an answer (None: one is needed)."""

    text: str
    option: str
    default: str | None = None


@dataclass(frozen=True)
class Asker:
    """Asks for what hasn't been given; where `sure`, asks nothing and takes what holds without an answer.

    `held` has what was answered before, by the question's text or else its option: it then holds without an answer.
    """

    sure: bool = False
    held: Mapping[str, str] = field(default_factory=dict)

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
                sys.stdout.write(f"  {unfit}\n")

    def line(self, question: Question) -> str:
        """One line from the terminal, or what holds without it. Raises ExpectedProblem where there is no one to ask."""
        default = self.held.get(question.text, self.held.get(question.option, question.default or ""))
        sys.stdout.write(f"{question.text} [{default}]: " if default else f"{question.text}: ")
        sys.stdout.flush()
        said = sys.stdin.readline()
        if not said:
            raise stop(say.ANSWER_MISSING(option=question.option))
        return said.strip() or default
