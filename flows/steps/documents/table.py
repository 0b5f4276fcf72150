"""A table of a Word document as WordprocessingML, written in one piece: many times quicker than cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from docx.shared import Mm

from flows.steps.documents import look
from flows.steps.documents.runs import BOLD, marked, run

_SPLIT_PAST = 900
"""A row with a longer text may be parted between pages; else half a page would stand empty before it."""
_APART = 3
"""Millimetres before a text whose neighbour to the left is a number."""


@dataclass(frozen=True)
class Head:
    """A table's column: its heading, its width in millimetres, and what its cells hold.

    `kind` is text, number, status, or note: a text that stands after a number.
    """

    heading: str
    width: float
    kind: str = "text"


def table_xml(caption: str, columns: Sequence[Head], rows: Sequence[Sequence[str]], *, summed: bool) -> str:
    """The whole `w:tbl`: of fixed widths, with headings on every page, and the caption as its text alternative.

    `summed`: the last row is a sum, and the rows before it stand on its page.
    """
    grid = "".join(f'<w:gridCol w:w="{_twips(c.width)}"/>' for c in columns)
    last = len(rows) if summed else 0
    body = "".join(
        _row(columns, values, kept=number < last, bold=number == last) for number, values in enumerate(rows, 1)
    )
    head = "".join(_head(c) for c in columns)
    return (
        f"<w:tbl><w:tblPr>{_look(caption, summed)}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{body}</w:tbl>"
    )


def _look(caption: str, summed: bool) -> str:
    """`w:val` says the same as the others once more, for older programs."""
    return (
        f'<w:tblStyle w:val="{look.style_ids()[look.TABLE_STYLE]}"/><w:tblW w:type="auto" w:w="0"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:firstColumn="0" w:firstRow="1" w:lastColumn="0" '
        f'w:lastRow="{int(summed)}" w:noHBand="1" w:noVBand="1" w:val="{"0660" if summed else "0620"}"/>'
        f"<w:tblCaption w:val={quoteattr(caption)}/>"
    )


def _head(column: Head) -> str:
    right = '<w:jc w:val="right"/>' if column.kind == "number" else ""
    return _cell(column, look.HEADING_CELL, ("", right), marked(column.heading))


def _row(columns: Sequence[Head], values: Sequence[str], *, kept: bool, bold: bool) -> str:
    whole = "<w:trPr><w:cantSplit/></w:trPr>" if max(map(len, values)) <= _SPLIT_PAST else ""
    keep, heavy = "<w:keepNext/>" if kept else "", (BOLD,) if bold else ()
    cells = ""
    for column, value in zip(columns, values, strict=True):
        style = look.NUMBER_CELL if column.kind == "number" else look.CELL
        runs = (marked if column.kind == "status" else run)(value, *heavy, bare=False)
        cells += _cell(column, style, (keep, ""), runs)
    return f"<w:tr>{whole}{cells}</w:tr>"


def _cell(column: Head, style: str, around: tuple[str, str], runs: str) -> str:
    """A cell with one paragraph; `around` is what stands before and after the indent among its properties."""
    indent = f'<w:ind w:left="{_twips(_APART)}"/>' if column.kind == "note" else ""
    before, after = around
    properties = f'<w:pPr><w:pStyle w:val="{look.style_ids()[style]}"/>{before}{indent}{after}</w:pPr>'
    width = f'<w:tcPr><w:tcW w:type="dxa" w:w="{_twips(column.width)}"/></w:tcPr>'
    return f"<w:tc>{width}<w:p>{properties}{runs}</w:p></w:tc>"


def _twips(millimetres: float) -> int:
    found: int = Mm(millimetres).twips
    return found
