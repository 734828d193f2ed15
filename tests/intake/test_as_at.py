"""The day the register describes: who says it, and what lies after it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake import CXC, check
from tests.intake.small import checked, exchange, found, write_register


def test_who_is_asked_first(tmp_path: Path) -> None:
    """option > register.toml > source > latest activity"""
    source = CXC.model_copy(update={"as_at": date(2023, 3, 3)})
    write_register(tmp_path, [exchange()])
    with checked(tmp_path, as_at=None) as tables:
        assert (tables.as_at, tables.as_at_origin) == (date(2021, 3, 19), "latest activity")
    with checked(tmp_path, source=source, as_at=None) as tables:
        assert (tables.as_at, tables.as_at_origin) == (date(2023, 3, 3), "source")
    (tmp_path / "register.toml").write_text("as_at = 2023-02-02")
    with checked(tmp_path, source=source, as_at=None) as tables:
        assert (tables.as_at, tables.as_at_origin) == (date(2023, 2, 2), "register.toml")
    with checked(tmp_path, source=source, as_at=date(2023, 1, 1)) as tables:
        assert (tables.as_at, tables.as_at_origin) == (date(2023, 1, 1), "option")
        assert found(tables) == []


def test_the_latest_activity_is_warned_and_plans_do_not_count(tmp_path: Path) -> None:
    """planned_end  2022-12-31   a plan
    actual_end   2021-03-19
    paid_on      2022-01-01   the latest activity"""
    rows = [
        exchange(1, planned_end="2022-12-31", paid_on="2021-04-02"),
        exchange(2, planned_end="", paid_on="2022-01-01"),
    ]
    write_register(tmp_path, rows)
    with checked(tmp_path, as_at=None) as tables:
        assert tables.as_at == date(2022, 1, 1)
        assert found(tables, "code", "line", "severity") == [("as_at_assumed", None, "warn")]


def test_a_day_more_than_a_year_after_the_next_latest_is_put_aside_and_told(tmp_path: Path) -> None:
    """paid_on      next latest  taken
    2022-03-19   2021-03-19   2022-03-19 (a year)
    2022-03-21   2021-03-19   2021-03-19
    2033-04-02   2021-03-19   2021-03-19 (a slip for 2023)
    2033, 2041   2021-03-19   2021-03-19 (two slips)
    2033 twice   2021-03-19   2021-03-19 (one day in two rows)"""
    for paid, taken, aside in (
        (["2022-03-19"], date(2022, 3, 19), []),
        (["2022-03-21"], date(2021, 3, 19), ["2022-03-21"]),
        (["2033-04-02"], date(2021, 3, 19), ["2033-04-02"]),
        (["2033-04-02", "2041-01-01"], date(2021, 3, 19), ["2041-01-01", "2033-04-02"]),
        (["2033-04-02", "2033-04-02"], date(2021, 3, 19), ["2033-04-02"]),
    ):
        write_register(tmp_path, [exchange(number, paid_on=day) for number, day in enumerate(paid, 1)])
        with checked(tmp_path, as_at=None) as tables:
            assert tables.as_at == taken
            told = found(tables, "code", "line", "message")
            assert told[0][0] == "as_at_assumed"
            assert (", ".join(aside) + ", more than a year after" in told[0][2]) is bool(aside)
            assert [code for code, line, _ in told if line] == ["after_as_at"] * (len(paid) if aside else 0)


def test_only_one_day_is_the_latest(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, actual_end="")])
    with checked(tmp_path, as_at=None) as tables:
        assert tables.as_at == date(2021, 3, 15)


def test_activities_of_other_tables_count(tmp_path: Path) -> None:
    registration = {
        "registration_id": "R",
        "organisation_id": "A",
        "role": "VO",
        "status": "accepted",
        "submitted_on": "2021-05-05",
    }
    write_register(tmp_path, [exchange()], registration=[registration])
    with checked(tmp_path, as_at=None) as tables:
        assert tables.as_at == date(2021, 5, 5)


def test_a_register_without_any_date_must_declare_it(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, actual_start="", actual_end="")])
    with pytest.raises(IntakeError, match="Declare as_at"):
        checked(tmp_path, as_at=None).__enter__()


def test_synthetic_or_not(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()])
    with checked(tmp_path) as tables:
        assert tables.is_synthetic is False
    with checked(tmp_path, source=CXC.model_copy(update={"is_synthetic": True})) as tables:
        assert tables.is_synthetic is True
    (tmp_path / "register.toml").write_text("is_synthetic = true")
    with checked(tmp_path) as tables:
        assert tables.is_synthetic is True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("asat = 2024-01-01", "unknown entry 'asat' – did you mean 'as_at'?"),
        ('as_at = "soon"', "as_at: "),
        ("as_at = ", "cannot be read as TOML"),
        ('date_format = "YYYY"', "date_format: "),
        ("is_synthetic = 7", "is_synthetic: "),
    ],
)
def test_a_register_toml_that_is_not_usable(tmp_path: Path, text: str, message: str) -> None:
    write_register(tmp_path, [exchange()])
    (tmp_path / "register.toml").write_text(text)
    with pytest.raises(IntakeError) as error:
        checked(tmp_path).__enter__()
    assert message in str(error.value)


def test_options_are_checked(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"date_format 'dmy' is not known\. Known: DD/MM/YYYY, MM/DD/YYYY"):
        checked(tmp_path, date_format="dmy").__enter__()


@pytest.mark.parametrize("written", ["2024-05-31", '"2024-05-31"', "2024-05-31T00:00:00"])
def test_a_day_in_register_toml_has_one_meaning(tmp_path: Path, written: str) -> None:
    write_register(tmp_path, [exchange()])
    (tmp_path / "register.toml").write_text(f"as_at = {written}\n")
    with checked(tmp_path, as_at=None) as tables:
        assert (tables.as_at, tables.as_at_origin) == (date(2024, 5, 31), "register.toml")


@pytest.mark.parametrize(
    "written", ["1717113600", '"31/05/2024"', "2024-05-31T13:00:00", "true", '"2024-02-30"']
)
def test_what_is_no_day_in_register_toml_is_told(tmp_path: Path, written: str) -> None:
    """1717113600 is 31 May 2024 in seconds since 1970: nobody writes a day so."""
    write_register(tmp_path, [exchange()])
    (tmp_path / "register.toml").write_text(f"as_at = {written}\n")
    with pytest.raises(IntakeError, match=r"register\.toml: as_at"):
        check(tmp_path)
