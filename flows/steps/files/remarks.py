"""Comments and text boxes in an .xlsx: people answer in them too, and nothing in them is read as an answer."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Literal, NamedTuple
from xml.etree.ElementTree import Element

from flows.steps.files.guard import BROKEN, part
from flows.steps.files.package import ROOT_LINKS, Link, Parts, links_name, links_of, main_part, xml
from flows.steps.files.spreadsheets import letter

COMMENT: Literal["comment"] = "comment"
TEXT_BOX: Literal["text box"] = "text box"
_MOST_BYTES, _MOST = 4_000_000, 200
"""Bytes of a part that is looked into, and remarks of a sheet that are reported."""
_WORDS = ("comment", "drawing")


class Remark(NamedTuple):
    """A comment at a cell, or a text box whose upper left corner is over it."""

    cell: str
    kind: Literal["comment", "text box"]
    text: str


Remarks = dict[str, list[Remark]]
"""By the sheet's name."""


def remarks_in(content: bytes) -> Remarks:
    """The remarks of each sheet that has any. None of a file that is no .xlsx, or whose parts can't be read."""
    if not any(word in content.lower() for word in (b"comment", b"drawing")):  # parts' names stand there uncompressed
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
            if not any(word in name.lower() for name in sizes for word in _WORDS):
                return {}
            parts = Parts(sizes, lambda name: _read(archive, name))
            return {title: found for title, links in _sheets(parts) if (found := _remarks(parts, links))}
    except BROKEN:
        return {}


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    entry = archive.getinfo(name)
    return part(archive, entry) if entry.file_size <= _MOST_BYTES else b""


def _sheets(parts: Parts) -> Iterator[tuple[str, list[Link]]]:
    """Each sheet's name, and its relations."""
    name = main_part(parts[ROOT_LINKS])
    targets = {link.id: link.target for link in links_of(parts[links_name(name)], posixpath.dirname(name))}
    for element in xml(parts[name]).iter():
        if _local(element) == "sheet":
            relation = next((value for key, value in element.items() if key.endswith("}id")), "")
            target = targets.get(relation, "")
            if (rels := parts.get(links_name(target))) is not None:
                yield element.get("name", ""), links_of(rels, posixpath.dirname(target))


def _remarks(parts: Parts, links: list[Link]) -> list[Remark]:
    roots = {link: xml(content) for link in links if (content := _of_interest(parts, link))}
    threads = [r for link, root in roots.items() if link.kind == "threadedComment" for r in _comments(root)]
    answered = {remark.cell for remark in threads}
    notes = [r for link, root in roots.items() if link.kind == "comments" for r in _comments(root)]
    boxes = [r for link, root in roots.items() if link.kind == "drawing" for r in _boxes(root)]
    return [*threads, *(r for r in notes if r.cell not in answered), *boxes][:_MOST]


def _of_interest(parts: Parts, link: Link) -> bytes:
    return (parts.get(link.target) or b"") if link.kind in ("threadedComment", "comments", "drawing") else b""


def _comments(root: Element) -> Iterator[Remark]:
    """Those with a text; one in several pieces is joined."""
    for element in root.iter():
        if _local(element) in ("comment", "threadedComment") and (text := _text(element, ("t", "text"))):
            yield Remark(element.get("ref", "A1").replace("$", ""), COMMENT, text)


def _boxes(root: Element) -> Iterator[Remark]:
    for anchor in root:
        text = "\n".join(filter(None, (_text(p, ("t",)) for p in anchor.iter() if _local(p) == "p")))
        if text:
            start = next((e for e in anchor if _local(e) == "from"), anchor)
            at = {_local(e): int(e.text or 0) for e in start if _local(e) in ("col", "row")}
            yield Remark(f"{letter(at.get('col', 0))}{at.get('row', 0) + 1}", TEXT_BOX, text)


def _text(element: Element, tags: tuple[str, ...]) -> str:
    return "".join(e.text or "" for e in element.iter() if _local(e) in tags).strip()


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
