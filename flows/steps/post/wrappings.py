"""What lies in a file or mail, whatever it was wrapped in: each kind of wrapping opens into pieces, again and again.

A new kind of wrapping is a line in `_KINDS`: how it is known by its bytes, and what gives its pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flows.steps.fence import Fault, Passing, fenced
from flows.steps.files.formats import format_of
from flows.steps.files.submission import sha256
from flows.steps.post import bounds, mail_files, openers
from flows.steps.post.attached import Attached, CannotOpen, Piece, Unopened, Warns
from flows.steps.texts import file_name, left_by_a_program
from schemas.messages import files as say

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".xltx", ".xltm", ".ots")
DEEPEST, MOST_FILES, MOST_PIECES, MOST_BYTES = 10, 50, 5_000, 160_000_000
"""Wrappings in each other; files that are kept, pieces that are looked at and bytes that are unpacked, all together."""
_TRANSPARENT = ("winmail.dat", "smime.p7m", "bilaga")
"""Names of wrappings that say nothing to a reader."""
_KINDS: tuple[tuple[Callable[[Piece], bool], Callable[[Piece], Iterable[Piece]]], ...] = (
    (lambda piece: piece.message is not None, mail_files.pieces_of),
    (openers.is_tnef, openers.in_tnef),
    (openers.is_outlook, openers.in_outlook),
    (openers.is_zip, openers.in_zip),
    (openers.is_signed, openers.in_signed),
    (openers.is_apple_single, openers.in_apple_single),
    (openers.is_calendar, openers.in_calendar),
    (mail_files.is_mail, mail_files.in_mail),
)


@dataclass
class Unwrapped:
    """The files that were found, in order, and the wrappings that could not be opened.

    `root` is the outermost content: its checksum is the number that a fault is known by. `warns` is asked about each
    wrapping in it before that is opened; whoever has the outermost content, and uses the files, asks about these.
    """

    root: bytes = field(repr=False)
    warns: Warns | None = None
    files: list[Attached] = field(default_factory=list)
    unopened: list[Unopened] = field(default_factory=list)
    size: int = 0
    pieces: int = 0

    def add(self, piece: Piece, path: str = "", depth: int = 0) -> None:
        """Open the piece if it is a wrapping, and so on, or keep it as a file. Raises Full and Heavy."""
        name = file_name(piece.name)
        if left_by_a_program(name) or openers.is_resource(piece):
            return
        shown = f"{path}{name}" if name else path.removesuffix(SEPARATOR) or "bilaga"
        try:
            fenced(lambda: self._open(piece, shown, path, depth), lambda fault: self._failed(shown, fault))
        except CannotOpen as why:
            self.unopened.append(Unopened(shown, why.trouble))

    def _open(self, piece: Piece, shown: str, path: str, depth: int) -> None:
        if piece.fault:
            self._failed(shown, piece.fault)
            return
        if piece.trouble:
            raise CannotOpen(piece.trouble)
        opener = next((opens for knows, opens in _KINDS if knows(piece)), None)
        if opener is None:
            self._keep(shown, piece.content)
            return
        if depth > DEEPEST:
            raise CannotOpen(say.TOO_DEEP(most=DEEPEST))
        if self.warns and depth > 0 and piece.content and self.warns(piece.content):
            raise CannotOpen(say.INFECTED())
        bounds.check_bytes(piece.content)
        name = file_name(piece.name)
        inside = path if depth == 0 or name.lower() in ("", *_TRANSPARENT) else f"{shown}{SEPARATOR}"
        for child in opener(piece):
            self.size += len(child.content)
            self.pieces += 1
            if self.pieces > MOST_PIECES or self.size > MOST_BYTES:
                raise Full
            self.add(child, inside, depth + 1)

    def _keep(self, name: str, content: bytes) -> None:
        if len(self.files) == MOST_FILES:
            raise Full
        self.files.append(Attached(name, content))

    def _failed(self, name: str, fault: Fault) -> None:
        trouble = say.DAMAGED() if fault.foreseen else say.UNFORESEEN(number=sha256(self.root)[:12])
        self.unopened.append(Unopened(name, trouble, None if fault.foreseen else fault))


SEPARATOR = " › "


class Full(Passing):
    """There is more in it than is opened."""


def unwrap(piece: Piece, root: bytes, warns: Warns | None = None) -> Unwrapped:
    """All files in a piece, however deep. Raises `Heavy`, and what `warns` raises; `root` is the content that came."""
    found = Unwrapped(root, warns)
    try:
        found.add(piece)
    except Full:
        found.unopened.append(Unopened("", say.TOO_MUCH_INSIDE()))
    return found


def is_sheet(file: Attached) -> bool:
    """Whether it is a spreadsheet, by name or content."""
    return file.name.lower().endswith(WORKBOOKS) or format_of(file.content)[1] is None


def wraps(name: str, content: bytes) -> bool:
    """Whether the file is a wrapping of any kind."""
    piece = Piece(name, content)
    return any(knows(piece) for knows, _ in _KINDS)
