"""Where there is room and who looks for it: free places beside waiting visitors.

Visitors whose visit is used, and those of either side with under three working days, are in none.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .matching_pool import MatchingPool


def by_country_and_ecosystem(pool: MatchingPool) -> pd.DataFrame:
    """By country and ecosystem, where anything is: visitors (waiting there), hosts (with a free place),
    places (free ones), wished_by (waiting visitors of that ecosystem elsewhere that named the country),
    balance (places less wished_by: below 0 is a shortage).
    """
    guests, houses = pool.visitors[pool.can_travel()], pool.hosts[pool.can_host()]
    keys = ["country", "ecosystem"]
    return _balanced(
        keys,
        "wished_by",
        [
            guests.groupby(keys, dropna=False).size().rename("visitors"),
            houses.groupby(keys, dropna=False).size().rename("hosts"),
            houses.groupby(keys, dropna=False)["free"].sum().rename("places"),
            _wishes(guests).groupby(keys, dropna=False).size().rename("wished_by"),
        ],
    )


def by_ecosystem(pool: MatchingPool) -> pd.DataFrame:
    """By ecosystem: visitors that wait, places (free ones), balance (places less visitors)."""
    guests, houses = pool.visitors[pool.can_travel()], pool.hosts[pool.can_host()]
    return _balanced(
        ["ecosystem"],
        "visitors",
        [
            guests.groupby("ecosystem", dropna=False).size().rename("visitors"),
            houses.groupby("ecosystem", dropna=False)["free"].sum().rename("places"),
        ],
    )


def _balanced(keys: list[str], demand: str, parts: list[pd.Series]) -> pd.DataFrame:
    table = pd.concat(parts, axis=1).fillna(0).astype(np.int64).rename_axis(keys).reset_index()
    table["balance"] = table["places"] - table[demand]
    return table.sort_values(keys, ignore_index=True)


def _wishes(guests: pd.DataFrame) -> pd.DataFrame:
    """Country wished and the visitor's own ecosystem, a row per wish for another country than its own."""
    rows = guests[["country", "ecosystem", "wished"]].explode("wished")
    rows = rows[rows["wished"].notna() & (rows["wished"] != rows["country"])]
    return rows.assign(country=rows["wished"])[["country", "ecosystem"]]
