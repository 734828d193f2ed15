"""How a picture looks: its palette, its size, its letters."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, Literal

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from cxc_metrics.errors import CxcError

from .colours import GREY, LIGHT, Palette
from .drawings import Series
from .written_values import written

Size = Literal["document", "slide"]
log = logging.getLogger("cxc.export")
# The page's letters where the machine has them, else those that matplotlib brings (Greek and Cyrillic too).
_FAMILIES: Final = ("Inter", "Arial", "Liberation Sans")
_SHIPPED: Final = "DejaVu Sans"
_LEAST_POINTS: Final = 6.5
# Inches below which there is room for fewer numbers beside an axis.
_NARROW: Final = 4.5
_TICKS: Final = 6
_TICKS_NARROW: Final = 4


@dataclass(frozen=True)
class Look:
    """Of one picture: `width` and `height` in inches (no height: as high as the chart needs), `dpi`, and the
    size of its letters in points, usual ones and those below the chart.
    """

    palette: Palette
    is_grey: bool
    width: float
    height: float | None
    dpi: int
    points: float
    small: float

    def shrunk(self, factor: float) -> Look:
        """The same with smaller letters, where there is less room than a chart needs: not all too small."""
        return replace(self, points=max(self.points * factor, min(self.points, _LEAST_POINTS)))


def look_of(size: Size, *, is_grey: bool) -> Look:
    """A column of a document (16 cm wide) or a slide (16 : 9), in colours or for grey print."""
    palette = GREY if is_grey else LIGHT
    if size == "slide":
        return Look(palette, is_grey, 1920 / 144, 7.5, 144, 14.0, 9.5)
    return Look(palette, is_grey, 6.3, None, 220, 8.5, 6.8)


@cache
def families() -> tuple[str, ...]:
    """The families to draw with, the first that has a letter first.

    A family whose file is damaged is passed over with a line in the log. Raises CxcError where not even the
    letters that matplotlib brings can be read.
    """
    there = set(font_manager.get_font_names())
    readable = [name for name in _FAMILIES if name in there and _reads(name)]
    if not _reads(_SHIPPED):
        place = font_manager.findfont(_SHIPPED)
        raise CxcError(
            f"No picture can be drawn: the font {place} cannot be read. "
            "It comes with matplotlib: install that again."
        )
    return (*readable, _SHIPPED)


def _reads(name: str) -> bool:
    try:
        font_manager.get_font(font_manager.findfont(name, fallback_to_default=False))
    except (OSError, RuntimeError, ValueError) as problem:
        log.warning("The font %s cannot be used for pictures: %s", name, problem)
        return False
    return True


def paler(colour: str, share: float, look: Look) -> str:
    """So much of a colour on the surface: not see-through, or the grid would show in the bars."""
    parts = (
        round(int(full[place : place + 2], 16) * weight)
        for place in (1, 3, 5)
        for full, weight in ((colour, share), (look.palette.surface, 1 - share))
    )
    return "#" + "".join(f"{front + back:02X}" for front, back in zip(parts, parts, strict=True))


def quiet(axes: Axes) -> None:
    """No frame, no ticks' strokes: marks and words are what there is to see."""
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)


def value_axis(axes: Axes, look: Look, which: Literal["x", "y"], *, unit: str, number: str) -> None:
    """An axis of values: light grid, few numbers, its unit in muted letters."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    # Half a visit between two ticks would be rounded to a whole one.
    is_whole = number == "count" or number.endswith("d")
    most = _TICKS if look.width > _NARROW else _TICKS_NARROW
    axis.set_major_locator(MaxNLocator(nbins=most, integer=is_whole))
    axis.set_major_formatter(FuncFormatter(lambda value, _: written(value, number, on_axis=True)))
    axes.grid(axis=which, color=look.palette.grid, linewidth=0.7)
    axes.set_axisbelow(True)
    label: dict[str, Any] = {"color": look.palette.muted, "fontsize": look.points}
    (axes.set_xlabel if which == "x" else axes.set_ylabel)(unit, **label)


def plain(values: Sequence[float | None]) -> list[float]:
    """Values for matplotlib: what is missing is a gap and never nought."""
    return [float("nan") if value is None or value != value else float(value) for value in values]


def legend(axes: Axes, look: Look, series: Sequence[Series] = ()) -> None:
    """The names of series in one line above the chart: those of bars, which may be pale, in full colour."""
    handles, labels = axes.get_legend_handles_labels()
    if series:
        handles = [Patch(color=look.palette.of(part.colour)) for part in series]
        labels = [part.name for part in series]
    if not handles:
        return
    axes.legend(
        handles,
        labels,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=min(len(labels), 4) if look.width > _NARROW else 1,
        frameon=False,
        borderaxespad=0.2,
        handlelength=1.4,
        columnspacing=1.2,
        fontsize=look.points,
    )
