"""What a fact must never get silently wrong: fan-out, double count, missing for zero, what counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.store import DataVersion, Store
from tests.store.hand_made import SOURCE, checked, exchange, organisation, partnership, register_rows

CROSS_BORDER = SOURCE.model_copy(update={"countable": "cross_border"})


@pytest.fixture
def published(tmp_path: Path):
    def publish(
        exchanges: list[dict[str, Any]], others: dict[str, Any] | None = None, **more: Any
    ) -> DataVersion:
        return Store(tmp_path / "store").publish(checked(register_rows(exchanges, **(others or {})), **more))

    return publish


def ask(version: DataVersion, columns: str, fact: str = "exchange", rest: str = "ORDER BY 1") -> list[tuple]:
    rows = version.query(f"SELECT {columns} FROM {version.fact(fact)} {rest}").to_pylist()
    return [tuple(row.values()) for row in rows]


def test_joins_do_not_multiply_exchanges(published):
    """exchange  participations  breaches  rows  attended visitors
       X1        3 (2 attended)  2         1     2
       X2        none            none      1     0
    A plain join would give 6 rows for X1 and a sum of lump sums of 3 600 instead of 600."""
    present = {"exchange_id": "X1", "organisation_id": "ES1", "side": "visitor"}
    version = published(
        [exchange("X1", lump_sum_paid_eur=600.0), exchange("X2", lump_sum_paid_eur=400.0)],
        {
            "participation": [
                {"participation_id": "P1", "attended": True, **present},
                {"participation_id": "P2", "attended": True, **present},
                {"participation_id": "P3", "attended": False, **present},
                {"participation_id": "P4", "attended": True, **present, "side": "host"},
            ]
        },
        breaches=[("X1", "C05"), ("X1", "C02"), ("X1", "C02")],
    )
    assert ask(version, "exchange_id, attended_visitors, breaches, lump_sum_paid_eur") == [
        ("X1", 2, ["C02", "C05"], 600.0),
        ("X2", 0, [], 400.0),
    ]


def test_an_exchange_stands_once_under_its_visitors_partnership(published):
    """exchange  vop  hop  partnership  host_partnership
    X1        A    B    A            B
    X2        A    A    A            A
    X3        B    A    B            A
    X4        A    B    A            B                 A=3  B=1  total=4 (not 7)"""
    version = published(
        [exchange("X1"), exchange("X2", hop_id="A"), exchange("X3", vop_id="B", hop_id="A"), exchange("X4")]
    )
    columns = "exchange_id, partnership::VARCHAR AS p, host_partnership::VARCHAR AS h, cross_partnership"
    assert ask(version, columns) == [
        ("X1", "A", "B", True),
        ("X2", "A", "A", False),
        ("X3", "B", "A", True),
        ("X4", "A", "B", True),
    ]
    counted = "partnership::VARCHAR AS p, count(*) AS n"
    assert ask(version, counted, rest="WHERE countable GROUP BY 1 ORDER BY 1") == [("A", 3), ("B", 1)]


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"working_days": 2.5}, False),
        ({"working_days": None}, False),
        ({"ho_country": "ES"}, False),
        ({"vop_id": None}, False),
        ({"hop_id": None}, True),
        ({"status": "awaiting_reports"}, True),
        ({"status": "awaiting_validation"}, True),
        ({"status": "awaiting_payment"}, True),
        ({"status": "in_preparation"}, False),
        ({"status": "ready"}, False),
        ({"status": "ongoing"}, False),
        ({"status": "cancelled"}, False),
        ({"status": "ineligible"}, False),
        ({"mode": "virtual"}, True),
    ],
    ids=str,
)
def test_what_counts_by_the_schemes_rule(published, change: dict[str, Any], counts: bool):
    """countable = held, three working days, two countries, a visitor's partnership (definitions 1)"""
    version = published([exchange("X1", **change), exchange("X2")])
    assert ask(version, "exchange_id, countable") == [("X1", counts), ("X2", True)]
    assert version.manifest.countable_exchanges == 1 + counts


def test_what_counts_by_the_rule_of_a_foreign_register(published):
    """exchange  countries  status       days  partnership  countable
    X1        ES → DE    -            -     -            yes
    X2        ES → ES    completed    5     A            no
    X3        ES → DE    cancelled    1     -            yes (the rule is about borders alone)
    X4        ES → DE    ends before it starts            no"""
    bare = {"status": None, "working_days": None, "vop_id": None, "hop_id": None}
    version = published(
        [
            exchange("X1", **bare),
            exchange("X2", ho_country="ES", working_days=5.0),
            exchange("X3", **bare | {"status": "cancelled", "working_days": 1.0}),
            exchange("X4", actual_end=date(2021, 5, 1)),
        ],
        source=CROSS_BORDER,
    )
    assert ask(version, "exchange_id, countable") == [
        ("X1", True),
        ("X2", False),
        ("X3", True),
        ("X4", False),
    ]


