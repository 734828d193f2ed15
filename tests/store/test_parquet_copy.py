"""A data version as Parquet: the SQL behind every figure runs on it with nothing but DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.errors import CxcError
from cxc_metrics.facts import fact_names
from cxc_metrics.measuring import Question, measure_all
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, copy_as_parquet, portable
from tests.measuring.crossing import THOROUGH


@pytest.fixture(scope="module")
def folder(sample: DataVersion, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("copied") / "register"
    copied = copy_as_parquet(sample, target)
    assert {table.file for table in copied} == {file.name for file in target.glob("*.parquet")}
    assert sum(table.rows for table in copied) > 10_000
    return target


def test_the_sql_behind_every_figure_gives_the_same_there(
    sample: DataVersion, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    every = tuple(catalogue())
    scope = Scope(visitor_country="EU27", partnership=("W1-01", "W2-01"), period="2020..2022")
    questions = [
        Question(every),
        # A sixth: the words that break down are the same for all.
        Question(every if THOROUGH else every[::6], ("partnership", "quarter"), scope, None, True),
    ]
    statements = [each for answer in measure_all(sample, questions) for each in answer.statements]
    assert len(statements) > 15
    for statement in statements:
        there = duckdb.sql(statement.text()).fetchall()
        here = [tuple(row.values()) for row in sample.query(statement.sql, statement.params).to_pylist()]
        assert _alike(there) == _alike(here), statement.text()


def _alike(rows: list[tuple[object, ...]]) -> list[str]:
    """Rows without order; reals to twelve digits, for sums and lists come in another order."""
    return sorted(repr([_cell(value) for value in row]) for row in rows)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return str(sorted(map(str, value)))
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def test_all_rows_of_clean_tables_and_facts_are_in_it(sample: DataVersion, folder: Path) -> None:
    tables = {table: table for table in sample.manifest.tables}
    facts = {f"fact_{name}": sample.fact(name) for name in fact_names() if not sample.missing_tables(name)}
    for file, relation in (tables | facts).items():
        held = sample.query(f"SELECT count(*) AS n FROM {relation}")["n"][0].as_py()
        counted = duckdb.sql(f"SELECT count(*) FROM '{folder / file}.parquet'").fetchall()
        assert counted == [(held,)], file
    about = (folder / "README.md").read_text(encoding="utf-8")
    assert sample.id in about
    assert "invented" in about
    assert (folder / "manifest.json").is_file()


def test_facts_are_named_by_their_files() -> None:
    assert portable("SELECT 1 FROM facts_met_pair_7f75e93ede26.fact_met_pair AS f") == (
        "SELECT 1 FROM 'fact_met_pair.parquet' AS f"
    )
    assert portable("SELECT 'facts_of_life' FROM organisation") == "SELECT 'facts_of_life' FROM organisation"


def test_what_lies_in_a_folder_is_never_written_over(sample: DataVersion, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CxcError, match="holds something already"):
        copy_as_parquet(sample, tmp_path)
    file = tmp_path / "mine.txt" / "register"
    with pytest.raises(CxcError, match="could not be written"):
        copy_as_parquet(sample, file)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]
