"""Where the parts of an .xlsx or .xlsb are, by its relations: programs name them in several ways.

python-calamine looks for fixed paths and reads a part in UTF-16 as empty; `canonical` makes a package that it reads.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree import ElementTree

DOCTYPE = re.compile(rb"<![ED](?:NTITY|OCTYPE)")
ROOT_LINKS = "_rels/.rels"
_SHEETS = ("worksheet", "chartsheet", "dialogsheet", "macrosheet", "xlMacrosheet", "xlIntlMacrosheet")
_FIXED = {"sharedStrings": "xl/sharedStrings", "styles": "xl/styles"}
_ENCODING = re.compile(rb"^[^>]{0,200}encoding\s*=\s*[\"'](?!utf-8[\"'])", re.I)
_RELATION = '<Relationship Id="{}" Type="' + "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True)
class Link:
    """A relation: its id, what it is (the last word of its type) and the path of the part that it names."""

    id: str
    kind: str
    target: str


def links_of(content: bytes, folder: str = "") -> list[Link]:
    """The relations in a .rels part whose owner is in `folder`. Raises ValueError for what isn't one."""
    found = []
    for link in xml(content):
        target, kind = link.get("Target", ""), link.get("Type", "").rsplit("/", 1)[-1]
        if link.get("TargetMode") != "External":
            found.append(Link(link.get("Id", ""), kind, _resolved(target, folder)))
    return found


def xml(content: bytes) -> ElementTree.Element:
    """A small XML part. Raises ValueError for one that is damaged or declares entities."""
    text = in_utf8(content)
    if DOCTYPE.search(text):
        raise ValueError("doctype")
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, LookupError):
        raise ValueError("xml") from None


def is_utf8(content: bytes) -> bool:
    """Whether an XML part is written in UTF-8, as office programs write it."""
    start = content[:300]
    return not (b"\0" in start or start.startswith((b"\xfe\xff", b"\xff\xfe")) or _ENCODING.search(start))


def in_utf8(content: bytes) -> bytes:
    """An XML part in UTF-8, whatever encoding it declares. Raises ValueError for one that isn't in its encoding."""
    if is_utf8(content):
        return content
    declared = re.search(rb"encoding\s*=\s*[\"']([\w.-]{1,20})[\"']", content[:300].replace(b"\0", b""))
    wide = b"\0" in content[:4] or content[:2] in (b"\xfe\xff", b"\xff\xfe")
    name = "utf-16" if wide else declared[1].decode() if declared else "utf-8"
    if wide and content[:2] not in (b"\xfe\xff", b"\xff\xfe"):
        name = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
    try:
        text = content.decode(name)
    except (UnicodeError, LookupError):
        raise ValueError("encoding") from None
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text, count=1).lstrip("\ufeff").encode()


def _resolved(target: str, folder: str) -> str:
    """The path of a part from the package's root."""
    path = unquote(target.split("#")[0]).replace("\\", "/")
    joined = posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path))
    return joined if joined != "." else ""


def links_name(part: str) -> str:
    """The path of the relations of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def main_part(links: bytes) -> str:
    """The document that a package is for, by its root relations; '' where there is none or several."""
    found = {link.target for link in links_of(links) if link.kind == "officeDocument"}
    return found.pop() if len(found) == 1 else ""


class Parts:
    """The parts of a package by name in any case and with any slash. Raises ValueError where two are the same."""

    def __init__(self, names: Iterable[str], read: Callable[[str], bytes]) -> None:
        listed = list(names)
        self._names = {_key(name): name for name in listed}
        self._read = read
        if len(self._names) < len(listed):
            raise ValueError("the same name twice")

    def get(self, name: str) -> bytes | None:
        """A part's content, if it is there."""
        written = self._names.get(_key(name))
        return None if written is None else self._read(written)

    def __getitem__(self, name: str) -> bytes:
        part = self.get(name)
        if part is None:
            raise ValueError("a part is missing")
        return part


def _key(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/").lstrip("/")).casefold()


@dataclass(frozen=True)
class Workbook:
    """A workbook's main part, its relations, and the content of each sheet by the id of its relation."""

    content: bytes
    links: list[Link]
    sheets: dict[str, bytes]
    binary: bool


def workbook_in(parts: Parts) -> Workbook:
    """The workbook that a package is for. Raises ValueError where its parts can't be found for certain."""
    root = parts.get(ROOT_LINKS)
    name = main_part(root) if root is not None else _by_path(parts)
    content = parts[name]
    links = links_of(parts[links_name(name)], posixpath.dirname(name))
    if len({link.id for link in links}) < len(links):
        raise ValueError("the same relation twice")
    sheets = {link.id: parts[link.target] for link in links if link.kind == "worksheet"}
    return Workbook(content, links, sheets, not is_xml(content))


def _by_path(parts: Parts) -> str:
    """The usual place, for a package without root relations."""
    return next((name for name in ("xl/workbook.xml", "xl/workbook.bin") if parts.get(name) is not None), "")


def is_xml(content: bytes) -> bool:
    """Whether a part begins as XML does, in whatever encoding."""
    return content[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<")


def canonical(book: Workbook, parts: Parts) -> bytes:
    """The same workbook with its parts where python-calamine looks for them, and every XML part in UTF-8."""
    ending = "bin" if book.binary else "xml"
    made: dict[str, bytes | str] = {f"xl/workbook.{ending}": _written(book.content)}
    links = []
    for number, link in enumerate(book.links, 1):
        sheet = link.kind in _SHEETS
        if not sheet and link.kind not in _FIXED:
            continue
        name = f"xl/{link.kind}s/sheet{number}.{ending}" if sheet else f"{_FIXED[link.kind]}.{ending}"
        if (part := parts.get(link.target)) is not None:
            made[name] = _written(part)
        identity = link.id.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        links.append(f'{_RELATION.format(identity)}{link.kind}" Target="{name.removeprefix("xl/")}"/>')
    for name in (f"{fixed}.{ending}" for fixed in _FIXED.values()):
        if name not in made and (part := parts.get(name)) is not None:  # not named by a relation, but programs read it
            made[name] = _written(part)
    made[f"xl/_rels/workbook.{ending}.rels"] = f'<Relationships xmlns="{_RELATIONS}">{"".join(links)}</Relationships>'
    root = f'{_RELATION.format("rId1")}officeDocument" Target="xl/workbook.{ending}"/>'
    made[ROOT_LINKS] = f'<Relationships xmlns="{_RELATIONS}">{root}</Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, written in made.items():
            package.writestr(zipfile.ZipInfo(name), written)
    return out.getvalue()


def _written(part: bytes) -> bytes:
    text = in_utf8(part) if is_xml(part) else part
    if DOCTYPE.search(text) and is_xml(part):
        raise ValueError("doctype")
    return text
