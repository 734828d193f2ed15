"""Countries page: who hosts fewer than modelled, said as the library says it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.contract.reference import eu_members
from cxc_metrics.studies import gaps
from cxc_metrics.words import language
from cxc_metrics.words.texts import say
from tests.ui.reading import asked, current, errors, text

Run = Callable[..., AppTest]
# pyfixest 0.60 still calls pandas with inplace=True; pandas hides that notice outside of tests.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword:pandas.errors.Pandas4Warning")


def test_the_page_says_of_member_states_what_the_library_finds(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "countries")
    assert errors(app) == []
    with current(sample_register) as version:
        found = gaps(version)
    members = found.table[found.table["country"].isin(eu_members())]
    fewer = members[members["fewer"].fillna(value=False)]
    judged = int(members["ratio_low"].notna().sum())
    written = text(app)
    if fewer.empty:
        assert say("gaps.fewer_none", judged=judged) in written
    else:
        first = language.label("host_country", fewer["country"].iloc[0])
        assert f"{len(fewer)} of {judged} Member States have fewer visits than modelled (" in written
        assert f": {first} 0." in written
    assert "no table of populations with year and source" in written
    app.segmented_control(key="w_gap").set_value("visitor").run()
    assert (errors(app), asked(app, "gap")) == ([], "visitor")
    assert say("gaps.title_visitor") in text(app)


def test_a_register_without_registrations_says_why(run: Run, capes_register: Path) -> None:
    app = run(capes_register, "countries", gap="host")
    assert errors(app) == []
    assert "it has no registrations" in text(app)
