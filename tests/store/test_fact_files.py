"""Facts that are missing are built together, and are those that are built one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.facts import fact_names
from cxc_metrics.store import DataVersion, Store, fact_files
from tests.measuring import hand_results
from tests.store.hand_made import checked


@pytest.fixture
def builders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The data files for which a builder was made ready."""
    begun: list[str] = []

    class Counted(fact_files.FactBuilder):
        def __enter__(self) -> fact_files.FactBuilder:
            begun.append(str(self._file))
            return super().__enter__()

    monkeypatch.setattr(fact_files, "FactBuilder", Counted)
    return begun


def publish(folder: Path) -> DataVersion:
    with checked(hand_results.tables(), as_at=hand_results.AS_AT) as tables:
        return Store(folder).publish(tables)


def test_one_builder_builds_all_that_are_missing(tmp_path: Path, builders: list[str]) -> None:
    """As they are built one by one; who is asked to stop leaves the rest, and nothing half done."""
    with publish(tmp_path / "together") as together, publish(tmp_path / "apart") as apart:
        having = [name for name in fact_names() if not together.missing_tables(name)]
        assert len(having) > 10
        builders.clear()
        together.make_facts(fact_names())
        assert len(builders) == 1
        together.make_facts(fact_names())
        there = set((tmp_path / "apart").rglob("*.duckdb"))
        turns = iter([False, False, True])
        apart.make_facts(having, lambda: next(turns))
        assert len(set((tmp_path / "apart").rglob("*.duckdb")) - there) == 2
        assert list(tmp_path.rglob("*.partial*")) == []
        for name in having:
            rows = [
                version.query(f"SELECT * FROM {version.fact(name)} ORDER BY ALL").to_pylist()
                for version in (together, apart)
            ]
            assert rows[0] == rows[1], name
        # Of the first there was nothing left to build, of the second all but two by one.
        assert builders.count(builders[0]) == 1
        assert len(builders) > 5