def test_a_broken_rule_marks_the_exchange_and_does_not_take_it_away(published):
    """exchange  breach                 countable
    X1        C02 (not eligible)     yes, and marked
    X2        C03 (too short)        no, by the definition of countable, not by the mark
    X3        -                      yes"""
    version = published(
        [exchange("X1"), exchange("X2", working_days=1.0), exchange("X3")],
        breaches=[("X1", "C02"), ("X2", "C03")],
    )
    assert ask(version, "exchange_id, countable, breaches") == [
        ("X1", True, ["C02"]),
        ("X2", False, ["C03"]),
        ("X3", True, []),
    ]


def test_cancelled_is_only_what_could_have_counted(published):
    """exchange  status     countries  vop  reason          cancelled  external
    X1        cancelled  ES → DE    A    pandemic        yes        yes
    X2        cancelled  ES → DE    A    host_withdrew   yes        no
    X3        cancelled  ES → DE    A    -               yes        no
    X4        cancelled  ES → ES    A    pandemic        no         no
    X5        cancelled  ES → DE    -    pandemic        no         no
    X6        completed  ES → DE    A    -               no         no"""
    gone = {"status": "cancelled", "actual_start": None, "planned_start": date(2021, 2, 1)}
    version = published(
        [
            exchange("X1", **gone, cancel_reason="pandemic"),
            exchange("X2", **gone, cancel_reason="host_withdrew"),
            exchange("X3", **gone),
            exchange("X4", **gone, cancel_reason="pandemic", ho_country="ES"),
            exchange("X5", **gone, cancel_reason="pandemic", vop_id=None),
            exchange("X6"),
        ]
    )
    assert ask(version, "exchange_id, cancelled, cancelled_external") == [
        ("X1", True, True),
        ("X2", True, False),
        ("X3", True, False),
        ("X4", False, False),
        ("X5", False, False),
        ("X6", False, False),
    ]


def test_only_completed_and_countable_is_validated(published):
    """exchange  status             days  validated
    X1        completed          3     yes
    X2        awaiting_payment   3     no
    X3        completed          2     no"""
    version = published(
        [exchange("X1"), exchange("X2", status="awaiting_payment"), exchange("X3", working_days=2.0)]
    )
    assert ask(version, "exchange_id, validated") == [("X1", True), ("X2", False), ("X3", False)]


def test_the_period_is_the_start_and_for_what_never_started_the_plan(published):
    """exchange  actual      planned     period      quarter
    X1        2021-05-03  2021-03-01  2021-05-03  2021-Q2
    X2        -           2021-03-31  2021-03-31  2021-Q1
    X3        -           -           -           -"""
    version = published(
        [
            exchange("X1", planned_start=date(2021, 3, 1)),
            exchange("X2", actual_start=None, planned_start=date(2021, 3, 31)),
            exchange("X3", actual_start=None),
        ]
    )
    columns = "exchange_id, period_date, year, quarter::VARCHAR AS q, month::VARCHAR AS m"
    assert ask(version, columns) == [
        ("X1", date(2021, 5, 3), 2021, "2021-Q2", "2021-05"),
        ("X2", date(2021, 3, 31), 2021, "2021-Q1", "2021-03"),
        ("X3", None, None, None, None),
    ]


def test_unknown_is_not_the_same_and_not_different(published):
    """visitor  host  sectors  cross_sector   hop  cross_partnership
    ES1      DE1   9, 9     no             B    yes
    ES2      DE1   3, 9     yes            A    no
    ES1      DE2   9, -     unknown        -    unknown"""
    version = published(
        [
            exchange("X1"),
            exchange("X2", vo_id="ES2", hop_id="A"),
            exchange("X3", ho_id="DE2", hop_id=None),
        ]
    )
    assert ask(version, "exchange_id, cross_sector, cross_partnership") == [
        ("X1", False, True),
        ("X2", True, False),
        ("X3", None, None),
    ]


@pytest.mark.parametrize(
    ("km", "band"),
    [
        (0.0, "under_200"),
        (199.99, "under_200"),
        (200.0, "200_to_500"),
        (500.0, "500_to_1000"),
        (1000.0, "1000_to_2000"),
        (1999.9, "1000_to_2000"),
        (2000.0, "2000_and_over"),
        (None, None),
    ],
)
def test_a_distance_band_holds_its_lower_end(published, km: float | None, band: str | None):
    version = published([exchange("X1", distance_km=km), exchange("X2", distance_km=1.0)])
    assert ask(version, "exchange_id, distance_band::VARCHAR AS b")[0] == ("X1", band)


