"""What each page declares of itself, in the `__init__.py` of its folder.

`PARAMETERS`: the address parameters that are its own; `figures(reader)`: the figures it can be about, of
which the line on top names one and offers the others (address parameter `figure`; without it the first);
`HAS_OWN_TITLE`: its first heading says more than its name; `COMPARED`: the figures at its head where a second
selection stands beside the first; `PLACES_SECOND`: it draws them itself, elsewhere; `TELLS`: figures with
dimensions of which a register must be able to tell one, or the page has nothing to show of it, unless
`tells_more(reader)`; `LEADS`: the figure that the sentence on top is about, where that is none of exchanges;
`load_at_start(version)` and `load_ahead(version)`: what the server works out before it answers, and after.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Final

from cxc_metrics.access import Reader
from ui.session import FIGURE_PARAMETER, memory
from ui.session.navigation import ENTRIES, PEOPLE

_IDS: Final = frozenset(entry.id for entry in ENTRIES)
_ANY_PAGE: Final = ("O01", "O01v", "O02", "O04", "O08m", "O10")


def _page(page_id: str) -> ModuleType:
    return import_module(f"pages.{page_id}")


def page_parameters() -> frozenset[str]:
    """The parameters of all single pages."""
    own = {name for entry in ENTRIES for name in getattr(_page(entry.id), "PARAMETERS", ())}
    return frozenset(own | {FIGURE_PARAMETER})


def figures(url_path: str, reader: Reader) -> tuple[str, ...]:
    """The figures that the page of that address (the start's is empty) can be about in a register."""
    page_id = url_path or ENTRIES[0].id
    declared = getattr(_page(page_id), "figures", None) if page_id in _IDS else None
    offered: tuple[str, ...] = declared(reader) if declared else ()
    return offered


def has_own_title(url_path: str) -> bool:
    """Whether the page of that address (the start's is empty) has a first heading that says more."""
    if url_path == PEOPLE.id:
        return False
    page_id = next((entry.id for entry in ENTRIES if entry.id == url_path), ENTRIES[0].id)
    return bool(getattr(_page(page_id), "HAS_OWN_TITLE", False))


def leads(url_path: str) -> str:
    """The figure that the sentence on top of the page of that address is about; empty where the selection
    says it.
    """
    page_id = url_path or ENTRIES[0].id
    return str(getattr(_page(page_id), "LEADS", "")) if page_id in _IDS else ""


def compared(url_path: str) -> tuple[str, ...]:
    """KPIs at the head of the page of that address (the start's is empty) beside a second selection."""
    in_library = url_path in _IDS
    figures: tuple[str, ...] = getattr(_page(url_path), "COMPARED", _ANY_PAGE) if in_library else _ANY_PAGE
    return figures


def places_second(url_path: str) -> bool:
    """Whether the page of that address (the start's is empty) says itself where a second selection stands."""
    page_id = url_path or ENTRIES[0].id
    return page_id in _IDS and bool(getattr(_page(page_id), "PLACES_SECOND", False))


def _lacking(page_id: str, reader: Reader) -> tuple[str, ...]:
    """Why a page has nothing to show of a register, whatever is selected; empty where it has."""
    questions: tuple[tuple[str, tuple[str, ...]], ...] = getattr(_page(page_id), "TELLS", ())
    tells_more = getattr(_page(page_id), "tells_more", None)
    if tells_more is not None and tells_more(reader):
        return ()
    lacks = [reader.lack_of_data(kpi, by) for kpi, by in questions]
    return () if None in lacks else tuple(dict.fromkeys(lack for lack in lacks if lack is not None))


@memory.remembered(64)
def lacking_pages(reader: Reader) -> Mapping[str, tuple[str, ...]]:
    """The pages that have nothing to show of a register, with the reasons."""
    lacks = {entry.id: _lacking(entry.id, reader) for entry in ENTRIES}
    return {page_id: reasons for page_id, reasons in lacks.items() if reasons}


def load_at_start(reader: Reader) -> None:
    """What pages ask first, while the server starts. Raises CxcError where the version cannot be read."""
    _each("load_at_start", reader)


def load_ahead(reader: Reader) -> None:
    """What takes pages seconds, after the start. Raises CxcError where the data version cannot be read."""
    _each("load_ahead", reader)


def _each(name: str, reader: Reader) -> None:
    for entry in ENTRIES:
        load = getattr(_page(entry.id), name, None)
        if load is not None:
            load(reader)
