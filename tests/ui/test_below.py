"""The rest of a page is drawn when it is asked for, and a new selection starts at the top."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui import below


@pytest.fixture
def app(root: Path, sample_register: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The Overview as a browser first sees it."""
    monkeypatch.setenv("CXC_REGISTER_DIR", str(sample_register))
    return AppTest.from_file(str(root / "ui" / "shell.py"), default_timeout=60).run()


def _titles(app: AppTest) -> list[str]:
    return [header.value for header in app.header]


def test_the_first_screen_comes_alone_and_the_rest_on_request(app: AppTest) -> None:
    first = _titles(app)
    assert len(first) == 2
    app.button(key="rest_overview").click().run()
    assert _titles(app)[:2] == first
    assert len(_titles(app)) == 6
    app.run()
    assert len(_titles(app)) == 6, "it stays for this selection"


def test_another_selection_starts_at_the_top_unless_it_came_from_a_mark(app: AppTest) -> None:
    app.button(key="rest_overview").click().run()
    app.query_params["host_country"] = "DE"
    app.run()
    assert len(_titles(app)) == 2
    app.button(key="rest_overview").click().run()
    app.query_params["host_country"] = "FR"
    app.session_state[below._STAY] = True  # what `stay` writes in the callback of a click on a mark
    app.run()
    assert len(_titles(app)) == 6


def test_a_mark_on_the_first_screen_opens_nothing_that_was_closed(app: AppTest) -> None:
    app.query_params["host_country"] = "DE"
    app.session_state[below._STAY] = True
    app.run()
    assert len(_titles(app)) == 2
