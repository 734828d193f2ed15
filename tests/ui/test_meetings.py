"""The Meetings page: what measuring says stands on it; what a register, selection or viewer is not told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.access import open_register
from cxc_metrics.disclosure import PUBLIC
from cxc_metrics.intake import load_source
from cxc_metrics.measuring import measure
from cxc_metrics.paths import ROOT
from cxc_metrics.words.numbers import kpi_value, number, percent
from tests.ui.line import fields
from tests.ui.reading import component, current, errors, tables, text, tiles

Run = Callable[..., AppTest]
HEAD = ("A09", "A09o", "A09n", "A09g", "A09c", "A09b", "A09f", "A11", "O13n", "O13", "O13p", "O13c")
CELIS = ROOT / "data" / "sources" / "celis"


@pytest.fixture(scope="module")
def celis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the synthetic register of CELIS: meetings and challenges, no exchanges."""
    store = tmp_path_factory.mktemp("celis")
    operator = open_register(store)
    with operator.check(CELIS / "synthetic", source=load_source("celis")) as checked:
        operator.publish(checked)
    return store


def test_what_measuring_says_stands_on_the_page(
    run: Run, sample_register: Path, drawn: dict[str, go.Figure]
) -> None:
    version = current(sample_register)
    app = run(sample_register, "meetings", met="sector", solution="O13t")
    assert errors(app) == []
    head, shown = measure(version, HEAD), dict(tiles(app))
    values = {kpi.name: kpi_value(kpi, head.value(kpi.id)) for kpi in head.kpis}
    assert {name: shown[name] for name in values} == values
    # The matrix has no direction: a meeting of two ecosystems stands in the row of either.
    cells = drawn["meetings_matrix"]
    matrix = {
        (row, column): z
        for row, line in zip(cells.rows, cells.values, strict=True)
        for column, z in zip(cells.columns, line, strict=True)
    }
    assert matrix
    assert all(matrix[column, row] == count for (row, column), count in matrix.items())
    assert f"Most of {number(measure(version, ['A09w']).value('A09w'))} meetings were" in text(app)
    # Each part of the way over the pairs that could come so far.
    path = measure(version, ["A11", "A11x", "A11e", "A11a"])
    row = path.table.iloc[0]
    assert list(drawn["meetings_path"].data[0].x) == [
        path.value("A11"),
        *(row[f"{kpi}_events"] for kpi in ("A11x", "A11e", "A11a")),
    ]
    for kpi in ("A11x", "A11e", "A11a"):
        assert percent(row[f"{kpi}_events"] / row[f"{kpi}_n"]) in text(app)
    # The way of a solution, with what the rejected and the waiting are.
    way = measure(version, ["O13t"]).table.iloc[0]
    counts = [number(way[f"O13t_{part}"]) for part in ("events", "competing", "waiting")]
    assert "{} arrived, {} left, {} still wait".format(*counts) in text(app)
    assert list(drawn["meetings_solutions"].codes)[:2] == ["submitted", "shortlisted"]
    # A chart whose dimension is no filter of the other figures takes no click.
    assert not component(app, "meetings_follow")["picks"]
    assert not component(app, "meetings_solutions")["picks"]
    assert not any(list(chart.proto.selection_mode) for chart in app.get("plotly_chart"))


def test_published_figures_stand_beside_with_their_source(run: Run, celis: Path) -> None:
    """Of a register of meetings alone the rest says once what it would need."""
    app = run(celis, "meetings")
    assert errors(app) == []
    [beside] = [table for table in tables(app) if "As published" in table]
    version = current(celis)
    ours = measure(version, ["A09c", "A09o", "O13"])
    for row, (words, kpi) in enumerate(
        [("over 20 countries", "A09c"), ("over 150 1:1 meetings", "A09o"), ("over 30 solutions", "O13")]
    ):
        assert words in beside.iloc[row, 0]
        assert f"{kpi} {ours.kpis[row].name}: {number(ours.value(kpi))}" in beside.iloc[row, 1]
    assert "clustercollaboration.eu/content/internationalisation-and-clusterxchange" in text(app)
    assert "it has no exchanges" in text(app)
    assert "Had an exchange later" not in text(app)
    assert {"participant_country", "participant_sector"} <= fields(app)


def test_what_a_selection_cannot_tell_and_what_the_public_sees(
    run: Run, sample_register: Path, drawn: dict[str, go.Figure]
) -> None:
    """A filter that meetings do not know is never ignored, a strange choice in the address is the first."""
    app = run(sample_register, "meetings", participant_country="ES", met="moon", way="O13t")
    assert errors(app) == []
    shown, spain = (
        dict(tiles(app)),
        measure(current(sample_register), ["A09n"], by=["participant_country"]).table.set_index(
            "participant_country"
        ),
    )
    assert shown["Meetings held"] == "–"
    assert shown["Organisations that met"] == number(spain.loc["ES", "A09n"])
    assert "Which countries' organisations met each other?" in text(app)
    drawn.clear()
    public = run(sample_register, "meetings", viewer="public")
    assert errors(public) == []
    reader = open_register(sample_register).reader(viewer=PUBLIC)
    assert reader is not None
    for figure in reader.measure(["A09", "A09c", "A09g", "O13"]):
        assert dict(tiles(public))[figure.kpi.name] == kpi_value(figure.kpi, figure.value)
    assert not {"meetings_path", "meetings_matrix"} & set(drawn)
    assert "Who met whom?" not in text(public), "no heading over what is not shown"
    assert errors(run(sample_register, "meetings", viewer="partnership:P1-01")) == []
