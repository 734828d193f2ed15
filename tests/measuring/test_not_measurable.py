"""Why a KPI cannot be measured: what nobody delivered, aggregated sources, filters it has not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.measuring import dimensions_of, measure
from cxc_metrics.records import rows
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.studies import target_chances
from tests.measuring.oracle import checks
from tests.measuring.publishing import published, visit
from tests.store.hand_made import SOURCE, checked

AGGREGATED = SOURCE.model_copy(
    update={
        "grain": "aggregate",
        "countable": "cross_border",
        "lacks": ("exchange.vo_id", "exchange.ho_id", "exchange.actual_start", "exchange.planned_start"),
    }
)


@pytest.fixture
def flows(tmp_path: Path) -> DataVersion:
    """from  to  participants
    ES    IT  100
    IT    ES  50
    ES    ES  1000   at home
    ES    XX  7      rest of the world"""
    table = [
        {"exchange_id": f"F{i}", "vo_country": a, "ho_country": b, "participants": n, "wave": 1}
        for i, (a, b, n) in enumerate(
            [("ES", "IT", 100), ("IT", "ES", 50), ("ES", "ES", 1000), ("ES", "XX", 7)]
        )
    ]
    return Store(tmp_path / "flows").publish(checked({"exchange": table}, source=AGGREGATED))


def test_an_aggregated_source_counts_persons_and_countries_only(flows: DataVersion) -> None:
    measured = measure(flows, list(checks()))
    assert measured.value("O06") == 157
    assert [measured.value(kpi) for kpi in ("O08o", "O08h", "O08m")] == [2, 2, 2]
    for kpi in ("O01", "O01v", "O02", "O04", "O05", "O07", "O10", "O11", "A08", "I01"):
        assert "aggregated source" in measured.not_measurable[kpi]
        assert measured.flag(kpi) == ":"
    assert "no table registration" in measured.not_measurable["A01"]


def test_an_aggregated_source_has_no_time_and_no_organisations(flows: DataVersion) -> None:
    assert set(dimensions_of(catalogue()["O06"], flows)) == {"visitor_country", "host_country", "wave"}
    for by, scope in ((["year"], Scope()), (["visitor_type"], Scope()), ([], Scope(period="2021"))):
        reason = measure(flows, ["O06"], by=by, scope=scope).not_measurable["O06"]
        assert "cannot be told by" in reason
        assert "It can by: wave, visitor country, host country" in reason


def test_persons_by_country_pair(flows: DataVersion) -> None:
    table = measure(flows, ["O06"], by=["visitor_country", "host_country"], totals=True).details
    cells = {
        (a, b): (v, f) for a, b, v, f in table[["visitor_country", "host_country", "O06", "O06_flag"]].values
    }
    assert cells[("ES", "IT")] == (100, "")
    assert cells[("ES", "XX")] == (7, "")
    assert cells[("ES", "ES")][1] == "z"


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    """Nobody delivered working days: no visit can be shown to count, which is unknown and not 0."""
    row = {name: value for name, value in visit("X1", "2022-01-01").items() if name != "working_days"}
    with published(tmp_path, [row]) as version:
        measured = measure(version, ["O01", "O02", "O05", "I01", "A08"])
        assert measured.value("O01") is None
        assert measured.not_measurable["O01"] == (
            "Not measurable with this register: it has no exchange.working_days"
        )
        assert "exchange.lump_sum_paid_eur" in measured.not_measurable["I01"]
        assert set(measured.not_measurable) == {"O01", "O02", "O05", "I01", "A08"}


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with published(tmp_path, [visit("X1", "2022-01-01")]) as version:
        reasons = measure(version, ["A01", "O06", "O01"]).not_measurable
        assert reasons["A01"] == "Not measurable with this register: it has no table registration"
        assert "participation" in reasons["O06"]
        assert "O01" not in reasons


@pytest.mark.parametrize(
    ("kpi", "scope", "by", "said"),
    [
        (
            "O03",
            Scope(period="2021"),
            (),
            "Target attainment cannot be told by period. It can by: wave, partnership",
        ),
        ("O03", Scope(visitor_country="ES"), (), "cannot be told by visitor country"),
        ("O03", Scope(), ("year",), "cannot be told by year"),
        ("A01", Scope(mode="virtual"), (), "cannot be told by mode"),
        ("A01", Scope(), ("distance_band",), "cannot be told by distance"),
        ("A02", Scope(status="validated"), (), "cannot be told by the view closed and validated"),
        ("A02", Scope(), ("registration_status",), "cannot be told by status of the registration"),
        ("A08", Scope(), ("cancel_reason",), "cannot be told by reason of cancellation"),
        ("O01", Scope(), ("distance_band",), "cannot be told by distance"),
    ],
)
def test_a_filter_or_dimension_it_has_not_is_never_ignored(
    hand: DataVersion, kpi: str, scope: Scope, by: tuple[str, ...], said: str
) -> None:
    measured = measure(hand, [kpi, "O01v"], by=by, scope=scope)
    assert said in measured.not_measurable[kpi]
    assert "It can by: " in measured.not_measurable[kpi]
    assert measured.table[kpi].isna().all()
    assert set(measured.table[f"{kpi}_flag"]) <= {":"}


def test_the_others_are_measured_all_the_same(hand: DataVersion) -> None:
    measured = measure(hand, ["O03", "O01"], scope=Scope(visitor_country="ES"))
    assert list(measured.not_measurable) == ["O03"]
    assert measured.value("O01") == 8


def test_rows_and_completion_refuse_with_the_same_reason(hand: DataVersion) -> None:
    with pytest.raises(NotMeasurable, match="cannot be told by period"):
        rows(hand, "O03", Scope(period="2021"))
    with pytest.raises(NotMeasurable, match="cannot be told by period"):
        target_chances(hand, Scope(period="2021"))
