"""Which values of a filter a register holds."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from cxc_metrics.catalogue import Dimension, Values, dimension
from cxc_metrics.scope.values import GROUPS, sorted_values
from cxc_metrics.scope.version_protocol import DataVersionLike

from .population import everything

# Data versions never change: what one holds is asked once, not with every run of a page.
_OPTIONS: WeakKeyDictionary[DataVersionLike, dict[str, list[int | str]]] = WeakKeyDictionary()


def options(field: str, version: DataVersionLike) -> list[int | str]:
    """Values of a filter or dimension that a register holds, in order; empty where no fact of it has them.

    Year, quarter and month are those of exchanges. Country groups come first where a member is held.
    """
    asked = dimension(field)
    known = _OPTIONS.setdefault(version, {})
    if asked.id not in known:
        known[asked.id] = _held(asked, version)
    return list(known[asked.id])


def _held(asked: Dimension, version: DataVersionLike) -> list[int | str]:
    held: set[int | str] = set()
    for fact in ("exchange", "registration"):
        if asked.id in version.fact_columns(fact) and not (asked.is_time and held):
            recorded = everything(version, fact).of(f"{asked.id} IS NOT NULL")
            found = recorded.query(f"SELECT DISTINCT {asked.id} AS value\n{recorded.clause()}")
            held.update(found["value"].to_pylist())
    if asked.values is Values.COUNTRY:
        held.update(group for group, members in GROUPS.items() if held.intersection(members))
    if asked.values is Values.PARTNERSHIP:
        labels = version.labels(asked.id)
        return sorted(held, key=lambda value: (labels.get(str(value), str(value)).casefold(), str(value)))
    return list(sorted_values(asked.id, held))
