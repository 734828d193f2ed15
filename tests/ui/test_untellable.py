"""What a register can never tell: one line for a part of a page, and no page without anything to show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st

from cxc_metrics.access import Operator, open_register
from cxc_metrics.contract import countries
from cxc_metrics.words import language, sentences
from cxc_metrics.words.texts import say
from tests.ui.conftest import Run
from tests.ui.reading import current, errors, text
from ui.frame.page_declarations import lacking_pages
from ui.session.navigation import ENTRIES

LINE = say("measure.never", parts="").rstrip(" .")
WITHOUT_MORE = {
    "participants",
    "meetings",
    "sectors",
    "partnerships",
    "matching",
    "results",
    "support",
    "gaps",
}
WITHOUT = {
    "sample_register": {"participants"},
    "capes_register": WITHOUT_MORE,
    "erasmus_register": WITHOUT_MORE,
}


def _operator(request: pytest.FixtureRequest, store: str) -> Operator:
    return open_register(request.getfixturevalue(store))


def test_pages_with_nothing_to_show_leave_the_navigation(
    run: Run, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for store, missing in WITHOUT.items():
        reader = _operator(request, store).reader()
        assert reader is not None
        assert set(lacking_pages(reader)) == missing, store
    offered: list[st.Page] = []
    navigation = st.navigation

    def recorded(pages: list[st.Page], **more: Any) -> st.Page:
        offered[:] = pages
        return navigation(pages, **more)

    monkeypatch.setattr(st, "navigation", recorded)
    run(request.getfixturevalue("capes_register"))
    hidden = [entry.id for entry, page in zip(ENTRIES, offered, strict=True) if page.visibility == "hidden"]
    assert set(hidden) == WITHOUT["capes_register"], "their addresses stay"


def test_a_hidden_page_says_why_when_asked_by_its_address(run: Run, capes_register: Path) -> None:
    app = run(capes_register, "sectors")
    assert errors(app) == []
    [why] = app.info
    assert "it has no ecosystem of organisations" in why.value.replace("\\", "")
    assert not app.header, "nothing else of the page is drawn"
    [link] = app.get("page_link")
    assert link.proto.page == "methods"
    assert link.proto.label == say("measure.what_is_needed")
    assert "part=dictionary" in link.proto.query_string


def test_each_part_of_a_page_has_one_line_and_no_box(run: Run, erasmus_register: Path) -> None:
    for page in ("overview", "countries", "flows"):
        app = run(erasmus_register, page)
        assert errors(app) == []
        captions = [one.value.replace("\\", "") for one in app.caption]
        lines = [caption for caption in captions if caption.startswith(LINE)]
        assert (page != "countries") <= len(lines) <= 2, (page, lines)  # where all can be told
        boxes = [one.value for one in app.info if "with this register" in one.value]
        assert boxes == [], page
        headers = {one.value for one in app.header}
        assert not any(f"“{header}”" in line for header in headers for line in lines)
        assert ("Target attainment" in " ".join(lines)) == (page == "overview")


def test_a_selection_that_cannot_tell_keeps_its_box(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "overview")
    assert LINE not in text(app), "this register lacks nothing"
    dossier = run(sample_register, "partnerships", sector="1")
    assert LINE not in text(dossier)


def test_a_lack_names_what_is_missing(request: pytest.FixtureRequest) -> None:
    capes = _operator(request, "capes_register").reader()
    erasmus = _operator(request, "erasmus_register").reader()
    sample = _operator(request, "sample_register").reader()
    assert capes is not None
    assert erasmus is not None
    assert sample is not None
    # By hand from the sources' lists of what they lack.
    assert capes.lack("O01") is None
    assert capes.lack("O01v") == "Not measurable with this register: it has no exchange.status"
    assert (capes.lack("O10", ["visitor_sector"]) or "").endswith("it has no organisation.ecosystem_id")
    assert (capes.lack("I03") or "").endswith("it has no exchange.vop_id")
    assert "stand for many persons" in (erasmus.lack("O01") or "")
    assert [kpi for kpi in ("O01", "O07", "N01e", "R02", "A06") if sample.lack(kpi)] == []
    bare = sentences.bare_reason(capes.lack("O01v"))
    assert bare == "it has no status of exchanges"


def test_the_list_of_eligible_countries_binds_the_scheme_only(
    run: Run, request: pytest.FixtureRequest, capes_register: Path
) -> None:
    for store in ("capes_register", "erasmus_register"):
        reader = _operator(request, store).reader()
        assert reader is not None
        assert "does not bind it" in (reader.lack("N01e") or ""), store
        assert reader.lack("N01") is None
    version = current(capes_register)
    columns = "visitor_country, host_country, countable"
    exchanges: pd.DataFrame = version.query(f"SELECT {columns} FROM {version.fact('exchange')}").to_pandas()
    visitors, hosted = exchanges["visitor_country"], exchanges["host_country"]
    there = {*visitors.dropna(), *hosted.dropna()}
    hosts = {*hosted[exchanges["countable"].eq(True)]}
    unreached = {language.label("host_country", code) for code in there - hosts}
    absent = {language.label("host_country", code) for code in set(countries()) - there}
    app = run(capes_register, "countries")
    blocks = [
        one.value
        for group in ("held", "eu")
        for one in app.markdown
        if one.value.startswith(f"**{say(f'countries.missing_{group}')}")
    ]
    assert len(blocks) == 2
    names = {name.strip() for block in blocks for name in block.split("  \n")[1].split(", ")}
    assert names - {say("countries.none_missing")} == unreached
    assert not names & absent
