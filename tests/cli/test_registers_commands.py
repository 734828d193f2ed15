"""Several registers in one store, from the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cxc_metrics.store import Store

from .conftest import Run


def _rows(text: str) -> dict[str, dict[str, str]]:
    return {row["register"]: row for row in csv.DictReader(text.splitlines())}


def test_two_registers_in_one_store(run: Run, clean_folder: Path, broken_folder: Path, store: Path) -> None:
    assert "cxc publish" in run("registers").stdout
    assert "in register cxc." in run("publish", clean_folder).stdout
    assert run("measure", "O01", "--format", "csv").stderr == ""
    other = run("publish", broken_folder, "--register", "second-call", "--accept-loss")
    assert "in register second-call." in other.stdout
    assert "?register=second-call" in " ".join(other.stdout.split())
    assert "already in register cxc" in run("publish", clean_folder).stdout

    rows = _rows(run("registers", "--format", "csv").stdout)
    assert {name: (row["first"], row["rows"], row["versions"]) for name, row in rows.items()} == {
        "cxc": ("true", "3", "1"),
        "second-call": ("false", "3", "1"),
    }
    listed = json.loads(run("history", "--format", "json").stdout)
    assert {(row["register"], row["served"]) for row in listed} == {("cxc", True), ("second-call", True)}
    (mine,) = json.loads(run("history", "--register", "cxc", "--format", "json").stdout)
    assert mine["id"] == rows["cxc"]["data_version"]

    def value(*arguments: str) -> str:
        result = run("measure", "O01", "--format", "csv", *arguments)
        assert result.exit_code == 0
        return next(csv.DictReader(result.stdout.splitlines()))["O01"]

    assert (value(), value("--register", "second-call")) == ("3", "2")
    assert value("--data-version", rows["second-call"]["data_version"]) == "2"
    assert "Of register cxc; --register NAME for another one (second-call)" in run("measure", "O01").stderr
    assert run("gaps", "--register", "second-call").exit_code == 0


def test_what_is_not_of_a_register_is_refused(run: Run, clean_folder: Path, store: Path) -> None:
    run("publish", clean_folder)
    served = Store(store).current_id()
    assert served is not None
    for arguments, said in (
        (("rollback", served, "--register", "cxx"), "did you mean 'cxc'"),
        (("measure", "O01", "--register", "cxx"), "did you mean 'cxc'"),
        (("publish", clean_folder, "--register", "../x"), "No register can be called"),
    ):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr
    assert "already in register cxc" in run("rollback", served[:6], "--register", "cxc").stdout


@pytest.mark.parametrize("name", ["My register", ""])
def test_a_name_in_register_toml(run: Run, clean_folder: Path, store: Path, name: str) -> None:
    file = clean_folder / "register.toml"
    file.write_text(f'as_at = 2022-12-31\nname = "{name}"\n', encoding="utf-8")
    assert "no register can be called" in run("check", clean_folder).stderr
    file.write_text('as_at = 2022-12-31\nname = "call-3"\n', encoding="utf-8")
    assert "in register call-3." in run("publish", clean_folder).stdout


def test_registers_beside_each_other(run: Run, clean_folder: Path, broken_folder: Path, store: Path) -> None:
    """Figure by figure, each register with its source; what would make a series of them is refused."""
    run("publish", clean_folder)
    run("publish", broken_folder, "--register", "second-call", "--accept-loss")
    result = run("measure", "O01", "P01", "--beside", "second-call", "--format", "csv")
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert [(row["figure"], row["register"], row["value"]) for row in rows] == [
        ("O01", "cxc", "3"),
        ("O01", "second-call", "2"),
        ("P01", "cxc", ""),
        ("P01", "second-call", ""),
    ]
    assert all(row["reason"] and row["data_version"] for row in rows if row["figure"] == "P01")
    assert "second-call, P01:" in result.stderr
    one_country = run("measure", "O01", "--beside", "second-call", "--where", "host_country=FR").stdout
    assert one_country.count("France") == 2
    for more, said in (
        (("--by", "wave"), "no common series"),
        (("--register", "second-call"), "would stand beside itself"),
    ):
        refused = run("measure", "O01", "--beside", "second-call", *more)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert said in refused.stderr
