"""The tray: figures that a reader collects for a brief, as one short text that an address can hold.

`O01.O04-host_country~R07a` are two figures: exchanges held and the share of SMEs by country of the host, and
agreements per 100 exchanges without a breakdown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cxc_metrics.catalogue import dimension, kpi
from cxc_metrics.errors import CxcError

MOST_ITEMS: Final = 6
MOST_FIGURES: Final = 4
_LONGEST: Final = 600


@dataclass(frozen=True)
class TrayItem:
    """Figures drawn together: ids of the catalogue, and at most two dimensions."""

    kpis: tuple[str, ...]
    by: tuple[str, ...] = ()

    def text(self) -> str:
        """As the tray writes it."""
        return "-".join(filter(None, (".".join(self.kpis), ".".join(self.by))))


def written(items: Iterable[TrayItem]) -> str:
    """The tray as text; `read_tray` gives it back."""
    return "~".join(item.text() for item in items)


def read_tray(text: str) -> tuple[TrayItem, ...]:
    """The figures of a tray, each once. UnknownName for a figure or dimension there is not, CxcError for a
    text that is none or holds more than a brief of two pages can.
    """
    if len(text) > _LONGEST:
        raise CxcError(
            f"A brief has room for {MOST_ITEMS} figures; this tray is {len(text)} characters long."
        )
    items = tuple(dict.fromkeys(_item(part) for part in text.split("~") if part.strip()))
    if not items:
        raise CxcError("The tray is empty: add figures to it, as O01-host_country~R07a.")
    if len(items) > MOST_ITEMS:
        raise CxcError(
            f"A brief has room for {MOST_ITEMS} figures, the tray holds {len(items)}: take some out."
        )
    return items


def _item(text: str) -> TrayItem:
    figures, _, dimensions = text.strip().partition("-")
    ids = tuple(dict.fromkeys(kpi(name).id for name in figures.split(".")))
    by = tuple(dict.fromkeys(dimension(name).id for name in dimensions.split(".") if name))
    if len(ids) > MOST_FIGURES or len(by) > 2:
        raise CxcError(
            f"One chart of a brief shows at most {MOST_FIGURES} figures by at most two dimensions: {text!r}."
        )
    return TrayItem(ids, by)
