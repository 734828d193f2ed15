"""The map in a picture: countries filled by value, from our own geometry."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import SubFigure
from matplotlib.patches import PathPatch

from .colours import ink
from .drawings import CountryMap
from .geometry import Country, Projection, countries_of, outline, projection_of, view_of
from .look import Look
from .painted_matrix import colour_of, legend_below, scale_of


def country_map(figure: SubFigure, drawing: CountryMap, look: Look) -> None:
    """Countries of the part of the world in view; those without a value keep the colour of land."""
    axes = figure.subplots()
    axes.set_axis_off()
    palette, projection = look.palette, projection_of(drawing.extent)
    largest = max((abs(value) for value in drawing.values), default=1) or 1
    colours = palette.diverging if drawing.diverging else palette.sequential
    shades = ScalarMappable(Normalize(-largest if drawing.diverging else 0, largest), scale_of(colours))
    countries = countries_of(europe=drawing.extent.europe)
    filled = {
        code: colour_of(shades, value) for code, value in zip(drawing.iso3, drawing.values, strict=True)
    }
    thick = {iso3 for iso3, code in zip(drawing.iso3, drawing.codes, strict=True) if code in drawing.selected}
    for code, country in countries.items():
        if (shape := outline(country, projection)) is None:
            continue
        style = {"facecolor": filled.get(code, palette.land), "edgecolor": palette.border, "linewidth": 0.5}
        if code in thick:
            style |= {"edgecolor": palette.text, "linewidth": 1.8, "zorder": 3}
        # The three letters stay with the shape: a reader of the SVG can tell which country it is.
        axes.add_patch(PathPatch(shape, gid=f"country-{code}", **style))
    if drawing.diverging:
        _signs(axes, drawing, countries, projection, filled, look)
    left, right, bottom, top = view_of(drawing.extent, projection)
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.set_aspect("equal")
    legend_below(figure, axes, shades, look, unit=drawing.unit, number=drawing.number)


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
