"""A file in a mail, and a wrapping in which files come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from email.message import Message
from typing import Any, NamedTuple, TypeVar

from flows.steps.fence import Fault, Passing, fenced
from schemas.messages.message import Trouble

T = TypeVar("T")


class Attached(NamedTuple):
    """A file in a mail or a zip, under the name that its sender gave it, after those of the wrappings it was in."""

    name: str
    content: bytes


class Unopened(NamedTuple):
    """A wrapping that could not be opened, and why. `fault` is what it raised, where that was unforeseen."""

    name: str
    trouble: Trouble
    fault: Fault | None = None


class Piece(NamedTuple):
    """Something in a wrapping, or the wrapping itself: a name, bytes and the type that the sender declared.

    A mail that is parsed already has `message` instead of bytes; what could not be taken out has `fault`.
    """

    name: str
    content: bytes
    kind: str = ""
    message: Message[Any, Any] | None = None
    fault: Fault | None = None


class CannotOpen(Passing):
    """A wrapping can't be opened for a reason that has a message of its own."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.what)
        self.trouble = trouble


class Heavy(Passing):
    """A mail must be read in a process of its own: it is large, or made of very many lines."""


def each(items: Iterable[T], name: Callable[[T], str], opened: Callable[[T], Iterable[Piece]]) -> Iterator[Piece]:
    """The pieces of each item; one that raises gives a piece with its fault, and the others are opened all the same."""
    for item in items:
        yield from _opened(item, name, opened)


def _opened(item: T, name: Callable[[T], str], opened: Callable[[T], Iterable[Piece]]) -> list[Piece]:
    def broken(fault: Fault) -> list[Piece]:
        return [Piece(fenced(lambda: name(item), lambda _: ""), b"", fault=fault)]

    return fenced(lambda: list(opened(item)), broken)
