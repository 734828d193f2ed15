"""The tray of a brief: kept in the address, filled by a figure's menu, emptied again; briefs of subjects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cxc_metrics.access import open_register
from cxc_metrics.briefs import MOST_FIGURES, TrayItem
from cxc_metrics.words.texts import say
from tests.ui.reading import errors

Run = Callable[..., AppTest]


def test_the_address_holds_the_tray_on_every_page(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "methods", brief="o01-host_country~R07a")
    assert not errors(app)
    assert app.query_params["brief"] == "O01-host_country~R07a"
    assert [item.text() for item in app.session_state["_tray"]] == ["O01-host_country", "R07a"]


def test_a_tray_that_cannot_be_is_said_and_left(run: Run, sample_register: Path) -> None:
    for text, words in (("O01~O1", "O01"), ("~".join(["O01-wave"] * 200), "brief"), ("-", "")):
        app = run(sample_register, "methods", brief=text)
        assert not errors(app)
        assert "brief" not in app.query_params
        assert any(words in warning.value for warning in app.warning), text


def test_a_figure_is_added_once(sample_register: Path) -> None:
    reader = open_register(sample_register).reader()
    assert reader is not None
    figures = reader.measure(["O01"], by=["host_country"])

    def part() -> None:
        import streamlit as st

        from ui.parts import brief_menu

        brief_menu.add_button("x", st.session_state["figures"])

    added = AppTest.from_function(part)
    added.session_state["figures"], added.session_state["_tray"] = figures, ()
    added.run()
    added.button[0].click().run()
    assert [item.text() for item in added.session_state["_tray"]] == ["O01-host_country"]
    assert added.query_params["brief"] == "O01-host_country"
    assert not added.button
    assert added.caption[0].value == say("brief.is_in")


def test_what_a_brief_cannot_take_is_said(sample_register: Path) -> None:
    reader = open_register(sample_register).reader()
    assert reader is not None

    def part() -> None:
        import streamlit as st

        from ui.parts import brief_menu

        brief_menu.add_button("x", st.session_state["figures"])

    many = AppTest.from_function(part)
    many.session_state["figures"] = reader.measure(["O01", "O02", "O04", "O05", "O07"])
    many.session_state["_tray"] = ()
    many.run()
    assert not many.button
    assert many.caption[0].value == say("brief.too_many", figures=MOST_FIGURES)
    full = AppTest.from_function(part)
    full.session_state["figures"] = reader.measure(["O01"])
    full.session_state["_tray"] = tuple(
        TrayItem((name,)) for name in ("O02", "O04", "O05", "O07", "O10", "O11")
    )
    full.run()
    assert full.button[0].disabled
