"""What is protected in a register: what of it has keys, and how each figure is shown to a viewer.

A list of declarations and of what the register was delivered with: it tells of no row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from cxc_metrics.catalogue import FACTS, Kpi, Method, Ratio, Sum, catalogue

from .reader import Reader

AS_DELIVERED: Final = "as delivered"
EXACT: Final = "exact"
PROTECTED: Final = "protected"
NOT_SHOWN: Final = "not shown"
_ROWS_ARE_TOTALS: Final = (
    "a row of this register is a published total and no record of a person or organisation: nothing is "
    "changed, and nothing is claimed"
)
_BY_KEYS: Final = "each has a key, and its number is changed by the sum of them"
_FEW: Final = "hidden of fewer than five answers, as for everybody; otherwise as it is"


class Protection(NamedTuple):
    """One part of a register: a thing that is counted (`id` of its fact or kind), or a figure; and how."""

    part: str
    id: str
    name: str
    shown: str
    how: str


def what_is_protected(reader: Reader) -> tuple[Protection, ...]:
    """Of the things that the register counts, and of the figures that it can tell, how the viewer sees them.

    In a register of published totals, and for the internal viewer, nothing is changed. Figures that the
    register cannot tell to anybody are left out.
    """
    figures = [kpi for kpi in catalogue().values() if reader.lack_of_data(kpi.id) is None]
    return (*_things(reader), *(_figure(reader, reader.kpi(kpi.id)) for kpi in figures))


def _things(reader: Reader) -> Iterator[Protection]:
    if not reader.origin.is_protected:
        how = EXACT if reader.origin.is_internal_only else _ROWS_ARE_TOTALS
        shown = EXACT if reader.origin.is_internal_only else AS_DELIVERED
        yield Protection("register", reader.manifest.register_name, reader.manifest.title, shown, how)
        return
    kinds: set[str] = set()
    for fact, of_fact in reader.keyed_kinds().items():
        kinds |= of_fact
        yield Protection("records", fact, FACTS[fact].noun, PROTECTED, _BY_KEYS)
    for kind in sorted(kinds):
        yield Protection("different", kind, f"different {kind}s", PROTECTED, _BY_KEYS)


def _figure(reader: Reader, kpi: Kpi) -> Protection:
    part = Protection("figure", kpi.id, kpi.name, PROTECTED, _way(kpi))
    if reason := reader.lack(kpi.id):
        return part._replace(shown=NOT_SHOWN, how=reason)
    if reader.origin.is_protected:
        return part
    if reader.origin.is_internal_only:
        return part._replace(shown=EXACT, how=_FEW if kpi.fact == "survey" else "")
    return part._replace(shown=AS_DELIVERED, how=_ROWS_ARE_TOTALS)


def _way(kpi: Kpi) -> str:
    """How a figure is protected, in words."""
    if isinstance(kpi, Method):
        return "from five answers of three organisations on; formed of the changed number of each answer"
    if isinstance(kpi, (Sum, Ratio)) and kpi.unit.startswith("EUR"):
        return "a mean rounded to EUR 50 times a changed number of records; from three organisations on"
    if isinstance(kpi, (Sum, Ratio)):
        return "a rounded mean times a changed number of records, or a changed count of what is added up"
    return "formed of changed counts"
