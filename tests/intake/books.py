"""Workbooks written by hand: XML as strange programs spell it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from tests.intake.small import ORGANISATIONS, PARTNERSHIPS

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Cell styles by number: 0 General, then these.
STYLES = (
    "0%",
    "0.0%",
    '"€" #,##0.00',
    "[h]:mm",
    "dd/mm/yyyy",
    '0.0" Mio"',
    r"0\ \%",
    "h:mm",
    '#,##0.00 "kr";[Red]-0.00',
)


def as_rows(rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Header and rows."""
    return [list(rows[0]), *([*row.values()] for row in rows)]


def inline(value: object) -> str:
    """A cell without reference: a number, or a text in place."""
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def sheet_xml(rows: Sequence[Sequence[object]], cells: Mapping[tuple[int, int], str] | None = None) -> str:
    """A sheet; `cells` gives the XML of cells at (row, column), from 1, in place of the value there."""
    given = cells or {}
    lines = (
        "<row>" + "".join(given.get((r, c), inline(value)) for c, value in enumerate(row, 1)) + "</row>"
        for r, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def styles_xml() -> str:
    """STYLES as cell styles."""
    formats = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{escape(code)}"/>' for n, code in enumerate(STYLES)
    )
    styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(STYLES)))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>'
    )


def write_book(
    path: Path,
    sheets: Mapping[str, str | bytes],
    *,
    since_1904: bool = False,
    ending: str = "xml",
    texts: Sequence[str] = (),
    states: Mapping[str, str] | None = None,
) -> Path:
    """A workbook of sheets given as XML; `texts` are its shared ones, as XML inside `<si>`."""
    kind = f"{RELATIONS}/"
    numbered = list(enumerate(sheets.items(), 1))
    seen = states or {}
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="s{n}" state="{seen.get(name, "visible")}"/>'
        for n, (name, _) in numbered
    )
    relations = "".join(
        f'<Relationship Id="s{n}" Type="{kind}worksheet" Target="worksheets/sheet{n}.{ending}"/>'
        for n, _ in numbered
    )
    relations += f'<Relationship Id="x" Type="{kind}styles" Target="styles.xml"/>'
    relations += f'<Relationship Id="y" Type="{kind}sharedStrings" Target="/xl/texts.xml"/>'
    shared = "".join(f"<si>{text}</si>" for text in texts)
    calendar = ' date1904="1"' if since_1904 else ""
    parts: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships><Relationship Id="b" Type="{kind}officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr{calendar}/>'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
        "xl/styles.xml": styles_xml(),
        "xl/texts.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        **{f"xl/worksheets/sheet{n}.{ending}": xml for n, (_, xml) in numbered},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def register_book(path: Path, exchange: str | bytes, **options: Any) -> Path:
    """A workbook of a whole register whose sheet `exchange` is given as XML."""
    sheets = {
        "exchange": exchange,
        "organisation": sheet_xml(as_rows(ORGANISATIONS)),
        "partnership": sheet_xml(as_rows(PARTNERSHIPS)),
    }
    return write_book(path, sheets, **options)
