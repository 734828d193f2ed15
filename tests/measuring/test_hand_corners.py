"""The situations in which a figure was wrong, worked out by hand; and the check queries on them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.measuring import measure
from cxc_metrics.store import DataVersion, Store
from tests.measuring import hand_corners
from tests.measuring.holding import unlike
from tests.measuring.oracle import all_checks
from tests.store.hand_made import checked


@pytest.fixture(scope="module")
def corners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """The second hand-made register, published."""
    with checked(hand_corners.tables(), as_at=hand_corners.AS_AT) as tables:
        yield Store(tmp_path_factory.mktemp("corners") / "store").publish(tables)


def test_the_values_worked_out_by_hand(corners: DataVersion) -> None:
    measured = measure(corners, list(hand_corners.EXPECTED))
    assert measured.not_measurable == {}
    found = {kpi: (measured.value(kpi), measured.n(kpi)) for kpi in measured.ids}
    assert found == {kpi: (pytest.approx(value), n) for kpi, (value, n) in hand_corners.EXPECTED.items()}
    assert "u" in measured.flag("A06")  # two still followed on day 100
    assert "u" in measured.flag("R02")  # one event of twelve answers beside three single ones


def test_the_check_queries_say_the_same(corners: DataVersion) -> None:
    for kpi in hand_corners.EXPECTED:
        check, one = all_checks()[kpi], catalogue()[kpi]
        assert unlike(measure(corners, [kpi]), one, check, corners, ()) == [], kpi
        for name in ("visitor_country", "year"):
            if name in check.dimensions:
                measured = measure(corners, [kpi], by=[name])
                assert unlike(measured, one, check, corners, [name]) == [], (kpi, name)


def test_the_waiting_end_by_a_match_a_visit_or_a_withdrawal(corners: DataVersion) -> None:
    row = measure(corners, ["A06"]).row()
    assert {name: row[f"A06_{name}"] for name in ("events", "competing", "waiting")} == {
        "events": 4,
        "competing": 2,
        "waiting": 1,
    }
    assert row["A06_share"] == pytest.approx(4 / 7)
