"""`cxc measure`: the library's values, the meaning of filters, formats, and nothing but data on stdout."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import Store

from .conftest import Run

Process = Callable[..., subprocess.CompletedProcess[bytes]]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def count(sample_files: Path) -> Callable[[str], int]:
    """An independent count of held exchanges, straight from the written file."""
    path = sample_files / "exchange.csv"
    organisations = sample_files / "organisation.csv"
    with duckdb.connect() as connection:
        connection.execute(
            f"""CREATE TABLE held AS SELECT DISTINCT upper(trim(vo_country)) vo, upper(trim(ho_country)) ho,
                  mode, wave, coalesce(actual_start, planned_start) AS start, exchange_id,
                  (SELECT any_value(ecosystem_id) FROM read_csv('{organisations}', all_varchar = true) o
                   WHERE o.organisation_id = vo_id) AS sector
                FROM read_csv('{path}', all_varchar = true)
                WHERE exchange_id NOT LIKE 'EXC-8%' AND status IN
                  ('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')
                  AND CAST(working_days AS DOUBLE) >= 3 AND vop_id IS NOT NULL"""
        )
        connection.execute("UPDATE held SET vo = 'EL' WHERE vo = 'GR'")
        connection.execute("UPDATE held SET ho = 'EL' WHERE ho = 'GR'")
        connection.execute("DELETE FROM held WHERE vo = ho")

        def one(condition: str) -> int:
            found = connection.execute(f"SELECT count(*) FROM held WHERE {condition}").fetchone()
            assert found is not None
            return int(found[0])

        yield one


def test_commas_are_or_and_repeated_conditions_are_and(
    run: Run, served: Path, count: Callable[[str], int]
) -> None:
    """where ES,IT and virtual within 2021 = (ES or IT) and virtual and 2021"""
    cases = {
        (): "true",
        ("visitor_country=ES",): "vo = 'ES'",
        ("visitor_country=ES,IT",): "vo IN ('ES', 'IT')",
        ("visitor_country=ES,IT", "mode=virtual"): "vo IN ('ES', 'IT') AND mode = 'virtual'",
        ("visitor_country=ES,IT", "visitor_country=IT,FR"): "vo = 'IT'",
        (
            "sector=9",
            "period=2021-01-01..2021-12-31",
        ): "sector = '9' AND start BETWEEN '2021-01-01' AND '2021-12-31'",
    }
    for conditions, expected in cases.items():
        options = [part for condition in conditions for part in ("--where", condition)]
        result = run("measure", "O01", "--format", "csv", *options)
        assert (result.exit_code, result.stderr) == (0, ""), result.stderr
        assert int(rows_of(result.stdout)[0]["O01"]) == count(expected) > 0, conditions


def test_the_csv_is_wide_and_equals_the_library(run: Run, served: Path) -> None:
    result = run(
        "measure", "O01", "O04", "--by", "host_country", "--by", "wave", "--totals", "--format", "csv",
        "--where", "mode=physical",
    )  # fmt: skip
    rows = rows_of(result.stdout)
    kpi_columns = [
        name
        for kpi in ("O01", "O04")
        for name in (kpi, *(f"{kpi}_{p}" for p in ("n", "low", "high", "flag")))
    ]
    names = list(rows[0])
    assert names[:3] == ["host_country", "wave", "is_total"]
    assert [name for name in names if name.startswith("O0")] == kpi_columns
    version = Store(served).current()
    assert version is not None
    expected = measure(
        version, ["O01", "O04"], by=["host_country", "wave"], scope=Scope(mode=("physical",)), totals=True
    ).table
    assert len(rows) == len(expected)
    assert [int(row["O01"]) for row in rows] == expected["O01"].tolist()
    assert [row["is_total"] for row in rows] == [str(value).lower() for value in expected["is_total"]]
    shares = [float(row["O04"]) if row["O04"] else None for row in rows]
    assert shares == [None if value != value else value for value in expected["O04"].tolist()]
    grand = [row for row in rows if row["is_total"] == "true" and not row["host_country"] and not row["wave"]]
    parts = [row for row in rows if row["is_total"] == "false"]
    assert int(grand[-1]["O01"]) == sum(int(row["O01"]) for row in parts) > 0


def test_dimensions_may_be_listed_with_commas(run: Run, served: Path) -> None:
    together = run("measure", "O01,O02", "--by", "wave,mode", "--format", "csv")
    apart = run("measure", "O01", "O02", "--by", "wave", "--by", "mode", "--format", "csv")
    assert together.stdout == apart.stdout != ""


def test_json_carries_what_it_takes_to_read_and_repeat_it(run: Run, served: Path) -> None:
    document: dict[str, Any] = json.loads(
        run("measure", "O01", "--by", "wave", "--where", "visitor_country=ES", "--format", "json").stdout
    )
    assert document["is_synthetic"] is True
    assert document["as_at"] == "2024-05-31"
    assert "Spain" in document["selection"]
    assert [row["wave"] for row in document["rows"]] == [1, 2]
    assert document["rows"][0]["O01_low"] is None
    assert document["kpis"][0]["definition"]
    assert "SELECT" in document["sql"][0]
    assert document["data_version"] == Store(served).current_id()


def test_the_table_names_things_and_says_what_it_is(run: Run, served: Path) -> None:
    result = run("measure", "O01", "--by", "host_country", "--totals", "--where", "wave=2")
    assert result.stderr == ""
    for told in ("Germany", "Total", "synthetic", "2024-05-31", "O01v"):
        assert told in result.stdout


def test_a_comparison_adds_its_columns(run: Run, served: Path) -> None:
    period = ("--where", "period=2023-01-01..2023-12-31")
    rows = rows_of(run("measure", "O01", *period, "--compare", "year_before", "--format", "csv").stdout)
    before = rows_of(
        run("measure", "O01", "--where", "period=2022-01-01..2022-12-31", "--format", "csv").stdout
    )
    assert rows[0]["O01_year_before"] == before[0]["O01"]
    without = run("measure", "O01", "--compare", "year_before", "--format", "csv")
    assert without.exit_code == 0
    assert "no period" in without.stderr
    assert "O01_year_before" not in without.stdout


def test_what_cannot_be_measured_is_empty_and_explained(run: Run, served: Path) -> None:
    result = run("measure", "O01", "A01", "--by", "host_sector", "--where", "mode=virtual", "--format", "csv")
    assert result.exit_code == 0
    assert result.stderr.startswith("A01: ")
    rows = rows_of(result.stdout)
    assert {row["A01"] for row in rows} == {""}
    assert {row["A01_flag"] for row in rows} == {":"}
    assert any(row["O01"] for row in rows)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("O1",), "did you mean 'O01'"),
        (("O01", "--by", "hostcountry"), "did you mean 'host_country'"),
        (("O01", "--where", "host_contry=DE"), "did you mean 'host_country'"),
        (("O01", "--where", "host_country"), "host_country=VALUE"),
        (("O01", "--where", "host_country=Germny"), "Germny"),
        (("O01", "--where", "period=2022-12-31..2022-01-01"), "2022-01-01"),
        (("O01", "--where", "partnership=PULSEWARF"), "PULSEWHARF"),
        (("O01", "--data-version", "nothing"), "data version"),
        (("O01", "--format", "xml"), "csv"),
        ((), "KPI"),
    ],
)
def test_wrong_questions_end_with_2_and_a_hint(
    run: Run, served: Path, arguments: tuple[str, ...], told: str
) -> None:
    result = run("measure", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_without_a_register_it_says_how_to_get_one(run: Run, store: Path) -> None:
    result = run("measure", "O01")
    assert result.exit_code == 2
    assert "cxc publish" in result.stderr
    assert not store.exists()


def test_an_older_data_version_can_be_asked(run: Run, clean_folder: Path, store: Path) -> None:
    run("publish", clean_folder)
    first = Store(store).current_id()
    path = clean_folder / "exchange.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("X3,", "X9,").rsplit("X9", 1)[0], encoding="utf-8"
    )
    run("publish", clean_folder)
    assert rows_of(run("measure", "O01", "--format", "csv").stdout)[0]["O01"] == "2"
    assert first is not None
    old = run("measure", "O01", "--format", "csv", "--data-version", first[:8])
    assert rows_of(old.stdout)[0]["O01"] == "3"


def test_names_are_text_whatever_they_hold(run: Run, clean_folder: Path, store: Path) -> None:
    path = clean_folder / "partnership.csv"
    # Markup of the terminal, of a page, and an escape sequence that would clear the screen.
    path.write_text(
        path.read_text(encoding="utf-8").replace("LINK, TWO", "[bold]X[/] <i>\x1b[2J"), encoding="utf-8"
    )
    assert run("publish", clean_folder).exit_code in (0, 1)
    table = run("measure", "O01", "--by", "partnership").stdout
    assert "[bold]X[/] <i>" in table
    assert "\x1b" not in table


def test_the_sql_it_prints_runs_on_an_exported_register(
    run: Run, served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    condition = ("measure", "O01", "--where", "visitor_country=ES")
    assert run("register", "export", str(tmp_path / "copy")).exit_code == 0
    assert run("register", "export", str(tmp_path / "copy")).exit_code == 2
    monkeypatch.chdir(tmp_path / "copy")
    [(value, *_)] = duckdb.sql(run(*condition, "--sql").stdout).fetchall()
    assert value == int(rows_of(run(*condition, "--format", "csv").stdout)[0]["O01"])


@pytest.mark.slow
def test_data_goes_to_stdout_only_and_errors_to_stderr(process: Process, run: Run, served: Path) -> None:
    """In a process of its own, and in this one what fails."""
    done = process("measure", "O01", "--by", "visitor_country", "--format", "csv")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"visitor_country,O01,")
    assert done.stdout.count(b"\r\n") == len(done.stdout.splitlines())
    failed = run("measure", "O1")
    assert (failed.exit_code, failed.stdout) == (2, "")
    assert failed.stderr.splitlines() == ["Error: Unknown KPI: 'O1' – did you mean 'O01'?"]


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_error(process: Process, served: Path) -> None:
    """cxc measure … | head -c 20: no traceback, no message"""
    reader = subprocess.Popen(["head", "-c", "20"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    done = process(
        "measure", "O01", "O02", "--by", "visitor_country,host_country,month", "--format", "json",
        stdout=reader.stdin, stderr=subprocess.PIPE, capture_output=False,
    )  # fmt: skip
    assert reader.stdin is not None
    reader.stdin.close()
    assert reader.stdout is not None
    assert len(reader.stdout.read()) == 20
    reader.wait()
    assert b"Traceback" not in done.stderr
    assert b"rror" not in done.stderr
