"""The selection: address and back, notes on what was ignored, conditions, sentence, bound parameters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxc_metrics.contract import countries
from cxc_metrics.contract.dimension import Dimension, Values
from cxc_metrics.contract.dimensions import filters
from cxc_metrics.errors import InvalidScope, UnknownName
from cxc_metrics.measuring import measure, options
from cxc_metrics.scope import Period, Scope
from cxc_metrics.scope.values import open_value
from cxc_metrics.store import DataVersion

COUNTRIES = [*countries(), "EU27"]
IDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=12)


def _some(values: object) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(list(values)), max_size=4).map(tuple)  # type: ignore[call-overload]


def _periods() -> st.SearchStrategy[tuple[date, date] | None]:
    days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
    return st.none() | st.builds(
        lambda day, length: (day, day + timedelta(length)), days, st.integers(0, 4000)
    )


def _of(one: Dimension) -> st.SearchStrategy[tuple[object, ...]]:
    """Some values of a filter, whatever dimension it is."""
    if one.values is Values.PARTNERSHIP:
        return st.lists(IDS, max_size=3).map(tuple)
    if one.values is Values.COUNTRY:
        return _some(COUNTRIES)
    return _some(one.labels or [one.example])


SCOPES = st.builds(
    Scope,
    period=_periods(),
    status=st.sampled_from(["held", "validated"]),
    **{one.id: _of(one) for one in filters()},
)


@settings(deadline=None)
@given(SCOPES)
def test_scope_to_address_to_scope_is_the_identity(scope: Scope) -> None:
    assert Scope.from_query(scope.to_query()) == (scope, [])


@settings(deadline=None)
@given(SCOPES)
def test_scope_to_json_to_scope_is_the_identity(scope: Scope) -> None:
    assert Scope.model_validate_json(scope.model_dump_json()) == scope


@settings(deadline=None)
@given(SCOPES)
def test_taking_away_every_filter_leaves_everything(scope: Scope) -> None:
    for field in scope.active():
        scope = scope.without(field)
    assert scope == Scope()
    assert scope.is_everything


def test_an_address_of_before_dimensions_were_declared_in_one_place_still_opens() -> None:
    """Every parameter that an address had then, and the order in which it was written."""
    before = {
        "wave": ["1"], "period": ["2021-01-01..2022-06-30"], "visitor_country": ["EU27", "ES"],
        "host_country": ["DE"], "sector": ["5", "9"], "host_sector": ["2"], "partnership": ["A%2CB"],
        "host_partnership": ["C"], "visitor_type": ["sme"], "host_type": ["cluster"],
        "visitor_size": ["micro"], "host_size": ["large"], "mode": ["virtual"], "status": ["validated"],
    }  # fmt: skip
    scope, notes = Scope.from_query(before)
    assert notes == []
    assert list(scope.to_query().items()) == list(before.items())
    assert scope.sentence() == (
        "Digital and Health virtual visits from EU-27 and Spain to Germany to hosts in Agri-food, "
        "1 January 2021–30 June 2022, Wave 1 (2020–22), partnership A,B, host's partnership C, visitor: SME, "
        "host: Cluster organisation, size of the visitor: Micro (under 10), size of the host: "
        "Large (250 and over), closed and validated"
    )


def test_an_empty_address_is_everything() -> None:
    assert Scope.from_query({}) == (Scope(), [])
    assert Scope().to_query() == {}


def test_values_are_kept_once_in_the_order_of_their_list() -> None:
    scope = Scope(visitor_country=("PL", "EU27", "BE", "PL"), visitor_sector=(9, 2))
    assert scope.visitor_country == ("EU27", "BE", "PL")
    assert scope.visitor_sector == (2, 9)
    assert scope == Scope(visitor_country=["BE", "PL", "EU27"], visitor_sector=["2", 9])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("es", "ES"), ("Spain", "ES"), ("GR", "EL"), ("gb", "UK"), ("Kosovo*", "XK"), ("EU-27", "EU27")],
        *[("Czech Republic", "CZ"), ("The Netherlands", "NL"), ("DEU", "DE"), ("Turkey", "TR"), ("KV", "XK")],
    ],
)
def test_countries_are_read_as_people_write_them(text: str, code: str) -> None:
    assert Scope.from_query({"visitor_country": text})[0].visitor_country == (code,)


def test_repeated_parameters_and_commas_are_both_or() -> None:
    scope, notes = Scope.from_query({"visitor_country": ["ES,FR", "IT"], "sector": "9"})
    assert (scope.visitor_country, scope.visitor_sector) == (("ES", "FR", "IT"), (9,))
    assert notes == []


@pytest.mark.parametrize(
    ("parameter", "value", "said"),
    [
        ("visitor_country", "XZ", "Unknown visitor country: 'XZ'"),
        ("visitor_country", "Spian", "If Spain is meant, write ES"),
        ("visitor_country", "Kongo", "names more than one country. It may mean CG (Congo) or CD"),
        ("visitor_country", "Central Africa Czech", "Use the Commission's two-letter codes"),
        ("visitor_country", "9", "another list (industrial ecosystem)"),
        ("sector", "ES", "another list (country)"),
        ("sector", "15", "Unknown industrial ecosystem of the visitor: '15'"),
        ("visitor_type", "physical", "another list (mode)"),
        ("mode", "virtul", "did you mean 'Virtual'"),
        ("wave", "3", "Unknown wave: '3'"),
        ("status", "done", "Unknown view: 'done'. Known: held, validated"),
        ("period", "2022-12-31..2021-01-01", "ends before it starts. Did you mean 2021-01-01..2022-12-31?"),
        ("period", "31.12.2021", "cannot be read"),
        ("period", "2021-02-30..2021-03-01", "cannot be read"),
        ("visitor_contry", "ES", "There is no filter 'visitor_contry' – did you mean 'visitor_country'?"),
        ("Period", "2021", "did you mean 'period'"),
    ],
)
def test_what_an_address_cannot_get_is_said_and_the_rest_is_kept(
    parameter: str, value: str, said: str
) -> None:
    scope, notes = Scope.from_query({parameter: [value], "host_country": ["IT"]})
    assert scope == Scope(host_country="IT")
    assert len(notes) == 1
    assert said in str(notes[0])
    assert (notes[0].parameter, notes[0].value) == (parameter, value)


def test_one_bad_value_does_not_take_the_good_ones_with_it() -> None:
    scope, notes = Scope.from_query({"visitor_country": ["ES", "XZ", "FR"]})
    assert scope.visitor_country == ("ES", "FR")
    assert len(notes) == 1


def test_a_second_period_is_named_not_joined() -> None:
    scope, notes = Scope.from_query({"period": ["2021", "2022"]})
    assert scope.period == Period(date(2021, 1, 1), date(2021, 12, 31))
    assert "second period" in str(notes[0])


def test_parameters_of_others_are_passed_over_in_silence() -> None:
    assert Scope.from_query({"utm_source": "x", "embed": "true", "data": "abc", "tab": "2"}) == (Scope(), [])


def test_a_partnership_is_known_to_the_register_by_id_or_acronym(hand: DataVersion) -> None:
    scope, notes = Scope.from_query({"partnership": ["A", "mango", "Zebr"]}, hand)
    assert scope.partnership == ("A", "C")
    assert "did you mean 'Zebra'" in str(notes[0])
    with pytest.raises(UnknownName, match="did you mean 'Zebra'"):
        Scope.from_where(["partnership=Zebr"], hand)


def test_repeated_conditions_are_and_commas_are_or() -> None:
    assert Scope.from_where(["visitor_country=ES,FR", "visitor_country=FR,IT"]).visitor_country == ("FR",)
    assert Scope.from_where(["visitor_country=EU27", "visitor_country=ES,UK"]).visitor_country == ("ES",)
    assert Scope.from_where(["period=2021", "period=2021-03..2022-02"]).period == Period(
        date(2021, 3, 1), date(2021, 12, 31)
    )
    assert Scope.from_where(["sector=9", "wave=1"]) == Scope(visitor_sector=9, wave=1)


@pytest.mark.parametrize(
    ("conditions", "error", "said"),
    [
        (["visitor_country=ES", "visitor_country=FR"], InvalidScope, "satisfies all conditions"),
        (["period=2021", "period=2022"], InvalidScope, "satisfies all conditions"),
        (["status=held", "status=validated"], InvalidScope, "satisfies all conditions"),
        (["visitor_contry=ES"], UnknownName, "did you mean 'visitor_country'"),
        (["visitor_country"], InvalidScope, "has no value"),
        (["visitor_country="], InvalidScope, "has no value"),
        (["mode=9"], InvalidScope, "another list"),
        (["period=2022..2021"], InvalidScope, "ends before it starts"),
        (["period=2021,2022"], InvalidScope, "second period"),
    ],
)
def test_conditions_of_a_command_line_are_strict(
    conditions: list[str], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        Scope.from_where(conditions)


def test_building_a_scope_checks_its_codes() -> None:
    with pytest.raises(UnknownName):
        Scope(visitor_country="XZ")
    with pytest.raises(UnknownName):
        Scope(status="done")
    with pytest.raises(InvalidScope):
        Scope(period=(date(2022, 1, 1), date(2021, 1, 1)))
    with pytest.raises(UnknownName, match="did you mean 'visitor_country'"):
        Scope().with_(visitor_contry="ES")


def test_changes_take_single_values_lists_and_the_bare_sector() -> None:
    scope = Scope().with_(sector=9, visitor_country="ES", period="2021")
    assert scope == Scope(
        visitor_sector=(9,), visitor_country=("ES",), period=(date(2021, 1, 1), date(2021, 12, 31))
    )
    assert scope.without("sector") == Scope(visitor_country="ES", period="2021")
    assert scope.without("visitor_country", "es").without("period").without("visitor_sector", 9) == Scope()


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(), "All visits"),
        (
            Scope(visitor_sector=9, visitor_country="ES", period="2021..2022", partnership="C"),
            "Health visits from Spain, 2021–2022, partnership Mango",
        ),
        (Scope(mode="virtual", host_country=("EU27", "XK")), "Virtual visits to EU-27 and Kosovo*"),
        (Scope(period="2021-03"), "All visits, March 2021"),
        (Scope(period="2021-Q2"), "All visits, April–June 2021"),
        (Scope(period="2021-03-02..2021-04-01"), "All visits, 2 March 2021–1 April 2021"),
        (Scope(wave=2, status="validated"), "All visits, Wave 2 (2022–24), closed and validated"),
        (Scope(host_sector=(5, 9)), "All visits to hosts in Digital and Health"),
        (
            Scope(visitor_type="sme", host_partnership="A"),
            "All visits, host's partnership Zebra, visitor: SME",
        ),
    ],
)
def test_the_selection_in_words(hand: DataVersion, scope: Scope, words: str) -> None:
    assert scope.sentence(hand) == words


def test_options_are_what_the_register_holds(hand: DataVersion) -> None:
    assert options("visitor_country", hand) == ["EU27", "DE", "EL", "ES", "FR", "IT", "PL", "SE", "XK", "UK"]
    assert options("visitor_sector", hand) == [1, 2, 3, 5, 9, 13]
    assert options("partnership", hand) == [
        "B",
        "D",
        "C",
        "A",
    ]  # apple, Cedar, Mango, Zebra; E has no exchange
    assert options("year", hand) == [2020, 2021, 2022, 2023]
    assert options("mode", hand) == ["physical", "virtual", "hybrid"]
    assert options("distance_band", hand) == []


def test_an_address_is_read_as_far_as_anybody_writes_one(hand: DataVersion):
    """Two thousand unknown codes are told by number; one good one among the first is still found."""
    codes = ["ES", *(f"Q{place}" for place in range(2_000))]
    scope, notes = Scope.from_query({"visitor_country": codes}, hand)
    assert scope.visitor_country == ("ES",)
    assert [note.value for note in notes] == ["Q0", "Q1", "", ""]
    assert "497 more values" in str(notes[2])
    assert "first 500 values" in str(notes[3])
    scope, notes = Scope.from_query({"period": "9" * 5_000, "wave": "1" * 5_000}, hand)
    assert scope.is_everything
    assert all(len(str(note)) < 300 for note in notes)


@pytest.mark.parametrize("text", ["0001", "0001-01-01..2020-01-01", "9999", "1899-12-31", "2200"])
def test_a_period_no_register_can_have_is_refused(text: str):
    with pytest.raises(InvalidScope, match="1900 to 2199"):
        Scope(period=text)


@pytest.mark.parametrize("text", ["1900", "2199"])
def test_a_period_at_the_edge_can_still_be_compared(text: str, hand: DataVersion):
    for compare in ("year_before", "other_wave"):
        measure(hand, ["O01"], scope=Scope(period=text, wave=1), compare=compare)


def test_a_value_of_no_list_is_written_like_the_example() -> None:
    """region  xxxx (xxxx)  read in any case, refused where it is written otherwise"""
    region = Dimension("region", "Region", Values.CODE, "", example="DE71 (2021)")
    assert region.is_open
    assert open_value(region, "de71 (2021)") == "DE71 (2021)"
    assert open_value(region, "ITC4 (2016)") == "ITC4 (2016)"
    for wrong in ("DE71", "DE7 (2021)", "DE 71 (2021)", "DE71 (21)"):
        with pytest.raises(InvalidScope, match=r"Region: .* is not written like 'DE71 \(2021\)'"):
            open_value(region, wrong)
    with pytest.raises(InvalidScope, match="empty"):
        open_value(region, "")
