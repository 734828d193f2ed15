"""Measurements and plain tables as CSV."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from cxc_metrics.catalogue import Values, dimension
from cxc_metrics.measure import Measurement
from cxc_metrics.scope import (
    NOT_RECORDED,
    TOTAL,
    DataVersionLike,
    label,
)

from .cells import EXCEL_EUROPE, RFC_4180, to_bytes

# The line that says so in each export: a column of every row, so that no reader of the file can lose it.
SYNTHETIC = "is_synthetic"
_NAMED = {Values.COUNTRY, Values.SECTOR, Values.PARTNERSHIP, Values.CODE}
# Of a plain table: what bears these names there may be a name already, but for codes of places and branches.
_PLACES = ("visitor_country", "host_country", "visitor_sector", "host_sector")
_LONGEST_TITLE = 60


def to_csv(measurement: Measurement, version: DataVersionLike | None = None) -> bytes:
    """RFC 4180: comma, CRLF, UTF-8 without byte order mark, decimal point, ISO dates.

    The columns of `Measurement.table`. With a data version each coded dimension is followed by its names
    (`visitor_country`, `visitor_country_name`). Synthetic data end in a column `is_synthetic`.
    """
    return to_bytes(measurement_frame(measurement, version), RFC_4180)


def to_csv_excel_europe(measurement: Measurement, version: DataVersionLike | None = None) -> bytes:
    """The same for Excel in Europe: byte order mark, semicolon, decimal comma."""
    return to_bytes(measurement_frame(measurement, version), EXCEL_EUROPE)


def table_to_csv(table: pd.DataFrame, version: DataVersionLike | None = None) -> bytes:
    """A plain table in the form of `to_csv`. Without a data version nothing is said about synthetic data."""
    return to_bytes(plain_frame(table, version), RFC_4180)


def table_to_csv_excel_europe(table: pd.DataFrame, version: DataVersionLike | None = None) -> bytes:
    """A plain table in the form of `to_csv_excel_europe`."""
    return to_bytes(plain_frame(table, version), EXCEL_EUROPE)


def file_name(title: str, version: DataVersionLike | None, extension: str) -> str:
    """A file name that says what it is, as at which day, from which data version, and whether it is
    synthetic.

    >>> file_name("Exchanges by country", None, "csv")
    'exchanges-by-country.csv'
    """
    folded = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", folded.lower()).strip("-")[:_LONGEST_TITLE].strip("-") or "table"
    parts = [words]
    if version is not None:
        parts += [f"as-at-{version.manifest.as_at.isoformat()}", version.id]
        parts += ["synthetic"] if version.manifest.is_synthetic else []
    return f"{'_'.join(parts)}.{extension}"


def measurement_frame(measurement: Measurement, version: DataVersionLike | None) -> pd.DataFrame:
    """The table of a measurement as it is exported."""
    source = measurement.table
    columns: dict[str, pd.Series] = {}
    for name in source.columns:
        columns[name] = source[name]
        if version is not None and name in measurement.by and dimension(name).values in _NAMED:
            columns[f"{name}_name"] = _names(measurement, name, version)
    return _marked(pd.DataFrame(columns), synthetic=measurement.is_synthetic)


def plain_frame(table: pd.DataFrame, version: DataVersionLike | None) -> pd.DataFrame:
    """A plain table as it is exported, codes of dimensions followed by their names."""
    if version is not None:
        table = _with_names(table, version)
    return _marked(table, synthetic=version is not None and version.manifest.is_synthetic)


def _with_names(table: pd.DataFrame, version: DataVersionLike) -> pd.DataFrame:
    named = [name for name in _PLACES if name in table.columns and f"{name}_name" not in table.columns]
    if not named:
        return table
    shown = table.copy()
    for name in named:
        texts = [NOT_RECORDED if pd.isna(code) else label(name, code, version) for code in table[name]]
        shown.insert(list(shown.columns).index(name) + 1, f"{name}_name", texts)
    return shown


def _marked(table: pd.DataFrame, *, synthetic: bool) -> pd.DataFrame:
    return table.assign(**{SYNTHETIC: True}) if synthetic else table


def _names(measurement: Measurement, name: str, version: DataVersionLike) -> pd.Series:
    table = measurement.table
    values = list(table[name])
    summed = _summed_up(measurement, name)
    named = [
        TOTAL if is_total else NOT_RECORDED if pd.isna(value) else label(name, value, version)
        for value, is_total in zip(values, summed, strict=True)
    ]
    return pd.Series(named, dtype="str", index=table.index)


def _summed_up(measurement: Measurement, name: str) -> list[bool]:
    """Whether each row sums up that dimension."""
    table = measurement.table
    if "total_over" in table.columns:
        return [name in over.split(",") for over in table["total_over"]]
    return list(table["is_total"]) if measurement.has_totals else [False] * len(table)
