"""The map on screen: a drawing of countries, in the colours of the theme, as the component draws it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import streamlit as st

from cxc_metrics.contract import countries
from cxc_metrics.export.pictures.colours import Palette, ink
from cxc_metrics.export.pictures.drawings_of_countries import CountryMap
from cxc_metrics.export.pictures.screen_paths import ScreenPaths, geometry_version, screen_paths
from cxc_metrics.export.pictures.value_classes import ValueClass, classes
from cxc_metrics.export.pictures.written_values import interval, written
from cxc_metrics.words.plain import one_line
from cxc_metrics.words.texts import say
from ui.components import country_map
from ui.components.country_map import Curve, Entry, Place
from ui.figures.theme import palette
from ui.session import below

# Where outlines are served, below the base path.
GEOMETRY: Final = "/geo"
_THINNEST, _WIDEST = 1.0, 5.0


def base_path() -> str:
    """The path below which the server lives: empty, or with a slash in front and none behind."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def draw(
    key: str, drawing: CountryMap, alt: str, on_pick: Callable[[Sequence[Any]], None] | None = None
) -> None:
    """The map, `alt` as its name for screen readers; `on_pick` receives the code picked, in a list."""
    colours, outlines = palette(), screen_paths(drawing.extent)

    def picked(code: str) -> None:
        if on_pick is not None:
            on_pick([code])
            below.stay()

    shown = content_of(drawing, colours)
    country_map.draw(
        key,
        {
            "paths": f"{base_path()}{GEOMETRY}/{geometry_version()}/{drawing.extent.name}.json",
            "width": outlines.width,
            "height": outlines.height,
            "arc": colours.host,
        },
        shown.places,
        label=one_line(alt),
        unit=one_line(drawing.unit),
        legend=shown.legend,
        words={name: say(f"chart.map_{name}") for name in ("in", "out", "whole", "failed")},
        arcs=shown.arcs,
        on_pick=None if on_pick is None else picked,
    )


class Content(NamedTuple):
    """What is on a map: countries in the order of its list, its legend, its corridors."""

    places: list[Place]
    legend: list[Entry]
    arcs: list[Curve]


def content_of(drawing: CountryMap, colours: Palette) -> Content:
    """A drawing in the colours of a palette."""
    outlines = screen_paths(drawing.extent)
    kinds, of = classes(drawing.values, colours, diverging=drawing.diverging)
    places = _in_order([*_valued(drawing, outlines, kinds, of), *_unvalued(drawing, outlines)])
    return Content(places, _legend(drawing, kinds), _curves(drawing))


def _valued(
    drawing: CountryMap, outlines: ScreenPaths, kinds: Sequence[ValueClass], of: Sequence[int]
) -> Iterator[Place]:
    details = drawing.hover or [""] * len(drawing.codes)
    rows = zip(drawing.iso3, drawing.codes, drawing.labels, drawing.values, details, of, strict=True)
    for iso3, code, label, value, detail, kind in rows:
        amount = f"{written(value, drawing.number)} {drawing.unit}"
        place = _place(iso3, code, label, [amount, detail], drawing, outlines)
        fill = kinds[kind].fill
        place["fill"], place["ink"] = fill, ink(fill)
        place["sign"] = "" if not (drawing.diverging and value) else "+" if value > 0 else "−"
        yield place


def _unvalued(drawing: CountryMap, outlines: ScreenPaths) -> Iterator[Place]:
    for group in drawing.unvalued:
        for iso3, code, label in zip(group.iso3, group.codes, group.labels, strict=True):
            place = _place(iso3, code, label, [group.name], drawing, outlines)
            place["pattern"] = group.pattern
            yield place


def _place(
    iso3: str, code: str, label: str, lines: Sequence[str], drawing: CountryMap, outlines: ScreenPaths
) -> Place:
    corridors = [arc.words for arc in drawing.arcs if iso3 in (arc.start, arc.end)]
    # The one whose corridors they are has all of them, which its own page lists.
    said = [*lines, *(corridors if len(corridors) == 1 else [])]
    return {
        "code": code,
        "iso3": iso3,
        "name": one_line(label),
        "short": f"{code}*" if label.endswith("*") else code,
        "lines": [one_line(line) for line in said if line],
        "fill": "",
        "ink": "",
        "pattern": "",
        "sign": "",
        "selected": code in drawing.selected,
        "small": iso3 in outlines.small,
    }


def _in_order(places: Sequence[Place]) -> list[Place]:
    """In protocol order."""
    order = {code: place for place, code in enumerate(countries())}
    return sorted(places, key=lambda place: order.get(place["code"], len(order)))


def _legend(drawing: CountryMap, kinds: Sequence[ValueClass]) -> list[Entry]:
    entries = [(kind.fill, "", interval(kind.low, kind.high, drawing.number)) for kind in kinds]
    entries += [("", group.pattern, group.in_legend) for group in drawing.unvalued]
    entries += [("", "", drawing.plain)] if drawing.plain else []
    entries += [("", "arcs", drawing.arcs_name)] if drawing.arcs else []
    return [{"fill": fill, "pattern": pattern, "text": one_line(text)} for fill, pattern, text in entries]


def _curves(drawing: CountryMap) -> list[Curve]:
    return [
        {"start": arc.start, "end": arc.end, "width": round(_THINNEST + (_WIDEST - _THINNEST) * weight, 1)}
        for arc, weight in drawing.weighed_arcs
    ]
