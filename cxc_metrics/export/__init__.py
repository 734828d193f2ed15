"""The way out: what was disclosed as pictures, files that document themselves, and text."""

from __future__ import annotations

from .columns import (
    leading,
)
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
from .whole_page import PAGE_FORMATS, PageFormat, WholePage, whole_page

__all__ = [
    "FORMATS",
    "PAGE_FORMATS",
    "ExportFormat",
    "Outgoing",
    "PageFormat",
    "WholePage",
    "file_name",
    "format_named",
    "format_of",
    "leading",
    "listing_to_csv",
    "to_csv",
    "to_csv_excel_europe",
    "to_zip",
    "whole_page",
    "write_to",
]
