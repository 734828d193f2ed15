"""The shapes a register may have: what one of its units is, and the table that holds the units."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Shape:
    """What a register counts.

    `table` holds a row for each `unit`. A shape `of_many` has rows that stand for many persons.
    """

    name: str
    table: str
    unit: str
    units: str
    of_many: bool = False


PAIRS: Final = Shape("pairs", "exchange", "exchange", "exchanges")
FLOWS: Final = Shape("flows", "exchange", "flow", "flows", of_many=True)
PARTICIPATIONS: Final = Shape("participations", "project_participant", "participation", "participations")
ATTENDANCES: Final = Shape("meetings", "event_attendance", "person at an event", "persons at events")
# One-to-one meetings without any exchange: the unordered pair has no sides.
MEETINGS: Final = Shape("one_to_one", "meeting", "meeting", "meetings")
# Services of a support network: nobody travels for one.
SERVICES: Final = Shape("services", "service", "service", "services")

# The first whose table was delivered is the register's own.
_SHAPES: Final = (PAIRS, PARTICIPATIONS, ATTENDANCES, MEETINGS, SERVICES)
SHAPES: Final = MappingProxyType({shape.name: shape for shape in (*_SHAPES, FLOWS)})
# One of them has to be there.
UNIT_TABLES: Final = tuple(shape.table for shape in _SHAPES)


def shape_of(tables: Container[str], grain: str) -> Shape:
    """The shape of a register with these tables: pairs where it has none of any unit."""
    shape = next((each for each in _SHAPES if each.table in tables), PAIRS)
    return FLOWS if shape is PAIRS and grain == "aggregate" else shape
