from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cxc_metrics.intake import CheckedTables, check, load_source
from cxc_metrics.store import DataVersion, Store


@pytest.fixture
def checked_source(tmp_path: Path) -> Iterator[Callable[[str, Path], CheckedTables]]:
    """Checks files with a shipped source; closes what it opened."""
    opened: list[CheckedTables] = []

    def run(source: str, path: Path) -> CheckedTables:
        opened.append(check(path, source=load_source(source)))
        return opened[-1]

    yield run
    for tables in opened:
        tables.close()


@pytest.fixture
def published_source(tmp_path: Path, checked_source) -> Callable[[str, Path], DataVersion]:
    """Publishes files with a shipped source."""

    def run(source: str, path: Path) -> DataVersion:
        return Store(tmp_path / "store").publish(checked_source(source, path))

    return run
