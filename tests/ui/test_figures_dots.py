"""Dots with intervals and courses over days: what is drawn, what is left out, names as text."""

from __future__ import annotations

import math

import pytest

from cxc_metrics.export.pictures.colours import LIGHT
from cxc_metrics.export.pictures.drawings import Arrivals, Dots, Intervals
from ui.figures.course import MOST_STEPS, course, thinned
from ui.figures.dots import interval_series

HOSTILE = "<script>alert(1)</script>"


def series(name: str, values: list[float | None], symbol: str = "circle") -> Dots:
    lows = [None if value is None else value - 0.1 for value in values]
    highs = [None if value is None else value + 0.2 for value in values]
    return Dots(name, values, lows, highs, [f"{name} {value}" for value in values], "held", symbol)


def test_each_dot_carries_its_own_interval_and_words() -> None:
    series = Dots("", [0.5, None], [0.4, None], [0.7, None], ["A: 50 %", HOSTILE])
    drawn = interval_series(Intervals(["A", HOSTILE], [series], unit="share"), LIGHT)
    (dots,) = drawn.data
    assert list(dots.x) == [0.5, None]
    assert dots.error_x.arrayminus == pytest.approx((0.1, 0.0))
    assert dots.error_x.array == pytest.approx((0.2, 0.0))
    assert "&lt;script&gt;" in dots.hovertext[1]
    assert "<script>" not in "".join(drawn.layout.yaxis.ticktext)
    assert tuple(drawn.layout.xaxis.range) == (0, 1)
    assert not drawn.layout.showlegend


def test_worst_and_best_case_lie_behind_and_have_no_words() -> None:
    series = Dots("", [0.5], [0.4], [0.6], ["A"], outer_lows=[0.2], outer_highs=[0.9])
    drawn = interval_series(Intervals(["A"], [series], unit="share"), LIGHT)
    outer, dots = drawn.data
    assert outer.hoverinfo == "skip"
    assert outer.error_x.arrayminus == pytest.approx((0.3,))
    assert outer.error_x.array == pytest.approx((0.4,))
    assert list(dots.x) == [0.5]


def test_two_series_lie_apart_differ_in_shape_and_are_never_joined() -> None:
    drawing = Intervals(
        ["A", "B"],
        [series("Anticipated", [0.8, None], "diamond-open"), series("Achieved", [0.4, 0.3])],
        unit="share",
    )
    drawn = interval_series(drawing, LIGHT)
    first, second = drawn.data
    assert {first.mode, second.mode} == {"markers"}
    assert first.marker.symbol != second.marker.symbol
    assert all(one < other for one, other in zip(first.y, second.y, strict=True))
    assert all(abs(y - round(y)) < 0.5 for y in (*first.y, *second.y)), "each keeps to its row"
    assert drawn.layout.showlegend


def test_zero_and_limits_are_marked_where_they_are_asked_for() -> None:
    drawing = Intervals(
        ["A"],
        [series("D", [0.2])],
        unit="sd",
        number="decimal",
        whole=False,
        zero=True,
        limits=(-0.1, 0.1),
    )
    drawn = interval_series(drawing, LIGHT)
    assert sorted(shape.x0 for shape in drawn.layout.shapes) == [-0.1, 0.0, 0.1]
    assert drawn.layout.xaxis.range is None


def test_a_course_is_a_step_line_with_a_band_where_there_is_an_interval() -> None:
    nan = math.nan
    drawing = Arrivals(
        [0, 30, 90],
        [0.0, 0.4, 0.6],
        [nan, 0.3, 0.5],
        [nan, 0.5, 0.7],
        unit="matched",
        axis="days",
        middle=90,
    )
    drawn = course(drawing, LIGHT)
    low, high, line = drawn.data
    assert list(low.x) == list(high.x) == [30, 90], "no band where the share is 0 or 1"
    assert high.fill == "tonexty"
    assert line.line.shape == "hv"
    assert list(line.y) == [0.0, 0.4, 0.6]
    assert drawn.layout.shapes[0].x0 == 90


def test_a_long_course_is_thinned_and_keeps_its_ends() -> None:
    days = [float(day) for day in range(5_000)]
    kept = thinned(days, MOST_STEPS)
    assert len(kept) <= MOST_STEPS + 1
    assert (kept[0], kept[-1]) == (0, 4_999)
    assert thinned([1.0, 2.0], MOST_STEPS) == [0, 1]
