"""`cxc audit`: what is on record, as a list, by kind and day; damage ends it with 1 and stops nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxc_metrics.paths import REGISTER_VARIABLE
from cxc_metrics.store import local_subject

from .conftest import Run


def test_the_log_tells_of_publishing_records_and_the_secret(
    run: Run, clean_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    monkeypatch.setenv(REGISTER_VARIABLE, str(store))
    assert run("publish", str(clean_folder)).exit_code in (0, 1)
    assert run("measure", "O01", "--format", "csv").exit_code == 0  # figures are not on record
    assert run("export", "O01", "--records", "-o", str(tmp_path / "rows.csv")).exit_code == 0
    assert run("work-list", "P1").exit_code == 0  # it is empty
    assert run("secret", "make", "--replace").exit_code == 0
    shown = run("audit", "--format", "json")
    assert shown.exit_code == 0
    entries = json.loads(shown.stdout)
    assert [entry["what"] for entry in entries] == [*("published", "exported-records", "made-secret")]
    assert {entry["who"] for entry in entries} == {local_subject()}
    assert "rows: 3" in entries[1]["detail"]
    only = run("audit", "--what", "published", "--since", "2026-01-01", "--format", "csv")
    assert only.stdout.count("\n") == 2
    assert run("audit", "--since", "yesterday").exit_code == 2
    assert "did you mean 'published'" in run("audit", "--what", "publish").output
    file = store / "audit" / "audit.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"rows":3', b'"rows":1', 1))
    damaged = run("audit", "--format", "csv")
    assert damaged.exit_code == 1
    assert "does not follow line 2" in damaged.stderr
    assert damaged.stdout.count("\n") == 4
