"""The catalogue: every KPI by id, in the order of the intervention logic."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from types import MappingProxyType

from cxc_metrics.errors import UnknownName

from .activities import ACTIVITIES
from .inputs import INPUTS
from .model import Kpi
from .outputs import OUTPUTS


@cache
def catalogue() -> Mapping[str, Kpi]:
    """All KPIs by id."""
    return MappingProxyType({kpi.id: kpi for kpi in (*INPUTS, *ACTIVITIES, *OUTPUTS)})


def kpi(name: str) -> Kpi:
    """One KPI by id, in any case; UnknownName with the nearest one if there is none."""
    known = catalogue()
    found = known.get(name) or {key.casefold(): value for key, value in known.items()}.get(name.casefold())
    if found is None:
        raise UnknownName("KPI", name, known)
    return found


def with_companions(names: Iterable[str]) -> tuple[str, ...]:
    """The ids, each followed by those that are always shown with it (O01 with O01v), without repetition."""
    asked = [kpi(name) for name in names]
    return tuple(dict.fromkeys(name for one in asked for name in (one.id, *one.shown_with)))


@cache
def catalogue_version() -> str:
    """Changes when any declaration changes: a permalink carries it, so that a changed definition can be
    announced.
    """
    declared = "\n".join(_declared(one) for one in catalogue().values())
    return hashlib.sha256(declared.encode()).hexdigest()[:8]


def _declared(one: Kpi) -> str:
    values = {field.name: getattr(one, field.name) for field in fields(one)}
    # A method is known by its name: the repr of a function is its address.
    return repr({name: value.__qualname__ if callable(value) else value for name, value in values.items()})
