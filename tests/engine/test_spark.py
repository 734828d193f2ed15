"""Spark: its dialect, the client's path against a small server, and a real one if there is one.

Figures and facts are compared on a real Spark by `make engines`, which starts one where there is Java.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from cxc_metrics.engine import EngineAbsent, EngineError, Kind, spark_sessions
from cxc_metrics.engine.addresses import let_go, warehouse_at
from cxc_metrics.engine.duckdb import connect
from cxc_metrics.engine.duckdb_parquet import parquet_copies
from cxc_metrics.engine.spark import SparkWarehouse
from cxc_metrics.engine.spark_dialect import SparkDialect
from cxc_metrics.engine.spark_sessions import ConnectSession, program_named, target_of
from cxc_metrics.engine.spark_types import columns_of, spark_schema
from cxc_metrics.errors import RegisterError
from cxc_metrics.measuring import Question
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.store.answered_by import opened_version
from cxc_metrics.store.care.in_engine import left_in, remove_there
from cxc_metrics.store.warehouse_version import load
from tests.engine.comparing import ALL, asked, differences, facts_differing
from tests.store.hand_made import checked, exchange, register_rows

pytest.importorskip("pyspark", reason="pyspark-client is not installed")

with program_named():
    from tests.engine.spark_server import SmallSpark

REAL = "CXC_SPARK_URL"
SPARK = SparkDialect()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallSpark]:
    # Asked again once: each further time takes a second.
    monkeypatch.setattr(spark_sessions, "_RETRIES", 1)
    small = SmallSpark()
    yield small
    let_go(small.address)
    small.stop()


def test_neutral_sql_is_said_in_the_words_of_spark() -> None:
    said = {
        "days_between(a, b) > 3": "datediff(b, a) > 3",
        "cardinality(breaches) > 0": "size(breaches) > 0",
        "quarter_of(day)": "concat(CAST(year(day) AS STRING), '-Q', CAST(quarter(day) AS STRING))",
        "fits(nuts, '^[A-Z]+$')": r"nuts RLIKE '^[A-Z]+\\z'",
        "has_entry(taken, id)": "array_contains(taken, id)",
    }
    assert {neutral: SPARK.read(neutral) for neutral in said} == said
    assert SPARK.grouping(["a", "b"]) == "(CAST(grouping(a) AS INT) * 2 + CAST(grouping(b) AS INT) * 1)"
    where = " FILTER (WHERE x)"
    assert SPARK.different_keys(["v", "h"], where, highest=9, many_groups=False) == (
        f"size(array_union(collect_set(v){where}, collect_set(h){where}))"
    )
    assert SPARK.codes(["c"], "", without=["x'"]) == "filter(collect_set(c), code -> code NOT IN ('x'''))"
    assert SPARK.nothing(Kind.TEXT) == "CAST(NULL AS STRING)"
    assert SPARK.literal("a\\' OR 1=1 --") == r"'a\\'' OR 1=1 --'"
    assert SPARK.identifier("a`b") == "`a``b`"


def test_parameters_are_named_and_texts_are_left_alone() -> None:
    sql, used = SPARK.bind(
        "SELECT $a, '$b', 'it''s $c', $day", {"a": 1, "day": date(2021, 3, 1), "unused": 2}
    )
    assert sql == "SELECT :a, '$b', 'it''s $c', :day"
    assert used == {"a": 1, "day": date(2021, 3, 1)}


def test_letters_are_folded_as_duckdb_folds_them() -> None:
    """Spark takes marks off by a table of letters; DuckDB knows how."""
    _, marked, plain = SPARK._folded("x").removeprefix("translate(").split(", ")
    table = str.maketrans(marked.strip("')"), plain.strip("')").ljust(len(marked.strip("')")), "\0"))
    words = ["žluťoučký kůň", "Ζεύς ἄνθρωπος", "smørrebrød", "Łódź", "àéîõü ñ ç", "йога", "naïve"]
    folded = [word.lower().translate(table).replace("\0", "") for word in words]
    with connect(":memory:") as connection:
        told = [
            connection.execute("SELECT strip_accents(lower(?))", [word]).fetchall()[0][0] for word in words
        ]
    assert folded == told


def test_columns_are_made_as_spark_takes_them() -> None:
    kinds = {
        "code": pa.dictionary(pa.int8(), pa.string()),
        "number": pa.uint16(),
        "money": pa.decimal128(18, 2),
        "at": pa.timestamp("us"),
        "cells": pa.list_(pa.struct([("day", pa.date32()), ("ok", pa.bool_())])),
    }
    assert columns_of(spark_schema(pa.schema(list(kinds.items())))) == (
        "`code` STRING, `number` INT, `money` DECIMAL(18, 2), `at` TIMESTAMP_NTZ, "
        "`cells` ARRAY<STRUCT<day: DATE, ok: BOOLEAN>>"
    )
    with pytest.raises(EngineError, match="no column of type"):
        columns_of(pa.schema([("raw", pa.binary())]))


def test_a_program_without_a_file_is_not_ended_by_the_client(root: Path, server: SmallSpark) -> None:
    asking = (
        "from cxc_metrics.engine.spark_sessions import ConnectSession; "
        f"print(ConnectSession({server.address!r}).read('SELECT 1', {{}}).to_pylist())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", asking], cwd=root, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, "[{'one': 1}]\n"), ended.stderr


def test_what_goes_wrong_at_the_server_is_told(server: SmallSpark) -> None:
    session = ConnectSession(server.address, answer_seconds=0.5)
    with pytest.raises(EngineError, match="Syntax error at or near 'nope'") as wrong:
        session.read("SELECT nope", {})
    assert not isinstance(wrong.value, EngineAbsent)
    with pytest.raises(EngineAbsent):
        session.read("SELECT 1 /* break */", {})
    with pytest.raises(EngineAbsent, match="canceled"):
        session.read("SELECT 1 /* slow */", {})
    server.forget_sessions()
    assert session.read("SELECT 1", {}).to_pylist() == [{"one": 1}]
    server.stop()
    with pytest.raises(EngineAbsent):
        session.read("SELECT 1", {})


def test_an_older_server_is_not_asked() -> None:
    old = SmallSpark("3.5.1")
    try:
        with pytest.raises(EngineAbsent, match=r"is Spark 3\.5\.1; .* from 4\.3 on"):
            ConnectSession(old.address)
    finally:
        old.stop()


def test_a_part_of_a_version_is_not_asked(hand: DataVersion, server: SmallSpark) -> None:
    """Without its mark a database counts for nothing, with fewer rows as a part."""
    load(hand, warehouse_at(server.address), [])
    [database] = server.databases
    assert server.databases[database]["exchange"] == 40
    assert opened_version(hand._layout, hand.id, server.address).told_by == f"Spark 4.3.0 ({server.address})"
    server.databases[database]["exchange"] = 39
    with pytest.raises(RegisterError, match=r"holds a part of data version .*\(exchange: 39 of 40 rows\)"):
        opened_version(hand._layout, hand.id, server.address)
    load(hand, warehouse_at(server.address), [])
    assert list(server.databases) != [database]
    assert [tables["exchange"] for tables in server.databases.values()] == [40]
    for tables in server.databases.values():
        del tables["cxc_whole"]
    with pytest.raises(RegisterError, match="holds nothing of data version"):
        opened_version(hand._layout, hand.id, server.address)


def test_what_is_left_there_is_told(hand: DataVersion, server: SmallSpark) -> None:
    """Without a mark for a day: nobody ends it. Its name says when it was begun."""
    load(hand, warehouse_at(server.address), [])
    [whole] = server.databases
    server.databases[f"cxc_{hand.id}_5f000000abcd"] = {"exchange": 3}
    server.databases["cxc_not_ours"] = {}
    [begun] = left_in(server.address, [hand.id])
    assert (begun.place.name, begun.is_mended) == (f"cxc_{hand.id}_5f000000abcd", True)
    assert remove_there(begun)
    assert set(server.databases) == {whole, "cxc_not_ours"}
    [foreign] = left_in(server.address, [])
    assert (foreign.place.name, foreign.is_mended) == (whole, False)


def test_a_load_that_fails_leaves_nothing(hand: DataVersion, server: SmallSpark, tmp_path: Path) -> None:
    warehouse = warehouse_at(server.address)
    assert isinstance(warehouse, SparkWarehouse)
    parquet_copies(hand.folder / "register.duckdb", ["exchange"], tmp_path)
    (tmp_path / "broken.parquet").write_bytes(b"")
    files = {name: tmp_path / f"{name}.parquet" for name in ("exchange", "broken")}
    with pytest.raises(pa.ArrowInvalid):
        warehouse.load("v1", files)
    assert server.databases == {}
    assert warehouse.held("v1") is None


@pytest.mark.parametrize("ends_at", ["CREATE DATABASE", "organisation"])
def test_a_server_that_goes_away_while_it_is_loaded_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: SmallSpark, ends_at: str
) -> None:
    with checked(register_rows([exchange("X1")])) as tables:
        before = Store(tmp_path).publish(tables)
    server.ends_at = ends_at
    monkeypatch.setenv("CXC_ENGINE", server.address)
    more = register_rows([exchange("X1"), exchange("X2")])
    with checked(more) as tables, pytest.raises(RegisterError, match="served before still is"):
        Store(tmp_path).publish(tables)
    monkeypatch.delenv("CXC_ENGINE")
    served = Store(tmp_path).current()
    assert served is not None
    assert served.id == before.id


def test_nobody_there_is_told_without_the_token() -> None:
    with pytest.raises(EngineAbsent, match="refused"):
        ConnectSession("spark://localhost:1")
    said = target_of("sparks://me:s%3Bcret@spark.example.org")
    assert said == "sc://spark.example.org:15002/;use_ssl=true;token=s%3Bcret;user_id=me"
    with pytest.raises(EngineAbsent) as refused:
        ConnectSession("spark://me:s3cret@localhost:1")
    assert "s3cret" not in str(refused.value)


def test_a_real_server_gives_the_same(hand: DataVersion) -> None:
    """Tables, facts and the whole catalogue; `make engines` asks more, and starts a server by itself."""
    real = os.environ.get(REAL, "").strip()
    if not real:
        pytest.skip(f"{REAL} names no Spark Connect server to ask as well")
    there = opened_version(hand._layout, hand.id, real, loading=True)
    for public in (False, True):
        ours, theirs = (asked(version, Question(ALL), public=public) for version in (hand, there))
        assert differences(ours.table, theirs.table) == []
    assert facts_differing(hand, there, least=1) == {}
    let_go(real)