def test_codes_keep_the_order_of_their_lists_not_of_the_alphabet(published):
    """order of a process, of distance and of protocol: BE, BG, CZ, … EL before ES"""
    version = published(
        [
            exchange("X1", distance_km=1500.0, status="completed"),
            exchange("X2", distance_km=100.0, status="awaiting_reports", vo_country="EL"),
            exchange("X3", distance_km=300.0, status="cancelled", vo_country="BE"),
        ]
    )
    assert [row[0] for row in ask(version, "distance_band::VARCHAR AS b", rest="ORDER BY distance_band")] == [
        "under_200",
        "200_to_500",
        "1000_to_2000",
    ]
    assert [row[0] for row in ask(version, "status::VARCHAR AS s", rest="ORDER BY status")] == [
        "awaiting_reports",
        "completed",
        "cancelled",
    ]
    assert [
        row[0] for row in ask(version, "visitor_country::VARCHAR AS c", rest="ORDER BY visitor_country")
    ] == [
        "BE",
        "EL",
        "ES",
    ]


def test_what_nobody_delivered_is_empty_and_said_to_be_absent(published):
    """participation table  column attended  attended_visitors
    delivered            delivered        a number, 0 included
    delivered            not delivered    absent (not 0)
    not delivered                         absent (not 0)"""
    rows = [exchange("X1")]
    person = {"participation_id": "P1", "exchange_id": "X1", "organisation_id": "ES1", "side": "visitor"}
    full = published(rows, {"participation": [{**person, "attended": False}]})
    no_column = published(rows, {"participation": [person]})
    no_table = published(rows)
    assert ask(full, "attended_visitors") == [(0,)]
    assert "attended_visitors" in full.fact_columns("exchange")
    for version, missing in (
        (no_column, ("participation.attended",)),
        (no_table, ("participation.exchange_id", "participation.side", "participation.attended")),
    ):
        assert ask(version, "attended_visitors") == [(None,)]
        assert "attended_visitors" not in version.fact_columns("exchange")
        assert version.missing_columns("exchange", "attended_visitors") == missing


def test_a_register_without_working_days_has_nothing_to_say_on_what_counts(published):
    """working_days not delivered: countable is absent, so KPIs are not measurable instead of 0"""
    row = exchange("X1")
    del row["working_days"]
    version = published([row])
    assert "countable" not in version.fact_columns("exchange")
    assert version.missing_columns("exchange", "validated") == ("exchange.working_days",)
    assert ask(version, "countable, validated") == [(None, None)]
    foreign = published([row], source=CROSS_BORDER)
    assert ask(foreign, "countable") == [(True,)]


def test_organisations_are_told_apart_by_their_key_not_by_their_name(published):
    """organisation  name   visits
    ES1           same   X1
    ES3           same   X2        two organisations reached, not one"""
    others = {
        "organisation": [
            organisation("ES3", "ES", name="same"),
            organisation("DE1", "DE"),
            organisation("ES1", "ES", name="same"),
        ]
    }
    rows = register_rows([exchange("X1"), exchange("X2", vo_id="ES3")]) | others
    version = published(rows["exchange"], others)
    assert ask(version, "count(DISTINCT visitor_id) AS v, count(DISTINCT host_id) AS h", rest="") == [(2, 1)]
    keys = version.query(
        "SELECT organisation_id, organisation_key FROM organisation ORDER BY organisation_key"
    )
    in_order = sorted(keys["organisation_id"].to_pylist())
    assert keys["organisation_id"].to_pylist() == in_order, "numbered by identifier, not as the file has them"
    assert keys["organisation_key"].to_pylist() == [1, 2, 3]
    visited = f"{version.fact('exchange')} e JOIN organisation o ON o.organisation_key = e.visitor_id"
    pairs = version.query(f"SELECT exchange_id, organisation_id FROM {visited} ORDER BY ALL").to_pylist()
    assert [tuple(pair.values()) for pair in pairs] == [("X1", "ES1"), ("X2", "ES3")]


def test_registrations_keep_their_side_and_their_number(published):
    """registration  organisation  role  partnership  visitor side   host side
    R1            ES1           VO    A (wave 1)   ES, sme        -
    R2            ES1           HO    C (wave 2)   -              ES, sme
    R3            ES1           VO    -            ES, sme        -      no partnership, no wave"""
    common = {"organisation_id": "ES1", "status": "accepted", "submitted_on": date(2020, 12, 31)}
    version = published(
        [exchange("X1")],
        {
            "partnership": [partnership("A"), partnership("B"), partnership("C", wave=2)],
            "registration": [
                {"registration_id": "R1", "role": "VO", "partnership_id": "A", **common},
                {"registration_id": "R2", "role": "HO", "partnership_id": "C", **common},
                {"registration_id": "R3", "role": "VO", "partnership_id": None, **common},
            ],
        },
    )
    columns = (
        "registration_id, partnership::VARCHAR AS p, wave, visitor_country::VARCHAR AS vc, "
        "host_country::VARCHAR AS hc, visitor_type::VARCHAR AS vt, host_type::VARCHAR AS ht, "
        "month::VARCHAR AS m"
    )
    assert ask(version, columns, fact="registration") == [
        ("R1", "A", 1, "ES", None, "sme", None, "2020-12"),
        ("R2", "C", 2, None, "ES", None, "sme", "2020-12"),
        ("R3", None, None, "ES", None, "sme", None, "2020-12"),
    ]
    assert "decided_on" not in version.fact_columns("registration")
