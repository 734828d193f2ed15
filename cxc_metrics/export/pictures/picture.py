"""One picture: what was drawn, and around it all that must never be cut off from it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import Any, Final, Literal

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure

from cxc_metrics.errors import CxcError
from cxc_metrics.export.documented import Documented
from cxc_metrics.export.outgoing import Outgoing

from . import (
    drawings,
    drawings_of_countries,
    painted_bars,
    painted_dots,
    painted_dumbbells,
    painted_lines,
    painted_map,
    painted_matrix,
    painted_streams,
    words_around,
)
from .heights import height_of, share_of_letters
from .look import Look, Size, families, look_of
from .settled_svg import settled

Form = Literal["png", "svg"]
_PAINTERS: Final[dict[type, Callable[[SubFigure, Any, Look], None]]] = {
    drawings.RankedBars: painted_bars.ranked_bars,
    drawings.GroupedBars: painted_bars.grouped_bars,
    drawings.Trend: painted_bars.trend,
    drawings.Funnel: painted_bars.funnel,
    drawings.RunningTotal: painted_lines.running_total,
    drawings.Arrivals: painted_lines.arrivals,
    drawings.Chances: painted_lines.chances,
    drawings.Intervals: painted_dots.intervals,
    drawings.Dumbbells: painted_dumbbells.dumbbells,
    drawings_of_countries.CountryMap: painted_map.country_map,
    drawings_of_countries.Matrix: painted_matrix.matrix,
    drawings_of_countries.Streams: painted_streams.streams,
}
# The settings of matplotlib are of the whole process: one picture at a time.
_BUSY: Final = Lock()
# Inches: between a chart and its words, and of a slide's chart at least.
_PAD: Final = 0.08
_LEAST_CHART: Final = 2.5
# Equal charts are equal files: no time of day in them.
_UNDATED: Final[dict[Form, dict[str, Any]]] = {"png": {"Software": "cxc"}, "svg": {"Date": None}}


def to_picture(
    leaving: Outgoing, form: Form = "png", *, size: Size = "document", is_grey: bool = False
) -> bytes:
    """The chart as PNG or SVG (whose letters stay letters), for a document or a slide, in colours or grey.

    Equal questions give equal bytes. CxcError where there is nothing to draw, or no font can be read.
    """
    look = look_of(size, is_grey=is_grey)
    with _BUSY, mpl.rc_context(_settings(look)):
        figure = painted(leaving, look)
        content = io.BytesIO()
        figure.savefig(content, format=form, dpi=look.dpi, metadata=_metadata(leaving.about, form))
    return settled(content.getvalue()) if form == "svg" else content.getvalue()


def chart_alone(drawing: drawings.Drawing, form: Form, *, width: float, height: float) -> bytes:
    """The chart without words around it, for a document that says them itself; width and height in inches.

    Equal drawings give equal bytes. CxcError where no font can be read.
    """
    look = replace(look_of("document", is_grey=False), width=width, height=height)
    with _BUSY, mpl.rc_context(_settings(look)):
        figure = Figure(figsize=(width, height), facecolor=look.palette.surface)
        FigureCanvasAgg(figure)
        figure.set_layout_engine("constrained", w_pad=_PAD, h_pad=_PAD, hspace=0, wspace=0)
        part: Any = figure.subfigures(1, 1)
        part.set_facecolor(look.palette.surface)
        _PAINTERS[type(drawing)](part, drawing, look.shrunk(share_of_letters(drawing, look.points, height)))
        content = io.BytesIO()
        figure.savefig(content, format=form, dpi=look.dpi, metadata=_UNDATED[form])
    return settled(content.getvalue()) if form == "svg" else content.getvalue()


def painted(leaving: Outgoing, look: Look) -> Figure:
    """The figure of matplotlib before it is written. CxcError where there is nothing to draw."""
    if leaving.drawing is None or leaving.table.empty:
        raise CxcError(
            "There is nothing to draw: this figure has no chart, or the selection leaves no value. "
            "Widen the selection, or take a file with its table."
        )
    head, foot = words_around.above(leaving.about, look), words_around.below(leaving.about, look)
    high, low = (words_around.height_of_words(part, look) for part in (head, foot))
    chart = height_of(leaving.drawing, look.points)
    if look.height is not None:
        chart = max(look.height - high - low, _LEAST_CHART)
    figure = Figure(figsize=(look.width, high + chart + low), facecolor=look.palette.surface)
    FigureCanvasAgg(figure)
    figure.set_layout_engine("constrained", w_pad=_PAD, h_pad=_PAD, hspace=0, wspace=0)
    parts: Any = figure.subfigures(3, 1, height_ratios=[high, chart, low], hspace=0)
    top, middle, bottom = parts
    for part in (top, middle, bottom):
        part.set_facecolor(look.palette.surface)
    words_around.write(top, head, look, high)
    _PAINTERS[type(leaving.drawing)](
        middle, leaving.drawing, look.shrunk(share_of_letters(leaving.drawing, look.points, chart))
    )
    words_around.write(bottom, foot, look, low)
    return figure


def _settings(look: Look) -> Any:
    return {
        "font.family": list(families()),
        "font.size": look.points,
        "text.color": look.palette.text,
        "text.parse_math": False,  # a name with dollar signs is a name
        "axes.labelcolor": look.palette.text,
        "xtick.color": look.palette.text,
        "ytick.color": look.palette.text,
        "axes.unicode_minus": True,
        "svg.fonttype": "none",
        "svg.hashsalt": "cxc",
    }


def _metadata(about: Documented, form: Form) -> dict[str, Any]:
    """What a reader of the file itself finds: title, finding, source, licence, marks; no time of day."""
    description = " ".join([about.finding, *about.marks, *about.notes]).strip()
    if form == "svg":
        shared = {"Title": about.title or "Figure", "Description": description, "Language": "en"}
        return {**shared, "Source": about.citation, "Rights": about.licence, "Date": None}
    shared = {"Title": about.title or "Figure", "Description": description}
    return {**shared, "Source": about.citation, "Copyright": about.licence, "Software": "cxc"}
