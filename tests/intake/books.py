"""Workbooks written by hand: XML as strange programs spell it."""

from __future__ import annotations

import struct
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


def _record(kind: int, data: bytes = b"") -> bytes:
    """A record of a binary workbook: type and size in seven bits a byte."""
    numbers = bytearray()
    for number in (kind, len(data)):
        rest = number
        while rest > 0x7F:
            numbers.append(rest & 0x7F | 0x80)
            rest >>= 7
        numbers.append(rest)
    return bytes(numbers) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _binary_cell(column: int, value: object) -> bytes:
    """A cell: a text, a truth value, an error (`#REF!`), a number, or (number, style)."""
    value, style = value if isinstance(value, tuple) else (value, 0)
    place = struct.pack("<IHBB", column, style, 0, 0)
    if value == "#REF!":
        return _record(3, place + bytes([23]))
    if isinstance(value, bool):
        return _record(4, place + bytes([value]))
    if isinstance(value, int):
        return _record(2, place + struct.pack("<I", value << 2 | 2))
    if isinstance(value, float):
        return _record(5, place + struct.pack("<d", value))
    return _record(6, place + _wide(str(value)))


def write_xlsb(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], hidden_row: int = 0) -> Path:
    """A binary workbook. Style 1 is a percentage, style 2 a date."""
    kind, parts = f"{RELATIONS}/", {}
    listed, relations = b"", f'<Relationship Id="x" Type="{kind}styles" Target="styles.bin"/>'
    for number, (name, rows) in enumerate(sheets.items(), 1):
        body = b""
        for row, cells in enumerate(rows):
            body += _record(
                0, struct.pack("<IIHBBB", row, 0, 300, 0, 0x10 * (row + 1 == hidden_row), 0) + bytes(4)
            )
            body += b"".join(
                _binary_cell(column, cell) for column, cell in enumerate(cells) if cell is not None
            )
        size = _record(148, struct.pack("<IIII", 0, len(rows), 0, max(map(len, rows))))
        parts[f"xl/worksheets/sheet{number}.bin"] = (
            _record(129) + size + _record(145) + body + _record(146) + _record(130)
        )
        listed += _record(156, struct.pack("<II", 0, number) + _wide(f"s{number}") + _wide(name))
        target = f"worksheets/sheet{number}.bin"
        relations += f'<Relationship Id="s{number}" Type="{kind}worksheet" Target="{target}"/>'
    styles = b"".join(_record(47, struct.pack("<HH", 0, code) + bytes(12)) for code in (0, 9, 14))
    parts |= {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="b" Type="{kind}officeDocument" '
        'Target="xl/workbook.bin"/></Relationships>',
        "xl/_rels/workbook.bin.rels": f"<Relationships>{relations}</Relationships>",
        "xl/styles.bin": _record(278)
        + _record(617, bytes([3, 0, 0, 0]))
        + styles
        + _record(618)
        + _record(279),
        "xl/workbook.bin": _record(131)
        + _record(153, bytes(12))
        + _record(143)
        + listed
        + _record(144)
        + _record(132),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


PREFIXES = ("office", "table", "text", "style", "calcext")


def ods_cell(value: object) -> str:
    """A cell of an OpenDocument table; a text that begins with `<` is XML already."""
    if value is None or value == "":
        return "<table:table-cell/>"
    if str(value).startswith("<"):
        return str(value)
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = escape(str(value))
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def write_ods(
    path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], hidden: str = "", row: str = ""
) -> Path:
    """An OpenDocument spreadsheet; `hidden` names a sheet nobody sees, `row` is put into every row's tag."""
    tables = "".join(
        f'<table:table table:name="{name}" table:style-name="{"off" if name == hidden else "on"}">'
        + "".join(
            f"<table:table-row{row}>{''.join(map(ods_cell, cells))}</table:table-row>" for cells in rows
        )
        + "</table:table>"
        for name, rows in sheets.items()
    )
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in PREFIXES
    )
    styles = "".join(
        f'<style:style style:name="{name}"><style:table-properties table:display="{shown}"/></style:style>'
        for name, shown in (("on", "true"), ("off", "false"))
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return path
