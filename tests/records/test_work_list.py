"""The work list: by hand on a small register, and against independent SQL on the synthetic one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.errors import NotMeasurable, UnknownName
from cxc_metrics.measuring import measure
from cxc_metrics.records import WORK_PARTS, work_list
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store, open_store
from tests.store.hand_made import checked, exchange, register_rows

AS_AT = date(2022, 6, 30)


def ended(key: str, days_ago: int, **more: Any) -> dict[str, Any]:
    end = AS_AT - timedelta(days=days_ago)
    return exchange(key, actual_start=end - timedelta(days=2), actual_end=end, paid_on=None, **more)


def starting(key: str, in_days: int, **more: Any) -> dict[str, Any]:
    day = AS_AT + timedelta(days=in_days)
    plan = {"status": "in_preparation", "planned_start": day, "actual_start": None, "actual_end": None}
    return exchange(key, **{**plan, **more})


def paper(key: str, doc_type: str, signed: str = "", **more: Any) -> dict[str, Any]:
    day = date(2022, 6, 1)
    signatures = {f"signed_{who}_on": day for who in signed.split()}
    return (
        {"document_id": f"{key}-{doc_type}-{signed}", "exchange_id": key, "doc_type": doc_type}
        | signatures
        | more
    )


@pytest.fixture
def published(tmp_path: Path) -> Any:
    def made(exchanges: list[dict[str, Any]], **tables: Any) -> DataVersion:
        return Store(tmp_path).publish(checked(register_rows(exchanges, **tables), as_at=AS_AT))

    return made


def keys(version: DataVersion, part: str, partnership: str = "A", **more: Any) -> list[str]:
    found = work_list(version, partnership, **more)[part]
    assert found.reason == ""
    return list(found.table["exchange_id"])


def test_payments_are_past_day_ten_and_unpaid(published: Any) -> None:
    """as at 30 June          ended      agreed  paid       in the list
    P10  day 10            20 June    400     no         no: paid today, it would be in time
    P11  day 11            19 June    400     no         yes, 1 day late
    PAID paid on day 40    1 May      400     10 June    no: late, but nothing to do any more
    FREE no money          1 May      0       no         no
    DATE paid, no date     1 May      400     amount     yes: the day is to be recorded
    FOR  other VOP         1 May      400     no         only in B's list"""
    money = {"lump_sum_agreed_eur": 400.0, "lump_sum_paid_eur": None}
    version = published(
        [
            ended("P10", 10, **money),
            ended("P11", 11, **money),
            ended("PAID", 60, **money) | {"paid_on": date(2022, 6, 10), "lump_sum_paid_eur": 400.0},
            ended("FREE", 60, lump_sum_agreed_eur=0.0, lump_sum_paid_eur=None),
            ended("DATE", 60, **money) | {"lump_sum_paid_eur": 400.0},
            ended("FOR", 60, **money, vop_id="B", hop_id="A"),
        ]
    )
    table = work_list(version, "A")["payments"].table
    assert table["exchange_id"].tolist() == ["DATE", "P11"]
    assert table["payment"].tolist() == ["no_date", "unpaid"]
    assert table["late_days"].tolist() == [50, 1]
    assert keys(version, "payments", "B") == ["FOR"]
    assert keys(version, "payments", "A", role="host") == ["FOR"]
    assert keys(version, "payments", as_at=AS_AT - timedelta(days=25)) == ["DATE", "PAID"]


def test_starts_look_thirty_days_ahead_for_a_fourth_signature(published: Any) -> None:
    """start          signatures on the Commitment to Quality        in the list
    S0   today     none                                           no: begun
    S1   + 1 day   no paper at all                                yes, four missing
    S30  + 30      visitor, host, VOP                             yes, one missing
    S31  + 31      none                                           no: too far
    OK   + 5       all four                                       no
    TWO  + 6       two papers: one signed once, one four times    no
    OFF  + 5       none, cancelled                                no"""
    version = published(
        [
            starting("S0", 0),
            starting("S1", 1),
            starting("S30", 30),
            starting("S31", 31),
            starting("OK", 5),
            starting("TWO", 6),
            starting("OFF", 5, status="cancelled"),
        ],
        document=[
            paper("S30", "commitment_to_quality", "vo ho vop"),
            paper("OK", "commitment_to_quality", "vo ho vop hop"),
            paper("TWO", "commitment_to_quality", "vo"),
            paper("TWO", "commitment_to_quality", "vo ho vop hop"),
            paper("S1", "financial_agreement", "vo ho vop hop"),
        ],
    )
    table = work_list(version, "A")["starts"].table
    assert table["exchange_id"].tolist() == ["S1", "S30"]
    assert table["in_days"].tolist() == [1, 30]
    assert table["signatures"].tolist() == [0, 3]
    assert table["missing"].tolist() == [
        "visitor, host, visitor's partnership, host's partnership",
        "host's partnership",
    ]


