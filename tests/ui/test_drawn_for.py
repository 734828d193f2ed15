"""What stands on a screen is drawn anew, without a click, when its visit is no more that person's."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit import runtime

from cxc_metrics.disclosure import INTERNAL
from cxc_metrics.people import NOBODY, Person
from ui.session import drawn_for

BOSS = Person("boss", INTERNAL, listed_as="boss")


class Visits:
    """Open visits: who each is now, and how often it was run again."""

    def __init__(self) -> None:
        self.now: dict[str, Person | None] = {}
        self.runs: list[str] = []

    def get_app_session(self, session_id: str) -> SimpleNamespace:
        def again(state: str) -> None:
            assert state == f"state of {session_id}"
            self.runs.append(session_id)

        return SimpleNamespace(request_rerun=again, _client_state=f"state of {session_id}")

    def run(self, session_id: str, who: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        """A run of the script, as the shell begins it."""
        monkeypatch.setattr(drawn_for, "get_script_run_ctx", lambda: SimpleNamespace(session_id=session_id))
        monkeypatch.setattr(drawn_for, "person", lambda: who)
        drawn_for.settle_visitor()
        self.now[session_id] = who


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> Visits:
    there = Visits()
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: there)
    monkeypatch.setattr(drawn_for, "person_of_visit", there.now.get)
    monkeypatch.setattr(drawn_for, "_DRAWN_FOR", {})
    return there


def test_whose_login_ended_is_run_again_once_and_nobody_else(
    visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        visits.run(name, BOSS, monkeypatch)
    visits.run("public", NOBODY, monkeypatch)
    drawn_for.draw_anew()
    assert visits.runs == []
    visits.now["a"] = NOBODY
    drawn_for.draw_anew()
    drawn_for.draw_anew()  # the server was too busy to begin
    assert visits.runs == ["a"]
    visits.run("a", NOBODY, monkeypatch)
    visits.now["a"] = Person("boss", INTERNAL, listed_as="boss")
    drawn_for.draw_anew()
    assert visits.runs == ["a", "a"]


def test_a_tab_that_lost_its_connection_is_run_again_when_it_comes_back(
    visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits.run("a", BOSS, monkeypatch)
    visits.now["a"] = None
    drawn_for.draw_anew()
    assert visits.runs == []
    visits.now["a"] = NOBODY
    drawn_for.draw_anew()
    assert visits.runs == ["a"]
