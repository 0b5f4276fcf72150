"""How Word documents look: A4, Calibri, Word's own styles, Swedish, and the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from functools import cache
from typing import Any

from docx import Document as new_document
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle

from flows.steps.look import ACCENT, GREY, INK, LINE, WAITING

MARGIN, TEXT_WIDTH = 25, 160
"""Millimetres: the page's margins on A4, and what is left between them."""
TABLE_STYLE = "Uppföljningstabell"
LABEL, FACT, LEAD, NOTICE = "Förklaring", "Uppgift", "Ingress", "Påpekande"
CELL, NUMBER_CELL, HEADING_CELL = "Tabelltext", "Tabelltal", "Tabellrubrik"
_FACT_TAB = 45
_ORDER = ("pBdr", "shd", "tabs", "suppressAutoHyphens", "spacing", "ind", "jc", "outlineLvl")
"""Word's order of those paragraph properties that may follow one that is put in here."""

# name, size, bold, colour, points before and after
_BUILT_IN = (
    ("Normal", 11, False, INK, 0, 6),
    ("Title", 20, True, ACCENT, 6, 2),
    ("Subtitle", 13, False, GREY, 0, 12),
    ("Heading 1", 15, True, ACCENT, 18, 4),
    ("Heading 2", 12.5, True, ACCENT, 14, 3),
    ("Heading 3", 11, True, INK, 12, 2),
    ("Caption", 9.5, False, GREY, 6, 3),
    ("List Bullet", 11, False, INK, 0, 3),
    ("List Number", 11, False, INK, 0, 3),
    ("Header", 9, False, GREY, 0, 0),
    ("Footer", 9, False, GREY, 0, 0),
)
_OWN = (
    (LEAD, 12, False, INK, 0, 4),
    (LABEL, 11, False, INK, 0, 3),
    (FACT, 11, False, INK, 0, 2),
    (NOTICE, 11, False, INK, 8, 8),
    (CELL, 9.5, False, INK, 0, 0),
    (NUMBER_CELL, 9.5, False, INK, 0, 0),
    (HEADING_CELL, 9.5, True, INK, 0, 0),
)


def blank() -> Document:
    """An empty document with the styles, A4 and Swedish."""
    document = new_document(io.BytesIO(_template()))
    assert isinstance(document, Document)
    return document


@cache
def style_ids() -> dict[str, str]:
    """The styles' ids by name; python-docx goes through every style each time that it is asked for one."""
    return {style.name: style.style_id for style in blank().styles if style.name}


def finished(document: Document) -> bytes:
    """The document's bytes, without the time of the run."""
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_clock(buffer.getvalue())


def describe(document: Document, title: str, author: str, day: dt.date) -> None:
    """The document's properties; `day` stands for when it was made, since nothing of the clock may go out."""
    properties, moment = document.core_properties, dt.datetime(day.year, day.month, day.day)
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.created = properties.modified = moment
    properties.language, properties.comments, properties.revision = "sv-SE", "", 1


