"""The rest of a page is drawn when it is asked for, and a new selection starts at the top."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.access import Question, Reader
from cxc_metrics.disclosure import Figures
from cxc_metrics.people import AT_THIS_MACHINE
from ui import session
from ui.session import below, memory


@pytest.fixture
def app(root: Path, sample_register: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The Overview as a browser first sees it."""
    monkeypatch.setenv("CXC_REGISTER_DIR", str(sample_register))
    app = AppTest.from_file(str(root / "ui" / "frame" / "shell.py"))
    session.assume(app.session_state, AT_THIS_MACHINE)
    return app.run()


def _titles(app: AppTest) -> list[str]:
    return [header.value for header in app.header]


def test_the_first_screen_comes_alone_and_the_rest_on_request(app: AppTest) -> None:
    first = _titles(app)
    assert len(first) == 1
    app.button(key="rest_overview").click().run()
    assert _titles(app)[:1] == first
    assert len(_titles(app)) == 6
    app.run()
    assert len(_titles(app)) == 6, "it stays for this selection"


def test_another_selection_starts_at_the_top_unless_it_came_from_a_mark(app: AppTest) -> None:
    app.button(key="rest_overview").click().run()
    app.query_params["host_country"] = "DE"
    app.run()
    assert len(_titles(app)) == 1
    app.button(key="rest_overview").click().run()
    app.query_params["host_country"] = "FR"
    app.session_state[below._STAY] = True  # what `stay` writes in the callback of a click on a mark
    app.run()
    assert len(_titles(app)) == 6


def _part_whose_click_changes_the_address() -> None:
    import streamlit as st  # AppTest runs this function as a script of its own

    from ui import session

    runs = st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    if runs == 1:
        st.query_params.from_dict({"host_country": ["DE", "FR"]})
    session.address_drawn()
    if runs == 1:
        st.query_params.from_dict({"host_country": ["FR"]})  # what a click in the part writes
    session.resumed(lambda: st.write("drawn"))()


def test_a_click_in_a_part_that_runs_on_its_own_moves_the_whole_page() -> None:
    app = AppTest.from_function(_part_whose_click_changes_the_address).run()
    assert app.session_state["runs"] == 2
    assert [one.value for one in app.markdown] == ["drawn"]


def test_a_mark_on_the_first_screen_opens_nothing_that_was_closed(app: AppTest) -> None:
    app.query_params["host_country"] = "DE"
    app.session_state[below._STAY] = True
    app.run()
    assert len(_titles(app)) == 1


def _noted(monkeypatch: pytest.MonkeyPatch) -> list[list[Question]]:
    """What is asked of the data version from now on, each time it is."""
    asked: list[list[Question]] = []
    measure_all = Reader.measure_all

    def noted(reader: Reader, questions: Sequence[Question]) -> list[Figures]:
        asked.append(list(questions))
        return measure_all(reader, questions)

    monkeypatch.setattr(Reader, "measure_all", noted)
    return asked


def _asked(app: AppTest, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]) -> list[list[Question]]:
    """What a run asks that remembers nothing."""
    asked = _noted(monkeypatch)
    memory.forget()
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    memory.forget()
    assert not app.exception
    return asked


# The figures, their years and changes, and three lists with theirs; of a period one question tells both.
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 9),
        ({"period": "2022"}, 5),
        ({"status": "validated", "host_country": "DE"}, 9),
        ({"chart": "ranking"}, 9),
        ({"chart": "ranking", "period": "2022"}, 6),
        ({"chart": "table", "by": "host_sector", "period": "2022"}, 6),
        ({"chart": "matrix", "by": "visitor_sector.host_sector"}, 11),
    ],
)
def test_the_first_screen_finds_answered_what_it_asked_at_once(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, query: dict[str, str], count: int
) -> None:
    """Else one is measured twice, or after the others; where the register begins is looked up once."""
    first, *later = _asked(app, monkeypatch, query)
    assert len(first) == count
    others = [question for questions in later for question in questions]
    where_it_begins = [((), "year_before")] if query.get("chart", "time") == "time" else []
    assert [(question.by, question.compare) for question in others] == where_it_begins


def test_a_ranking_is_asked_with_the_rest_beside_another_selection_too(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = {"chart": "ranking", "by": "host_country", "visitor_country": "DE", "beside": "all"}
    asked = _asked(app, monkeypatch, query)
    together = max(asked, key=len)
    assert [question for question in together if question.by == ("host_country",)] != []
    others = [question for questions in asked if questions is not together for question in questions]
    assert [question for question in others if question.by == ("host_country",)] == []


@pytest.mark.parametrize(
    ("before", "after", "by"),
    [
        ({"figure": "O01"}, {"figure": "O04"}, {("visitor_country",), ("visitor_sector",), ("partnership",)}),
        # The list that was clicked in stays as it is.
        ({}, {"visitor_sector": "health"}, {(), ("year",), ("visitor_country",), ("partnership",)}),
        # The list with its changes may have rows that the selection has not.
        ({"chart": "time"}, {"chart": "table"}, {("visitor_country",)}),
    ],
)
def test_a_click_asks_only_what_it_changes(
    app: AppTest,
    monkeypatch: pytest.MonkeyPatch,
    before: dict[str, str],
    after: dict[str, str],
    by: set[tuple[str]],
) -> None:
    """What was asked together is remembered one by one."""
    _asked(app, monkeypatch, {"period": "2020-01-01..2023-04-29", **before})
    app.run()
    asked = _noted(monkeypatch)
    for name, value in after.items():
        app.query_params[name] = value
    app.run()
    memory.forget()
    assert not app.exception
    assert {question.by for questions in asked for question in questions} == by
