"""The changes that a page of `docs/how-to` shows, read from its blocks and made in a copy of the project."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(\w+) (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# What a page of the dashboard, the command line and the tests need; `data` without what is published in it.
COPIED = ("cxc_metrics", "pages", "ui", "tests", "docs", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("images", "browser", "faults")


@dataclass(frozen=True)
class Edit:
    """A block of a page: the file it names, and either its whole text or lines to add and take away."""

    path: str
    kind: str
    text: str

    def make(self, project: Path) -> None:
        """Make the change. AssertionError where the file is not as the page says."""
        file = project / self.path
        if self.kind != "diff":
            assert not file.exists(), f"{self.path} is there already"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.text, encoding="utf-8")
            return
        before, after = self._sides()
        text = file.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{self.path} holds these lines {text.count(before)} times:\n{before}"
        file.write_text(text.replace(before, after), encoding="utf-8")

    def _sides(self) -> tuple[str, str]:
        lines = [(line[:1] or " ", line[1:]) for line in self.text.splitlines()]
        assert {mark for mark, _ in lines} <= {" ", "+", "-"}, self.text
        return (
            "".join(f"{line}\n" for mark, line in lines if mark != "+"),
            "".join(f"{line}\n" for mark, line in lines if mark != "-"),
        )


def edits(page: Path) -> Iterator[Edit]:
    """The changes in their order: blocks whose fence names a file."""
    for kind, path, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
        yield Edit(path, kind, text)


def copied(root: Path, place: Path) -> Path:
    """A copy of the project that may be changed."""
    for name in COPIED:
        if (root / name).is_dir():
            shutil.copytree(root / name, place / name, ignore=LEFT_OUT)
        else:
            shutil.copy2(root / name, place / name)
    for name in ("reference", "sources", "sample"):
        shutil.copytree(
            root / "data" / name, place / "data" / name, ignore=shutil.ignore_patterns("register")
        )
    return place
