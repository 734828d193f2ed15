"""The map: our own geometry, served by ourselves (docs/decisions/011-offline-map.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette, ink
from cxc_metrics.export.pictures.drawings import CountryMap
from cxc_metrics.export.pictures.map_extent import WHOLE_WORLD, Box, Extent
from cxc_metrics.words.plain import plotly_text
from ui.figures.base import CONFIG, FORMATS, layout
from ui.figures.theme import scale

SELECTED_BORDER: Final = 3
MAP_CONFIG: dict[str, Any] = {**CONFIG, "topojsonURL": "/geo/"}


def country_map(drawing: CountryMap, palette: Palette) -> go.Figure:
    """The map; `codes` come back on a click as `customdata`. Draw with `config=MAP_CONFIG`."""
    iso3, codes, values, unit = drawing.iso3, drawing.codes, drawing.values, drawing.unit
    number, diverging, selected = drawing.number, drawing.diverging, drawing.selected
    form = FORMATS.get(number, number)
    largest = max((abs(value) for value in values), default=1) or 1
    figure = go.Figure(
        go.Choropleth(
            locations=list(iso3),
            locationmode="ISO-3",
            z=list(values),
            customdata=[[code] for code in codes],
            text=[plotly_text(label) for label in drawing.labels],
            colorscale=scale(palette.diverging if diverging else palette.sequential),
            zmin=-largest if diverging else 0,
            zmax=largest,
            marker={"line": _borders(codes, selected, palette)},
            hovertemplate=f"%{{text}}<br>%{{z:{form}}} {plotly_text(unit)}<extra></extra>",
            colorbar={
                "title": {"text": plotly_text(unit), "side": "top"},
                "orientation": "h",
                "thickness": 10,
                "len": 0.5,
                # Off the edge, or the lowest number of a signed scale is cut.
                "x": 0.03,
                "xanchor": "left",
                "y": 0,
                "yanchor": "bottom",
                "outlinewidth": 0,
                "tickformat": form,
                # Between whole numbers there is nothing to mark.
                **({"dtick": 1} if number in {"count", ",d"} and largest < 4 else {"nticks": 4}),
            },
        )
    )
    if diverging:
        figure.add_trace(_signs(iso3, values, palette, largest))
    return layout(
        figure,
        palette,
        height=drawing.height,
        geo=_geo(palette, drawing.extent),
        clickmode="event+select",
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
    )


def _borders(codes: Sequence[object], selected: Sequence[object], palette: Palette) -> dict[str, Any]:
    if not selected:
        return {"color": palette.border, "width": 0.7}
    return {
        "color": [palette.text if code in selected else palette.border for code in codes],
        "width": [SELECTED_BORDER if code in selected else 0.7 for code in codes],
    }


def _signs(iso3: Sequence[str], values: Sequence[float], palette: Palette, largest: float) -> go.Scattergeo:
    """Plus and minus written on the countries: in grey print both ends of the scale are equally dark."""
    signed = [(place, value) for place, value in zip(iso3, values, strict=True) if value]
    last = len(palette.diverging) - 1
    fills = [palette.diverging[round((value / largest + 1) / 2 * last)] for _, value in signed]
    return go.Scattergeo(
        locations=[place for place, _ in signed],
        locationmode="ISO-3",
        mode="text",
        text=["+" if value > 0 else "−" for _, value in signed],
        textfont={"size": 14, "weight": 700, "color": [ink(fill) for fill in fills]},
        hoverinfo="skip",
    )


def _geo(palette: Palette, extent: Extent) -> dict[str, Any]:
    frame = _EUROPE if extent.europe else _WORLD if extent.box == WHOLE_WORLD else _cut_out(extent.box)
    # The strip below is the colour bar's, which would lie on North Africa.
    frame = {**frame, "domain": {"y": [0.13, 1]}}
    colours = {"landcolor": palette.land, "countrycolor": palette.border, "bgcolor": "rgba(0,0,0,0)"}
    return {**_SHARED, **colours, **frame}


def _cut_out(box: Box) -> dict[str, Any]:
    """A part of the world, seen from above its middle."""
    longitude, latitude = box.middle
    return {
        "scope": "world",
        "resolution": 110,
        "projection": {"type": "azimuthal equal area", "rotation": {"lon": longitude, "lat": latitude}},
        "center": {"lon": longitude, "lat": latitude},
        "lonaxis": {"range": [longitude - box.width / 2, longitude + box.width / 2]},
        "lataxis": {"range": [box.south, box.north]},
    }


_SHARED: Final[dict[str, Any]] = {
    "showland": True,
    "showcountries": True,
    "countrywidth": 0.5,
    "showcoastlines": False,
    "showframe": False,
    "showocean": False,
    "showlakes": False,
    "showrivers": False,
    # Without it plotly.js 4 does not keep to the ranges below.
    "fitbounds": False,
}
_EUROPE: Final[dict[str, Any]] = {
    "scope": "europe",
    "resolution": 50,
    "projection": {"type": "azimuthal equal area", "rotation": {"lon": 15, "lat": 52}},
    "center": {"lon": 16, "lat": 53},
    "lonaxis": {"range": [-14, 48]},
    "lataxis": {"range": [34, 71]},
}
_WORLD: Final[dict[str, Any]] = {
    "scope": "world",
    "resolution": 110,
    "projection": {"type": "natural earth"},
    "lataxis": {"range": [WHOLE_WORLD.south, WHOLE_WORLD.north]},
}