def test_reports_have_an_age_and_are_never_due(published: Any) -> None:
    """R0 ended today, no report: age 0. R9 handed in, not validated. DONE validated. HOST only the host's."""
    version = published(
        [ended("R0", 0), ended("R9", 9), ended("DONE", 20), ended("HOST", 30)],
        document=[
            paper("R9", "closing_report_vo", submitted_on=date(2022, 6, 25)),
            paper(
                "DONE", "closing_report_vo", submitted_on=date(2022, 6, 12), validated_on=date(2022, 6, 20)
            ),
            paper("HOST", "closing_report_ho", submitted_on=date(2022, 6, 2)),
        ],
    )
    table = work_list(version, "A")["reports"].table
    assert table["exchange_id"].tolist() == ["HOST", "R9", "R0"]
    assert table["age_days"].tolist() == [30, 9, 0]
    assert table["report"].tolist() == ["missing", "to_validate", "missing"]
    assert not [name for name in table.columns if "due" in name]


def test_what_the_register_lacks_is_said_part_by_part(published: Any) -> None:
    version = published([ended("X", 20)])
    found = work_list(version, "A")
    assert tuple(found) == WORK_PARTS
    assert found["starts"].reason == "not measurable with this register: it has no table document"
    assert found["payments"].reason.endswith(
        "it has no exchange.lump_sum_agreed_eur or exchange.lump_sum_paid_eur"
    )
    assert found["surveys"].reason.endswith("it has no table survey_invitation")
    with pytest.raises(UnknownName, match="partnership"):
        work_list(version, "C")


@pytest.fixture(scope="module")
def sample(sample_register: Path) -> Iterator[DataVersion]:
    current = open_store(sample_register).current()
    assert current is not None
    with current:
        yield current


@pytest.fixture(scope="module")
def lists(sample: DataVersion) -> dict[str, list[Any]]:
    """By role the work list of every partnership of the sample."""
    keys = list(sample.labels("partnership"))
    return {role: [work_list(sample, key, role=role) for key in keys] for role in ("visitor", "host")}


def test_all_payments_of_the_sample_are_the_unpaid_among_the_late_of_f03w(
    sample: DataVersion, lists: dict[str, list[Any]]
) -> None:
    """F03w counts paid in time; the rest is paid late or on somebody's work list."""
    listed = sum(len(each["payments"].table) for each in lists["visitor"])
    measured = measure(sample, ["F03w"], scope=Scope())
    in_time = round(measured.value("F03w") * measured.n("F03w"))
    paid_late = sample.query(
        """SELECT count(*) AS n FROM exchange
           WHERE status IN ('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')
             AND working_days >= 3 AND vo_country <> ho_country AND vop_id IS NOT NULL
             AND (lump_sum_agreed_eur > 0 OR lump_sum_paid_eur > 0)
             AND paid_on - actual_end > 10 AND paid_on <= $as_at AND actual_end < $as_at - 10""",
        {"as_at": sample.manifest.as_at},
    )["n"][0].as_py()
    assert listed
    assert in_time + paid_late + listed == measured.n("F03w")


@pytest.mark.parametrize(("role", "own"), [("visitor", "vop_id"), ("host", "hop_id")])
def test_surveys_of_the_sample_are_the_unanswered_invitations_of_one_side(
    sample: DataVersion, lists: dict[str, list[Any]], role: str, own: str
) -> None:
    listed = [each["surveys"].table for each in lists[role]]
    travelled = sample.query(
        f"""SELECT count(*) AS n FROM survey_invitation i
            JOIN exchange x ON x.exchange_id = i.exchange_id AND x.{own} IS NOT NULL
            WHERE i.side = $role AND i.responded_on IS NULL""",
        {"role": role},
    )["n"][0].as_py()
    stayed = sample.query(
        f"""SELECT count(*) AS n FROM survey_invitation i JOIN registration r USING (registration_id)
            WHERE i.side = $role AND i.responded_on IS NULL AND r.partnership_id IS NOT NULL
              AND NOT EXISTS (
                  SELECT 1 FROM exchange x WHERE x.exchange_id = i.exchange_id AND x.{own} <> '')""",
        {"role": role},
    )["n"][0].as_py()
    assert travelled
    assert stayed
    assert sum(map(len, listed)) == travelled + stayed
    assert all((table["age_days"] >= 0).all() for table in listed)


def test_an_aggregated_register_has_no_work_list(capes_register: Path) -> None:
    current = open_store(capes_register).current()
    assert current is not None
    with current as version, pytest.raises(NotMeasurable, match="it has no table partnership"):
        work_list(version, "A")
