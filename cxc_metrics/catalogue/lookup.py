"""The catalogue: every KPI by id, in the order of the intervention logic."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from types import MappingProxyType
from typing import Final

from cxc_metrics.errors import UnknownName

from .declaration import Kpi, Level
from .declared.activities import ACTIVITIES
from .declared.agreements import AGREEMENTS
from .declared.attendances import ATTENDANCES
from .declared.challenges import CHALLENGES
from .declared.flows import FLOWS
from .declared.impacts import IMPACTS
from .declared.inputs import INPUTS
from .declared.matching import MATCHING
from .declared.meetings_held import MEETINGS
from .declared.outputs import OUTPUTS
from .declared.participations import PARTICIPATIONS
from .declared.quality import QUALITY
from .declared.reach import REACH
from .declared.results import RESULTS
from .declared.support_services import SUPPORT

_DECLARED = (
    *INPUTS,
    *ACTIVITIES,
    *MATCHING,
    *MEETINGS,
    *OUTPUTS,
    *REACH,
    *CHALLENGES,
    *PARTICIPATIONS,
    *ATTENDANCES,
    *SUPPORT,
    *FLOWS,
    *RESULTS,
    *AGREEMENTS,
    *IMPACTS,
    *QUALITY,
)

# A register in one line: what happened, how much of it holds, who took part, what it cost.
HEADLINE: Final = ("O01", "O01v", "O03", "O02", "O07", "O04", "O06", "O08m")
# The same by what a register's units are (`contract.shapes`).
HEADLINES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "pairs": HEADLINE,
        "flows": HEADLINE,
        "participations": ("P01", "P02", "P03", "P04", "P05", "P05c", "P06", "P07"),
        "meetings": ("E01", "E01u", "E02", "E02s", "E03", "E04s", "E04h", "E06"),
        "one_to_one": ("A09", "A09o", "A09n", "A09g", "A09c", "A09b", "A09f"),
        "services": ("S01", "S02", "S03", "S04", "S06", "S07", "S08"),
    }
)
# What analysts watch besides, whatever a register's headline is.
WATCHED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "pairs": ("O10", "A08", "I01"),
        "flows": ("O10", "A08", "I01"),
        "participations": ("P06m",),
        "meetings": ("E05", "E06m"),
        "one_to_one": (),
        "services": ("S05",),
    }
)
# The figure that says how much happened.
VOLUME: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pairs": "O01",
        "flows": "O06",
        "participations": "P01",
        "meetings": "E01",
        "one_to_one": "A09",
        "services": "S01",
    }
)


@cache
def catalogue() -> Mapping[str, Kpi]:
    """All KPIs by id: by level of the intervention logic, then by id."""
    levels = list(Level)
    placed = sorted(_DECLARED, key=lambda kpi: (levels.index(kpi.level), kpi.id))
    return MappingProxyType({kpi.id: kpi for kpi in placed})


def kpi(name: str) -> Kpi:
    """One KPI by id, in any case; UnknownName with the nearest one if there is none."""
    declarations = catalogue()
    declared = declarations.get(name) or {key.casefold(): value for key, value in declarations.items()}.get(
        name.casefold()
    )
    if declared is None:
        raise UnknownName(
            "KPI", name, [padded] if (padded := _padded(name)) in declarations else declarations
        )
    return declared


def _padded(name: str) -> str:
    """O1 → O01: the number of an id has two digits."""
    written = re.fullmatch(r"([A-Za-z])(\d)([a-z]?)", name)
    return f"{written[1].upper()}0{written[2]}{written[3]}" if written else ""


def with_companions(names: Iterable[str]) -> tuple[str, ...]:
    """The ids, each followed by those that are always shown with it (O01 with O01v), without repetition."""
    kpis = [kpi(name) for name in names]
    return tuple(dict.fromkeys(name for shown in kpis for name in (shown.id, *shown.shown_with)))


@cache
def catalogue_version() -> str:
    """Changes when any declaration changes: a permalink carries it, so that a changed definition can be
    announced.
    """
    return version_of(catalogue().values())


def version_of(declarations: Iterable[Kpi]) -> str:
    """The version of a catalogue of these declarations: eight hexadecimal digits."""
    declared = "\n".join(_declared(declaration) for declaration in declarations)
    return hashlib.sha256(declared.encode()).hexdigest()[:8]


def _declared(declaration: Kpi) -> str:
    values = {field.name: getattr(declaration, field.name) for field in fields(declaration)}
    # A method is known by its name: the repr of a function is its address.
    return repr({name: value.__qualname__ if callable(value) else value for name, value in values.items()})
