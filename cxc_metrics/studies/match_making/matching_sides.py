"""Registrations as the plain arrays that match-making works on, in one numbering for both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from cxc_metrics.contract import organisation_types
from cxc_metrics.statistics.matching.pools import (
    EARLIEST,
    LATEST,
    NOT_RECORDED,
    Bools,
    Floats,
    Hosts,
    Ints,
    Visitors,
    set_bits,
)

from .register_rows import RegisterRows

_SETS: Final = {"languages": "language", "activities": "activity", "skills": "skill"}


@dataclass(frozen=True, eq=False)
class Numbering:
    """Positions of what both sides are described by."""

    countries: pd.Index
    ecosystems: pd.Index
    partnerships: pd.Index

    @classmethod
    def of(cls, rows: RegisterRows) -> Numbering:
        """All values that occur, wished ones included."""
        own, wishes = rows.registrations, rows.preferences
        return cls(
            _index(own["country"], wishes.loc[wishes["kind"] == "country", "value"]),
            _index(_ecosystem(own["ecosystem"]), wishes.loc[wishes["kind"] == "ecosystem", "value"]),
            _index(own["partnership_id"]),
        )


def _index(*values: Iterable[Any]) -> pd.Index:
    listed = pd.concat([pd.Series(some, dtype=object) for some in values], ignore_index=True)
    index: pd.Index = pd.Index(np.sort(listed.dropna().unique().astype(str)).astype(object))
    return index


def _ecosystem(numbers: pd.Series) -> list[str | None]:
    """Ecosystems as wishes write them: a number without decimals."""
    return [None if pd.isna(number) else str(int(number)) for number in numbers]


def visitor_side(
    rows: RegisterRows, places: Ints, numbering: Numbering, first: Floats, last: Floats, used: Bools
) -> Visitors:
    """The visitors at these places, on the days from `first` to `last` (NaN is open)."""
    return Visitors(
        **_described(rows, places, numbering, first, last),
        eligible=_may(rows, places, "may_visit"),
        wished_countries=_wished(rows, places, "country", numbering.countries),
        wished_ecosystems=_wished(rows, places, "ecosystem", numbering.ecosystems),
        visit_used=used,
    )


def host_side(
    rows: RegisterRows, places: Ints, numbering: Numbering, first: Floats, last: Floats, free: Ints
) -> Hosts:
    """The hosts at these places; visits hosted are those held up to the as-at day."""
    until = np.full(len(places), rows.today + 1.0)
    return Hosts(
        **_described(rows, places, numbering, first, last),
        eligible=_may(rows, places, "may_host"),
        free=free,
        hosted=rows.visits_before(places, until),
    )


def _may(rows: RegisterRows, places: Ints, what: str) -> Bools:
    """Whether the type of organisation may; one that is not recorded is not held against it."""
    types = organisation_types()
    allowed = {name: getattr(kind, what) for name, kind in types.items()}
    own = rows.registrations["org_type"].iloc[places]
    return np.array([allowed.get(str(name), True) for name in own], dtype=np.bool_)


def _described(
    rows: RegisterRows, places: Ints, numbering: Numbering, first: Floats, last: Floats
) -> dict[str, Any]:
    own = rows.registrations.iloc[places]
    return {
        "country": _positions(own["country"], numbering.countries),
        "ecosystem": _positions(_ecosystem(own["ecosystem"]), numbering.ecosystems),
        "partnership": _positions(own["partnership_id"], numbering.partnerships),
        "first_day": np.where(np.isnan(first), EARLIEST, first).astype(np.int64),
        "last_day": np.where(np.isnan(last), LATEST, last).astype(np.int64),
        **{name: set_bits(_wished(rows, places, kind, _stated(rows, kind))) for name, kind in _SETS.items()},
    }


def _stated(rows: RegisterRows, kind: str) -> pd.Index:
    return _index(rows.preferences.loc[rows.preferences["kind"] == kind, "value"])


def _positions(values: Iterable[Any], index: pd.Index) -> Ints:
    positions: Ints = index.get_indexer(pd.Index(pd.Series(values, dtype=object))).astype(np.int64)
    return np.where(positions < 0, NOT_RECORDED, positions)


def _wished(rows: RegisterRows, places: Ints, kind: str, index: pd.Index) -> Bools:
    """Registrations by what they named of one kind."""
    wishes = rows.preferences[rows.preferences["kind"] == kind]
    entry = np.full(len(rows.registrations), -1, np.int64)
    entry[places] = np.arange(len(places))
    own = entry[wishes["place"].to_numpy()]
    value = _positions(wishes["value"], index)
    members = np.zeros((len(places), max(len(index), 1)), np.bool_)
    members[own[(own >= 0) & (value >= 0)], value[(own >= 0) & (value >= 0)]] = True
    return members
