"""What every shipped source must state."""

from __future__ import annotations

import pytest

from cxc_metrics.contract import TABLES, UNIT_TABLES
from cxc_metrics.intake import load_source, sources
from cxc_metrics.paths import SOURCES


def test_the_two_sources_are_there():
    assert {"erasmus_flows", "capes"} <= set(sources(SOURCES))


@pytest.mark.parametrize("name", sources(SOURCES))
def test_a_source_says_what_it_is_and_under_which_licence(name: str):
    source = load_source(name)
    assert source.title
    assert "http" in source.reference
    assert source.licence
    assert source.as_at is not None or not any(
        f'"{column.name}"' in select
        for table, select in source.selects.items()
        for column in TABLES[table].columns()
        if column.activity
    ), "a register with dates says the day it describes"
    assert set(UNIT_TABLES) & set(source.selects)


@pytest.mark.parametrize("name", ["erasmus_flows", "capes"])
def test_the_rules_of_the_scheme_do_not_bind_foreign_registers(name: str):
    source = load_source(name)
    assert source.rules == ()
    assert source.countable == "cross_border"
    assert source.is_synthetic is False
