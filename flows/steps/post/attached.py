"""A file in a mail, and a wrapping in which files come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from email.message import Message
from typing import Any, NamedTuple, TypeVar

from flows.steps.fence import Fault, Passing, fenced
from flows.steps.files.submission import sha256
from schemas.messages.message import Trouble

T = TypeVar("T")
Warns = Callable[[bytes], bool]
"""Whether the virus scanner warns of a content. Raises ExpectedProblem where it gives no answer."""


class Attached(NamedTuple):
    """A file in a mail or a zip, under the name that its sender gave it, after those of the wrappings it was in.

    `sha` is given where the content is not held; it is then empty.
    """

    name: str
    content: bytes
    sha: str = ""

    @property
    def digest(self) -> str:
        """Its sha256."""
        return self.sha or sha256(self.content)


class Unopened(NamedTuple):
    """A wrapping that could not be opened, and why. `fault` is what it raised, where that was unforeseen."""

    name: str
    trouble: Trouble
    fault: Fault | None = None


class Piece(NamedTuple):
    """Something in a wrapping, or the wrapping itself: a name, bytes and the type that the sender declared.

    A mail that is parsed already has `message` instead of bytes. What could not be taken out has `fault`, or `trouble`
    where there is a message about it.
    """

    name: str
    content: bytes
    kind: str = ""
    message: Message[Any, Any] | None = None
    fault: Fault | None = None
    trouble: Trouble | None = None


class CannotOpen(Passing):
    """A wrapping can't be opened for a reason that has a message of its own."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.what)
        self.trouble = trouble


class Heavy(Passing):
    """A mail must be read in a process of its own: it is large, or made of very many lines."""


def each(items: Iterable[T], name: Callable[[T], str], opened: Callable[[T], Iterable[Piece]]) -> Iterator[Piece]:
    """The pieces of each item; one that can't be opened gives a piece that says why, and the others are opened."""
    for item in items:
        yield from _opened(item, name, opened)


def _opened(item: T, name: Callable[[T], str], opened: Callable[[T], Iterable[Piece]]) -> list[Piece]:
    def called() -> str:
        return fenced(lambda: name(item), lambda _: "")

    try:
        return fenced(lambda: list(opened(item)), lambda fault: [Piece(called(), b"", fault=fault)])
    except CannotOpen as why:
        return [Piece(called(), b"", trouble=why.trouble)]
