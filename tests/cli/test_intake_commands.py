"""Files in: exit codes, what is told where, and that nothing half-done is ever served."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cxc_metrics.intake import outcome
from cxc_metrics.store import Store

from .conftest import CLEAN_TABLES, Run, write_register


def served_id(store: Path) -> str | None:
    return Store(store).current_id()


def test_a_clean_register_ends_with_0_and_is_served(run: Run, clean_folder: Path, store: Path) -> None:
    checked = run("check", clean_folder)
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert "No data issues" in checked.stdout
    assert served_id(store) is None
    published = run("publish", clean_folder)
    assert (published.exit_code, published.stderr) == (0, "")
    assert served_id(store) in published.stdout


def test_issues_end_with_1_and_the_register_is_served_all_the_same(
    run: Run, broken_folder: Path, store: Path
) -> None:
    checked = run("check", broken_folder)
    assert checked.exit_code == 1
    for told in ("ends_before_start", "C01", "1 reject, 1 breach", "exchange.csv:3"):
        assert told in checked.stdout
    assert served_id(store) is None
    refused = run("publish", broken_folder)
    assert refused.exit_code == 2
    assert "1 of 4 rows of table exchange" in refused.stderr
    assert "--accept-loss" in refused.stderr
    assert "ends_before_start" in refused.stdout, "what was left out, and why"
    assert Store(store).current() is None
    published = run("publish", broken_folder, "--accept-loss")
    assert published.exit_code == 1
    version = Store(store).current()
    assert version is not None
    assert version.manifest.row_counts["exchange"].kept == 3


def test_warnings_alone_are_clean(run: Run, tmp_path: Path, store: Path) -> None:
    """X1 twice, letter by letter: one is kept, warned"""
    repeated = CLEAN_TABLES["exchange"].strip().splitlines()
    tables = {**CLEAN_TABLES, "exchange": "\n".join([*repeated, repeated[1]])}
    result = run("check", write_register(tmp_path / "repeated", tables))
    assert result.exit_code == 0
    assert "duplicate_row" in result.stdout


@pytest.mark.parametrize("command", ["check", "publish"])
def test_what_cannot_be_read_ends_with_2_and_serves_nothing(
    run: Run, tmp_path: Path, store: Path, command: str
) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    for name in ("missing", "empty.csv", "broken.zip"):
        result = run(command, tmp_path / name)
        assert (result.exit_code, result.stdout) == (2, ""), name
        assert result.stderr.startswith("Error: "), name
        assert "Traceback" not in result.stderr
    assert not store.exists() or served_id(store) is None


def test_a_failed_publication_leaves_the_served_one(
    run: Run, clean_folder: Path, tmp_path: Path, store: Path
) -> None:
    run("publish", clean_folder)
    before = served_id(store)
    (tmp_path / "no.csv").write_text("what,is,this\n1,2,3\n", encoding="utf-8")
    assert run("publish", tmp_path / "no.csv").exit_code == 2
    assert served_id(store) == before is not None


def test_the_report_has_every_issue_and_can_be_read_back(
    run: Run, broken_folder: Path, tmp_path: Path
) -> None:
    report = tmp_path / "findings.csv"
    result = run("check", broken_folder, "--report", report)
    assert result.exit_code == 1
    assert str(report) in result.stdout
    with report.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["code"], row["line"]) for row in rows} == {
        ("same_visit", "2"),
        ("ends_before_start", "3"),
        ("C01", "5"),
    }


@pytest.mark.parametrize("command", ["check", "publish"])
def test_a_check_that_stops_on_a_question_reports_what_it_found(
    run: Run, tmp_path: Path, store: Path, command: str
) -> None:
    """X1 starts on 01/02 or 02/01 and stands there twice, X2 is a visit to QQ: the question hides neither."""
    header, row, other, *_ = [line.strip() for line in CLEAN_TABLES["exchange"].strip().splitlines()]
    asked = row.replace("2021-05-03,2021-05-05", "01/02/2021,02/03/2021")
    written = "\n".join((header, asked, asked, other.replace("FR,DE", "FR,QQ")))
    folder = write_register(tmp_path / "open", {**CLEAN_TABLES, "exchange": written})
    report = tmp_path / "findings.csv"
    report.write_text("of an earlier check")
    result = run(command, folder, "--report", report)
    assert result.exit_code == 2
    assert str(report) in result.stderr.replace("\n", "")
    assert "--date-format" in result.stderr
    with report.open(encoding="utf-8", newline="") as file:
        found = {(row["code"], row["line"]) for row in csv.DictReader(file)}
    assert {("unknown_code", "4"), ("duplicate_row", "3")} <= found
    assert served_id(store) is None
    result = run(command, folder, "--report", tmp_path / "no folder" / "findings.csv")
    assert "cannot be written" in result.stderr
    assert "--date-format" in result.stderr, "the question is told all the same"


def test_what_became_of_a_row_is_said_by_its_code(run: Run, tmp_path: Path) -> None:
    """X1 stands there twice (one copy kept), X2 and X3 are one visit under two keys (both kept)."""
    header, first, second, _ = [line.strip() for line in CLEAN_TABLES["exchange"].strip().splitlines()]
    written = "\n".join((header, first, first, second, second.replace("X2", "X3")))
    folder = write_register(tmp_path / "twice", {**CLEAN_TABLES, "exchange": written})
    (folder / "notes.csv").write_text("a,b\n1,2\n")
    shown = run("check", folder).stdout
    for told in ("warn (one copy kept)", "warn (kept)", "warn (not read)"):
        assert told in shown
    assert outcome("warn", "repeated") == "counted apart"
    assert outcome("reject", "required_empty") == "left out"
    assert outcome("warn", "C02") == "kept"


def test_a_report_that_cannot_be_written_publishes_nothing(
    run: Run, clean_folder: Path, tmp_path: Path, store: Path
) -> None:
    result = run("publish", clean_folder, "--report", tmp_path / "no folder" / "findings.csv")
    assert result.exit_code == 2
    assert "report" in result.stderr
    assert served_id(store) is None


def test_the_same_files_again_change_nothing_and_say_so(run: Run, clean_folder: Path, store: Path) -> None:
    run("publish", clean_folder, "--note", "first")
    again = run("publish", clean_folder)
    assert again.exit_code == 0
    assert "nothing has changed" in again.stdout
    assert len(Store(store).history()) == 1


def test_what_the_files_leave_open_can_be_declared(run: Run, tmp_path: Path, store: Path) -> None:
    """01/02/2022 is a day in February or in January; 1,5 days or 15"""
    header, *rows = CLEAN_TABLES["exchange"].strip().splitlines()
    row = rows[0].replace("2021-05-03,2021-05-05,3", "01/02/2021,04/02/2021,3.5").replace(",", ";")
    folder = write_register(
        tmp_path / "open", {**CLEAN_TABLES, "exchange": f"{header.replace(',', ';')}\n{row}"}
    )
    undeclared = run("check", folder)
    assert undeclared.exit_code == 2
    assert "--date-format DD/MM/YYYY" in undeclared.stderr
    declared = run(
        "publish", folder, "--date-format", "DD/MM/YYYY", "--decimal", "point", "--as-at", "2021-12-31"
    )
    assert declared.exit_code == 0, declared.output
    version = Store(store).current()
    assert version is not None
    found = version.query("SELECT actual_start, working_days FROM exchange").to_pylist()
    assert [(str(r["actual_start"]), r["working_days"]) for r in found] == [("2021-02-01", 3.5)]
    assert (str(version.manifest.as_at), version.manifest.as_at_origin) == ("2021-12-31", "option")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--as-at", "31.12.2021"), "2024-05-31"),
        (("--date-format", "YY"), "DD/MM/YYYY"),
        (("--decimal", "dot"), "comma"),
        (("--source", "erasmus"), "did you mean 'erasmus_flows'"),
        (("--repot", "x.csv"), "--report"),
    ],
)
def test_wrong_options_end_with_2_and_a_hint(
    run: Run, clean_folder: Path, store: Path, arguments: tuple[str, ...], told: str
) -> None:
    result = run("publish", clean_folder, *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert served_id(store) is None


def test_the_template_is_a_workbook_and_is_not_written_over(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "register.xlsx"
    assert run("template", book).exit_code == 0
    assert book.read_bytes().startswith(b"PK")
    filled = book.read_bytes() + b" "
    book.write_bytes(filled)
    refused = run("template", book)
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert book.read_bytes() == filled
    assert run("template", book, "--force").exit_code == 0
    assert book.read_bytes() != filled
    assert run("template", tmp_path / "register.csv").exit_code == 2


def test_sources_are_listed(run: Run) -> None:
    result = run("sources", "--format", "csv")
    names = [row["source"] for row in csv.DictReader(result.stdout.splitlines())]
    assert names[0] == "cxc"
    assert {"capes", "erasmus_flows"} <= set(names)
    assert "capes" in run("sources").stdout


@pytest.mark.shared_data
def test_a_foreign_register_is_published(run: Run, shared_data: Path, store: Path) -> None:
    result = run("publish", shared_data / "erasmus_flows", "--source", "erasmus_flows")
    assert result.exit_code in (0, 1), result.output
    measured = run("measure", "O06", "--format", "csv")
    assert measured.stdout.splitlines()[1].split(",")[0] == "8713185"
