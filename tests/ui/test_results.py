"""Results and Flows: numbers beside their uncertainty, choices in the address, refusals in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.export import Outgoing
from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.studies import bounds, corridors, incidence
from cxc_metrics.words.numbers import number, percent
from cxc_metrics.words.texts import say
from pages.results.survey import PAIRS
from tests.ui.conftest import Run
from tests.ui.reading import asked, current, errors, tables, text, without_picture


def headed(app: AppTest, heading: str) -> list[pd.DataFrame]:
    """The tables on the page that have this heading."""
    return [table for table in tables(app) if heading in table.columns]


def test_a_survey_share_stands_with_interval_n_and_response_rate(run: Run, sample_register: Path) -> None:
    row = measure(current(sample_register), ["R02"]).row()
    app = run(sample_register, "results")
    assert errors(app) == []
    told = (
        headed(app, say("results.value_interval"))[0]
        .set_index(say("results.figure"))
        .loc["Satisfied with the exchange"]
    )
    assert percent(row["R02"]) in told[say("results.value_interval")]
    assert f"{percent(row['R02_low'])} to {percent(row['R02_high'])}" in told[say("results.value_interval")]
    assert number(row["R02_n"]) in told[say("results.n_response")]
    assert "design effect" in told[say("results.n_response")]
    assert say("results.bounds") not in told.index


def test_worst_and_best_case_come_on_request_and_stay_in_the_address(run: Run, sample_register: Path) -> None:
    expected = bounds(measure(current(sample_register), ["R02"]), "R02").iloc[0]
    app = run(sample_register, "results")
    app.toggle(key="w_bounds").set_value(True).run()
    assert errors(app) == []
    assert asked(app, "bounds") == "1"
    told = (
        headed(app, say("results.bounds"))[0]
        .set_index(say("results.figure"))
        .loc["Satisfied with the exchange"]
    )
    assert told[say("results.bounds")] == f"{percent(expected['worst'])} to {percent(expected['best'])}"
    app.toggle(key="w_bounds").set_value(False).run()
    assert asked(app, "bounds") == ""


def test_anticipated_and_achieved_are_two_columns_and_one_has_no_counterpart(
    run: Run, sample_register: Path
) -> None:
    row = measure(current(sample_register), ["R10x", "R10"]).row()
    app = run(sample_register, "results")
    table = headed(app, say("results.matter"))[0].set_index(say("results.matter"))
    assert len(table) == len(PAIRS)
    business = table.loc[say("results.matter_business")]
    assert percent(row["R10x"]) in business[say("results.anticipated")]
    assert percent(row["R10"]) in business[say("results.achieved")]
    assert table.loc[say("results.matter_jobs"), say("results.anticipated")] == say("results.not_asked")
    assert "never one" in text(app)


def test_a_waiting_time_says_the_age_of_its_cohort(run: Run, sample_register: Path) -> None:
    course = incidence(current(sample_register), "A07")
    app = run(sample_register, "results", waiting="A07")
    assert errors(app) == []
    assert f"{number(course.n)} followed up to {number(course.last_day)} days" in text(app)
    assert f"{number(course.waiting)} still wait" in text(app)
    app.segmented_control(key="w_waiting").set_value("F03").run()
    assert asked(app, "waiting") == "F03"
    assert errors(app) == []


def test_the_difference_is_refused_in_words_where_there_are_too_few(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "results", difference="1", visitor_country="MT")
    assert errors(app) == []
    assert "Not measurable in this selection" in text(app)
    assert "are needed" in text(app)


def test_the_difference_begins_with_its_interval(
    run: Run, sample_register: Path, drawn: dict[str, go.Figure], offered: dict[str, Outgoing]
) -> None:
    app = run(sample_register, "results")
    assert "Difference from the comparison group:" not in text(app)
    app.toggle(key="w_difference").set_value(True).run()
    assert errors(app) == []
    assert asked(app, "difference") == "1"
    assert {"results_difference", "results_balance"} <= drawn.keys()
    assert without_picture(drawn, offered) == []
    if "Refused" not in text(app):
        assert "95% interval" in text(app)
        assert "equally weighted organisations" in text(app)
        assert "parallel trends" in text(app)
        tables = {"effect_balance", "effect_spans", "effect_courses", "effect_attrition"}
        for table in tables:
            app.session_state[f"export_{table}"] = True  # what a click on the menu sets
        app.run()
        menus = {button.key.removesuffix("_csv") for button in app.get("download_button")}
        assert {f"export_{table}" for table in tables} <= menus


@pytest.mark.parametrize("store", ["erasmus_register", "capes_register"])
def test_without_surveys_the_page_says_why(run: Run, store: str, request: pytest.FixtureRequest) -> None:
    app = run(request.getfixturevalue(store), "results", difference="1", bounds="1")
    assert errors(app) == []
    assert "survey" in text(app)
    assert "0.0%" not in text(app)


def test_the_view_of_the_matrix_stands_in_the_address(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "flows", show="observed")
    assert errors(app) == []
    assert any(header.value == say("flows.matrix_observed") for header in app.header)
    app.segmented_control(key="w_flows_show").set_value("modelled").run()
    assert asked(app, "show") == "modelled"
    app.segmented_control(key="w_flows_view").set_value("sankey").run()
    assert (asked(app, "show"), asked(app, "view")) == ("modelled", "sankey")
    assert errors(app) == []


def test_a_pair_is_told_in_both_directions(run: Run, sample_register: Path) -> None:
    table = corridors(current(sample_register)).table
    most = table.loc[table["observed"].idxmax()]
    sender, host = str(most["visitor_country"]), str(most["host_country"])
    back = table[(table["visitor_country"] == host) & (table["host_country"] == sender)].iloc[0]
    app = run(sample_register, "flows", visitor_country=sender, host_country=host)
    assert errors(app) == []
    shown: Any = headed(app, say("flows.what"))[0].set_index(say("flows.what"))
    assert shown.loc[say("flows.pair_observed")].tolist() == [
        number(most["observed"]),
        number(back["observed"]),
    ]
    assert shown.loc[say("flows.pair_modelled")].tolist() == [
        number(most["modelled"], decimals=1),
        number(back["modelled"], decimals=1),
    ]


def test_choosing_a_corridor_of_the_list_selects_both_countries(run: Run, sample_register: Path) -> None:
    version = current(sample_register)
    table = corridors(version).table
    most = table.sort_values("observed", ascending=False, kind="stable").iloc[0]
    app = run(sample_register, "flows")
    app.selectbox(key="w_corridor_rows").set_value(0).run()
    assert errors(app) == []
    assert asked(app, "visitor_country") == most["visitor_country"]
    assert asked(app, "host_country") == most["host_country"]
    chosen = Scope(visitor_country=str(most["visitor_country"]), host_country=str(most["host_country"]))
    assert measure(version, ["O01"], scope=chosen).value("O01") == most["observed"]


def test_fewer_than_modelled_has_its_corridors_or_the_sentence(run: Run, sample_register: Path) -> None:
    found = corridors(current(sample_register))
    app = run(sample_register, "flows")
    below = found.table["fewer"].fillna(False).astype(bool).sum()
    if found.not_measurable:
        assert "Not measurable" in text(app)
    elif below:
        assert f"{below} corridor{' has' if below == 1 else 's have'} fewer visits than modelled" in text(app)
    else:
        assert say("flows.fewer_none") in text(app)
