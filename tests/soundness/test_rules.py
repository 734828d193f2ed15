"""Wrong findings somebody would have acted on: whom each rule of the scheme names, and whom not.

That a breach stays counted is told by test_measure_counting; here the rules themselves are worked out.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cxc_metrics.contract import RULES
from cxc_metrics.engine import EMBEDDED
from tests.store.hand_made import checked, exchange, organisation, partnership, register_rows

START = date(2021, 5, 3)
Row = dict[str, Any]


def _named(rule: str, exchanges: list[Row], **tables: list[Row]) -> list[str]:
    """The exchanges that the rule names, once for each line of its findings."""
    sql = EMBEDDED.read(RULES[rule].sql)
    with checked(register_rows(exchanges, **tables)) as clean:
        found = clean.connection.execute(f"SELECT exchange_id FROM ({sql}) ORDER BY 1").fetchall()
    return [key for (key,) in found]


def _lasting(key: str, days: int, **more: Any) -> Row:
    """An exchange of that many calendar days."""
    return exchange(key, actual_start=START, actual_end=START + timedelta(days=days - 1), **more)


def test_a_country_is_eligible_by_wave() -> None:
    """exchange  wave  from to
    X1        1     ES   UK   eligible in wave 1
    X2        2     ES   UK   not in wave 2
    X3        1     CH   UK   Switzerland never
    X4        2     CH   UK   both sides
    X5        2     ES   UK   cancelled: nothing took place"""
    rows = [
        exchange("X1", ho_country="UK"),
        exchange("X2", ho_country="UK", wave=2),
        exchange("X3", vo_country="CH", ho_country="UK"),
        exchange("X4", vo_country="CH", ho_country="UK", wave=2),
        exchange("X5", ho_country="UK", wave=2, status="cancelled"),
    ]
    assert _named("C02", rows) == ["X2", "X3", "X4", "X4"]


def test_a_physical_stay_lasts_31_days_at_most() -> None:
    """31 calendar days are a month; 32 are more; online nobody stays."""
    rows = [_lasting("X1", 31), _lasting("X2", 32), _lasting("X3", 60, mode="virtual")]
    assert _named("C04", rows) == ["X2"]


def test_the_first_funded_visit_is_by_day_and_then_by_number() -> None:
    """exchange  visitor  starts  money      mode
    X1        ES1      3 May   –          physical   took no money, so it is not the first
    X2        ES1      4 May   300        virtual    not physical
    X3        ES1      6 May   300 paid   physical   second by day
    X4        ES1      5 May   300 agreed physical   first
    X5        ES2      5 May   300        physical   first, of two on one day
    X6        ES2      5 May   300        physical   second by number
    X7        ES2      4 May   300        cancelled  never took place"""
    agreed = {"lump_sum_agreed_eur": 300.0}
    other = {"vo_id": "ES2", **agreed}
    rows = [
        exchange("X7", actual_start=date(2021, 5, 4), status="cancelled", **other),
        exchange("X6", actual_start=date(2021, 5, 5), **other),
        exchange("X5", actual_start=date(2021, 5, 5), **other),
        exchange("X4", actual_start=date(2021, 5, 5), **agreed),
        exchange("X3", actual_start=date(2021, 5, 6), lump_sum_paid_eur=300.0),
        exchange("X2", actual_start=date(2021, 5, 4), mode="virtual", **agreed),
        exchange("X1", actual_start=START, lump_sum_agreed_eur=0.0),
    ]
    assert _named("C05", rows) == ["X3", "X6"]


def test_some_types_may_host_only() -> None:
    types = [organisation("ES1", "ES", org_type="large_company"), organisation("DE1", "DE")]
    assert _named("C06", [exchange("X1")], organisation=types) == ["X1"]
    assert _named("C06", [exchange("X1")], organisation=[types[0] | {"org_type": "sme"}, types[1]]) == []


@pytest.mark.parametrize(
    ("membership", "named"),
    [
        ({}, False),
        ({"valid_from": START, "valid_to": START}, False),
        ({"valid_from": START + timedelta(days=1)}, True),
        ({"valid_to": START - timedelta(days=1)}, True),
        ({"cluster_id": "DE2"}, True),
    ],
    ids=["open dates", "that day only", "from the day after", "until the day before", "not profiled"],
)
def test_a_membership_holds_on_the_first_day(membership: Row, named: bool) -> None:
    """ES1 is an SME; DE1 is a cluster with a profile, DE2 one without."""
    organisations = [
        organisation("ES1", "ES"),
        organisation("DE1", "DE", org_type="cluster", eccp_registered=True),
        organisation("DE2", "DE", org_type="cluster", eccp_registered=False),
    ]
    belongs = {"member_id": "ES1", "cluster_id": "DE1", "valid_from": None, "valid_to": None} | membership
    found = _named("C07", [exchange("X1")], organisation=organisations, cluster_membership=[belongs])
    assert found == ["X1"] * named


@pytest.mark.parametrize(
    ("paid", "change", "named"),
    [
        (830.0, {}, False),
        (830.01, {}, True),
        (415.0, {"working_days": 4.5}, False),
        (415.01, {"working_days": 4.5}, True),
        (415.0, {"distance_km": 199.9}, False),
        (415.01, {"distance_km": 199.9}, True),
        (830.0, {"distance_km": 200.0}, False),
        (830.0, {"distance_km": None}, False),
        (0.0, {"mode": "virtual"}, False),
        (1.0, {"mode": "virtual"}, True),
        (1000.0, {"ho_country": "UK", "lump_sum_cap_eur": 1000.0}, False),
        (1000.01, {"ho_country": "UK", "lump_sum_cap_eur": 1000.0}, True),
        (5000.0, {"ho_country": "UK"}, False),
    ],
)
def test_the_proxy_cap_is_halved_for_short_or_near_stays(paid: float, change: Row, named: bool) -> None:
    """Germany's proxy cap is 830 EUR; half under five days or under 200 km; nothing online. For a host
    country without a proxy the register's own cap stands, and without that nothing can be said."""
    stay = {"working_days": 5.0, "distance_km": 900.0, "lump_sum_paid_eur": paid} | change
    assert _named("C08", [exchange("X1", **stay)]) == ["X1"] * named


