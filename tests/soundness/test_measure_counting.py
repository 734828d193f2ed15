"""Wrong numbers somebody would have believed: what counts, for whom, and how often."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from tests.measuring.publishing import published, visit
from tests.store.hand_made import organisation, partnership


def _by(version: Any, kpi: str, by: str, **question: Any) -> dict[Any, Any]:
    table = measure(version, [kpi], by=[by], **question).details
    return dict(zip(table[by], table[kpi], strict=True))


def test_an_exchange_counts_for_the_visitors_partnership_only(tmp_path: Path) -> None:
    """exchange  vop  hop        counted for
    X1        A    B          A
    X2        A    A          A
    X3        B    A          B          A=2  B=1  total=3 (not 5)"""
    rows = [
        visit("X1", "2022-01-01"),
        visit("X2", "2022-01-01", hop_id="A"),
        visit("X3", "2022-01-01", vop_id="B"),
    ]
    rows[2]["hop_id"] = "A"
    with published(tmp_path, rows) as version:
        assert _by(version, "O01", "partnership") == {"A": 2, "B": 1}
        assert measure(version, ["O01"], by=["partnership"], totals=True).value("O01") == 3
        assert measure(version, ["O01"], scope=Scope(partnership="A")).value("O01") == 2
        # The host's partnership is a view of its own.
        assert _by(version, "O01", "host_partnership") == {"A": 2, "B": 1}
        assert measure(version, ["O01"], scope=Scope(host_partnership="A")).value("O01") == 2


def test_breaches_are_counted_and_flagged_not_dropped(tmp_path: Path) -> None:
    """exchange  breach              counts
    X1        –                   yes
    X2        C05 second visit    yes: it took place and was paid
    X3        C08 above the cap   yes
    X4        C03 two days        no: that is what countable means
    O01 = 3, I01 = 300 + 250 + 900 + 200 = 1650 (money paid is money paid)"""
    paid = {"paid_on": date(2022, 2, 1)}
    rows = [
        visit("X1", "2022-01-01", lump_sum_paid_eur=300.0, **paid),
        visit("X2", "2022-01-10", lump_sum_paid_eur=250.0, **paid),
        visit("X3", "2022-01-20", lump_sum_paid_eur=900.0, **paid),
        visit("X4", "2022-01-25", lump_sum_paid_eur=200.0, working_days=2.0, **paid),
    ]
    with published(tmp_path, rows, breaches=[("X2", "C05"), ("X3", "C08"), ("X4", "C03")]) as version:
        measured = measure(version, ["O01", "I01"])
        assert (measured.value("O01"), measured.value("I01")) == (3, 1650.0)


def test_cancelled_exchanges_are_dated_by_their_plan(tmp_path: Path) -> None:
    """exchange  status     planned     actual
    X1        held       2021-12-30  2022-01-03   in 2022
    X2        cancelled  2022-03-01  –            in 2022: a filter on the actual start would lose it
    X3        cancelled  2021-03-01  –            in 2021
    2022: A08 = 1 / 2   (on the actual start alone: 0 / 1)"""
    rows = [
        visit("X1", "2022-01-03", planned_start=date(2021, 12, 30)),
        visit("X2", status="cancelled", planned_start=date(2022, 3, 1), cancel_reason="pandemic"),
        visit("X3", status="cancelled", planned_start=date(2021, 3, 1), cancel_reason="illness"),
    ]
    with published(tmp_path, rows) as version:
        measured = measure(version, ["A08", "A08x", "A08o", "A08n"], scope=Scope(period="2022"))
        assert [measured.value(kpi) for kpi in measured.ids] == [0.5, 0.5, 0.0, 1]
        assert _by(version, "A08", "year") == {2021: 1.0, 2022: 0.5}


def test_cancellations_at_home_or_of_nobodys_partnership_are_no_cancelled_exchanges(tmp_path: Path) -> None:
    """exchange  status     countries  vop   in A08
    X1        held       ES DE      A     below the line
    X2        cancelled  ES DE      A     yes
    X3        cancelled  ES ES      A     no: could never have counted
    X4        cancelled  ES DE      –     no
    X5        ready      ES DE      A     no: neither held nor cancelled      A08 = 1 / 2"""
    cancelled = {"status": "cancelled", "planned_start": date(2022, 3, 1)}
    rows = [
        visit("X1", "2022-01-03"),
        visit("X2", **cancelled),
        visit("X3", **cancelled, ho_country="ES"),
        visit("X4", **cancelled) | {"vop_id": None},
        visit("X5", "2022-05-05", status="ready"),
    ]
    with published(tmp_path, rows) as version:
        measured = measure(version, ["A08"])
        assert (measured.value("A08"), measured.n("A08")) == (0.5, 2)


def test_a_cancellation_without_a_reason_is_neither_external_nor_own(tmp_path: Path) -> None:
    """held 1, cancelled: pandemic, illness, no reason → A08 3/4, A08x 1/4, A08o 1/4
    The reasons do not add up to A08, and "no reason" is not taken for one's own."""
    cancelled = {"status": "cancelled", "planned_start": date(2022, 3, 1)}
    rows = [visit("X1", "2022-01-03")]
    rows += [
        visit(f"C{i}", **cancelled, cancel_reason=why) for i, why in enumerate(("pandemic", "illness", None))
    ]
    with published(tmp_path, rows) as version:
        measured = measure(version, ["A08", "A08x", "A08o"])
        assert [measured.value(kpi) for kpi in measured.ids] == [0.75, 0.25, 0.25]
        by_reason = measure(version, ["A08n"], by=["cancel_reason"]).table
        assert dict(zip(by_reason["cancel_reason"].fillna("none"), by_reason["A08n"], strict=True)) == {
            "pandemic": 1,
            "illness": 1,
            "none": 1,
        }


