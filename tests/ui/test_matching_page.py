"""Matching page: what it says is what the library works out, for whom it may."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import partnership_viewer
from cxc_metrics.words import matching_words, numbers
from tests.ui.reading import asked, current, errors, tables, text

Run = Callable[..., AppTest]
PARTNERSHIP = "W2-06"


def test_hosts_and_pairs_are_the_library_s_and_weights_are_in_the_address(
    run: Run, sample_register: Path
) -> None:
    with current(sample_register) as version:
        matching = Reader(version).match_making
        assigned = matching.assigned(PARTNERSHIP).result
        visitor = str(assigned.table["registration_id"].iloc[0])
        best = matching.ranked_hosts(visitor).result.table.iloc[0]
        without_hosted = matching.ranked_hosts(visitor, {"hosted": 0.0}).result.table.iloc[0]
        evaluated = matching.evaluated().result
    app = run(sample_register, "matching", match_visitor=visitor, match_partnership=PARTNERSHIP)
    assert errors(app) == []
    written = text(app)
    hosts = next(table for table in tables(app) if "Host" in table and "Points" in table)
    assert hosts["Host"].iloc[0] == f"1. {matching_words.named(best)}"
    assert hosts["Points"].iloc[0] == numbers.number(best["points"], decimals=1)
    assert f"{assigned.best.placed} of {assigned.visitors} visitors have a host" in written
    beside = next(table for table in tables(app) if "Assignment" in table)
    worth = beside.set_index("Assignment").filter(like="Worth").iloc[:, 0]
    assert worth.tolist() == [
        numbers.number(way.worth, decimals=1) for way in (assigned.best, assigned.greedy)
    ]
    assert "Without a host" in [one.value for one in app.subheader]
    assert matching_words.evaluation_in_words(evaluated) in written

    app.number_input(key="w_weight_hosted").set_value(0.0).run()
    assert errors(app) == []
    assert asked(app, "weights") == "hosted:0"
    hosts = next(table for table in tables(app) if "Host" in table and "Points" in table)
    assert hosts["Host"].iloc[0] == f"1. {matching_words.named(without_hosted)}"
    app.button(key="match_weights_reset").click().run()
    assert "weights" not in app.query_params


def test_what_the_address_asks_in_vain_is_said(run: Run, sample_register: Path) -> None:
    app = run(
        sample_register,
        "matching",
        match_from="9999-12-31",
        match_to="soon",
        weights="hostd:1",
        match_visitor="nobody",
        match_partnership="W9",
    )
    assert errors(app) == []
    warnings = " ".join(warning.value for warning in app.warning).replace("\\", "")
    assert "'soon' is no day" in warnings
    assert "no visit is on 9999-12-31: choose days from 1950 to 2150" in warnings
    assert "did you mean 'hosted'?" in warnings
    assert "nobody does not wait in this register" in warnings
    assert "This partnership is not in this register." in text(app)


def test_a_partnership_sees_its_own_visitors(run: Run, sample_register: Path) -> None:
    viewer = partnership_viewer([PARTNERSHIP])
    with current(sample_register) as version:
        own = Reader(version, viewer).match_making
        waiting, assigned = own.waiting(), own.assigned(PARTNERSHIP).result
        other = Reader(version).match_making.waiting().frame()
    stranger = str(other.loc[other["partnership_id"] != PARTNERSHIP, "registration_id"].iloc[0])
    app = run(sample_register, "matching", viewer=str(viewer), match_visitor=stranger, weights="corridor:1")
    assert errors(app) == []
    written = text(app)
    assert len(app.selectbox(key="w_match_visitor").options) == len(waiting)
    assert f"{assigned.best.placed} of {assigned.visitors} visitors have a host" in written
    assert f"{stranger} does not wait in this register" in written
    assert "shown to internal people" in written
    assert "w_weight_corridor" not in {one.key for one in app.number_input}


def test_a_register_without_registrations_says_why(run: Run, capes_register: Path) -> None:
    app = run(capes_register, "matching")
    assert errors(app) == []
    assert "registration" in text(app)
