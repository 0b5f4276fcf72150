"""A Word document being written, from the top down: headings, paragraphs, lists, statuses and tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from flows.steps import docx_look as look
from flows.steps.docx_table import COLOURS, DARK, Column, table_xml
from flows.steps.look import GREY, readable


class Paper:
    """A document in memory; texts of users are made safe here, and nowhere else."""

    def __init__(self, title: str, author: str, day: dt.date) -> None:
        self._document = look.blank()
        look.describe(self._document, title, author, day)
        self._below_table = False

    def finish(self) -> bytes:
        """The bytes of the .docx."""
        return look.finished(self._document)

    def _paragraph(self, style: str = "Normal") -> Paragraph:
        """A new paragraph, with some air above it when it comes after a table."""
        paragraph = self._document.add_paragraph()
        paragraph._p.style = look.style_ids()[style]
        if self._below_table and not style.startswith("Heading"):
            paragraph.paragraph_format.space_before = Pt(9)
        self._below_table = False
        return paragraph

    def text(self, text: str, style: str = "Normal") -> None:
        """A paragraph, with the text's own new lines."""
        self._paragraph(style).add_run(readable(text))

    def heading(self, text: str, level: int) -> None:
        """A heading of level 1–3."""
        self.text(text, f"Heading {level}")

    def items(self, texts: Sequence[str], *, numbered: bool = False) -> None:
        """A list; a document has one numbered list, since Word would go on counting in the next."""
        for text in texts:
            self.text(text, "List Number" if numbered else "List Bullet")

    def labelled(self, label: str, text: str) -> None:
        """'Åtgärd: …' with the label in bold; nothing where there is no text."""
        if text:
            paragraph = self._paragraph(look.LABEL)
            paragraph.add_run(f"{label}: ").bold = True
            paragraph.add_run(readable(text))

    def status(self, words: str, more: str = "", *, kept: bool = False) -> None:
        """A status ('● Målet nås') in its colour, and `more` in grey after it; `kept` on the page of what follows."""
        paragraph = self._paragraph()
        paragraph.paragraph_format.keep_with_next = kept or None
        _write(paragraph, words, marked=True)
        for run in paragraph.runs:
            run.bold = True
        if more:
            run = paragraph.add_run(f"\N{EM SPACE}{readable(more)}")
            run.font.color.rgb = _rgb(GREY)

    def fact(self, label: str, text: str, ask: str = "") -> None:
        """A line of the document's head; without text a field to fill in, that says what is asked for."""
        paragraph = self._paragraph(look.FACT)
        paragraph.add_run(f"{label}\t").bold = True
        if text:
            paragraph.add_run(readable(text))
        else:
            paragraph._p.append(parse_xml(_field_to_fill(label, ask)))

    def table(
        self, caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, summed: bool = False
    ) -> None:
        """A table under its caption; the headings stand on every page.

        `summed`: the last row is a sum, and the table stands on one page if it can.
        """
        self.text(caption, "Caption")
        made = parse_xml(table_xml(caption, columns, rows, summed=summed))
        self._document.element.body.find(qn("w:sectPr")).addprevious(made)
        self._below_table = True

    def foot(self, text: str) -> None:
        """The foot of every page: the text, and 'Sida 1 av 3'."""
        paragraph = self._document.sections[0].footer.paragraphs[0]
        paragraph.add_run(f"{readable(text)}\tSida ")
        paragraph._p.append(parse_xml(_page_field("PAGE")))
        paragraph.add_run(" av ")
        paragraph._p.append(parse_xml(_page_field("NUMPAGES")))


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour[1:])


def _page_field(name: str) -> str:
    return f'<w:fldSimple {nsdecls("w")} w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _field_to_fill(label: str, ask: str) -> str:
    """A field whose grey text goes away when one writes in it."""
    return (
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="{label}"/><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent>'
        f'<w:r><w:rPr><w:color w:val="{GREY[1:]}"/></w:rPr><w:t>{ask}</w:t></w:r></w:sdtContent></w:sdt>'
    )


def _write(paragraph: Paragraph, text: str, *, marked: bool = False) -> None:
    """The text; where it is `marked`, a status symbol first in it has its colour, and the words one that is legible."""
    symbol = text[:1]
    if marked and symbol in COLOURS:
        paragraph.add_run(symbol).font.color.rgb = _rgb(COLOURS[symbol])
        words = paragraph.add_run(f"\N{NO-BREAK SPACE}{readable(text[1:].lstrip())}")
        words.font.color.rgb = _rgb(DARK.get(symbol, COLOURS[symbol]))
    else:
        paragraph.add_run(readable(text))
