"""A chart is never filtered by the dimension that it shows, and a drag is no click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cxc_metrics.export.pictures.drawings import RankedBars
from cxc_metrics.export.pictures.drawings_of_countries import CountryMap, Matrix
from tests.ui.reading import OnScreen, current, errors, text
from ui.parts import blocks, ranked_rows

Run = Callable[..., AppTest]
# Page, more of its address, what is selected, the charts that show that dimension.
CHARTS = (
    ("overview", {}, {"host_country": "DE"}, ["overview_corridors"]),
    ("overview", {"chart": "map"}, {"visitor_country": "ES"}, ["overview_chart_map"]),
    ("countries", {"country": "FR"}, {"host_country": "DE"}, ["countries_map", "countries_hosted"]),
    ("countries", {"country": "FR"}, {"visitor_country": "EU27"}, ["countries_sent", "countries_matrix"]),
    ("countries", {"country": "FR"}, {"sector": "9"}, ["country_visitor_visitor_sector"]),
    ("countries", {"show": "balance"}, {"visitor_country": "ES"}, ["countries_map", "countries_sent"]),
    ("sectors", {"sector_profile": "3"}, {"sector": "9"}, ["sectors_matrix", "sectors_cross"]),
    ("sectors", {"sector_profile": "3"}, {"visitor_country": "ES"}, ["sector_visitor_visitor_country"]),
    ("partnerships", {}, {"partnership": "last"}, ["partnerships_held"]),
    ("flows", {}, {"visitor_country": "ES", "host_country": "IT"}, ["flows_matrix"]),
    ("flows", {"view": "sankey"}, {"visitor_country": "ES"}, ["flows_sankey"]),
)


def points(figure: OnScreen) -> dict[Any, Any]:
    """The values drawn, by code; of years none."""
    match figure:
        case CountryMap() | RankedBars():
            return dict(zip(figure.codes, figure.values, strict=True))
        case Matrix():
            return {
                (row, column): value
                for row, line in zip(figure.rows, figure.values, strict=True)
                for column, value in zip(figure.columns, line, strict=True)
                if value is not None
            }
        case go.Figure() if figure.data and figure.data[0].type == "sankey":
            link = figure.data[0].link
            return dict(zip(zip(link.source, link.target, strict=True), link.value, strict=True))
        case go.Figure() if figure.data and figure.data[0].customdata is not None:
            trace = figure.data[0]
            return {code[0]: value for code, value in zip(trace.customdata, trace.x, strict=True)}
        case _:
            return {}


def mark_of(figure: OnScreen) -> object:
    """What tells the selection from the rest."""
    if isinstance(figure, CountryMap):
        return set(figure.selected) & set(figure.codes)
    if isinstance(figure, Matrix):
        return any(map(len, figure.selected))
    if isinstance(figure, RankedBars):
        return len({bar["paler"] for bar in ranked_rows.bars_of(figure)}) > 1 or len(figure.codes) == 1
    assert isinstance(figure, go.Figure)
    trace = figure.data[0]
    if trace.type == "sankey":
        return len(set(trace.link.color)) > 1
    return len(set(trace.marker.color)) > 1 or len(trace.x) == 1


def test_a_chart_marks_what_is_selected_of_its_own_dimension_and_leaves_the_others(
    run: Run, sample_register: Path, drawn: dict[str, OnScreen]
) -> None:
    before: dict[str, dict[str, dict[Any, Any]]] = {}
    last = sorted(current(sample_register).labels("partnership"))[-1]
    for page, address, selection, keys in CHARTS:
        chosen = {name: last if code == "last" else code for name, code in selection.items()}
        asked = f"{page}?{address}"
        if asked not in before:
            drawn.clear()
            assert errors(run(sample_register, page, **address)) == []
            before[asked] = {key: points(figure) for key, figure in drawn.items()}
        whole = {key: before[asked][key] for key in keys}
        drawn.clear()
        app = run(sample_register, page, **address, **chosen)
        assert errors(app) == []
        for key in keys:
            under = points(drawn[key])
            assert {code: under.get(code) for code in whole[key]} == whole[key], (page, chosen, key)
            if selection != {"visitor_country": "EU27"}:
                assert mark_of(drawn[key]), (page, chosen, key)
        assert "come first of 1 " not in text(app)
        assert "takes nothing out of it" in text(app)


def test_the_selected_one_is_drawn_wherever_it_stands(
    run: Run, sample_register: Path, drawn: dict[str, OnScreen]
) -> None:
    app = run(sample_register, "countries", host_country="LT")
    assert "LT" in points(drawn["countries_hosted"])
    grid = next(one.value for one in app.dataframe if "Host country" in one.value.columns)
    assert sum(name.startswith("▸") for name in grid["Host country"]) == 1


def test_a_list_says_what_it_is_filtered_by(run: Run, sample_register: Path) -> None:
    """Countries without exchanges: those that hosted nobody from Spain, not all but the one selected."""
    app = run(sample_register, "countries", visitor_country="ES", host_country="DE")
    assert "Filtered: All visits from Spain." in text(app)
    assert "Filtered: All visits from Spain to Germany" not in text(app)
    assert "Filtered: All visits from Spain." in text(run(sample_register, "flows", visitor_country="ES"))


@pytest.mark.parametrize(
    ("selection", "clicked"),
    [
        ({"points": [{"customdata": ["ES"]}], "box": [], "lasso": []}, ["ES"]),
        ({"points": [{"customdata": ["ES"]}]}, ["ES"]),
        ({"points": [{"customdata": ["ES"]}, {"customdata": ["IT"]}], "box": [{}], "lasso": []}, None),
        ({"points": [{"customdata": ["ES"]}], "box": [{"x": [0, 1]}], "lasso": []}, None),
        ({"points": [{"customdata": ["ES"]}], "box": [], "lasso": [{"x": [0, 1]}]}, None),
        ({"points": [{}], "box": [], "lasso": []}, None),
        ({"points": [], "box": [], "lasso": []}, None),
    ],
)
def test_only_one_mark_alone_is_a_click(
    monkeypatch: pytest.MonkeyPatch, selection: dict[str, Any], clicked: list[str] | None
) -> None:
    monkeypatch.setattr(st, "session_state", {"chart": {"selection": selection}})
    assert blocks.clicked("chart") == clicked
