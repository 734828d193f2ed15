"""A second selection beside the first: kept in the address, shown on every page, taken away again."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import open_store
from cxc_metrics.words.texts import say
from tests.ui.conftest import Run
from tests.ui.line import choose, word
from tests.ui.reading import component, current
from ui.session.navigation import ENTRIES

# Of the register of pairs: who takes part without pairs has no page there.
SELECTING = [entry.id for entry in ENTRIES if entry.selects and entry.id != "participants"]


@pytest.mark.parametrize("page", SELECTING)
def test_every_page_shows_both_selections(sample_register: Path, run: Run, page: str) -> None:
    app = run(sample_register, page, host_country="DE", beside="host_country=ES")
    assert not app.exception
    assert any("This selection beside the other" in one.value for one in app.markdown)
    assert any("Spain" in one.value for one in app.caption)
    assert app.query_params["beside"] == "host_country=ES"


def test_the_numbers_are_those_of_each_selection_alone(sample_register: Path, run: Run) -> None:
    app = run(sample_register, host_country="DE", beside="host_country=ES")
    table = app.table[0].value
    with open_store(sample_register).current() as version:  # type: ignore[union-attr]
        here, there = (
            measure(version, ["O01"], scope=Scope(host_country=code)).value("O01") for code in ("DE", "ES")
        )
    assert here != there
    shown = table[table["Figure"] == "Exchanges held"].iloc[0] if "Figure" in table else table.iloc[0]
    assert f"{here:,} exchanges" in shown.tolist()
    assert f"{there:,} exchanges" in shown.tolist()


def test_keeping_a_selection_then_choosing_another(sample_register: Path, run: Run) -> None:
    app = run(sample_register, host_country="DE")
    app = choose(app, "beside", "keep")
    assert parse_qs(app.query_params["beside"]) == {"host_country": ["DE"]}
    assert any("Choose another selection" in one.value for one in app.info)
    app = choose(app, "")
    assert parse_qs(app.query_params["beside"]) == {"host_country": ["DE"]}
    assert "host_country" not in app.query_params
    app = choose(app, "beside")
    assert "beside" not in app.query_params
    assert not app.exception


def test_one_year_earlier_is_offered_where_a_period_is_chosen(sample_register: Path, run: Run) -> None:
    app = run(sample_register)
    whys = {option["value"]: option["why"] for option in word(app, "beside")["options"]}
    assert whys["year_before"] == say("beside.why_year_before")
    app = run(sample_register, period="2022")
    app = choose(app, "beside", "year_before")
    assert app.query_params["beside"] == "year_before"
    assert not app.exception


@pytest.mark.parametrize("text", ["nonsense", "host_country=QQ", "<b>", "%00", "&&&=", "period=2023..2020"])
def test_what_cannot_be_compared_is_said(sample_register: Path, run: Run, text: str) -> None:
    app = run(sample_register, beside=text)
    assert not app.exception
    assert app.warning
    assert "beside" not in app.query_params


def test_a_register_without_periods_or_partnerships_can_be_compared_too(
    erasmus_register: Path, run: Run
) -> None:
    app = run(erasmus_register, "countries", host_country="DE", beside="all")
    assert not app.exception


def test_the_eu_average_stands_beside_one_country(sample_register: Path, run: Run) -> None:
    app = run(sample_register)
    whys = {option["value"]: option["why"] for option in word(app, "beside")["options"]}
    assert whys["eu_average"] == say("beside.why_eu_average")
    app = choose(run(sample_register, visitor_country="ES"), "beside", "eu_average")
    assert not app.exception
    assert app.query_params["beside"] == "eu_average"
    scope = Scope(visitor_country="ES")
    figures = measure(current(sample_register), ["O01", "O04"], scope=scope, compare="eu_average")
    shown = app.table[0].value
    held, share = (
        shown[shown["Figure"] == name].iloc[0] for name in ("Exchanges held", "SME share of visitors")
    )
    value = figures.row()["O01_eu_average"]
    assert held["Other selection"].replace("\\", "") == f"{value:,.1f} exchanges, the average Member State"
    assert share["Other selection"].replace("\\", "").endswith("the EU-27 together")
    # What the figures and the lists say beside their numbers is against it too.
    items = {item["id"]: item["change"] for item in component(app, "overview_figures")["items"]}
    change = figures.change("O01")
    assert change is not None
    assert items["O01"] == change.text()
    assert component(app, "overview_figures")["caption"] == say("start.change_eu_average")
    countries = component(app, "overview_lists")["lists"][0]["rows"]
    assert {row["code"]: row["change"] for row in countries}["ES"] == change.text()
    series = [name for name, _ in component(app, "overview_chart_time")["series"]]
    assert series == [say("beside.this"), say("beside.eu_series_member")]


def test_a_ranking_says_what_its_mark_is(sample_register: Path, run: Run) -> None:
    for chosen, words in (
        ({"visitor_country": "ES", "beside": "eu_average"}, say("beside.eu_series_member")),
        ({"visitor_country": "ES", "beside": "visitor_country=DE"}, "Germany"),
    ):
        app = run(sample_register, "partnerships", **chosen)
        marks = [one.value for one in app.caption if "grey mark" in one.value]
        assert marks, words
        assert all(words in mark for mark in marks), marks


def test_the_public_is_offered_it_too(sample_register: Path, run: Run) -> None:
    app = run(sample_register, visitor_country="ES", beside="eu_average", viewer="public")
    assert not app.exception
    assert any("the average Member State" in text for text in app.table[0].value["Other selection"])


def test_figures_are_compared_with_another_selection(sample_register: Path, run: Run) -> None:
    app = run(sample_register, visitor_country="DE", beside="visitor_country=ES")
    changes = measure(
        current(sample_register),
        ["O01"],
        scope=Scope(visitor_country="DE"),
        compare=Scope(visitor_country="ES"),
    )
    items = {item["id"]: item["change"] for item in component(app, "overview_figures")["items"]}
    change = changes.change("O01")
    assert change is not None
    assert items["O01"] == change.text()
