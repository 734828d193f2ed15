"""What pages offer and draw of a register that has little: only what some row of it can answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.access import open_register
from cxc_metrics.export.pictures.colours import LIGHT
from cxc_metrics.export.pictures.drawings import Series, Trend
from cxc_metrics.scope.period import read_period
from cxc_metrics.store import Store
from cxc_metrics.words.texts import say
from tests.measuring import hand_shapes
from tests.store.hand_made import SOURCE, checked
from tests.ui.line import choose, fields, word
from tests.ui.reading import errors, listed_figures, tables, text, tiles
from ui.figures.trend import trend
from ui.frame.page_declarations import lacking_pages
from ui.session.navigation import ENTRIES

Run = Callable[..., AppTest]
# Undated twinnings of towns in Spain: every flow has Spain on one side.
HOSTS = ("DE", "DE", "DE", "FR", "FR", "IT", "IT", "PL", "PT", "SE")
DAYS = ("2021-03-01", "2021-04-01", "2022-02-01", "2023-05-01")
SPENT = {"source": SOURCE.model_copy(update={"countable": "cross_border"})}


def _twinning(place: int, host: str, **more: Any) -> dict[str, Any]:
    return {"exchange_id": f"T{place}", "vo_country": "ES", "ho_country": host, **more}


@pytest.fixture(scope="module")
def star(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("star")
    rows = [_twinning(place, host) for place, host in enumerate(HOSTS)]
    with checked({"exchange": rows}, as_at=None, **SPENT) as clean:
        Store(root).publish(clean)
    return root


def _offered(app: AppTest) -> set[str]:
    return fields(app) | {option["value"] for option in word(app, "beside")["options"]}


def test_what_no_row_can_answer_is_not_offered_and_says_why_in_an_address(run: Run, star: Path) -> None:
    asked = {"period": "2021", "visitor_sector": "9", "partnership": "A", "status": "validated", "wave": "1"}
    app = run(star, host_country="DE", beside="year_before", **asked)
    assert errors(app) == []
    offered = _offered(app)
    assert {"visitor_country", "host_country", "keep", "all"} <= offered
    lacking = {"visitor_sector", "partnership", "wave", "status", "period", "mode"}
    lacking |= {"year_before", "other_wave", "scheme"}
    assert not lacking & offered
    assert set(app.query_params) & {*asked, "beside"} == set()
    assert app.query_params["host_country"] == "DE", "what can be answered stays"
    told = " ".join(one.value for one in app.warning).replace("\\", "")
    named = [say(f"field.{name}") for name in ("wave", "visitor_sector", "partnership")]
    named = [named[0], say("selection.period"), *named[1:], say("status.validated")]
    assert say("selection.no_row", fields=", ".join(f"“{name}”" for name in named)) in told
    assert say("selection.no_comparison", name=say("beside.year_before")) in told
    assert "beside" not in run(star, beside="partnership=A&wave=1").query_params


def test_periods_are_as_fine_as_the_dates(run: Run, tmp_path: Path) -> None:
    """Of years and months from the first to the last chosen; by days where the register knows days."""
    expected = {
        "year": ("2021", "2022", "2021-01-01..2022-12-31"),
        "month": ("2021-04", "2022-02", "2021-04-01..2022-02-28"),
    }
    for precision, (first, last, period) in expected.items():
        rows = [
            _twinning(place, "DE", actual_start=date.fromisoformat(day)) for place, day in enumerate(DAYS)
        ]
        precisions = {"date_precision": {"exchange.actual_start": precision}, "countable": "cross_border"}
        with checked({"exchange": rows}, source=SOURCE.model_copy(update=precisions)) as clean:
            Store(tmp_path / precision).publish(clean)
        reader = open_register(tmp_path / precision).reader()
        assert reader is not None
        assert reader.date_precision() == precision
        app = run(tmp_path / precision, "countries", period=period)
        span = word(app, "period")["span"]
        assert [span["start"], span["end"]] == [first, last]
        assert {first, last} <= set(span["spans"])
        app = choose(app, "period", f"{first}..{first}")
        whole = read_period(first)
        assert app.query_params["period"] == f"{whole.start}..{whole.end}"
        assert errors(app) == []


def test_where_one_country_is_in_every_flow_that_is_said_once(run: Run, star: Path) -> None:
    app = run(star, "flows")
    assert errors(app) == []
    said = text(app)
    assert said.count("Spain is part of every flow") == 1
    assert "Choose a selection" not in said, "there is none with flows between others"
    assert not [one for one in app.info if "Not measurable" in one.value]
    headers = [one.value for one in app.header]
    assert headers == [say("flows.matrix_observed"), say("flows.corridors"), say("flows.structure")]
    [grid] = app.dataframe
    assert list(grid.value.columns) == [
        say("field.visitor_country"),
        say("field.host_country"),
        say("flows.column_observed"),
    ]
    pair = run(star, "flows", visitor_country="ES", host_country="DE")
    assert len(tables(pair)[0]) == 1
    assert errors(pair) == []


def test_where_a_selection_has_flows_between_others_it_is_advised(run: Run, tmp_path: Path) -> None:
    rows = [_twinning(place, host, mode="physical") for place, host in enumerate(HOSTS)]
    others = (("PL", "DE"), ("DE", "PL"), ("FR", "SE"), ("SE", "FR"))
    rows += [
        _twinning(100 + place, host, vo_country=country, mode="virtual")
        for place, (country, host) in enumerate(others)
    ]
    with checked({"exchange": rows}, as_at=None, **SPENT) as clean:
        Store(tmp_path).publish(clean)
    app = run(tmp_path, "flows", mode="physical")
    assert "Choose a selection with flows between others" in text(app)
    # Once under the headline figures, and in the box of each of two charts.
    assert text(app).count("Spain is part of every flow") == 3


def test_overview_closes_up_around_what_a_register_lacks(
    run: Run, star: Path, erasmus_register: Path, drawn: dict[str, object]
) -> None:
    for store in (star, erasmus_register):
        app = run(store)
        assert errors(app) == []
        headers = [header.value for header in app.header]
        place = headers.index(say("overview.corridors"))
        assert say("overview.target") not in headers, "it would leave a hole"
        assert headers[place + 1] == say("overview.members")
    why = text(app).split("grow?” (")[1].split(")")[0]
    assert "start" in why, "the dates it has not"
    assert "stand for many persons" not in why
    assert "overview_target" not in drawn


def test_a_profile_has_no_tile_and_no_row_of_what_a_register_never_has(run: Run, star: Path) -> None:
    app = run(star, "countries", country="ES")
    assert errors(app) == []
    assert [value for _, value in tiles(app) if value == say("measure.not_measurable_short")] == []
    names = [say(f"countries.{one}") for one in ("sent", "hosted", "balance")]
    assert [name for name, _ in tiles(app)] == names
    rows = [len(table) for table in tables(app) if say("profile.figure") in table]
    assert rows == [1], "exchanges; no figure beside them can ever be told"
    assert [one.value for one in app.info if "no dates" in one.value] == []


def test_no_bar_passes_the_last_tick() -> None:
    for largest in (1, 3, 7, 142, 99.5, 100, 100.1, 0.37, 123456):
        for stacked in (False, True):
            series = [Series("a", [largest, None, largest / 3]), Series("b", [0.0, largest / 2, None])]
            drawing = Trend(["1", "2", "3"], series, unit="", number="decimal", stacked=stacked)
            axis = trend(drawing, LIGHT).layout.yaxis
            low, high = axis.range
            assert low == 0
            assert high >= largest
            assert high / axis.dtick == pytest.approx(round(high / axis.dtick))
            assert 2 <= round(high / axis.dtick) <= 5
            assert high - largest < axis.dtick or stacked
    single = Trend(["1"], [Series("a", [1.0])], unit="")
    assert trend(single, LIGHT).layout.yaxis.dtick == 1, "whole numbers"


def test_each_page_shows_something_or_leaves_the_navigation(
    run: Run, tmp_path: Path, drawn: dict[str, object]
) -> None:
    """Of the shapes without pairs: a page that stays has a chart, tiles or a table of the register."""
    made = {"participations": hand_shapes.participations(), "meetings": hand_shapes.attendances()}
    left = {"participations": {"overview", "participants"}, "meetings": {"overview", "participants"}}
    for shape, rows in made.items():
        with checked(rows, as_at=hand_shapes.AS_AT) as clean:
            Store(tmp_path / shape).publish(clean)
        reader = open_register(tmp_path / shape).reader()
        assert reader is not None
        hidden = set(lacking_pages(reader))
        shown = {entry.id for entry in ENTRIES if entry.selects} - hidden
        assert shown == left[shape]
        for page in shown:
            drawn.clear()
            app = run(tmp_path / shape, page)
            assert errors(app) == []
            assert drawn, page
            assert tiles(app) or listed_figures(app), page
        for page in sorted(hidden):
            app = run(tmp_path / shape, page)
            assert errors(app) == []
            assert not app.header, page
            assert len(app.info) == 1, page
