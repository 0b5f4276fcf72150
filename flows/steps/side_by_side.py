"""Much work on more than one of the machine's cores. Functions, work, parts and results must be possible to pickle."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

W = TypeVar("W")
T = TypeVar("T")
R = TypeVar("R")

FEWEST = 2
"""Parts for which one more process pays: it works a second before it has imported what it needs."""
_AHEAD = 2
"""Parts that wait for each of the others, so that it never stands idle."""


def side_by_side(function: Callable[[W, T], R], work: W, parts: Sequence[T]) -> Iterator[R]:
    """What the function gives for each part, in their order; `work` is what all of them need.

    This process takes parts too, so no time is lost while the others start.
    """
    others = min((os.cpu_count() or 1) - 1, len(parts) // FEWEST)
    if others < 1:
        return (function(work, part) for part in parts)
    return iter(_shared(function, work, parts, others))


def _shared(function: Callable[[W, T], R], work: W, parts: Sequence[T], others: int) -> list[R]:
    done: dict[int, R] = {}
    away: dict[int, Future[R] | None] = {}
    with _pool(others, function, work) as pool:
        for number, part in enumerate(parts):
            if sum(one is not None and not one.done() for one in away.values()) < _AHEAD * others:
                away[number] = _sent(pool, part)
            else:
                done[number] = function(work, part)
        for number, one in away.items():
            done[number] = _result(one, function, work, parts[number])
    return [done[number] for number in range(len(parts))]


def one_ahead(
    function: Callable[[W, T], R], work: W, parts: Iterable[T], pays: Callable[[T], bool]
) -> Iterator[tuple[T, R]]:
    """Each part with what the function gives for it; while one is dealt with, another process has the next.

    That process is started when a part says that it `pays`; until it is ready this one does the work.
    """
    with ExitStack() as stack:
        pool, ready = None, False
        waiting: deque[tuple[T, Future[R] | None]] = deque()
        for part in parts:
            if pool is None and pays(part) and (os.cpu_count() or 1) > 1:
                pool = stack.enter_context(_pool(1, function, work))
                begun = pool.submit(_nothing)
            ready = pool is not None and (ready or begun.done())
            waiting.append((part, _sent(pool, part) if pool is not None and ready else None))
            if len(waiting) > 1:
                first, away = waiting.popleft()
                yield first, _result(away, function, work, first)
        for part, away in waiting:
            yield part, _result(away, function, work, part)


def _sent(pool: ProcessPoolExecutor, part: Any) -> Future[Any] | None:
    """The part on its way to another process, if there is one still."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        return pool.submit(_do, part)
    except BrokenProcessPool:
        return None


def _result(away: Future[R] | None, function: Callable[[W, T], R], work: W, part: T) -> R:
    """What another process came to; where that was ended from without, this one does it."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        return function(work, part) if away is None else away.result()
    except BrokenProcessPool:
        return function(work, part)


def _pool(others: int, function: Callable[[W, T], R], work: W) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor  # small rounds don't wait for this
    from multiprocessing import get_context

    return ProcessPoolExecutor(others, get_context("spawn"), _begin, (function, work))


_GIVEN: list[Any] = []


def _begin(function: Callable[[W, T], R], work: W) -> None:
    _GIVEN[:] = [function, work]


def _nothing() -> None:
    """Done when the process has imported what it needs."""


def _do(part: Any) -> Any:
    function, work = _GIVEN
    return function(work, part)
