"""Every page of `docs/how-to` is made in a copy of the project; what it adds is measured, checked, drawn."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.docs.worked_example import copied, edits

# A page that has its own test.
ELSEWHERE = {"README.md", "add-a-dimension.md"}
LONGEST = 90
QUIETLY = ("-n", "0", "-q", "-p", "no:cacheprovider", "--color=no")
# What the pages add, out of files that held other tests before.
ADDED = "copy or language or rows_become or 1100_euro"


def pages(root: Path) -> list[Path]:
    return sorted(page for page in (root / "docs" / "how-to").glob("*.md") if page.name not in ELSEWHERE)


def test_every_page_is_listed_short_and_names_the_files_it_changes(root: Path) -> None:
    listed = (root / "docs" / "how-to" / "README.md").read_text(encoding="utf-8")
    for page in pages(root):
        text = page.read_text(encoding="utf-8")
        assert f"({page.name})" in listed, page.name
        assert len(text.splitlines()) <= LONGEST, page.name
        prose = [line for line in text.splitlines() if not line.startswith("```")]
        changed = {edit.path for edit in edits(page)}
        assert changed, page.name
        for path in changed:
            assert any(f"`{path}`" in line for line in prose), f"{page.name} does not name {path}"
        (row,) = (line for line in listed.splitlines() if f"({page.name})" in line)
        assert f"| {len(changed)}: " in row, f"{page.name} changes {sorted(changed)}; listed is {row}"


def test_what_the_pages_add_works(root: Path, tmp_path: Path, sample_register: Path) -> None:
    """All changes together, in one copy and one process: they must not stand in each other's way either."""
    project = copied(root, tmp_path / "project")
    made = [edit for page in pages(root) for edit in edits(page)]
    for edit in made:
        edit.make(project)
    paths = {edit.path for edit in made}
    tests = sorted(path for path in paths if path.startswith("tests/") and path.endswith(".py"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *QUIETLY, "tests/docs/on_the_copy.py", *tests, "-k", ADDED],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project), "CXC_HOW_TO_STORE": str(sample_register)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert f"{4 + len(tests)} passed" in done.stdout, done.stdout[-2000:]
