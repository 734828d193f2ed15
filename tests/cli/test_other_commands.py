"""History, rollback, the synthetic register, the catalogue, help."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer.main

from cxc_metrics.catalogue import catalogue
from cxc_metrics.cli import app
from cxc_metrics.cli import sample as sample_commands
from cxc_metrics.store import Store

from .conftest import Run

Process = Callable[..., subprocess.CompletedProcess[bytes]]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def test_history_and_rollback(run: Run, clean_folder: Path, broken_folder: Path, store: Path) -> None:
    assert "cxc publish" in run("history").stdout
    run("publish", clean_folder, "--note", "the clean one")
    first = Store(store).current_id()
    run("publish", broken_folder, "--accept-loss")
    rows = list(csv.DictReader(run("history", "--format", "csv").stdout.splitlines()))
    assert {row["id"]: row["served"] for row in rows} == {
        first: "false",
        Store(store).current_id(): "true",
    }
    assert {row["note"] for row in rows} == {"the clean one", ""}
    assert first is not None
    back = run("rollback", first[:6], "--note", "wrong file")
    assert back.exit_code == 0
    assert Store(store).current_id() == first
    assert "nothing has changed" in run("rollback", first).stdout
    unknown = run("rollback", "zzz")
    assert unknown.exit_code == 2
    assert Store(store).current_id() == first


def test_the_sample_is_written_and_can_be_published(run: Run, tmp_path: Path, store: Path) -> None:
    made = run("sample", tmp_path / "made", "--exchanges", "150", "--seed", "3")
    assert (made.exit_code, made.stderr) == (0, "")
    assert "ynthetic" in made.stdout
    again = run("sample", tmp_path / "again", "--exchanges", "150", "--seed", "3")
    assert again.exit_code == 0
    for path in (tmp_path / "made").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
    published = run("publish", tmp_path / "made")
    assert published.exit_code == 1
    version = Store(store).current()
    assert version is not None
    assert version.manifest.is_synthetic


@pytest.mark.parametrize(
    "arguments", [("--exchanges", "5"), ("--exchanges", "2000000"), ("--seed", "-1"), ("--exchanges", "many")]
)
def test_a_sample_that_cannot_be_drawn_is_refused(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    result = run("sample", tmp_path / "none", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert not (tmp_path / "none").exists()


def test_the_demo_publishes_once_and_never_over_a_register(
    run: Run, tmp_path: Path, clean_folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_commands, "DEMO_FOLDER", tmp_path / "demo")
    monkeypatch.setattr("cxc_metrics.sample.DEFAULT_EXCHANGES", 150)
    first = run("demo")
    assert (first.exit_code, first.stderr) == (0, "")
    assert "invented" in first.stdout
    served = Store(store).current_id()
    assert served is not None
    second = run("demo")
    assert second.exit_code == 0
    assert served in second.stdout
    run("publish", clean_folder)
    real = Store(store).current_id()
    assert "synthetic" not in run("demo").stdout
    assert Store(store).current_id() == real != served


def test_all_kpis_are_listed(run: Run) -> None:
    rows = json.loads(run("kpis", "--format", "json").stdout)
    assert [row["id"] for row in rows] == list(catalogue())
    table = run("kpis").stdout
    assert all(f" {name} " in table for name in catalogue())


@pytest.mark.parametrize("where", ["served", "store"])
def test_a_kpi_shows_its_definition_and_its_sql(run: Run, where: str, request: pytest.FixtureRequest) -> None:
    """With a published register the whole statement, without one the aggregate."""
    request.getfixturevalue(where)
    text = run("kpi", "o04").stdout
    one = catalogue()["O04"]
    assert one.name in text
    assert one.definition in " ".join(text.split())
    assert "visitor_type = 'sme'" in text
    assert ("SELECT" in text) is (where == "served")
    card = json.loads(run("kpi", "O04", "--format", "json").stdout)
    assert card["id"] == "O04"
    assert card["sql"]


def test_an_unknown_kpi_has_a_hint(run: Run, store: Path) -> None:
    result = run("kpi", "O04x")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean 'O04'" in result.stderr


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_has_help(run: Run, name: str) -> None:
    assert run(name, "--help").exit_code == 0
    command = COMMANDS[name]
    assert command.help
    for parameter in command.params:
        assert getattr(parameter, "help", None), parameter.name


def test_the_commands_are_those_that_were_promised() -> None:
    files = {
        "check",
        "explore",
        "publish",
        "template",
        "sources",
        "rollback",
        "history",
        "registers",
        "register",
        "map",
        "secret",
    }
    assert set(COMMANDS) == {
        *files,
        *["sample", "demo", "secret", "kpis", "kpi", "measure", "export", "gaps", "silence", "match"],
        *["brief", "dcat", "work-list", "protection", "audit", "doctor", "backup", "restore", "people"],
    }


def test_a_misspelt_command_has_a_hint(run: Run) -> None:
    result = run("mesure", "O01")
    assert result.exit_code == 2
    assert "measure" in result.stderr


def test_the_version_is_the_projects(run: Run, root: Path) -> None:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{run("--version").stdout.split()[1]}"' in text


def test_a_damaged_store_is_told_without_a_traceback(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "store"
    place.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("CXC_REGISTER_DIR", str(place))
    for command in (("history",), ("demo",), ("measure", "O01"), ("rollback", "x")):
        result = run(*command)
        assert (result.exit_code, result.stdout) == (2, ""), command
        assert "CXC_REGISTER_DIR" in result.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a matter of POSIX")
def test_progress_is_drawn_on_a_terminal_and_nowhere_else(process: Process, tmp_path: Path) -> None:
    import pty

    quiet = process("sample", tmp_path / "one", "--exchanges", "150")
    assert (quiet.returncode, quiet.stderr) == (0, b"")
    control, terminal = pty.openpty()
    try:
        drawn = process(
            "sample", tmp_path / "two", "--exchanges", "150",
            stdout=subprocess.PIPE, stderr=terminal, capture_output=False,
        )  # fmt: skip
        os.close(terminal)
        bar = os.read(control, 100_000)
    finally:
        os.close(control)
    assert drawn.returncode == 0
    assert drawn.stdout.replace(b"two", b"one") == quiet.stdout
    assert b"\x1b[" in bar
