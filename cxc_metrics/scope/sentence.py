"""Selections in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cxc_metrics.catalogue.dimensions import dimension

from .labels import label
from .period import Period, describe
from .version_protocol import Labelled

if TYPE_CHECKING:
    from .selection import Scope

_VIEW = {"held": "held", "validated": "closed and validated"}


def sentence(scope: Scope, version: Labelled | None, locale: str) -> str:
    """One sentence without a full stop: Health visits from Spain, 2021–2022, partnership X."""

    def names(field: str) -> str:
        values = getattr(scope, field)
        return joined(label(field, value, version, locale=locale, short=True) for value in values)

    head = " ".join(part for part in (names("visitor_sector"), _lower(names("mode")), "visits") if part)
    parts = [f"All {head}" if head == "visits" else head]
    parts += [f"{word} {names(field)}" for word, field in _PHRASES if getattr(scope, field)]
    tail = [f"{word}{names(field)}" for word, field in _TAILS if getattr(scope, field)]
    if scope.period:
        tail.insert(0, describe(scope.period))
    if scope.status == "validated":
        tail.append(_VIEW["validated"])
    text = ", ".join([" ".join(parts), *tail])
    return text[0].upper() + text[1:]


_PHRASES = (("from", "visitor_country"), ("to", "host_country"), ("to hosts in", "host_sector"))
_TAILS = (
    ("", "wave"),
    ("partnership ", "partnership"),
    ("host's partnership ", "host_partnership"),
    ("visitor: ", "visitor_type"),
    ("host: ", "host_type"),
    ("size of the visitor: ", "visitor_size"),
    ("size of the host: ", "host_size"),
)


def chip(field: str, value: int | str, scope: Scope, version: Labelled | None, locale: str) -> str:
    """An active filter: Visitor country: Spain."""
    if field == "period":
        return f"Period: {describe(scope.period)}" if isinstance(scope.period, Period) else "Period"
    if field == "status":
        return f"View: {_VIEW[scope.status]}"
    return f"{dimension(field).label}: {label(field, value, version, locale=locale, short=True)}"


def joined(names: Iterable[str]) -> str:
    """Spain, France and Italy."""
    listed = list(names)
    return " and ".join(filter(None, [", ".join(listed[:-1]), listed[-1]])) if listed else ""


def _lower(text: str) -> str:
    return text.lower().replace(" (not defined by the scheme)", "")
