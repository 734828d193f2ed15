"""Which values of a filter a register holds, and which filters some row of it can answer."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from cxc_metrics.catalogue import FACTS, Dimension, Values, dimension
from cxc_metrics.contract import UNIT_TABLES
from cxc_metrics.scope.values import GROUPS, sorted_values
from cxc_metrics.scope.version_protocol import DataVersionLike

from .date_precision import tells
from .population import VALIDATED, everything, filled_columns

# Whose values are offered: the units of every shape, who registered for an exchange, projects, who met, and
# clients of a support network.
_FACTS: Final = (*UNIT_TABLES, "registration", "project", "meeting_party", "service", "profile")
# Data versions never change: what one holds is asked once, not with every run of a page.
_OPTIONS: WeakKeyDictionary[DataVersionLike, dict[str, list[int | str]]] = WeakKeyDictionary()


def options(field: str, version: DataVersionLike) -> list[int | str]:
    """Values of a filter or dimension that a register holds, in order; empty where no fact of it has them.

    Year, quarter and month are those of the register's own unit. Country groups come first where a member is
    held.
    """
    declared = dimension(field)
    held_options = _OPTIONS.setdefault(version, {})
    if declared.id not in held_options:
        held_options[declared.id] = _held(declared, version)
    return list(held_options[declared.id])


def can_filter(field: str, version: DataVersionLike) -> bool:
    """Whether some row of a register can answer a filter; for the view, whether anything is ever validated.

    The others are not offered, and an address that names one is told so.
    """
    if field == "status":
        return any(VALIDATED in filled_columns(version, fact) for fact in UNIT_TABLES)
    return bool(options("year" if field == "period" else field, version))


def _held(declared: Dimension, version: DataVersionLike) -> list[int | str]:
    held: set[int | str] = set()
    for fact in _FACTS:
        if not tells(version, fact, FACTS[fact].period, declared.id):
            continue
        if declared.id in version.fact_columns(fact) and not (declared.is_time and held):
            recorded = everything(version, fact).of(f"{declared.id} IS NOT NULL")
            values = recorded.query(f"SELECT DISTINCT {declared.id} AS value\n{recorded.clause()}")
            held.update(values["value"].to_pylist())
    if declared.values is Values.COUNTRY:
        held.update(group for group, members in GROUPS.items() if held.intersection(members))
    if declared.values is Values.PARTNERSHIP:
        labels = version.labels(declared.id)
        return sorted(held, key=lambda value: (labels.get(str(value), str(value)).casefold(), str(value)))
    return list(sorted_values(declared.id, held))
