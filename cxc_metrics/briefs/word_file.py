"""A brief as DOCX by python-docx: headings, a table with a header row, pictures with their text."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from .brief import Brief, BriefChart, KeyFigure

_MUTED: Final = RGBColor(0x4B, 0x55, 0x63)
_ACCENT: Final = RGBColor(0x00, 0x33, 0x99)
_FONT: Final = "Arial"
_SMALL: Final = 7.5
# Longer ones python-docx refuses.
_MOST_IN_FACT: Final = 255


def to_docx(brief: Brief) -> bytes:
    """The brief as a document of Word and LibreOffice; what is in it equals the PDF."""
    document = Document()
    _set_up(document, brief)
    _line(document, brief.kind, colour=_MUTED)
    document.add_heading(brief.title, level=1)
    _line(document, f"{brief.selection} · {brief.about.day}")
    for mark in brief.about.marks:
        _line(document, mark, is_bold=True)
    if brief.standing:
        document.add_heading("How it stands", level=2)
        for line in brief.standing:
            document.add_paragraph(line, style="List Bullet")
    document.add_heading("Key figures", level=2)
    _key_figures(document, brief.columns, brief.key_figures)
    for line in brief.not_measurable:
        _line(document, line, points=_SMALL, colour=_MUTED)
    document.add_heading("In pictures", level=2)
    _charts(document, brief.charts)
    document.add_heading("How it is counted", level=2)
    for each in brief.definitions:
        paragraph = _line(document, f"{each.name} ({each.id}): ", points=_SMALL, is_bold=True)
        paragraph.add_run(each.text).font.size = Pt(_SMALL)
    for line in brief.small_print:
        _line(document, line, points=_SMALL)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _set_up(document: DocumentFile, brief: Brief) -> None:
    """A4, one font, the language, title and source; the as-at day as its date."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.6)
    section.top_margin = section.bottom_margin = Cm(1.5)
    styles: Any = document.styles
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        styles[name].font.name = _FONT
        fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for letters in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(letters), _FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
    styles["Normal"].font.size = Pt(9)
    styles["Normal"].paragraph_format.space_after = Pt(3)
    for name, points in (("Heading 1", 17), ("Heading 2", 11), ("Heading 3", 9)):
        styles[name].font.size, styles[name].font.color.rgb = Pt(points), _ACCENT
        styles[name].paragraph_format.space_before = Pt(6)
        styles[name].paragraph_format.space_after = Pt(3)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), brief.language)
    styles["Normal"].element.get_or_add_rPr().append(language)
    facts, day = document.core_properties, brief.as_at
    facts.title, facts.author, facts.language = (
        brief.about.title[:255],
        brief.about.source[:255],
        brief.language,
    )
    facts.subject, facts.comments = brief.selection[:255], " ".join(brief.about.marks)[:255]
    facts.created = facts.modified = (
        datetime(day.year, day.month, day.day, tzinfo=UTC) if day else facts.created
    )


def _line(
    document: DocumentFile,
    text: str,
    *,
    points: float = 9,
    is_bold: bool = False,
    colour: RGBColor | None = None,
) -> Paragraph:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(points), is_bold or None
    if colour is not None:
        run.font.color.rgb = colour
    return paragraph


def _key_figures(document: DocumentFile, columns: Iterable[str], rows: Iterable[KeyFigure]) -> None:
    headings = ["Figure", *columns]
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    _repeated_header(table.rows[0])
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        run = cell.paragraphs[0].add_run(text)
        run.bold, run.font.size = True, Pt(8)
    for row in rows:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(row.name).font.size = Pt(8)
        for cell, value in zip(cells[1:], row.cells, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(value.marked)
            run.bold, run.font.size = True, Pt(8)
            if value.detail:
                run.add_break()
                detail = paragraph.add_run(value.detail)
                detail.font.size, detail.font.color.rgb = Pt(6.5), _MUTED


def _repeated_header(row: Any) -> None:
    """Named as a header for screen readers, and repeated on a next page."""
    properties = row._tr.get_or_add_trPr()
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    properties.append(header)


def _charts(document: DocumentFile, charts: tuple[BriefChart, ...]) -> None:
    """Two side by side, in a table without lines."""
    table = document.add_table(rows=(len(charts) + 1) // 2, cols=2)
    for place, chart in enumerate(charts):
        cell = table.cell(place // 2, place % 2)
        heading = cell.paragraphs[0]
        heading.style = document.styles["Heading 3"]
        heading.add_run(chart.title)
        if chart.drawing is None:
            cell.add_paragraph(chart.reason)
            continue
        picture = cell.add_paragraph().add_run().add_picture(io.BytesIO(chart.png), width=Cm(8.4))
        picture._inline.docPr.set("descr", chart.alt)
        cell.add_paragraph().add_run(chart.finding).font.size = Pt(8)