def _paper(key: str, kind: str, **dates: date) -> Row:
    return {"document_id": f"{key}-{kind}", "exchange_id": key, "doc_type": kind, **dates}


def _signed(key: str, kind: str, signed: date, by: str = "vo ho vop hop") -> Row:
    return _paper(key, kind, **{f"signed_{who}_on": signed for who in by.split()})


def test_completed_needs_four_signatures_by_the_start_and_an_agreement_where_money_flows() -> None:
    """exchange  money  commitment            agreement            named
    X1        –      four, on the day      –                    no
    X2        –      four, the day after   –                    yes
    X3        –      three                 –                    yes
    X4        300    four                  –                    yes
    X5        300    four                  visitor and VOP      no
    X6        –      none, awaits payment  –                    no: not completed yet
    X7        –      none                  –                    yes"""
    money = {"lump_sum_agreed_eur": 300.0}
    rows = [exchange(f"X{i}", **(money if i in (4, 5) else {})) for i in range(1, 8)]
    rows[5]["status"] = "awaiting_payment"
    commitment = "commitment_to_quality"
    papers = [
        *(_signed(key, commitment, START) for key in ("X1", "X4", "X5")),
        _signed("X2", commitment, START + timedelta(days=1)),
        _signed("X3", commitment, START, by="vo ho vop"),
        _signed("X5", "financial_agreement", START, by="vo vop"),
    ]
    assert _named("C09", rows, document=papers) == ["X2", "X3", "X4", "X7"]


def test_payment_is_late_from_the_eleventh_day() -> None:
    """Last day 5 May. exchange  paid    report     evidence
    X1        15 May  validated  yes        in time: the tenth day
    X2        16 May  validated  yes        late
    X3        15 May  –          yes        paid before anybody validated
    X4        15 May  validated  –          paid without evidence
    X5        –       –          –          nothing was paid"""
    paid = {key: date(2021, 5, 15) for key in ("X1", "X3", "X4")} | {"X2": date(2021, 5, 16)}
    rows = [exchange(key, lump_sum_paid_eur=300.0, paid_on=day) for key, day in paid.items()]
    papers = [_paper(key, "closing_report_vo", validated_on=date(2021, 5, 10)) for key in ("X1", "X2", "X4")]
    papers += [_paper(key, "travel_evidence") for key in ("X1", "X2", "X3")]
    assert _named("C10", [*rows, exchange("X5")], document=papers) == ["X2", "X3", "X4"]


def test_the_project_period_includes_its_extension() -> None:
    """A runs from 1 to 4 May, extended to 5 May: the visit of 3 to 5 May lies within. B is not extended."""
    dates = {"start_date": date(2021, 5, 1), "end_date": date(2021, 5, 4)}
    projects = [partnership("A", **dates, extended_to=date(2021, 5, 5)), partnership("B", **dates)]
    rows = [exchange("X1"), exchange("X2", vop_id="B"), exchange("X3", actual_start=date(2021, 4, 30))]
    assert _named("C12", rows, partnership=projects) == ["X2", "X3"]


def test_a_stay_of_mobilise_sme_lasts_one_to_six_months() -> None:
    """28 and 184 days are the bounds, a day less or more is beyond them; an ongoing stay has no length."""
    rows = [_lasting(f"X{days}", days) for days in (27, 28, 184, 185)]
    rows.append(exchange("X0", actual_start=START, actual_end=None, status="ongoing"))
    assert _named("MS1", rows) == ["X185", "X27"]


def test_only_smes_send_in_mobilise_sme() -> None:
    """visitor  type           size    named
    A          sme            micro   no
    B          large_company  large   yes
    C          sme            large   yes, whatever it is called
    D          sme            (none)  no"""
    kinds = {"A": ("sme", "micro"), "B": ("large_company", "large"), "C": ("sme", "large"), "D": ("sme", "")}
    visitors = [
        organisation(key, "ES", org_type=kind, size_class=size or None) for key, (kind, size) in kinds.items()
    ]
    rows = [exchange(f"X{key}", vo_id=key) for key in kinds]
    assert _named("MS2", rows, organisation=[*visitors, organisation("DE1", "DE")]) == ["XB", "XC"]
