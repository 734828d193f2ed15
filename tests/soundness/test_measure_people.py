"""Wrong numbers somebody would have believed: registrations, organisations, persons."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cxc_metrics.measuring import measure
from tests.measuring.publishing import published, visit


def test_registrations_are_not_organisations(tmp_path: Path) -> None:
    """ES1 as visitor, again as visitor, as host, and a draft: 3 registrations of 1 organisation"""
    table = [
        {
            "registration_id": f"R{i}",
            "organisation_id": "ES1",
            "role": role,
            "status": status,
            "submitted_on": day,
        }
        for i, (role, status, day) in enumerate(
            [
                ("VO", "rejected", date(2021, 1, 1)),
                ("VO", "accepted", date(2021, 9, 1)),
                ("HO", "accepted", date(2022, 1, 1)),
                ("HO", "draft", None),
            ]
        )
    ]
    with published(tmp_path, [visit("X1", "2022-01-01")], registration=table) as version:
        measured = measure(version, ["A01", "A01o"])
        assert (measured.value("A01"), measured.value("A01o")) == (3, 1)
        assert measure(version, ["A01o"], by=["role"], totals=True).table["A01o"].tolist() == [1, 1, 1]


def test_the_acceptance_rate_leaves_out_the_undecided(tmp_path: Path) -> None:
    """accepted 3, rejected 1, submitted 4, withdrawn 2 → 3 / 4 (not 3 / 10), by the day of the decision"""
    decided, open_ = date(2022, 2, 1), None
    statuses = (
        [("accepted", decided)] * 3
        + [("rejected", decided)]
        + [("submitted", open_)] * 4
        + [("withdrawn", open_)] * 2
    )
    table = [
        {
            "registration_id": f"R{i}",
            "organisation_id": "ES1",
            "role": "VO",
            "status": status,
            "submitted_on": date(2021, 12, 1),
            "decided_on": day,
        }
        for i, (status, day) in enumerate(statuses)
    ]
    with published(tmp_path, [visit("X1", "2022-01-01")], registration=table) as version:
        measured = measure(version, ["A01", "A02"], by=["year"])
        assert measure(version, ["A02"]).value("A02") == 0.75
        rows = measured.table.set_index("year")
        assert rows.loc[2021, "A01"] == 10
        assert rows["A02"].dropna().to_dict() == {2022: 0.75}


def test_persons_are_counted_on_the_visitors_side_when_they_came(tmp_path: Path) -> None:
    """person  side     attended  exchange     counted
    P1      visitor  yes       X1 held      yes
    P2      visitor  no        X1 held      no
    P3      visitor  unknown   X1 held      no
    P4      host     yes       X1 held      no
    P5      visitor  yes       X2 two days  no
    X3 held has no list: 0 persons of it"""
    people = [
        {
            "participation_id": f"P{i}",
            "exchange_id": x,
            "organisation_id": "ES1",
            "side": side,
            "attended": came,
        }
        for i, (x, side, came) in enumerate(
            [
                ("X1", "visitor", True),
                ("X1", "visitor", False),
                ("X1", "visitor", None),
                ("X1", "host", True),
                ("X2", "visitor", True),
            ]
        )
    ]
    rows = [visit("X1", "2022-01-01"), visit("X2", "2022-01-01", working_days=2.0), visit("X3", "2022-01-01")]
    with published(tmp_path, rows, participation=people) as version:
        assert measure(version, ["O06"]).value("O06") == 1
