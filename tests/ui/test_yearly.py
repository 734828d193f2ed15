"""The part on yearly figures stands where the register brings them, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import plotly.graph_objects as go

from cxc_metrics.export import Outgoing
from cxc_metrics.words.texts import say
from tests.studies.yearly_register import yearly_register
from tests.ui.conftest import Run
from tests.ui.reading import errors, text, without_picture


def test_the_years_around_the_first_visit_stand_below_the_comparison_group(
    run: Run, tmp_path: Path, drawn: dict[str, go.Figure], offered: dict[str, Outgoing]
) -> None:
    yearly_register(tmp_path).close()
    app = run(tmp_path / "store", "results")
    assert errors(app) == []
    headers = [one.value for one in app.header]
    assert say("yearly.title") in headers
    assert f"“{say('results.difference')}”" in text(app), "without surveys there is no comparison of answers"
    told = text(app)
    assert "Share of turnover from abroad: from the year of the first visit on, +" in told
    assert "48 organisations that travelled and 96 that had not by then; years 2017 to 2022" in told
    assert "2 partnerships are too few to cluster by" in told
    assert "In the years before (3 looked at) both moved alike" in told
    figure = drawn["results_yearly"]
    assert without_picture(drawn, offered) == []
    assert list(figure.layout.yaxis.ticktext)[3:5] == [
        "Year before the first visit",
        "Year of the first visit",
    ]
    app.segmented_control(key="w_yearly").set_value("turnover_eur").run()
    assert errors(app) == []
    assert "Turnover: from the year of the first visit on" in text(app)
    app.segmented_control(key="w_yearly").set_value("employees").run()
    assert "no accepted visitor has a value of employees" in text(app)


def test_not_a_word_where_the_register_has_none(run: Run, tmp_path: Path) -> None:
    yearly_register(tmp_path, without=("organisation_year",), count=5).close()
    app = run(tmp_path / "store", "results")
    assert errors(app) == []
    assert "This page has nothing to show of this register" in text(app)
    assert [one.value for one in app.header] == []
    assert "yearly" not in text(app).lower()