def _without_clock(content: bytes) -> bytes:
    """The same package with every entry's time and system fixed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(entry, old.read(name))
    return made.getvalue()


@cache
def _template() -> bytes:
    """python-docx's own template made ours; once, since its many styles take long to go through."""
    document = new_document()
    assert isinstance(document, Document)
    _less(document)
    for look in _OWN:
        document.styles.add_style(look[0], WD_STYLE_TYPE.PARAGRAPH)
    for look in (*_BUILT_IN, *_OWN):
        _dress(document.styles[look[0]], *look[1:])
    _particulars(document)
    document.styles.element.append(parse_xml(_table_style()))
    _in_swedish(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    section.header_distance = section.footer_distance = Mm(12)
    return finished(document)


def _less(document: Document) -> None:
    """Without the template's picture, its copy of the styles and its hundred looks of tables."""
    for holder, kind in ((document.part.package, "thumbnail"), (document.part, "stylesWithEffects")):
        for key in [key for key, rel in holder.rels.items() if rel.reltype.endswith(kind)]:
            holder.rels.pop(key)
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and not style.element.get(qn("w:default")):
            style.element.getparent().remove(style.element)


def _dress(style: Any, size: float, bold: bool, colour: str, before: float, after: float) -> None:
    assert isinstance(style, ParagraphStyle)
    for fonts in style.element.xpath("./w:rPr/w:rFonts"):
        fonts.getparent().remove(fonts)  # the theme's typeface would win over the one that is named
    font, paragraph = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic = "Calibri", Pt(size), bold, False
    font.color.rgb = RGBColor.from_string(colour[1:])
    for name in ("w:spacing", "w:kern"):
        for odd in style.element.xpath(f"./w:rPr/{name}"):
            odd.getparent().remove(odd)
    paragraph.space_before, paragraph.space_after, paragraph.line_spacing = Pt(before), Pt(after), 1.12
    style.hidden, style.quick_style = False, True
    for odd in style.element.xpath("./w:pPr/w:contextualSpacing | ./w:pPr/w:pBdr"):
        odd.getparent().remove(odd)


def _particulars(document: Document) -> None:
    """What single styles have besides."""

    def layout(name: str) -> Any:
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        return style.paragraph_format

    for numbering in document.styles["Subtitle"].element.xpath("./w:pPr/w:numPr"):
        numbering.getparent().remove(numbering)
    layout("Normal").widow_control = True
    for name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption"):
        layout(name).keep_with_next = True
        _place(document.styles[name], f"<w:suppressAutoHyphens {nsdecls('w')}/>")
    layout(HEADING_CELL).keep_with_next = layout(LEAD).keep_with_next = True
    layout(NUMBER_CELL).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    fact = layout(FACT)
    fact.tab_stops.add_tab_stop(Mm(_FACT_TAB))
    fact.left_indent, fact.first_line_indent = Mm(_FACT_TAB), Mm(-_FACT_TAB)
    layout(NOTICE).left_indent = Mm(3)
    bar = '<w:left w:val="single" w:sz="36" w:space="6" w:color="B98600"/>'
    _place(document.styles[NOTICE], f"<w:pBdr {nsdecls('w')}>{bar}</w:pBdr>")
    _place(document.styles[NOTICE], f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{WAITING[1:]}"/>')
    for tabs in document.styles["Footer"].element.xpath("./w:pPr/w:tabs"):
        tabs.getparent().remove(tabs)
    layout("Footer").tab_stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)


def _place(style: BaseStyle, xml: str) -> None:
    """Put an element among the style's paragraph properties, in the order that Word demands."""
    made = parse_xml(xml)
    later = _ORDER[_ORDER.index(made.tag.rpartition("}")[2]) + 1 :]
    style.element.get_or_add_pPr().insert_element_before(made, *(f"w:{name}" for name in later))


def _table_style() -> str:
    """Thin lines between rows, a stronger one under the headings and over the sum."""

    def line(edge: str, width: int, colour: str) -> str:
        return f'<w:{edge} w:val="single" w:sz="{width}" w:space="0" w:color="{colour[1:]}"/>'

    def part(kind: str, edge: str) -> str:
        borders = f"<w:tcPr><w:tcBorders>{line(edge, 12, ACCENT)}</w:tcBorders></w:tcPr>"
        return f'<w:tblStylePr w:type="{kind}"><w:rPr><w:b/></w:rPr>{borders}</w:tblStylePr>'

    sides = "".join(
        f'<w:{edge} w:w="{width}" w:type="dxa"/>'
        for edge, width in (("top", 45), ("left", 0), ("bottom", 45), ("right", 110))
    )
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Uppfoljningstabell">'
        f'<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:tblPr>'
        f"<w:tblBorders>{line('bottom', 4, LINE)}{line('insideH', 4, LINE)}</w:tblBorders>"
        f"<w:tblCellMar>{sides}</w:tblCellMar></w:tblPr>{part('firstRow', 'bottom')}{part('lastRow', 'top')}</w:style>"
    )


def _in_swedish(document: Document) -> None:
    """The language of all text, of numbers in Word, and hyphens where long words need them."""
    for language in document.styles.element.xpath("./w:docDefaults//w:lang"):
        language.set(qn("w:val"), "sv-SE")
        language.set(qn("w:eastAsia"), "sv-SE")
    settings = document.settings.element
    changes = {"themeFontLang": "sv-SE", "decimalSymbol": ",", "listSeparator": ";"}
    for name, value in changes.items():
        settings.find(qn(f"w:{name}")).set(qn("w:val"), value)
    settings.find(qn("w:defaultTabStop")).addnext(parse_xml(f"<w:autoHyphenation {nsdecls('w')}/>"))
    for mode in settings.xpath(".//w:compatSetting[@w:name='compatibilityMode']"):
        mode.set(qn("w:val"), "15")  # else Word says that the document is an old one