def test_a_visit_within_one_country_never_counts(tmp_path: Path) -> None:
    """visitor  host  days
    ES       ES    5      not counted, and no number in the table country × country
    ES       DE    3      counted"""
    rows = [visit("X1", "2022-01-03", ho_country="ES", working_days=5.0), visit("X2", "2022-01-03")]
    with published(tmp_path, rows) as version:
        measured = measure(version, ["O01"], by=["visitor_country", "host_country"], totals=True)
        cells = {
            tuple(row) for row in measured.details[["visitor_country", "host_country", "O01_flag"]].values
        }
        assert measured.value("O01") == 1
        assert cells == {("ES", "DE", ""), ("ES", "ES", "z"), ("DE", "DE", "z")}


def test_the_sum_of_distinct_organisations_is_not_their_number(tmp_path: Path) -> None:
    """exchange  year  visitor  host
    X1        2021  ES1      DE1
    X2        2022  ES1      DE2     2021: 2, 2022: 2, both: 3 (not 4); ES1 as host of X3 is no new one
    X3        2022  DE1      ES1     2022 with X3: ES1 DE1 DE2 = 3"""
    rows = [
        visit("X1", "2021-05-01"),
        visit("X2", "2022-05-01", ho_id="DE2"),
        visit("X3", "2022-05-02", vo_id="DE1", ho_id="ES1", vo_country="DE", ho_country="ES"),
    ]
    with published(tmp_path, rows) as version:
        measured = measure(version, ["O02"], by=["year"], totals=True)
        assert list(measured.table["O02"]) == [2, 3, 3]


def test_targets_in_other_units_are_not_mixed_in(tmp_path: Path) -> None:
    """partnership  held  target             O03 of all = (2 + 0) / (4 + 6) = 20 %
    A            2     4 exchanges        50 %
    B            3     90 participants    not measurable: 3 exchanges of 90 participants is no share
    C            0     6 exchanges        0 %
    D            1     –                  not measurable; its exchange is in no numerator either"""
    targets = [
        partnership("A", target_exchanges=4, target_unit="exchange"),
        partnership("B", target_exchanges=90, target_unit="participant"),
        partnership("C", target_exchanges=6, target_unit="exchange"),
        partnership("D", wave=2),
    ]
    rows = [visit(f"X{i}", "2022-01-01", vop_id=vop, hop_id=None) for i, vop in enumerate("AABBBD")]
    with published(tmp_path, rows, partnership=targets) as version:
        measured = measure(version, ["O03"], by=["partnership"], totals=True)
        by_key = measured.details.set_index("partnership")
        assert measured.value("O03") == 0.2
        assert by_key["O03"].dropna().to_dict() == {"A": 0.5, "C": 0.0}
        assert set(by_key.index) == {"A", "C"}
        assert measure(version, ["O03"], scope=Scope(wave=2)).value("O03") is None


