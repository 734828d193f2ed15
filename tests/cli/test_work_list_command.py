"""`cxc work-list`: on the screen, in a file, and refusals."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from cxc_metrics.access import open_register
from tests.cli.conftest import Run


def test_on_the_screen_and_in_files(run: Run, served: Path, tmp_path: Path) -> None:
    reader = open_register(served).reader()
    assert reader is not None
    key = next(key for key in reader.labels("partnership") if any(reader.records.work_list(key).values()))
    count = sum(map(len, reader.records.work_list(key).values()))
    printed = run("work-list", key)
    assert printed.exit_code == 0, printed.stderr
    assert printed.stdout.count("\n  - ") == count
    for name in ("list.txt", "list.xlsx"):
        assert run("work-list", key, "-o", str(tmp_path / name)).exit_code == 0
    assert (tmp_path / "list.txt").read_text(encoding="utf-8").rstrip() == printed.stdout.rstrip()
    assert openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0].max_row == count + 1
    refused = (("nobody",), (key, "--viewer", "public"), (key, "-o", str(tmp_path / "list.odt")))
    for arguments in refused:
        done = run("work-list", *arguments)
        assert done.exit_code == 2
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "list.odt").exists()
