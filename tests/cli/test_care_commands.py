"""`cxc doctor`, `backup`, `restore`: exit codes, and a passphrase that is never an argument."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cxc_metrics.cli import app
from cxc_metrics.paths import REGISTER_VARIABLE
from cxc_metrics.store.care import sealed

from .conftest import Run


def test_a_store_is_looked_after_by_commands(
    run: Run, clean_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "SCRYPT_LOG_N", 10)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "store"))
    assert run("backup", str(tmp_path / "b.cxc")).exit_code == 2
    assert run("doctor").exit_code == 2
    assert run("publish", str(clean_folder)).exit_code in (0, 1)
    well = run("doctor")
    assert well.exit_code == 0
    assert "Nothing is wrong" in well.stdout
    (tmp_path / "words").write_text("correct horse battery\n", encoding="utf-8")
    made = run("backup", str(tmp_path / "b.cxc"), "--passphrase-file", str(tmp_path / "words"))
    assert made.exit_code == 0, made.output
    assert "sealed with the passphrase" in made.stdout
    assert run("backup", str(tmp_path / "b.cxc")).exit_code == 2
    said = "correct horse battery\ncorrect horse battery\n"
    prompted = CliRunner().invoke(app, ["backup", str(tmp_path / "p.cxc"), "--encrypt"], input=said)
    assert prompted.exit_code == 0, prompted.output
    assert "correct" not in prompted.output
    assert "sealed with the passphrase" in prompted.stdout
    unsealed = run("backup", str(tmp_path / "open.cxc"))
    assert "not sealed" in unsealed.stdout
    assert "secret as they are" in unsealed.stderr
    (left := tmp_path / "store" / "facts" / "0123456789ab").mkdir()
    ill = run("doctor", "--format", "json")
    assert ill.exit_code == 1
    assert [each["of"] for each in json.loads(ill.stdout)] == ["left over"]
    assert run("doctor", "--mend").exit_code == 0
    assert not left.exists()
    assert run("restore", str(tmp_path / "open.cxc")).exit_code == 2
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "again"))
    assert "passphrase" in run("restore", str(tmp_path / "b.cxc")).stderr
    monkeypatch.setenv("CXC_BACKUP_PASSPHRASE", "correct horse battery")
    done = run("restore", str(tmp_path / "b.cxc"))
    assert done.exit_code == 0, done.output
    assert run("doctor").exit_code == 0
    assert run("measure", "O01", "--format", "csv").exit_code == 0
