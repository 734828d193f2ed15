"""Figures, studies and records name no engine: asked in a second dialect, they tell the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest

from cxc_metrics.catalogue import Flow, Method, View, catalogue
from cxc_metrics.engine import EMBEDDED, Dialect, Kind
from cxc_metrics.engine.dialect import NEUTRAL
from cxc_metrics.engine.duckdb import connect
from cxc_metrics.engine.duckdb_building import DuckDbBuilding
from cxc_metrics.facts import fact_definition, fact_names
from cxc_metrics.facts.build import FactBuilder
from cxc_metrics.measuring import Question, Statement, measure_all
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.engine.beyond_figures import told_beyond, unlike
from tests.engine.plain_dialect import PlainDialect, SpokenTo
from tests.measuring.crossing import THOROUGH

PLAIN = PlainDialect()
# What the dialect of the engine at hand says otherwise than the plain one.
OWN_WORDS = re.compile(
    r"::|\b(list_\w+|bitstring_agg|bit_count|strftime|REPLACE)\b|\b(len|list|median|year|quarter|GROUPING)\("
)
# What no engine knows: functions of neutral SQL, and a parameter where none is given.
NEUTRAL_ONLY = re.compile(rf"\b({'|'.join(NEUTRAL)})\(|\$\w")
# Spark groups by the place of a column only where each is named.
STAR_BY_PLACE = re.compile(r"SELECT \*, count\(")
ALL = tuple(catalogue())
SQL_ONLY = tuple(name for name, kpi in catalogue().items() if not isinstance(kpi, (Method, Flow)))
# By something every third figure, by what comes next others; all by all in `make thorough`.
THIRDS = [SQL_ONLY] * 3 if THOROUGH else [SQL_ONLY[turn::3] for turn in range(3)]
QUESTIONS = (
    Question(ALL, (), Scope(status="validated")),
    Question(THIRDS[0], ("visitor_country",), Scope(), None, True),
    Question(THIRDS[1], ("month",), Scope(period="2021-03-01..2023-02-28"), None, True),
    Question(THIRDS[2], ("quarter", "partnership", "mode"), Scope(visitor_country="EU27"), None, True),
)


@pytest.fixture(scope="module")
def plain(sample: DataVersion) -> DataVersion:
    return cast("DataVersion", SpokenTo(sample, PLAIN))


def test_declarations_are_said_in_the_words_of_the_dialect_asked() -> None:
    views = [
        View(dialect=PLAIN, countable=countable, aggregate=aggregate, many_groups=many)
        for countable in ("countable", "validated")
        for aggregate in (False, True)
        for many in (False, True)
    ]
    told = [
        (kpi.id, part, sql)
        for kpi in catalogue().values()
        for view in views
        for part, sql in kpi.columns(view).items()
    ]
    assert [one for one in told if OWN_WORDS.search(one[2])] == []
    # No neutral function is left unread, in any dialect.
    unread = re.compile(rf"\b({'|'.join(NEUTRAL)})\(")
    embedded = [(kpi.id, sql) for kpi in catalogue().values() for sql in kpi.columns(View()).values()]
    assert [one for one in embedded if unread.search(one[1])] == []
    assert any("len(breaches)" in sql for _, sql in embedded)


def test_figures_are_the_same_in_a_second_dialect(sample: DataVersion, plain: DataVersion) -> None:
    ours, theirs = measure_all(sample, QUESTIONS), measure_all(plain, QUESTIONS)
    for one, other in zip(ours, theirs, strict=True):
        pd.testing.assert_frame_equal(one.table, other.table, check_exact=False, rtol=1e-12)
        assert [found for found in other.statements if OWN_WORDS.search(found.sql)] == []
        assert [found for found in other.statements if STAR_BY_PLACE.search(found.sql)] == []
    assert any(OWN_WORDS.search(found.sql) for one in ours for found in one.statements)


def test_facts_are_the_same_in_a_second_dialect(sample: DataVersion, tmp_path: Path) -> None:
    """Whatever an engine keeps codes as: compared as text, row by row and column by column."""
    names = [name for name in fact_names() if not sample.missing_tables(name)]
    assert len(names) >= 14
    with connect(":memory:") as connection:
        for name, file in _built(sample, names, PLAIN, tmp_path / PLAIN.name):
            connection.execute(EMBEDDED.attach(sample.fact_file(name), f"{EMBEDDED.name}_{name}"))
            connection.execute(EMBEDDED.attach(file, f"{PLAIN.name}_{name}"))
        for name in names:
            ours, theirs = (f"{dialect.name}_{name}.fact_{name}" for dialect in (EMBEDDED, PLAIN))
            columns = [row[0] for row in connection.execute(f"DESCRIBE {ours}").fetchall()]
            assert set(columns) == {row[0] for row in connection.execute(f"DESCRIBE {theirs}").fetchall()}, (
                name
            )
            read = "SELECT " + ", ".join(f"CAST({column} AS VARCHAR)" for column in columns)
            for one, other in ((ours, theirs), (theirs, ours)):
                rows = connection.execute(
                    f"{read} FROM {one} EXCEPT ALL {read} FROM {other} LIMIT 3"
                ).fetchall()
                assert rows == [], name
            assert connection.execute(f"SELECT count(*) FROM {ours}").fetchall()[0][0] > 20, name


def _built(
    version: DataVersion, names: Iterable[str], dialect: Dialect, folder: Path
) -> Iterator[tuple[str, Path]]:
    """The facts of a version, built in a dialect: name and file."""
    folder.mkdir()
    [register] = version.query("SELECT path FROM duckdb_databases() WHERE path LIKE '%register.duckdb'")[
        "path"
    ]
    manifest = version.manifest
    with FactBuilder(
        Path(register.as_py()),
        countable=manifest.countable,
        columns_present=manifest.columns_present,
        engine=lambda file: DuckDbBuilding(file, dialect),
    ) as builder:
        for name in names:
            fact, file = fact_definition(name), folder / f"{name}.duckdb"
            said = "\n".join(
                line for line in builder.statement(fact).splitlines() if not line.startswith("--")
            )
            assert NEUTRAL_ONLY.search(said) is None, name
            assert OWN_WORDS.search(said) is None, name
            builder.build(fact, file)
            yield name, file


def test_studies_and_records_are_the_same_in_a_second_dialect(
    beyond_figures: list[tuple[str, Any]], plain: DataVersion
) -> None:
    for (name, ours), (_, theirs) in zip(beyond_figures, told_beyond(plain), strict=True):
        assert unlike(ours, theirs) == [], name


def test_neutral_sql_is_read_where_it_stands() -> None:
    said = {
        "days_between(ended_on, $as_at) > 10 AND status IN ('a', 'b')": (
            "($as_at - ended_on) > 10 AND status IN ('a', 'b')",
            "date_diff('day', ended_on, $as_at) > 10 AND status IN ('a', 'b')",
        ),
        "cardinality(breaches) > 0": ("len(breaches) > 0", "array_length(breaches) > 0"),
        "countable AND (a OR b)": ("countable AND (a OR b)",) * 2,
    }
    for neutral, (embedded, plain) in said.items():
        assert EMBEDDED.read(neutral) == embedded
        assert PLAIN.read(neutral) == plain
        assert EMBEDDED.read(embedded) == embedded


def test_values_are_written_so_that_they_stay_values() -> None:
    dialects: tuple[Dialect, ...] = (EMBEDDED, PLAIN)
    for dialect in dialects:
        assert dialect.literal("d'Or; --") == "'d''Or; --'"
        assert dialect.literal(date(2021, 3, 1)) == "DATE '2021-03-01'"
        assert dialect.literal(14) == "14"
        assert dialect.identifier('a"b') == '"a""b"'
        assert Statement("x = $a AND y = $b", {"a": "$b", "b": 1}, dialect=dialect).text() == (
            "x = '$b' AND y = 1;"
        )
    assert EMBEDDED.cast("f.partnership", Kind.TEXT) == "f.partnership::VARCHAR"
    assert EMBEDDED.cast("a = b", Kind.WHOLE) == "(a = b)::INTEGER"
    assert PLAIN.nothing(Kind.DAY) == "CAST(NULL AS DATE)"
