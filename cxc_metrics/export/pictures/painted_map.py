"""The map in a picture: countries filled by classes of their values, from our own geometry."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.patches import FancyArrowPatch, Patch, PathPatch

from .class_legend import legend_below
from .colours import ink
from .drawings_of_countries import CountryMap
from .geometry import Country, Projection, countries_of, outline, projection_of, view_of
from .look import Look
from .value_classes import ValueClass, classes
from .written_values import interval

_HATCHES: Final = {"hatched": "/////", "dotted": "....."}
_THINNEST, _WIDEST = 0.6, 3.0


def country_map(figure: SubFigure, drawing: CountryMap, look: Look) -> None:
    """Countries of the part of the world in view; the legend is below."""
    axes = figure.subplots()
    axes.set_axis_off()
    palette, projection = look.palette, projection_of(drawing.extent)
    kinds, of = classes(drawing.values, palette, diverging=drawing.diverging)
    countries = countries_of(europe=drawing.extent.europe)
    filled = {code: kinds[kind].fill for code, kind in zip(drawing.iso3, of, strict=True)}
    hatches = {code: _HATCHES[group.pattern] for group in drawing.unvalued for code in group.iso3}
    listed = [(drawing.iso3, drawing.codes), *((group.iso3, group.codes) for group in drawing.unvalued)]
    thick = {
        iso3
        for letters, codes in listed
        for iso3, code in zip(letters, codes, strict=True)
        if code in drawing.selected
    }
    for code, country in countries.items():
        if (shape := outline(country, projection)) is None:
            continue
        style = {"facecolor": filled.get(code, palette.land), "edgecolor": palette.border, "linewidth": 0.5}
        if code in hatches:
            style |= {"hatch": hatches[code], "hatchcolor": palette.muted}
        if code in thick:
            style |= {"edgecolor": palette.text, "linewidth": 1.8, "zorder": 3}
        # The three letters stay with the shape: a reader of the SVG can tell which country it is.
        axes.add_patch(PathPatch(shape, gid=f"country-{code}", **style))
    _arcs(axes, drawing, countries, projection, look)
    if drawing.diverging:
        _signs(axes, drawing, countries, projection, filled, look)
    left, right, bottom, top = view_of(drawing.extent, projection)
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.set_aspect("equal")
    _legend(figure, drawing, kinds, look)


def _legend(figure: SubFigure, drawing: CountryMap, kinds: list[ValueClass], look: Look) -> None:
    palette = look.palette
    handles: list[Patch] = [
        Patch(facecolor=kind.fill, label=interval(kind.low, kind.high, drawing.number)) for kind in kinds
    ]
    # The countries a pattern stands for are named on screen and in the words below: here they had no room.
    handles += [
        Patch(
            facecolor=palette.land, hatch=_HATCHES[group.pattern], hatchcolor=palette.muted, label=group.name
        )
        for group in drawing.unvalued
    ]
    if drawing.plain:
        handles.append(Patch(facecolor=palette.land, label=drawing.plain))
    if drawing.arcs:
        handles.append(Patch(facecolor=palette.host, label=drawing.arcs_name))
    legend_below(figure, handles, drawing.unit, look)


def _arcs(
    axes: Axes, drawing: CountryMap, countries: dict[str, Country], projection: Projection, look: Look
) -> None:
    for arc, weight in drawing.weighed_arcs:
        if arc.start not in countries or arc.end not in countries:
            continue
        start, end = (projection(countries[code].label)[0] for code in (arc.start, arc.end))
        axes.add_patch(
            FancyArrowPatch(
                tuple(start),
                tuple(end),
                connectionstyle="arc3,rad=-0.2",
                arrowstyle="-",
                color=look.palette.host,
                linewidth=_THINNEST + (_WIDEST - _THINNEST) * weight,
                zorder=4,
                clip_on=True,
            )
        )


def _signs(
    axes: Axes,
    drawing: CountryMap,
    countries: dict[str, Country],
    projection: Projection,
    filled: dict[str, str],
    look: Look,
) -> None:
    """Plus and minus written on the countries: in grey print both ends of the scale are equally dark."""
    for code, value in zip(drawing.iso3, drawing.values, strict=True):
        if not value or code not in countries:
            continue
        [(x, y)] = projection(countries[code].label)
        axes.text(
            x,
            y,
            "+" if value > 0 else "−",
            ha="center",
            va="center",
            fontsize=look.points,
            fontweight="bold",
            color=ink(filled[code]),
            clip_on=True,
        )
