"""The catalogue is complete, consistent and says nothing about columns that are not there."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cxc_metrics.catalogue import (
    FACTS,
    Level,
    Quotient,
    View,
    catalogue,
    catalogue_version,
    dimension,
    dimensions,
    kpi,
    with_companions,
)
from cxc_metrics.catalogue.lookup import version_of
from cxc_metrics.contract.dimension import noun_of
from cxc_metrics.errors import UnknownName
from cxc_metrics.facts import fact_definition, fact_names

KPIS = tuple(catalogue().values())
FIRST_ISSUE = "O01 O01v O02 O03 O04 O05 O06 O07 O08o O08h O08m O09 O10 O11 I01 A01 A02 A08"
# Functions and words of SQL that declarations may use beside columns of their fact.
SQL_WORDS = """AND AS BETWEEN BIT BY CASE DATE DISTINCT ELSE END FILTER FROM IN IS NOT NULL OR THEN
    VARCHAR WHEN WHERE bit_count bitstring_agg coalesce count date_diff false greatest least len list
    list_concat list_contains list_distinct list_filter list_intersect max median min nullif sum true
    CAST DECIMAL DOUBLE INTEGER NULL VARCHAR as_at lambda code"""


def test_every_entry_tells_what_a_reader_must_know(subtests: pytest.Subtests) -> None:
    for one in KPIS:
        with subtests.test(one.id):
            assert re.fullmatch(r"[A-Z]+\d+[a-z]*", one.id)
            assert one.name
            assert one.unit
            assert isinstance(one.level, Level)
            for text in (one.definition, one.caveat):
                assert len(text.split()) >= 5, text
                assert text.endswith("."), text
            assert "facts" in one.reference or "definitions" in one.reference
            assert one.kind
            assert one.formula
            assert one.number_format in {",d", ".1%", ",.0f", ",.1f", ",.2f"}


def test_every_name_in_its_sql_is_a_column_of_its_fact(subtests: pytest.Subtests) -> None:
    """A misspelt column would pass for a word of SQL and fail only when asked."""
    # A quotient has two figures for columns.
    for one in KPIS:
        with subtests.test(one.id):
            columns = (
                set(catalogue()) if isinstance(one, Quotient) else set(fact_definition(one.fact).columns)
            )
            for view in (View(), View(countable="validated"), View(aggregate=True), View(many_groups=True)):
                unknown = {
                    word for word in one.words(view) if word not in columns and word not in SQL_WORDS.split()
                }
                assert {word for word in unknown if not word.startswith(one.id)} == set()


def test_facts_dates_and_companions_exist(subtests: pytest.Subtests) -> None:
    for one in KPIS:
        with subtests.test(one.id):
            assert one.fact in fact_names()
            assert one.period_field is None or one.period_field in fact_definition(one.fact).columns
            assert set(one.without_dimensions) <= set(dimensions())
            for other in one.shown_with:
                assert one.id in kpi(other).shown_with, (
                    f"{one.id} is shown with {other}, but not the other way round"
                )


def test_ids_are_unique_and_those_of_the_first_issue_are_there() -> None:
    assert [one.id for one in KPIS] == list(dict.fromkeys(one.id for one in KPIS))
    assert set(FIRST_ISSUE.split()) <= set(catalogue())


def test_held_and_validated_are_always_shown_together() -> None:
    assert with_companions(["O01"]) == ("O01", "O01v")
    assert with_companions(["O01v", "O04"]) == ("O01v", "O01", "O04")
    assert with_companions(["O08m", "O08o"]) == ("O08m", "O08o", "O08h")


def test_a_kpi_is_found_in_any_case_and_an_unknown_one_gets_a_suggestion() -> None:
    assert kpi("o04") is kpi("O04")
    with pytest.raises(UnknownName, match="did you mean 'O01'"):
        kpi("O1")
    assert dimension("sector").id == "visitor_sector"
    with pytest.raises(UnknownName, match="did you mean 'host_country'"):
        dimension("host_contry")


def test_the_version_of_the_catalogue_changes_with_any_declaration() -> None:
    assert re.fullmatch(r"[0-9a-f]{8}", catalogue_version())
    changed = [replace(one, caveat=f"{one.caveat} Really.") if one.id == "O01" else one for one in KPIS]
    assert version_of(KPIS) == catalogue_version()
    assert version_of(changed) != catalogue_version()


def test_only_counts_and_sums_are_additive() -> None:
    assert {one.kind for one in KPIS if one.additive} <= {"count", "sum"}
    assert not kpi("O02").additive
    assert not kpi("O08o").additive


def test_row_columns_of_facts_exist_and_begin_with_the_key() -> None:
    for fact in FACTS.values():
        columns = fact_definition(fact.name).columns
        assert set(fact.row_columns) <= set(columns)
        assert fact.row_columns[0] == columns[0]


def test_a_name_keeps_its_capitals_within_a_sentence() -> None:
    """An axis said "sme share of visitors", a sentence "eu member states reached"."""
    within = {
        "SME share of visitors": "SME share of visitors",
        "SMEs reporting a gain in jobs": "SMEs reporting a gain in jobs",
        "EU Member States reached": "EU Member States reached",
        "New markets per SME": "new markets per SME",
        "Cross-sector share": "cross-sector share",
        "Region of the host (NUTS 2)": "region of the host (NUTS 2)",
        "": "",
    }
    assert {heading: noun_of(heading) for heading in within} == within
    assert [kpi.noun for kpi in catalogue().values()] == [noun_of(kpi.name) for kpi in catalogue().values()]
