"""Readers of the reference files that use nothing of the project: the files are tested by themselves."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

Row = dict[str, str]


@pytest.fixture(scope="session")
def reference(root: Path) -> Path:
    return root / "data" / "reference"


@pytest.fixture(scope="session")
def rows_of(reference: Path) -> Callable[[str], list[Row]]:
    def read(name: str) -> list[Row]:
        with (reference / name).open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines, strict=True))

    return read


@pytest.fixture(scope="session")
def countries(rows_of: Callable[[str], list[Row]]) -> dict[str, Row]:
    return {row["country_code"]: row for row in rows_of("countries.csv")}
