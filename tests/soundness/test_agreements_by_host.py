"""Agreements per 100 exchanges: agreements at one host hang together, so whole hosts are drawn."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.statistics.survey.ratio import SAME_RATIO, ratio
from cxc_metrics.store import DataVersion
from tests.measuring.publishing import published
from tests.soundness.rows import Row, answers, asked, outcome, registration
from tests.store.hand_made import exchange, organisation

HOSTS, VISITORS = 12, 10
# KPI → the survey round that somebody must have answered.
ROUNDS = {"R07a": "T2", "R07b": "T3"}


def _each_visitor_at_each_host(folder: Path, agreeing: set[tuple[int, int]]) -> DataVersion:
    """120 visits of May 2020, all answered; an agreement a month later for each (visitor, host) named."""
    visits: list[Row] = []
    invited: list[Row] = []
    outcomes: list[Row] = []
    for visitor in range(VISITORS):
        for host in range(HOSTS):
            key = f"X-{visitor}-{host:02}"
            days = {"actual_start": date(2020, 5, 4), "actual_end": date(2020, 5, 6)}
            visits.append(exchange(key, vo_id=f"V{visitor}", ho_id=f"H{host:02}", **days))
            invited += [asked(f"{key}-{name}", key, name) for name in ROUNDS.values()]
            if (visitor, host) in agreeing:
                outcomes.append(
                    outcome(f"A-{key}", f"V{visitor}", f"H{host:02}", "2020-06-05", exchange_id=key)
                )
    return published(
        folder,
        visits,
        organisation=[
            *(organisation(f"V{number}", "ES") for number in range(VISITORS)),
            *(organisation(f"H{number:02}", "DE") for number in range(HOSTS)),
        ],
        registration=[registration("R1", "2020-01-01", "V0")],
        survey_invitation=invited,
        survey_answer=answers(["X-0-00-T2"], "still_contact", [1]),
        outcome=outcomes,
    )


@pytest.mark.parametrize("kpi", ROUNDS)
def test_whole_hosts_are_drawn_and_not_visitors(tmp_path: Path, kpi: str) -> None:
    """Twelve hosts, ten visitors, all visit all. Four hosts sign with all ten, eight with nobody:
    40 of 120, 33.3 per 100. Of twelve hosts drawn anew one to seven are of those that sign (binomial, 95 %),
    so that the interval reaches from about 8 to about 60. Each visitor signs at four of twelve: by visitor
    nothing would seem to vary. Taken one by one, 120 exchanges would give 25.5 to 42.2."""
    agreeing = {(visitor, host) for visitor in range(VISITORS) for host in range(4)}
    with _each_visitor_at_each_host(tmp_path, agreeing) as version:
        row = measure(version, [kpi]).row()
    assert (row[kpi], row[f"{kpi}_n"], row[f"{kpi}_clusters"]) == (pytest.approx(100 / 3), 120, 12)
    assert 5 < row[f"{kpi}_low"] < 15
    assert 55 < row[f"{kpi}_high"] < 70
    by_hand = ratio([10] * 4 + [0] * 8, [10] * 12, list(range(12)), per=100.0)
    assert (row[f"{kpi}_low"], row[f"{kpi}_high"]) == pytest.approx((by_hand.low, by_hand.high))


@pytest.mark.parametrize("kpi", ROUNDS)
def test_visitors_who_differ_make_no_interval_where_all_hosts_are_alike(tmp_path: Path, kpi: str) -> None:
    """Five visitors sign with all twelve hosts, five with nobody: 60 of 120, five of ten at each host. Hosts
    do not vary, so their variation cannot be told; that of the visitors must not stand in for it."""
    agreeing = {(visitor, host) for visitor in range(5) for host in range(HOSTS)}
    with _each_visitor_at_each_host(tmp_path, agreeing) as version:
        row = measure(version, [kpi]).row()
    assert (row[kpi], row[f"{kpi}_n"], row[f"{kpi}_clusters"]) == (pytest.approx(50), 120, 12)
    assert math.isnan(row[f"{kpi}_low"])
    assert math.isnan(row[f"{kpi}_high"])
    assert row[f"{kpi}_reason"] == SAME_RATIO
