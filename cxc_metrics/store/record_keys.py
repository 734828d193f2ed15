"""What a keyed fact is made of: the fact, and beside its columns the keys of what they name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Final

import pyarrow as pa

from cxc_metrics.engine import Building, Kind
from cxc_metrics.facts.definition import FactDefinition
from cxc_metrics.facts.unit_keys import CONTRIBUTOR_RECORDS, CONTRIBUTORS, NUMBERED, RECORD_KEY, UNITS

from .secret import StoreSecret

# Raised when what a keyed fact holds changes.
_LAYOUT: Final = "2"
_SEPARATOR: Final = "\x1f"


def keyed_tag(definition: FactDefinition, fingerprint: str) -> str:
    """What a keyed fact is known by: it is another with other SQL, another secret, other keys."""
    parts = (_LAYOUT, definition.digest, fingerprint, *UNITS, CONTRIBUTORS.get(definition.name, ""))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def keyed_select(
    building: Building,
    relation: str,
    definition: FactDefinition,
    secret: StoreSecret,
    organisations: Callable[[], Mapping[str, str]],
) -> str:
    """The SELECT of a fact with its keys: each joined from a table of the identifiers that the column holds.

    `organisations` gives the register's own identifiers by the number that facts hold.
    """
    record = f" || '{_SEPARATOR}' || ".join(
        building.dialect.cast(f"f.{name}", Kind.TEXT) for name in definition.key
    )
    kind = _SEPARATOR.join(definition.key)
    wanted = [(RECORD_KEY, UNITS.get(kind, kind), record, False)]
    for column in building.columns(relation):
        if column in UNITS:
            text = building.dialect.cast(f"f.{column}", Kind.TEXT)
            wanted.append((f"{column}_key", UNITS[column], text, column in NUMBERED))
    joins, columns = [], []
    for place, (name, unit, text, by_number) in enumerate(wanted):
        values = [
            row[0]
            for row in building.rows(f"SELECT DISTINCT {text} FROM {relation} AS f")
            if row[0] is not None
        ]
        named = organisations() if by_number else {}
        keys = secret.keys_of(unit, [named.get(value, value) for value in values])
        table = pa.table({"identifier": pa.array(values, pa.string()), "key": pa.array(keys, pa.int64())})
        building.hold(f"key_{place}", table)
        joins.append(f"LEFT JOIN key_{place} AS k{place} ON k{place}.identifier = {text}")
        columns.append(f"k{place}.key AS {name}")
    if who := CONTRIBUTORS.get(definition.name):
        number = f"count(*) OVER (PARTITION BY f.{who})"
        columns.append(f"CASE WHEN f.{who} IS NULL THEN 1 ELSE {number} END AS {CONTRIBUTOR_RECORDS}")
    return f"SELECT f.*, {', '.join(columns)} FROM {relation} AS f {' '.join(joins)}"
