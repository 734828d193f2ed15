"""What pages offer and draw of a register that has little: only what some row of it can answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.access import open_register
from cxc_metrics.scope.period import read_period
from cxc_metrics.store import Store
from cxc_metrics.words.texts import say
from tests.store.hand_made import SOURCE, checked
from tests.ui.reading import errors, tables, text

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
    keys = {choice.key for choice in (*app.multiselect, *app.segmented_control, *app.button, *app.date_input)}
    keys |= {choice.key for choice in app.selectbox}
    return {str(key) for key in keys if key}


def test_what_no_row_can_answer_is_not_offered_and_says_why_in_an_address(run: Run, star: Path) -> None:
    asked = {"period": "2021", "visitor_sector": "9", "partnership": "A", "status": "validated", "wave": "1"}
    app = run(star, host_country="DE", beside="year_before", **asked)
    assert errors(app) == []
    offered = _offered(app)
    assert {"w_visitor_country", "w_host_country", "beside_keep", "beside_all"} <= offered
    lacking = {f"w_{name}" for name in ("visitor_sector", "partnership", "wave", "status", "from", "mode")}
    lacking |= {"beside_year_before", "beside_other_wave", "beside_scheme"}
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
        assert not app.date_input
        assert [app.selectbox(key=f"w_{end}").value for end in ("from", "to")] == [first, last]
        app.selectbox(key="w_to").set_value(first).run()
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
    assert headers == [say("flows.matrix_observed"), say("flows.corridors")]
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
