"""Much work on all of the machine's cores. Function, work, parts and results must be possible to pickle."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

W = TypeVar("W")
T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 2
"""Parts that wait for each of the other processes, so that none stands idle."""


class _Part(Generic[T, R]):
    """A part, done by this process or by another."""

    def __init__(self, part: T, here: Callable[[T], R]) -> None:
        self.part, self._here = part, here
        self._away: Future[R] | None = None
        self.results: list[R] = []

    @property
    def waits(self) -> bool:
        """Whether no one has it yet."""
        return self._away is None and not self.results

    @property
    def is_away(self) -> bool:
        """Whether another process has it still."""
        return self._away is not None and not self._away.done()

    def send(self, pool: ProcessPoolExecutor) -> None:
        """To another process, if one is left: this one does what a process had that was ended from without."""
        from concurrent.futures.process import BrokenProcessPool

        try:
            self._away = pool.submit(_do, self.part)
        except BrokenProcessPool:
            self._away = None

    def do(self) -> None:
        """Here and now; or wait for whoever has it."""
        from concurrent.futures.process import BrokenProcessPool

        try:
            self.results = [self._here(self.part) if self._away is None else self._away.result()]
        except BrokenProcessPool:
            self.results = [self._here(self.part)]


def side_by_side(
    function: Callable[[W, T], R], work: W, parts: Iterable[T], pays: Callable[[T], bool]
) -> Iterator[tuple[T, R]]:
    """Each part with what the function gives for it, in their order; `work` is what all of them need.

    Other processes are started when a part says that it `pays`: it takes each a second to import what it needs. Until
    they are ready, and whenever they have enough, this one does the work.
    """
    others = min(os.cpu_count() or 1, 8) - 1
    waiting: deque[_Part[T, R]] = deque()
    with ExitStack() as stack:
        pool: ProcessPoolExecutor | None = None
        for part in parts:
            waiting.append(_Part(part, lambda one: function(work, one)))
            if pool is None and others and pays(part):
                pool = stack.enter_context(_pool(others, function, work))
                stack.enter_context(_untidied())
                begun = pool.submit(_nothing)
            elif pool is not None and begun.done() and sum(p.is_away for p in waiting) < _AHEAD * others:
                waiting[-1].send(pool)
            if len(waiting) > (_AHEAD * others if pool else 0):
                yield _first(waiting)
        while waiting:
            yield _first(waiting)


def _first(waiting: deque[_Part[T, R]]) -> tuple[T, R]:
    """The first part, done; while another process has it this one does some other."""
    while waiting[0].is_away and (other := next((p for p in waiting if p.waits), None)):
        other.do()
    if not waiting[0].results:
        waiting[0].do()
    first = waiting.popleft()
    return first.part, first.results[0]


def _pool(others: int, function: Callable[[W, T], R], work: W) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor  # small rounds don't wait for this
    from multiprocessing import get_context

    return ProcessPoolExecutor(others, get_context("spawn"), _begin, (function, work))


_GIVEN: list[Any] = []


def _begin(function: Callable[[W, T], R], work: W) -> None:
    _GIVEN[:] = [function, work]
    gc.freeze()


@contextmanager
def _untidied() -> Iterator[None]:
    """What is there already stays, and is not looked through in vain each time that memory is tidied: a tenth."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _nothing() -> None:
    """Done when a process has imported what it needs."""


def _do(part: Any) -> Any:
    function, work = _GIVEN
    return function(work, part)
