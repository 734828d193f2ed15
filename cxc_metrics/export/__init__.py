"""The way out: measurements and plain tables as CSV, CSV for Excel in Europe, and a zip that documents
itself.
"""

from __future__ import annotations

from .archive import (
    table_to_zip,
    to_zip,
)
from .columns import (
    leading,
)
from .csv_files import (
    file_name,
    table_to_csv,
    table_to_csv_excel_europe,
    to_csv,
    to_csv_excel_europe,
)

__all__ = [
    "file_name",
    "leading",
    "table_to_csv",
    "table_to_csv_excel_europe",
    "table_to_zip",
    "to_csv",
    "to_csv_excel_europe",
    "to_zip",
]
