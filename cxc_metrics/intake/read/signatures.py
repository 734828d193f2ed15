"""What a file is by its first bytes, against what its name says."""

from __future__ import annotations

from pathlib import Path

from cxc_metrics.errors import IntakeError

TEXT, ZIP, GZIP, WORKBOOK, PARQUET = "text", "zip archive", "gzip file", "Excel workbook", "Parquet file"
ENDINGS = {
    TEXT: (".csv", ".tsv", ".txt", ".tab", ".psv"),
    ZIP: (".zip",),
    GZIP: (".gz",),
    WORKBOOK: (".xlsx", ".xlsm"),
    PARQUET: (".parquet", ".pq"),
}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SIGNATURES = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\x1f\x8b", GZIP),
    (b"PAR1", PARQUET),
    (_OLE, "password-protected or old (.xls) Office file"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"%PDF", "PDF document"),
    (b"SQLite format 3", "SQLite database"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (b"Rar!", "RAR archive"),
    (b"BZh", "bzip2 file"),
    (b"\xfd7zXZ", "xz file"),
    (b"\x28\xb5\x2f\xfd", "Zstandard file"),
)
_MARKUP = (
    (b"<!doctype html", "web page"),
    (b"<html", "web page"),
    (b"<?xml", "XML document"),
    (b"{", "JSON document"),
)
_HEAD = 512
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def kind_by_name(name: str) -> str | None:
    """What the ending says; None for an ending that is not read."""
    return next((kind for kind, endings in ENDINGS.items() if name.casefold().endswith(endings)), None)


def check_signature(path: Path, shown: str, kind: str) -> None:
    """IntakeError when the file's first bytes belong to something else than `kind`, or it is empty."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise IntakeError(f"{shown} is empty (0 bytes). Export it again or leave it out")
    found = _found(head)
    expected = ZIP if kind == WORKBOOK else kind
    if (found or TEXT) == expected:
        return
    if kind == WORKBOOK and head.startswith(_OLE):
        raise IntakeError(_office(path, shown))
    what = f"it is a {found}" if found else "its content is something else, or damaged"
    raise IntakeError(f"{shown} is no {_name(kind)}: {what}. {_advice(found)}")


def _found(head: bytes) -> str | None:
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for start, kind in _MARKUP:
        if text.startswith(start):
            return kind
    return None


def _office(path: Path, shown: str) -> str:
    if ENCRYPTED in path.read_bytes():
        return f"{shown} is protected with a password. Remove the password and save it again"
    return f"{shown} is an old Excel file (.xls) under another name. Save it as .xlsx"


def _name(kind: str) -> str:
    return "CSV text" if kind == TEXT else kind


def _advice(found: str | None) -> str:
    if found in (ZIP, GZIP, PARQUET):
        ending = ENDINGS[found][0]
        return f"Give it its right ending ({ending}, or .xlsx for a workbook), or export it again"
    return "Export the table again as CSV, Excel (.xlsx) or Parquet"
