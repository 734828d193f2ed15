"""Dimensions written into the SQL of facts: from one declaration, by the relations a fact is made of."""

from __future__ import annotations

import pytest

from cxc_metrics.contract.dimensions import dimensions
from cxc_metrics.errors import RegisterError
from cxc_metrics.facts import fact_definition, fact_names
from cxc_metrics.facts.definition import SHARED, sql_of
from cxc_metrics.facts.splice import spliced


def columns_of(text: str) -> dict[str, str]:
    """The columns of a template with one place, by name."""
    lines = [line.strip().removesuffix(",") for line in spliced(text).splitlines()]
    return {line.split(" AS ")[-1].split(".")[-1]: line for line in lines if line}


def test_a_fact_has_the_dimensions_of_what_it_is_made_of():
    """exchange      every dimension of exchanges
    registration  those of both sides, by role
    both          the first with a value
    a side        only that side's, and what has none"""
    every = columns_of("{dimensions: exchange}")
    assert set(every) == {name for name, one in dimensions().items() if one.exchange}
    assert every["visitor_country"] == "coded(e.vo_country, country) AS visitor_country"
    assert every["host_size"] == "h.size AS host_size"
    registered = columns_of("{dimensions: registration}")
    assert set(registered) == {name for name, one in dimensions().items() if one.registration}
    assert registered["host_size"] == "CASE WHEN r.role = 'HO' THEN o.size END AS host_size"
    both = columns_of("{dimensions: exchange_dimension e, registration_dimension r}")
    assert set(both) == {*every, *registered}
    assert both["host_size"] == "coalesce(e.host_size, r.host_size) AS host_size"
    assert both["mode"] == "e.mode"
    paired = columns_of("{dimensions: registration_dimension v visitor, registration_dimension h host}")
    assert (paired["visitor_type"], paired["host_type"]) == ("v.visitor_type", "h.host_type")
    assert paired["wave"] == "v.wave"
    visitors = columns_of("{dimensions: registration_dimension r visitor}")
    assert "visitor_type" in visitors
    assert "host_type" not in visitors


def test_what_a_fact_declares_itself_or_leaves_out_is_not_written_again():
    text = "--   mode: event.mode\n{dimensions: exchange_dimension e; without status, wave}"
    written = spliced(text)
    for name in ("mode", "status", "wave"):
        assert f"e.{name}" not in written, name
    assert "e.host_country" in written


def test_the_header_says_what_each_spliced_column_is_made_of():
    """Of two relations a value comes from either: all that one of them needs has to be there."""
    text = "--   {dimensions}\nSELECT {dimensions: exchange_dimension e, registration_dimension r}"
    header = [line for line in spliced(text).splitlines() if line.startswith("--")]
    assert "--   mode: exchange.mode" in header
    either = "exchange.wave | registration.partnership_id, exchange.wave | partnership.wave"
    assert f"--   wave: {either}" in header
    # The organisation's column is needed either way.
    assert "--   host_size: exchange.ho_id | registration.organisation_id, organisation.size_class" in header


def test_periods_follow_from_the_date_of_a_fact():
    assert spliced("{periods: m.held_on}") == (
        "CAST(year_of(m.held_on) AS SMALLINT) AS year,\n"
        "    coded(quarter_of(m.held_on), quarter) AS quarter,\n"
        "    coded(month_of(m.held_on), month) AS month"
    )
    meeting = fact_definition("meeting")
    for name in ("year", "quarter", "month"):
        assert meeting.lineage[name] == {"": (("meeting.held_on",),)}


def test_an_unknown_relation_is_refused():
    with pytest.raises(RegisterError, match="'exchanges', which is none of"):
        spliced("{dimensions: exchanges e}")


def test_nothing_is_left_in_braces():
    for name in (SHARED, *fact_names()):
        for word in ("{dimensions", "{periods", "{attributes", "{held", "{external"):
            assert word not in sql_of(name), name
