"""Laws that hold on any register: parts add up, filtering the question is filtering the rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxc_metrics.catalogue import catalogue, dimensions
from cxc_metrics.measuring import dimensions_of, measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from tests.measuring.oracle import checks
from tests.store.hand_made import checked, organisation, partnership

AS_AT = date(2022, 6, 30)
COUNTRIES = ("ES", "FR", "DE", "XK", "UK")
SECTORS = (2, 9, 13, None)
STATUSES = ("completed", "awaiting_reports", "awaiting_payment", "cancelled", "ready")
ADDITIVE = tuple(kpi for kpi in ("O01", "O01v", "O05", "O05v", "A08n", "I01") if catalogue()[kpi].additive)
DIMENSIONS = (
    *("wave", "visitor_country", "host_country", "visitor_sector", "host_sector", "partnership"),
    *("host_partnership", "visitor_type", "mode", "status", "cross_sector", "year", "quarter", "month"),
)
COARSER = {"month": "quarter", "quarter": "year"}


def _random_register() -> dict[str, list[dict[str, Any]]]:
    """400 exchanges of 60 organisations, with gaps in every column that may have gaps; always the same."""
    draw = random.Random(20220630)
    organisations = [
        organisation(
            f"O{i:02}", draw.choice(COUNTRIES), draw.choice(SECTORS), org_type=draw.choice(["sme", "cluster"])
        )
        for i in range(60)
    ]
    exchanges = []
    for i in range(400):
        visitor, host = draw.sample(organisations, 2)
        start = date(2020, 9, 1) + timedelta(draw.randrange(660))
        status = draw.choice(STATUSES)
        begun = status not in {"cancelled", "ready"} and draw.random() < 0.95
        paid = draw.random() < 0.4
        exchanges.append(
            {
                "exchange_id": f"X{i:03}",
                "vo_id": visitor["organisation_id"],
                "ho_id": host["organisation_id"],
                "vo_country": visitor["country_code"],
                "ho_country": host["country_code"],
                "vop_id": draw.choice(["A", "B", "C", None]),
                "hop_id": draw.choice(["A", "B", None]),
                "wave": draw.choice([1, 2]),
                "mode": draw.choice(["physical", "physical", "virtual"]),
                "status": status,
                "planned_start": start if draw.random() < 0.9 else None,
                "actual_start": start if begun else None,
                "working_days": draw.choice([2.0, 3.0, 3.5, 5.0, None]),
                "lump_sum_paid_eur": draw.choice([100.0, 450.5]) if paid else None,
                "paid_on": start + timedelta(20) if paid and draw.random() < 0.9 else None,
                "cancel_reason": draw.choice(["pandemic", "illness", None])
                if status == "cancelled"
                else None,
            }
        )
    return {
        "organisation": organisations,
        "partnership": [partnership(key) for key in "ABC"],
        "exchange": exchanges,
    }


@pytest.fixture(scope="module")
def anyhow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    with checked(_random_register(), as_at=AS_AT) as tables:
        yield Store(tmp_path_factory.mktemp("anyhow") / "store").publish(tables)


@pytest.fixture(scope="module")
def facts(anyhow: DataVersion) -> pd.DataFrame:
    """The rows of the fact, for filtering by hand."""
    return anyhow.query(f"SELECT * FROM {anyhow.fact('exchange')}").to_pandas()


def _some(values: tuple[Any, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from([value for value in values if value is not None]), max_size=3).map(tuple)


def _period(first: int, length: int) -> tuple[date, date]:
    start = date(2020, 8, 1) + timedelta(first)
    return start, start + timedelta(length)


SCOPES = st.builds(
    Scope,
    wave=_some((1, 2)),
    period=st.none() | st.builds(_period, st.integers(0, 700), st.integers(0, 400)),
    visitor_country=_some((*COUNTRIES, "EU27")),
    host_sector=_some(SECTORS),
    partnership=_some(("A", "B", "C")),
    visitor_type=_some(("sme", "cluster")),
    mode=_some(("physical", "virtual")),
    status=st.sampled_from(["held", "validated"]),
)
BY = st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=2, unique=True)
FEW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(scope=SCOPES, by=BY)
def test_the_parts_of_a_total_add_up(anyhow: DataVersion, scope: Scope, by: list[str]) -> None:
    measured = measure(anyhow, ADDITIVE, by=by, scope=scope, totals=True)
    for kpi in ADDITIVE:
        parts = measured.details[kpi].dropna()
        assert float(parts.sum()) == pytest.approx(measured.value(kpi) or 0.0), kpi


@FEW
@given(scope=SCOPES, by=BY)
def test_a_coarser_dimension_is_the_sum_of_the_finer(
    anyhow: DataVersion, scope: Scope, by: list[str]
) -> None:
    first = by[0]
    fine = measure(anyhow, ADDITIVE, by=by, scope=scope).table
    coarse = measure(anyhow, ADDITIVE, by=[first], scope=scope).table
    keys = coarse[first].astype("object").fillna("none")
    for kpi in ADDITIVE:
        summed = fine[kpi].groupby(fine[first].astype("object").fillna("none")).sum()
        for key, value in zip(keys, coarse[kpi], strict=True):
            assert pd.isna(value) or float(value) == pytest.approx(float(summed.get(key, 0))), (kpi, key)


@FEW
@given(scope=SCOPES, fine=st.sampled_from(sorted(COARSER)))
def test_quarters_are_the_sum_of_their_months_and_years_of_their_quarters(
    anyhow: DataVersion, scope: Scope, fine: str
) -> None:
    both = measure(anyhow, ADDITIVE, by=[COARSER[fine], fine], scope=scope).table
    coarse = measure(anyhow, ADDITIVE, by=[COARSER[fine]], scope=scope).table.set_index(COARSER[fine])
    for kpi in ADDITIVE:
        summed = both.dropna(subset=[COARSER[fine]]).groupby(COARSER[fine])[kpi].sum()
        expected = coarse[kpi].dropna()
        expected = expected[expected.index.notna()]
        assert {key: float(summed[key]) for key in expected.index} == pytest.approx(
            {key: float(value) for key, value in expected.items()}
        )


@FEW
@given(scope=SCOPES)
def test_measuring_with_a_filter_is_filtering_the_rows_first(
    anyhow: DataVersion, facts: pd.DataFrame, scope: Scope
) -> None:
    """Filters are applied to the rows in pandas; then everything is counted without a filter."""
    rows = facts
    for field in ("wave", "host_sector", "partnership", "visitor_type", "mode"):
        chosen = getattr(scope, field)
        rows = rows[rows[field].isin(chosen)] if chosen else rows
    if scope.visitor_country:
        members = {*scope.visitor_country, *({"ES", "FR", "DE"} if "EU27" in scope.visitor_country else ())}
        rows = rows[rows["visitor_country"].isin(members)]
    if scope.period:
        start, end = (pd.Timestamp(day) for day in scope.period)
        rows = rows[pd.to_datetime(rows["period_date"]).between(start, end)]
    held = rows[rows["validated"] if scope.status == "validated" else rows["countable"]]
    measured = measure(anyhow, ["O01", "O02", "O04", "O05", "O08h"], scope=scope)
    if measured.flag("O01") == ":":
        assert held.empty
        return
    assert measured.value("O01") == len(held)
    assert measured.value("O02") == len({*held["visitor_id"], *held["host_id"]})
    assert measured.value("O05") == pytest.approx(held["working_days"].sum())
    assert measured.value("O08h") == held["host_country"].nunique()
    share = (held["visitor_type"] == "sme").mean() if len(held) else None
    assert measured.value("O04") == (None if share is None else pytest.approx(share))


@FEW
@given(scope=SCOPES, by=BY)
def test_shares_lie_between_0_and_1_and_distincts_within_their_bounds(
    anyhow: DataVersion, scope: Scope, by: list[str]
) -> None:
    shares = ["O04", "O07", "O10", "O11"]
    table = measure(anyhow, [*shares, "O02", "O01", "O08m", "O09"], by=by, scope=scope).table
    for kpi in shares:
        assert table[kpi].dropna().between(0, 1).all()
        assert (table[kpi].isna() | (table[f"{kpi}_n"] > 0)).all()
    counted = table.dropna(subset=["O01", "O02"])
    assert (counted["O02"] <= 2 * counted["O01"]).all()
    assert (table["O08m"].dropna() <= 27).all()
    assert (table["O09"].dropna() <= 14).all()


def test_every_kpi_by_every_dimension_it_has(anyhow: DataVersion) -> None:
    lacking = set(measure(anyhow, list(checks())).not_measurable)
    assert {"A01", "O06"} <= lacking  # no registrations and no participations in this register
    measurable = [catalogue()[name] for name in checks() if name not in lacking]
    for name in dimensions():
        having = [kpi.id for kpi in measurable if name in dimensions_of(kpi, anyhow)]
        measured = measure(anyhow, having, by=[name], totals=True)
        assert measured.not_measurable == {}, name
