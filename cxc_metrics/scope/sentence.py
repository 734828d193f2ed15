"""Selections in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cxc_metrics.contract.dimensions import filters
from cxc_metrics.contract.nouns import SCHEME

from .labels import label
from .period import describe
from .version_protocol import Labelled

if TYPE_CHECKING:
    from .selection import Scope

# Where a selection is told after the period.
_AFTER = ", "


def sentence(scope: Scope, version: Labelled | None, locale: str) -> str:
    """One sentence without a full stop: Health visits from Spain, 2021–2022, partnership X."""
    nouns = version.vocabulary if version else SCHEME
    visits = nouns.counted[1] if nouns.counted else nouns.said("visits")

    def names(field: str) -> str:
        values = getattr(scope, field)
        return joined(label(field, value, version, locale=locale, short=True) for value in values)

    chosen = [declared for declared in filters() if getattr(scope, declared.id)]
    kinds = [
        _lower(names(declared.id)) if declared.id == "mode" else names(declared.id)
        for declared in chosen
        if declared.is_kind
    ]
    head = " ".join([*kinds, visits])
    parts = [f"All {head}" if head == visits else head]
    filters_named = [
        (nouns.said(declared.in_sentence), names(declared.id)) for declared in chosen if not declared.is_kind
    ]
    parts += [text.format(values) for text, values in filters_named if not text.startswith(_AFTER)]
    tail = [
        text.removeprefix(_AFTER).format(values) for text, values in filters_named if text.startswith(_AFTER)
    ]
    if scope.period:
        tail.insert(0, describe(scope.period))
    if scope.status == "validated":
        tail.append("closed and validated")
    text = ", ".join([" ".join(parts), *tail])
    return text[0].upper() + text[1:]


def joined(names: Iterable[str]) -> str:
    """Spain, France and Italy."""
    listed = list(names)
    return " and ".join(filter(None, [", ".join(listed[:-1]), listed[-1]])) if listed else ""


def _lower(text: str) -> str:
    return text.lower().replace(" (not defined by the scheme)", "")
