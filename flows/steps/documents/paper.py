"""A Word document being written, from the top down: headings, paragraphs, lists, statuses and tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from flows.steps.documents import look
from flows.steps.documents.runs import BOLD, colour, marked, run
from flows.steps.documents.table import Head, table_xml
from flows.steps.look import GREY, readable

_KEPT, _AIR = "<w:keepNext/>", '<w:spacing w:before="180"/>'
"""On the page of what follows; and nine points above."""


class Paper:
    """A document in memory. Its body is written as text and read by Word's library once, when it is finished."""

    def __init__(self, title: str, author: str, day: dt.date) -> None:
        self._document = look.blank()
        look.describe(self._document, title, author, day)
        self._parts: list[str] = []
        self._below_table = False

    def finish(self) -> bytes:
        """The bytes of the .docx."""
        end = self._document.element.body.find(qn("w:sectPr"))
        for part in list(parse_xml(f"<w:body {nsdecls('w')}>{''.join(self._parts)}</w:body>")):
            end.addprevious(part)
        return look.finished(self._document)

    def _paragraph(self, runs: str, style: str = "Normal", kept: str = "") -> None:
        """A new paragraph, with some air above it when it comes after a table."""
        air = _AIR if self._below_table and not style.startswith("Heading") else ""
        named = f'<w:pStyle w:val="{look.style_ids()[style]}"/>'
        self._parts.append(f"<w:p><w:pPr>{named}{kept}{air}</w:pPr>{runs}</w:p>")
        self._below_table = False

    def text(self, text: str, style: str = "Normal") -> None:
        """A paragraph, with the text's own new lines."""
        self._paragraph(run(text), style)

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
            self._paragraph(run(f"{label}: ", BOLD) + run(text), look.LABEL)

    def status(self, words: str, more: str = "", *, kept: bool = False) -> None:
        """A status ('● Målet nås') in its colour, and `more` in grey after it; `kept` on the page of what follows."""
        after = run(f"\N{EM SPACE}{more}", colour(GREY)) if more else ""
        self._paragraph(marked(words, BOLD) + after, kept=_KEPT if kept else "")

    def fact(self, label: str, text: str, ask: str = "") -> None:
        """A line of the document's head; without text a field to fill in, that says what is asked for."""
        self._paragraph(run(f"{label}\t", BOLD) + (run(text) if text else _field_to_fill(label, ask)), look.FACT)

    def table(
        self, caption: str, columns: Sequence[Head], rows: Sequence[Sequence[str]], *, summed: bool = False
    ) -> None:
        """A table under its caption; the headings stand on every page.

        `summed`: the last row is a sum, and the table stands on one page if it can.
        """
        self.text(caption, "Caption")
        self._parts.append(table_xml(caption, columns, rows, summed=summed))
        self._below_table = True

    def foot(self, text: str) -> None:
        """The foot of every page: the text, and 'Sida 1 av 3'."""
        paragraph = self._document.sections[0].footer.paragraphs[0]
        paragraph.add_run(f"{readable(text)}\tSida ")
        paragraph._p.append(parse_xml(_page_field("PAGE")))
        paragraph.add_run(" av ")
        paragraph._p.append(parse_xml(_page_field("NUMPAGES")))


def _page_field(name: str) -> str:
    return f'<w:fldSimple {nsdecls("w")} w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _field_to_fill(label: str, ask: str) -> str:
    """A field whose grey text goes away when one writes in it."""
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{label}"/><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent>'
        f'<w:r><w:rPr><w:color w:val="{GREY[1:]}"/></w:rPr><w:t>{ask}</w:t></w:r></w:sdtContent></w:sdt>'
    )