def test_the_target_is_for_the_whole_life_so_a_period_makes_it_not_measurable(tmp_path: Path) -> None:
    """visits of A: 10 in 2021, 10 in 2022; target 20
    "50 % in 2022" would be a share of a number that meant both years."""
    rows = [visit(f"X{i}", f"{2021 + i % 2}-05-01") for i in range(20)]
    targets = [partnership("A", target_exchanges=20, target_unit="exchange"), partnership("B")]
    with published(tmp_path, rows, partnership=targets) as version:
        assert measure(version, ["O03"]).value("O03") == 1.0
        assert "period" in measure(version, ["O03"], scope=Scope(period="2022")).not_measurable["O03"]
        assert (
            "visitor country"
            in measure(version, ["O03"], scope=Scope(visitor_country="ES")).not_measurable["O03"]
        )


def test_payments_are_counted_by_the_day_of_payment(tmp_path: Path) -> None:
    """visit 2021-12-10, paid 2022-01-20: a payment of 2022 and a visit of 2021"""
    rows = [visit("X1", "2021-12-10", lump_sum_paid_eur=300.0, paid_on=date(2022, 1, 20))]
    with published(tmp_path, rows) as version:
        table = measure(version, ["O01", "I01"], by=["year"]).table.set_index("year")
        assert table["O01"].to_dict() == {2021: 1, 2022: 0}
        assert table["I01"].fillna(-1).to_dict() == {2021: -1, 2022: 300.0}
        assert table.loc[2021, "I01_flag"] == ":"


def test_an_unknown_ecosystem_is_neither_equal_nor_different(tmp_path: Path) -> None:
    """visitor 9, host 9      same
    visitor 3, host 9      crosses
    visitor 9, host none   left out, not "different"      O10 = 1 / 2"""
    rows = [
        visit("X1", "2022-01-01"),
        visit("X2", "2022-01-01", vo_id="ES2"),
        visit("X3", "2022-01-01", ho_id="DE2"),
    ]
    with published(tmp_path, rows) as version:
        measured = measure(version, ["O10", "O01"])
        assert (measured.value("O10"), measured.n("O10"), measured.value("O01")) == (0.5, 2, 3)


@pytest.mark.parametrize("status", ["in_preparation", "ready", "ongoing", "cancelled", "ineligible"])
def test_what_has_not_taken_place_is_not_held(tmp_path: Path, status: str) -> None:
    with published(
        tmp_path, [visit("X1", "2022-01-01", status=status), visit("X2", "2022-01-01")]
    ) as version:
        assert measure(version, ["O01", "O05"]).value("O01") == 1


def test_the_rest_of_the_world_is_no_country(tmp_path: Path) -> None:
    """ES → DE, ES → XX, XX → DE: visitor countries 1 (ES), host countries 1 (DE), Member States 2"""
    world = [organisation("ES1", "ES", 9), organisation("DE1", "DE", 9), organisation("XX1", "XX", 9)]
    rows = [
        visit("X1", "2022-01-01"),
        visit("X2", "2022-01-01", ho_id="XX1", ho_country="XX"),
        visit("X3", "2022-01-01", vo_id="XX1", vo_country="XX"),
    ]
    with published(tmp_path, rows, organisation=world) as version:
        measured = measure(version, ["O01", "O08o", "O08h", "O08m"])
        assert [measured.value(kpi) for kpi in measured.ids] == [3, 1, 1, 2]


def test_the_united_kingdom_is_no_member_state(tmp_path: Path) -> None:
    """UK → DE: 1 Member State reached, and a filter on the EU-27 leaves the visit out"""
    rows = [visit("X1", "2020-10-01", vo_country="UK"), visit("X2", "2020-10-01")]
    with published(tmp_path, rows) as version:
        assert measure(version, ["O08m"]).value("O08m") == 2
        assert measure(version, ["O01"], scope=Scope(visitor_country="EU27")).value("O01") == 1
