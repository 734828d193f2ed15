"""The dashboard without a browser: the shell, run from its own file as the server does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_cache
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.util import calc_hash

from cxc_metrics.export import Outgoing
from cxc_metrics.paths import ROOT
from cxc_metrics.people import AT_THIS_MACHINE, Person
from tests.ui.reading import OnScreen
from ui import session
from ui.parts import exports, grids, maps, period_course, ranked_rows
from ui.session import below

Run = Callable[..., AppTest]

# Each AppTest reads what is written of every installed package, to find components among them: more work than
# a run of a page. A server does so once, when it starts.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

# Each AppTest compiles the shell and the page; a server does so once.
_COMPILED = script_cache.ScriptCache()
local_script_runner.ScriptCache = lambda: _COMPILED  # type: ignore[misc, assignment]

_PROGRAM = sys.modules["__main__"]
# Longer than any run takes on any machine: only one that hangs is ended.
_PATIENCE_S = 900


def _to_its_end(runner: local_script_runner.LocalScriptRunner, _timeout: float) -> None:
    """Wait for a run, and not by asking every millisecond; that the machine is busy fails nothing."""
    assert runner._script_thread is not None
    runner._script_thread.join(_PATIENCE_S)
    # The page was the program for the time: another test's process would be started with it.
    sys.modules["__main__"] = _PROGRAM
    assert runner.script_stopped(), f"a page still ran after {_PATIENCE_S} s"


local_script_runner.require_widgets_deltas = _to_its_end


def opened(page: str, who: Person, query: Mapping[str, str | list[str]], *, whole: bool = True) -> AppTest:
    """A page of the dashboard over the environment's store, as that person sees it: whole, or its first
    screen.
    """
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "shell.py"))
    for name, value in query.items():
        app.query_params[name] = value
    if whole:
        below.draw_whole(app.session_state)
    session.assume(app.session_state, who)
    if page != "overview":
        # `switch_page` knows a page only after a run: the start page would be drawn before every other.
        app._page_hash = calc_hash(page)
    return app.run()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run(store, page, **query)`: that page of a dashboard over that store, for that address.

    `who` visits, as there is no browser: without it whoever sits at the machine.

    What is remembered of a data version stays for the next test, as on a server for the next visitor: a page
    opened anew takes up to twenty times what it takes then. A test of what is asked calls `memory.forget`.
    """

    return _running(monkeypatch, whole=True)


@pytest.fixture
def first_screen(monkeypatch: pytest.MonkeyPatch) -> Run:
    """As `run`, of a page only what is there before anybody scrolls: half of the work."""
    return _running(monkeypatch, whole=False)


def _running(monkeypatch: pytest.MonkeyPatch, *, whole: bool) -> Run:
    def ran(
        store: Path, page: str = "overview", /, who: Person = AT_THIS_MACHINE, **query: str | list[str]
    ) -> AppTest:
        monkeypatch.setenv("CXC_REGISTER_DIR", str(store))
        return opened(page, who, query, whole=whole)

    return ran


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, OnScreen]:
    """What pages draw from now on, by key: plotly's figures, and the drawings that components draw."""
    shown: dict[str, OnScreen] = {}
    draw = st.plotly_chart

    def recorded(figure: go.Figure, **more: object) -> object:
        shown[str(more["key"])] = figure
        return draw(figure, **more)

    def recording(draw_own: Callable[..., None]) -> Callable[..., None]:
        def recorded_own(key: str, drawing: Any, *more: Any) -> None:
            shown[key] = drawing
            draw_own(key, drawing, *more)

        return recorded_own

    monkeypatch.setattr(st, "plotly_chart", recorded)
    for part in (maps, grids, period_course, ranked_rows):
        monkeypatch.setattr(part, "draw", recording(part.draw))
    return shown


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Outgoing]:
    """What each figure offers from now on, by key."""
    offers: dict[str, Outgoing] = {}
    menu = exports._menu

    def recorded(key: str, said: Any, leaving: Callable[[], Outgoing], *more: Any, **named: Any) -> None:
        offers[key] = leaving()
        menu(key, said, leaving, *more, **named)

    monkeypatch.setattr(exports, "_menu", recorded)
    return offers
