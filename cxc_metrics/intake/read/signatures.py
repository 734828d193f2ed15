"""What a file is by its content; its name is only asked where the content leaves it open."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from cxc_metrics.errors import IntakeError

TEXT, ZIP, GZIP, PARQUET = "CSV text", "zip archive", "gzip file", "Parquet file"
JSON = "JSON file"
XLSX, XLS, XLSB = "Excel workbook", "old Excel workbook (.xls)", "binary Excel workbook"
ODS = "OpenDocument workbook"
WORKBOOKS = (XLSX, XLS, XLSB, ODS)
PROTECTED = "file protected with a password"
READ = (TEXT, ZIP, GZIP, PARQUET, JSON, *WORKBOOKS)
_ENDINGS = {
    ZIP: (".zip",),
    GZIP: (".gz",),
    XLSX: (".xlsx", ".xlsm", ".xltx", ".xltm"),
    XLS: (".xls", ".xlt"),
    XLSB: (".xlsb",),
    ODS: (".ods", ".ots"),
    PARQUET: (".parquet", ".pq"),
    JSON: (".json", ".jsonl", ".ndjson", ".geojson"),
}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SIGNATURES = (
    (b"\x1f\x8b", GZIP),
    (b"PAR1", PARQUET),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"%PDF", "PDF document"),
    (b"{\\rtf", "text document (RTF)"),
    (b"SQLite format 3", "SQLite database"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (b"Rar!", "RAR archive"),
    (b"BZh", "bzip2 file"),
    (b"\xfd7zXZ", "xz file"),
    (b"\x28\xb5\x2f\xfd", "Zstandard file"),
)
_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_WEB_PAGE = "web page (HTML)"
_OLD_XML = "spreadsheet in the XML of Excel 2003"
_MARKUP = (
    (b"<!doctype html", _WEB_PAGE),
    (b"<html", _WEB_PAGE),
    (b"<head", _WEB_PAGE),
    (b"<table", _WEB_PAGE),
    (b"<meta", _WEB_PAGE),
    (b"<?xml", "document in XML"),
    (b"<workbook", "document in XML"),
)
# What a zip is that holds a part of this name.
_PARTS = (
    ("xl/workbook.bin", XLSB),
    ("xl/", XLSX),
    ("word/", "Word document"),
    ("ppt/", "presentation"),
    ("index/", "workbook of Apple Numbers"),
    ("index.zip", "workbook of Apple Numbers"),
)
_STREAMS = (("Workbook", XLS), ("Book", XLS), ("WordDocument", "Word document (.doc)"))
_JSON = re.compile(rb"[{]|\[\s*[{]")
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_HEAD = 4_096
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class NotATable(IntakeError):
    """A file whose content is of a kind that holds no tables, or that is not read."""


def kind_by_name(name: str) -> str | None:
    """What the ending says; None where it does not say (text, or an ending that is not known)."""
    return next((kind for kind, endings in _ENDINGS.items() if name.casefold().endswith(endings)), None)


def kind_of(path: Path, shown: str) -> str:
    """What the file is: one of READ. IntakeError for anything else, for an empty or a protected file."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise IntakeError(f"{shown} is empty (0 bytes). Export it again or leave it out")
    kind = _kind(path, shown, head)
    promised = kind_by_name(shown)
    if kind == PROTECTED:
        raise IntakeError(f"{shown} is protected with a password. Remove the password and save it again")
    if kind not in READ:
        raise NotATable(f"{shown} is no {promised or TEXT}: it is a {kind}. {_advice(kind)}")
    if kind == TEXT and (promised in (ZIP, GZIP, PARQUET, JSON) or (promised is not None and b"\0" in head)):
        raise IntakeError(
            f"{shown} is no {promised}: its content is something else, or damaged. "
            "Export the table again as CSV, Excel (.xlsx) or Parquet"
        )
    return kind


def _kind(path: Path, shown: str, head: bytes) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(path, shown)
    if head.startswith(_OLE):
        return _ole(path, shown)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "ignore").encode().lstrip().lower()
    if _SPREADSHEET_XML in text:
        return _OLD_XML
    if _JSON.match(text) or (text.startswith(b"[") and kind_by_name(shown) == JSON):
        return JSON
    return next((kind for start, kind in _MARKUP if text.startswith(start)), TEXT)


def _zip(path: Path, shown: str) -> str:
    """A workbook, a document, or an archive; where the content does not say, the name does."""
    promised = kind_by_name(shown)
    archive_kind = promised if promised in WORKBOOKS else ZIP
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.replace("\\", "/").lstrip("/").casefold() for name in archive.namelist()]
            if "mimetype" in names and "content.xml" in names:
                kind = archive.read("mimetype")
                return ODS if kind.startswith(_ODS_TYPE) else "text document (OpenDocument)"
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError):
        return archive_kind
    if not any(name in ("[content_types].xml", "_rels/.rels") or name.endswith(".iwa") for name in names):
        return archive_kind
    kinds = (kind for part, kind in _PARTS if any(name.startswith(part) for name in names))
    return next(kinds, archive_kind)


def _ole(path: Path, shown: str) -> str:
    content = path.read_bytes()
    if ENCRYPTED in content:
        return PROTECTED
    kinds = (kind for name, kind in _STREAMS if name.encode("utf-16-le") in content)
    return next(kinds, XLS if kind_by_name(shown) == XLS else "document of Office")


def _advice(kind: str) -> str:
    if kind in (ZIP, GZIP):
        return "Unpack it, and send the tables in one folder or one zip"
    if kind == "workbook of Apple Numbers":
        return "Export it from Numbers as Excel (.xlsx) or CSV"
    if kind in (_WEB_PAGE, _OLD_XML):
        return "Open it in Excel or LibreOffice and save it as .xlsx"
    return "Export the table again as CSV, Excel (.xlsx) or Parquet"
