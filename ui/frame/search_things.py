"""What the search of the line finds at once: countries, ecosystems, partnerships, figures, pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cxc_metrics.access import Reader
from cxc_metrics.catalogue import catalogue
from cxc_metrics.errors import CxcError
from cxc_metrics.scope.values import GROUPS
from cxc_metrics.words import language
from cxc_metrics.words.plain import shorten
from cxc_metrics.words.texts import say
from ui.components.top_line import Thing
from ui.frame import sentence_words
from ui.session import memory, navigation

_LONGEST: Final = 80
# Of which field a page tells of one value, and by which parameter of its address.
PROFILES: Final[Mapping[str, tuple[str, str]]] = {
    "visitor_country": ("countries", "country"),
    "visitor_sector": ("sectors", "sector_profile"),
    "partnership": ("partnerships", "my"),
}
PAGE, FIGURE, ORGANISATION, PROFILE = "page", "figure", "organisation", "of_"


@memory.remembered(32)
def lists(reader: Reader, locale: str) -> dict[str, list[tuple[str, str]]]:
    """The values of each filter with their names in a language, for the words of the sentence."""
    return {name: sentence_words.values(name, reader, locale) for name in sentence_words.fields(reader)}


@memory.remembered(32)
def things(reader: Reader, locale: str, hidden: frozenset[str]) -> list[Thing]:
    """All that can be found, each with what choosing it does; pages that are hidden are left out."""
    open_pages = {entry.id for entry in navigation.ENTRIES} - hidden
    offered: list[Thing] = [
        (PAGE, entry.id, say(f"nav.{entry.id}"), say("line.is_page"))
        for entry in navigation.ENTRIES
        if entry.id in open_pages
    ]
    for name in sentence_words.said(reader):
        page_id, _ = PROFILES.get(name, ("", ""))
        for code, label in sentence_words.values(name, reader, locale):
            offered.append((name, code, label, say(f"line.is_{name}")))
            if page_id in open_pages and code not in GROUPS:
                page = say("line.is_page_of", page=say(f"nav.{page_id}"))
                offered.append((f"{PROFILE}{name}", code, label, page))
    for kpi in catalogue().values():
        figure = shorten(reader.kpi(kpi.id).name, _LONGEST)
        offered.append((FIGURE, kpi.id, figure, say("line.is_figure", id=kpi.id)))
    return offered


def organisations(reader: Reader, text: str) -> list[Thing]:
    """Organisations of that name; none for viewers who may not see them one by one."""
    try:
        hits = reader.records.organisations(text).frame()
    except CxcError:  # not for this viewer, not in this register, or no name at all
        return []
    return [
        (
            ORGANISATION,
            str(row["organisation_id"]),
            shorten(str(row["name"]), _LONGEST),
            say("line.is_organisation", country=language.label("visitor_country", row["country_code"])),
        )
        for row in hits.to_dict("records")
    ]
