"""The trials of possible values that a fact is spared: those that cannot change anything of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from cxc_metrics.contract import TABLES
from cxc_metrics.facts.build import FactBuilder
from cxc_metrics.facts.definition import fact_definition
from cxc_metrics.intake import check
from cxc_metrics.intake.possible import Possible, values_of
from cxc_metrics.sample import generate
from cxc_metrics.store import open_store
from cxc_metrics.store.manifest import Manifest
from tests.measuring.crossing import THOROUGH

_EXCHANGES = 100
# With and without the shared views; the others are built the same way, some of them in `make thorough`.
_FACTS = ("exchange", "document", *(("registration", "outcome", "meeting") if THOROUGH else ()))


def emptied_everywhere(file: Path) -> int:
    """Empties a cell of every column that does not decide, in rows far apart; returns how many."""
    count = 0
    with duckdb.connect(str(file)) as connection:
        held = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        for table in sorted(held & set(TABLES)):
            model = TABLES[table]
            for column in (one for one in model.columns() if not one.deciding and not one.key):
                key = ", ".join(f"{name}::VARCHAR" for name in model.key())
                row = (
                    f"SELECT rowid AS row, [{key}] AS key FROM {table} WHERE {column.name} IS NOT NULL "
                    f"ORDER BY hash(rowid, '{column.name}') LIMIT 2"
                )
                found = connection.execute(row).fetchall()
                for number, names in found:
                    connection.execute(f"UPDATE {table} SET {column.name} = NULL WHERE rowid = {number}")
                    cell = "INSERT INTO emptied_cell VALUES ($table, $key, $column)"
                    given = {"table": table, "key": names, "column": column.name}
                    connection.execute(cell, given)
                count += len(found)
    return count


def facts_of(file: Path, manifest: Manifest, folder: Path) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    folder.mkdir()
    delivered = manifest.columns_present
    with FactBuilder(file, countable=manifest.countable, columns_present=delivered) as builder:
        for name in _FACTS:
            target = folder / f"{name}.duckdb"
            builder.build(fact_definition(name), target)
            with duckdb.connect(str(target), read_only=True) as connection:
                yield name, connection.execute(f"SELECT * FROM fact_{name}").fetchall()


def test_facts_spared_some_trials_are_those_of_all_trials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a cell emptied in every column that may be, a fact marks the same rows either way."""
    generate(tmp_path / "files", exchanges=_EXCHANGES)
    with check(tmp_path / "files") as clean:
        version = open_store(tmp_path / "store").publish(clean)
    manifest = version.manifest
    version.close()
    file = tmp_path / "emptied.duckdb"
    shutil.copyfile(next((tmp_path / "store").glob("snapshots/*/register.duckdb")), file)
    file.chmod(0o644)
    assert emptied_everywhere(file) > 100
    spared = dict(facts_of(file, manifest, tmp_path / "spared"))
    monkeypatch.setattr(Possible, "concerning", lambda self, _words: tuple(range(self.trials)))
    everything = dict(facts_of(file, manifest, tmp_path / "everything"))
    assert spared == everything
    marked = [name for name, rows in spared.items() if any(row[-1] for row in rows)]
    assert set(marked) == set(_FACTS)


def test_trials_that_fill_the_named_columns_alike_are_one() -> None:
    """a: 2 values, b: 3 values, together 6 trials; of SQL that names a alone, two differ."""
    cells = Possible({("t", "a"): ("1", "2"), ("t", "b"): ("1", "2", "3")}, {("t", "a"): 1, ("t", "b"): 2}, 6)
    assert cells.concerning({"t", "a", "b"}) == tuple(range(6))
    assert cells.concerning({"t", "a"}) == (0, 1)
    assert cells.concerning({"t", "b", "x"}) == (0, 2, 4)
    assert cells.concerning({"a", "b"}) == (), "columns of another table"


def test_a_text_that_has_a_form_is_tried_in_that_form() -> None:
    """Anything else would read like the empty cell to what looks at its first letters."""
    columns = {name: TABLES["organisation"].column(name) for name in ("nuts_id", "city")}
    tried = {
        name: list(values_of("organisation", column, days=(), spoken=None, source=str))
        for name, column in columns.items()
    }
    assert tried == {"nuts_id": ["'DE212'"], "city": ["'?'"]}
