"""The way out: what was disclosed as pictures, files that document themselves, and text."""

from __future__ import annotations

from .columns import (
    leading,
)
from .document import as_document
from .exported import (
    file_name,
)
from .files.archive import (
    to_zip,
)
from .files.csv_files import (
    listing_to_csv,
    to_csv,
    to_csv_excel_europe,
)
from .formats import (
    FORMATS,
    ExportFormat,
    format_named,
    format_of,
    write_to,
)
from .outgoing import (
    Outgoing,
)

__all__ = [
    "FORMATS",
    "ExportFormat",
    "Outgoing",
    "as_document",
    "file_name",
    "format_named",
    "format_of",
    "leading",
    "listing_to_csv",
    "to_csv",
    "to_csv_excel_europe",
    "to_zip",
    "write_to",
]
