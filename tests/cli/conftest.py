"""A register to ask, a clean one and a broken one to publish, and a way to run commands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cxc_metrics.cli import app

Run = Callable[..., Result]
_EXCHANGE_COLUMNS = (
    "exchange_id,vo_id,ho_id,vo_country,ho_country,vop_id,wave,mode,status,"
    "actual_start,actual_end,working_days"
)
CLEAN_TABLES = {
    "organisation": """
        organisation_id,name,org_type,country_code,ecosystem_id
        A,Alpha,sme,ES,9
        B,Beta <b>bold</b> [red],cluster,DE,9
        C,=Gamma,sme,FR,2
    """,
    "partnership": """
        partnership_id,acronym,wave,start_date,end_date
        P1,"LINK, TWO",1,2020-02-03,2022-08-31
    """,
    "exchange": f"""
        {_EXCHANGE_COLUMNS}
        X1,A,B,ES,DE,P1,1,physical,awaiting_reports,2021-05-03,2021-05-05,3
        X2,C,B,FR,DE,P1,1,virtual,awaiting_reports,2021-06-07,2021-06-09,3
        X3,A,C,ES,FR,P1,1,virtual,awaiting_reports,2022-03-07,2022-03-09,3
    """,
}


def write_register(folder: Path, tables: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "register.toml").write_text("as_at = 2022-12-31\n", encoding="utf-8")
    return folder


@pytest.fixture
def clean_folder(tmp_path: Path) -> Path:
    """Three organisations, three exchanges, nothing wrong."""
    return write_register(tmp_path / "clean", CLEAN_TABLES)


@pytest.fixture
def broken_folder(tmp_path: Path) -> Path:
    """X2 ends before it starts; X4 is a visit within one country."""
    exchange = CLEAN_TABLES["exchange"].replace("2021-06-07,2021-06-09", "2021-06-09,2021-06-07")
    exchange = f"{exchange.rstrip()}\nX4,A,B,ES,ES,P1,1,physical,awaiting_reports,2021-05-03,2021-05-05,3"
    return write_register(tmp_path / "broken", {**CLEAN_TABLES, "exchange": exchange})


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store of data versions."""
    folder = tmp_path / "store"
    monkeypatch.setenv("CXC_REGISTER_DIR", str(folder))
    return folder


@pytest.fixture(scope="session")
def published(sample_register: Path) -> Path:
    """A store that serves a synthetic register; not to be changed."""
    return sample_register


@pytest.fixture
def served(published: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The commands ask the store that serves a synthetic register."""
    monkeypatch.setenv("CXC_REGISTER_DIR", str(published))
    return published


@pytest.fixture
def run() -> Run:
    """Run a command in this process; whatever it raises but an exit is the test's failure."""

    def invoke(*arguments: object) -> Result:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def process(root: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run a command in a process of its own, from another folder."""

    def start(*arguments: object, **options: object) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "cxc_metrics", *map(str, arguments)]
        settings = {"capture_output": True, "cwd": Path.home(), "timeout": 900, **options}
        environment = {**os.environ, "PYTHONPATH": str(root)}
        return subprocess.run(command, env=environment, check=False, **settings)  # type: ignore[call-overload]

    return start
