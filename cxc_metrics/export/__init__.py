"""The way out: what was disclosed as CSV, CSV for Excel in Europe, and a zip that documents itself."""

from __future__ import annotations

from .archive import (
    to_zip,
)
from .columns import (
    leading,
)
from .csv_files import (
    file_name,
    listing_to_csv,
    to_csv,
    to_csv_excel_europe,
)
from .document import as_document

__all__ = [
    "as_document",
    "file_name",
    "leading",
    "listing_to_csv",
    "to_csv",
    "to_csv_excel_europe",
    "to_zip",
]
