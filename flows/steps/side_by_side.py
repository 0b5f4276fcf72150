"""Much work on all of the machine's cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

W = TypeVar("W")
T = TypeVar("T")
R = TypeVar("R")

FEWEST = 6
"""Parts for which one more process pays: it works a second before it has imported what it needs."""
_AHEAD = 2
"""Parts that wait for each of the others, so that it never stands idle."""


def side_by_side(function: Callable[[W, T], R], work: W, parts: Sequence[T]) -> Iterator[R]:
    """What the function gives for each part, in their order; `work` is what all of them need.

    This process takes parts too, so no time is lost while the others start. All of it must be possible to pickle.
    """
    others = min((os.cpu_count() or 1) - 1, len(parts) // FEWEST)
    if others < 1:
        return (function(work, part) for part in parts)
    return iter(_shared(function, work, parts, others))


def _shared(function: Callable[[W, T], R], work: W, parts: Sequence[T], others: int) -> list[R]:
    from concurrent.futures import ProcessPoolExecutor  # small rounds don't wait for this
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    done: dict[int, R] = {}
    away: dict[int, Future[R]] = {}
    try:
        with ProcessPoolExecutor(others, get_context("spawn"), _begin, (function, work)) as pool:
            for number, part in enumerate(parts):
                if sum(not one.done() for one in away.values()) < _AHEAD * others:
                    away[number] = pool.submit(_do, part)
                else:
                    done[number] = function(work, part)
            done |= {number: one.result() for number, one in away.items()}
    except BrokenProcessPool:  # a process was ended from without: this one does what is left
        pass
    return [done[number] if number in done else function(work, part) for number, part in enumerate(parts)]


_GIVEN: list[Any] = []


def _begin(function: Callable[[W, T], R], work: W) -> None:
    _GIVEN[:] = [function, work]


def _do(part: Any) -> Any:
    function, work = _GIVEN
    return function(work, part)
