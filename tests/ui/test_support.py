"""The Support page: figures and words are what measuring says; what cannot be told; what the public sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import PUBLIC
from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.words.numbers import kpi_value, number, percent
from tests.ui.reading import asked, component, current, errors, tables, text, tiles

Run = Callable[..., AppTest]
OUTCOMES = ("A04", "A05", "R02", "R04", "R06p")


def test_what_measuring_says_stands_on_the_page(
    run: Run, sample_register: Path, drawn: dict[str, Any]
) -> None:
    version = current(sample_register)
    app = run(sample_register, "support", support="S04")
    assert errors(app) == []
    head = measure(version, ["S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08"])
    values = {kpi.name: kpi_value(kpi, head.value(kpi.id)) for kpi in head.kpis}
    shown = dict(tiles(app))
    assert {name: shown[name] for name in values} == values
    reach = measure(version, ["S05", "S05b", "S05a"])
    assert list(drawn["support_reach"].values) == [reach.value(kpi) for kpi in reach.ids]
    assert f"{percent(reach.value('S05b'))} of {number(reach.n('S05b'))} did before" in text(app)
    # Both groups of every outcome, those with a service first.
    groups = measure(version, OUTCOMES, by=["support_before"]).table.set_index("support_before")
    for series, group in zip(drawn["support_outcomes"].data, (True, False), strict=True):
        assert list(series.x) == [groups.loc[group, kpi] for kpi in OUTCOMES]
    [rows] = [table for table in tables(app) if "Did not" in table]
    low, high = (percent(groups.loc[True, f"R02_{end}"]) for end in ("low", "high"))
    assert f"({low} to {high})" in rows.iloc[2, 1]
    assert "says nothing of causes" in text(app)
    # By country as the address asks; states in the order of the way.
    by_country = measure(version, ["S04"], by=["client_country"]).table.dropna(subset=["client_country"])
    assert max(drawn["support_countries"].values) == by_country["S04"].max()
    assert list(drawn["support_states"].codes)[::6] == ["received", "declined"]
    # A bar of a kind is no filter, one of an ecosystem is.
    assert not component(app, "support_kinds")["picks"]
    assert component(app, "support_sectors")["picks"]


def test_what_a_selection_cannot_tell_is_said_once_a_part(run: Run, sample_register: Path) -> None:
    """Clients are no visitors: a filter on the ones is never ignored by figures of the others."""
    visitors = run(sample_register, "support", visitor_country="ES")
    assert errors(visitors) == []
    assert dict(tiles(visitors))["Services"] == "–"
    assert dict(tiles(visitors))["Service reach"].endswith("%")
    assert _untold(visitors) == ["Services", "Expressions of interest"]
    clients = run(sample_register, "support", client_country="ES")
    assert errors(clients) == []
    assert asked(clients, "client_country") == "ES"
    of_spain = measure(current(sample_register), ["S01"], scope=Scope(client_country="ES"))
    assert dict(tiles(clients))["Services"] == number(of_spain.value("S01"))
    assert _untold(clients) == ["Service reach", "Match rate within 90 days"]


def test_the_public_has_other_numbers_and_may_select_clients(
    run: Run, sample_register: Path, drawn: dict[str, Any]
) -> None:
    version = current(sample_register)
    held = set(Reader(version).options("client_country"))
    assert {"ES", "DE"} <= set(Reader(version, PUBLIC).options("client_country")) <= held
    app = run(sample_register, "support", viewer="public")
    assert errors(app) == []
    exact = measure(version, ["S01"], by=["client_country"]).table.dropna(subset=["client_country"])
    assert sorted(drawn["support_countries"].values) != sorted(exact["S01"])
    assert "lines are 95% intervals" not in text(app).lower()
    [rows] = [table for table in tables(app) if "Did not" in table]
    assert not pd.isna(rows).any(axis=None)


def _untold(app: AppTest) -> list[str]:
    """The figures of which boxes say that they cannot be told, in the order of the page."""
    boxes = (re.search(r": ([^:]+) cannot be told by", box.value) for box in app.info)
    return [match[1] for match in boxes if match]
