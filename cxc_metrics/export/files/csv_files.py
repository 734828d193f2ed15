"""Figures and tables as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from cxc_metrics.disclosure import Figures, Table
from cxc_metrics.export.exported import exported_frame

from .csv_cells import EXCEL_EUROPE, RFC_4180, to_bytes


def to_csv(disclosed: Figures | Table, *, names: bool = True) -> bytes:
    """RFC 4180: comma, CRLF, UTF-8 without byte order mark, decimal point, ISO dates.

    The columns of the frame, each coded dimension of figures followed by its names (`visitor_country`,
    `visitor_country_name`), unless `names` are not wanted. Synthetic data end in a column `is_synthetic`,
    protected figures in one `is_protected`.
    CxcError for what has not passed the disclosure.
    """
    return to_bytes(exported_frame(disclosed, names=names), RFC_4180)


def to_csv_excel_europe(disclosed: Figures | Table) -> bytes:
    """The same for Excel in Europe: byte order mark, semicolon, decimal comma."""
    return to_bytes(exported_frame(disclosed), EXCEL_EUROPE)


def listing_to_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A list of our own declarations, or of what a check found, in the form of `to_csv`.

    It tells of no data version, so nobody's view of one decides it.
    """
    return to_bytes(pd.DataFrame(list(rows), columns=list(columns), dtype=object), RFC_4180)
