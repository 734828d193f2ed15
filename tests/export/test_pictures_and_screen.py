"""What a picture shows is what the screen shows: values, names and colours of every kind of chart."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyArrowPatch

from cxc_metrics.access import Reader
from cxc_metrics.export import Outgoing
from cxc_metrics.export.pictures.colours import LIGHT
from cxc_metrics.export.pictures.drawings import Drawing, RankedBars
from cxc_metrics.export.pictures.drawings_of_countries import CountryMap, Matrix
from cxc_metrics.export.pictures.look import look_of
from cxc_metrics.export.pictures.picture import painted
from cxc_metrics.store import DataVersion
from tests.export.sample_drawings import DRAWINGS
from ui.figures import figure_of
from ui.parts import grids, maps, ranked_rows

Shown = dict[str, list[Any]]


def _numbers(values: Any) -> list[float | None]:
    return [None if value is None or value != value else round(float(value), 9) for value in values]


def _bars_on_screen(figure: Any, axis: str) -> Shown:
    bars = [trace for trace in figure.data if trace.type == "bar"]
    return {f"bars {place}": _numbers(trace[axis]) for place, trace in enumerate(bars)}


def _bars_in_picture(axes: list[Axes], size: str) -> Shown:
    groups = [container for part in axes for container in part.containers]
    return {
        f"bars {place}": _numbers(getattr(bar, f"get_{size}")() for bar in bars)
        for place, bars in enumerate(groups)
    }


def _lines_in_picture(axes: Axes, which: str) -> list[list[float | None]]:
    return [_numbers(getattr(line, f"get_{which}data")()) for line in axes.lines]


def _rgb(colour: Any) -> tuple[float, ...]:
    return tuple(round(part, 2) for part in to_rgb(colour))


def ranked(bars: Any, axes: list[Axes]) -> tuple[Shown, Shown]:
    """Lengths on screen are parts of the longest, which is 0.5."""
    screen = {
        "names": [bar["name"] for bar in bars],
        "second": _numbers(None if bar["mark"] is None else bar["mark"] * 0.5 for bar in bars),
        "bars 0": _numbers(None if bar["text"] == ":" else bar["share"] * 0.5 for bar in bars),
    }
    picture = {
        "names": [text.get_text() for text in axes[0].get_yticklabels()],
        "second": _lines_in_picture(axes[0], "x")[0],
    }
    assert [text.get_text() for text in axes[0].texts] == [bar["text"] for bar in bars]
    return screen, picture | _bars_in_picture(axes, "width")


def grouped(figure: Any, axes: list[Axes]) -> tuple[Shown, Shown]:
    legend = axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == [trace.name for trace in figure.data]
    return _bars_on_screen(figure, "x"), _bars_in_picture(axes, "width")


def over_time(figure: Any, axes: list[Axes]) -> tuple[Shown, Shown]:
    named = [text.get_text().removesuffix(" p") for text in axes[0].get_xticklabels()]
    screen = {"periods": list(figure.data[0].x)} | _bars_on_screen(figure, "y")
    return screen, {"periods": named} | _bars_in_picture(axes, "height")


def total(figure: Any, axes: list[Axes]) -> tuple[Shown, Shown]:
    screen = {trace.name: _numbers(trace.y) for trace in figure.data}
    picture = {line.get_label(): _numbers(line.get_ydata()) for line in axes[0].lines}
    return screen, picture


def course(figure: Any, axes: list[Axes]) -> tuple[Shown, Shown]:
    low, high, shares = figure.data
    line, middle = axes[0].lines
    (band,) = axes[0].collections
    corners = band.get_paths()[0].vertices
    screen = {
        "days": _numbers(shares.x),
        "shares": _numbers(shares.y),
        "band": [sorted({*_numbers(low.y), *_numbers(high.y)})],
        "middle": [figure.layout.shapes[0].x0, figure.layout.annotations[0].text],
    }
    picture = {
        "days": _numbers(line.get_xdata()),
        "shares": _numbers(line.get_ydata()),
        "band": [sorted(set(_numbers(corners[:, 1])))],
        "middle": [middle.get_xdata()[0], axes[0].texts[0].get_text()],
    }
    return screen, picture


def dots(figure: Any, axes: list[Axes]) -> tuple[Shown, Shown]:
    named = [trace for trace in figure.data if trace.name]
    ranges = [_ends(trace) for trace in figure.data]
    lines = [line for line in axes[0].lines if not line.get_label().startswith("_")]
    segments = [[(part[0][0], part[1][0]) for part in each.get_segments()] for each in axes[0].collections]
    screen = {trace.name: _numbers(trace.x) for trace in named} | {"ranges": sorted(ranges)}
    picture = {line.get_label(): _numbers(line.get_xdata()) for line in lines}
    rounded = [[(round(low, 9), round(high, 9)) for low, high in part] for part in segments]
    screen["rows"] = list(figure.layout.yaxis.ticktext)
    picture["rows"] = [text.get_text() for text in axes[0].get_yticklabels()]
    return screen, picture | {"ranges": sorted(rounded)}


def _ends(trace: Any) -> list[tuple[float, float]]:
    """Intervals of a trace: those that are a point are none."""
    parts = zip(trace.x, trace.error_x.arrayminus, trace.error_x.array, strict=True)
    return [
        (round(value - below, 9), round(value + above, 9))
        for value, below, above in parts
        if value is not None and (below or above)
    ]


def pairs_of_dots(figure: Any, axes: list[Axes]) -> tuple[Shown, Shown]:
    ways, reference, seen, texts, _ = figure.data
    paths = [[(a[0], b[0]) for a, b in each.get_segments()] for each in axes[0].collections]
    drawn = {line.get_label(): line for line in axes[0].lines}
    both = [(base, base + width) for base, width in zip(ways.base, ways.x, strict=True) if width is not None]
    assert np.allclose(both, paths[0])
    axis, above = figure.layout.yaxis, figure.layout.annotations
    written = axes[0].texts[-len(above) :]
    screen: Shown = {
        "names": [_plain(name) for name in [*axis.ticktext, *(each.text for each in above)]],
        "rows": _numbers([*axis.tickvals, *(each.y for each in above)]),
    }
    picture: Shown = {
        "names": [text.get_text() for text in [*axes[0].get_yticklabels(), *written]],
        "rows": _numbers([*axes[0].get_yticks(), *(text.get_position()[1] for text in written)]),
    }
    for trace in (reference, seen):
        screen[trace.name] = _numbers(trace.x) + _numbers(trace.y)
        line = drawn[trace.name]
        picture[trace.name] = _numbers(line.get_xdata()) + _numbers(line.get_ydata())
    screen["ranges"] = _ends(seen)
    picture["ranges"] = [(round(a, 9), round(b, 9)) for a, b in paths[1]]
    screen["texts"] = [text.strip() for text in texts.text]
    picture["texts"] = [text.get_text() for text in axes[0].texts[: -len(above)]]
    return screen, picture


def _plain(text: str) -> str:
    """Without the marks of a heading or of what is selected, and with the letters that were escaped."""
    return html.unescape(text.removeprefix("<b>").removesuffix("</b>"))


def stages(figure: Any, axes: list[Axes]) -> tuple[Shown, Shown]:
    screen, picture = _bars_on_screen(figure, "x"), _bars_in_picture(axes, "width")
    texts = [text for trace in figure.data if trace.type == "scatter" for text in trace.text]
    screen["texts"] = [text.strip() for text in texts]
    picture["texts"] = [text.get_text() for part in axes for text in part.texts]
    return screen, picture


def countries(content: maps.Content, axes: list[Axes]) -> tuple[Shown, Shown]:
    shapes = {patch.get_gid(): patch for patch in axes[0].patches if patch.get_gid()}
    filled = {name: _rgb(patch.get_facecolor()) for name, patch in shapes.items()}
    screen = {f"country-{place['iso3']}": [_rgb(place["fill"] or LIGHT.land)] for place in content.places}
    picture = {name: [filled[name]] for name in screen}
    assert {filled[gid] for gid in filled.keys() - screen.keys()} <= {_rgb(LIGHT.land)}
    screen["signs"] = sorted(place["sign"] for place in content.places if place["sign"])
    picture["signs"] = sorted(text.get_text() for text in axes[0].texts)
    marks = {"hatched": "/////", "dotted": "....."}
    screen["patterns"] = sorted(
        (f"country-{place['iso3']}", marks[place["pattern"]]) for place in content.places if place["pattern"]
    )
    picture["patterns"] = sorted(
        (name, patch.get_hatch()) for name, patch in shapes.items() if patch.get_hatch()
    )
    curves = [patch for patch in axes[0].patches if isinstance(patch, FancyArrowPatch)]
    widths = [curve["width"] for curve in content.arcs]
    assert np.argsort(widths).tolist() == np.argsort([curve.get_linewidth() for curve in curves]).tolist()
    assert len(widths) == len(curves)
    (legend,) = axes[0].figure.legends
    # On screen the countries of a pattern are named beside it.
    screen["legend"] = [entry["text"].split(":")[0] for entry in content.legend]
    picture["legend"] = [text.get_text() for text in legend.get_texts()]
    return screen, picture


def cells(content: grids.Content, axes: list[Axes]) -> tuple[Shown, Shown]:
    (mesh,) = axes[0].collections
    kinds = np.ma.filled(mesh.get_array(), np.nan).ravel()
    mesh.update_scalarmappable()
    colours = mesh.get_facecolors()
    flat = [cell for line in content.cells for cell in line]
    valued = [cell for cell in flat if isinstance(cell.kind, int)]
    signs = [cell.text for cell in flat if cell.kind in ("sign", "apart")]
    screen: Shown = {
        "classes": [cell.kind if isinstance(cell.kind, int) else None for cell in flat],
        "colours": [_rgb(content.key.fills[cell.kind][0]) for cell in valued],  # type: ignore[index]
        "written": [*(cell.text for cell in valued), *signs],
    }
    picture: Shown = {
        "classes": _numbers(kinds),
        "colours": [_rgb(colour) for colour, kind in zip(colours, kinds, strict=True) if kind == kind],
        "written": [text.get_text() for text in axes[0].texts],
    }
    assert axes[0].texts[len(valued)].get_position() == (1.5, 1.5)
    (legend,) = axes[0].figure.legends
    screen["legend"] = [entry["text"] for entry in content.key.legend if entry["fill"]]
    picture["legend"] = [text.get_text() for text in legend.get_texts()]
    return screen, picture


def bands(figure: Any, axes: list[Axes]) -> tuple[Shown, Shown]:
    link, node = figure.data[0].link, figure.data[0].node
    sums = [0.0] * len(node.label)
    for source, target, value in zip(link.source, link.target, link.value, strict=True):
        sums[source] += value
        sums[target] += value
    heights = [patch.get_height() for patch in axes[0].patches if hasattr(patch, "get_height")]
    unit = heights[0] / sums[0]
    screen = {"amounts": _numbers(sums), "labels": list(node.label)}
    picture = {
        "amounts": _numbers(height / unit for height in heights),
        "labels": [text.get_text().split("  ")[0] for text in axes[0].texts[:-1]],
    }
    return screen, picture


def limits(figure: Any, axes: list[Axes]) -> tuple[Shown, Shown]:
    *lines, points = figure.data
    (scatter,) = axes[0].collections
    offsets = scatter.get_offsets()
    screen = {"lines": [_numbers(line.y) for line in lines], "x": _numbers(points.x), "y": _numbers(points.y)}
    picture = {
        "lines": _lines_in_picture(axes[0], "y"),
        "x": _numbers(offsets[:, 0]),
        "y": _numbers(offsets[:, 1]),
    }
    full = [_rgb(colour) for colour in scatter.get_facecolors()]
    assert full == [_rgb(colour) for colour in points.marker.color]
    assert [text.get_text() for text in axes[0].texts] == [text for text in points.text if text]
    return screen, picture


READ: dict[str, Callable[[Any, list[Axes]], tuple[Shown, Shown]]] = {
    "ranked bars": ranked,
    "grouped bars": grouped,
    "trend": over_time,
    "running total": total,
    "arrivals": course,
    "intervals": dots,
    "dumbbells": pairs_of_dots,
    "funnel": stages,
    "map": countries,
    "signed map": countries,
    "matrix": cells,
    "matrix of ratios": cells,
    "streams": bands,
    "chances": limits,
}


def test_every_kind_of_chart_is_compared() -> None:
    assert {type(drawing) for drawing in DRAWINGS.values()} == set(get_args(Drawing))
    assert READ.keys() == DRAWINGS.keys()


@pytest.mark.parametrize("name", DRAWINGS)
def test_picture_and_screen_show_the_same(name: str, hand: DataVersion) -> None:
    drawing, figures = DRAWINGS[name], Reader(hand).measure(["O01"])
    figure = painted(Outgoing(figures, drawing=drawing), look_of("document", is_grey=False))
    axes = [part for part in figure.subfigs[1].axes if part.get_label() != "<colorbar>"]
    screen, picture = READ[name](_on_screen(drawing), axes)
    for part in screen:
        assert _equal(screen[part], picture[part]), (name, part, screen[part], picture[part])


def _on_screen(drawing: Drawing) -> Any:
    if isinstance(drawing, RankedBars):
        return ranked_rows.bars_of(drawing)
    if isinstance(drawing, Matrix):
        return grids.content_of(drawing, LIGHT)
    return maps.content_of(drawing, LIGHT) if isinstance(drawing, CountryMap) else figure_of(drawing, LIGHT)


def _equal(here: list[Any], there: list[Any]) -> bool:
    return len(here) == len(there) and all(
        one == other or (isinstance(one, tuple) and np.allclose(one, other, atol=0.02))
        for one, other in zip(here, there, strict=True)
    )
