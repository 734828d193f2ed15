"""The table as it leaves, whatever the format: codes followed by names, marks that no reader can lose."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from cxc_metrics.catalogue import Values, dimension
from cxc_metrics.disclosure import Figures, Origin, Table, required
from cxc_metrics.scope import (
    NOT_RECORDED,
    TOTAL,
    as_at_day,
    label,
)

# The line that says so in each export: a column of every row, so that no reader of the file can lose it.
SYNTHETIC = "is_synthetic"
PROTECTED = "is_protected"
_NAMED = {Values.COUNTRY, Values.SECTOR, Values.PARTNERSHIP, Values.CODE}
# Of a plain table: what bears these names there may be a name already, but for codes of places and branches.
_PLACES = ("visitor_country", "host_country", "visitor_sector", "host_sector")
_LONGEST_TITLE = 60


def file_name(title: str, origin: Origin, extension: str) -> str:
    """A file name that says what it is, as at which day, from which data version, and whether it is
    synthetic, or protected: `exchanges-by-country_as-at-2024-05-31_0123456789ab_synthetic.csv`.
    """
    folded = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", folded.lower()).strip("-")[:_LONGEST_TITLE].strip("-") or "table"
    parts = [words, as_at_day(origin.as_at).replace(" ", "-"), origin.version_id]
    parts += ["synthetic"] if origin.is_synthetic else []
    parts += ["protected"] if origin.is_protected else []
    return f"{'_'.join(parts)}.{extension}"


def exported_frame(disclosed: Figures | Table, *, names: bool = True) -> pd.DataFrame:
    """The table as it is exported. CxcError for what has not passed the disclosure."""
    required(disclosed)
    if not names:
        shown = disclosed.frame()
    elif isinstance(disclosed, Figures):
        shown = _figures(disclosed)
    else:
        shown = _with_names(disclosed.frame(), disclosed.origin)
    said = {SYNTHETIC: disclosed.is_synthetic, PROTECTED: disclosed.is_protected}
    return shown.assign(**{name: True for name, applies in said.items() if applies})


def _figures(figures: Figures) -> pd.DataFrame:
    source = figures.frame()
    columns: dict[str, pd.Series] = {}
    for name in source.columns:
        columns[name] = source[name]
        if name in figures.by and dimension(name).values in _NAMED and not dimension(name).is_open:
            columns[f"{name}_name"] = _names(figures, source, name)
    return pd.DataFrame(columns)


def _with_names(table: pd.DataFrame, origin: Origin) -> pd.DataFrame:
    named = [name for name in _PLACES if name in table.columns and f"{name}_name" not in table.columns]
    if not named:
        return table
    shown = table.copy()
    for name in named:
        # Looked up once for each code, of which there are few: rows may be millions.
        known_as = {code: label(name, code, origin) for code in table[name].dropna().unique()}
        texts = [known_as.get(code, NOT_RECORDED) for code in table[name].tolist()]
        shown.insert(list(shown.columns).index(name) + 1, f"{name}_name", texts)
    return shown


def _names(figures: Figures, table: pd.DataFrame, name: str) -> pd.Series:
    summed = _summed_up(figures, table, name)
    named = [
        TOTAL if is_total else NOT_RECORDED if pd.isna(value) else label(name, value, figures.origin)
        for value, is_total in zip(table[name], summed, strict=True)
    ]
    return pd.Series(named, dtype="str", index=table.index)


def _summed_up(figures: Figures, table: pd.DataFrame, name: str) -> list[bool]:
    """Whether each row sums up that dimension."""
    if "total_over" in table.columns:
        return [name in over.split(",") for over in table["total_over"]]
    return list(table["is_total"]) if figures.has_totals else [False] * len(table)
