"""Hosting gaps page: what the library finds, by both references; corridors; who is refused, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.contract import countries
from cxc_metrics.contract.reference import eu_members
from cxc_metrics.studies import gaps
from cxc_metrics.words import language
from cxc_metrics.words.texts import say
from tests.ui.reading import asked, current, errors, tables, text

Run = Callable[..., AppTest]
# pyfixest 0.60 still calls pandas with inplace=True; pandas hides that notice outside of tests.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword:pandas.errors.Pandas4Warning")


def _name(code: str) -> str:
    return language.label("host_country", code)


def test_the_title_says_which_member_states_host_fewer(
    run: Run, sample_register: Path, drawn: dict[str, go.Figure]
) -> None:
    app = run(sample_register, "gaps")
    assert errors(app) == []
    with current(sample_register) as version:
        found = gaps(version).table
    members = found[found["country"].isin(eu_members())]
    fewer = members[members["fewer"].fillna(value=False)].sort_values("gap")
    title = next(header.value for header in app.header if "modelled" in header.value).replace("\\", "")
    if fewer.empty:
        assert title == say("gaps.fewer_none_host", judged=int(members["ratio_low"].notna().sum()))
    else:
        first = fewer.iloc[0]
        assert title.startswith(f"{len(fewer)} Member State")
        assert f"{_name(first['country'])} furthest: {first['observed']} seen, " in title
    rows = drawn["gaps"].data[-1]
    codes = [code for [code] in rows.customdata]
    assert set(codes) == set(found["country"])
    assert set(eu_members()) | {code for code, each in countries().items() if each.eligible_in(2)} <= set(
        codes
    )
    assert (
        codes[: len(members)]
        == members.sort_values("gap", kind="stable", na_position="last")["country"].tolist()
    )
    seen = dict(zip(codes, drawn["gaps"].data[2].x, strict=True))
    assert seen == dict(zip(found["country"], found["observed"], strict=True))
    assert 0 in seen.values()
    assert "no table of populations with year and source" in text(app)


def test_a_country_opens_its_corridors_which_add_up_to_it(run: Run, sample_register: Path) -> None:
    with current(sample_register) as version:
        found = gaps(version, side="visitor")
    row = found.table.dropna(subset=["modelled"]).iloc[-1]
    own = found.corridors[found.corridors["visitor_country"] == row["country"]]
    assert own["modelled"].sum() == pytest.approx(row["modelled"])
    assert own["observed"].sum() == row["observed"]
    app = run(sample_register, "gaps", side="visitor", country=str(row["country"]))
    assert errors(app) == []
    first, *_ = (one for one in tables(app) if say("gaps.seen_column") in one.columns)
    listed = own[(own["observed"] > 0) | (own["modelled"] >= 0.5)]
    assert [name.split("](")[0].lstrip("[") for name in first.iloc[:, 0]] == [
        _name(code) for code in listed["host_country"]
    ]
    assert f"host_country={listed['host_country'].iloc[0]}" in first.iloc[0, 0]


def test_the_side_and_the_reference_are_in_the_address(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "gaps", country="AT")
    app.segmented_control(key="w_side").set_value("visitor").run()
    app.segmented_control(key="w_against").set_value("registrations").run()
    assert (errors(app), asked(app, "side"), asked(app, "against")) == ([], "visitor", "registrations")
    with current(sample_register) as version:
        found = gaps(version, side="visitor").table
    least = found[found["eu_member"]].sort_values("registrations_gap").iloc[0]
    assert f"accepted visitors: {_name(least['country'])}, {least['observed']} seen" in text(app)
    assert say("gaps.nothing_concluded") in text(app)


def test_a_register_without_registrations_says_why(run: Run, capes_register: Path) -> None:
    app = run(capes_register, "gaps")
    assert errors(app) == []
    assert "registrations" in " ".join(info.value for info in app.info)


def test_the_public_sees_protected_counts_and_no_reference(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "gaps", viewer="public")
    assert errors(app) == []
    written = text(app)
    assert say("gaps.title_host") in written
    assert "modelled" not in written
    assert say("gaps.seen_title_host") in written
