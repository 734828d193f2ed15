"""ClickHouse gives the figures that DuckDB gives. chdb is that engine in this process."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cxc_metrics.cli import app
from cxc_metrics.engine import EngineError
from cxc_metrics.engine.addresses import let_go, warehouse_at
from cxc_metrics.engine.clickhouse import DIALECT, ClickHouseBuilding, ClickHouseWarehouse
from cxc_metrics.errors import RegisterError
from cxc_metrics.facts import fact_definition, fact_names
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.store.answered_by import opened_version
from cxc_metrics.store.audit import AuditLog
from cxc_metrics.store.care import mend
from cxc_metrics.store.care.in_engine import left_in
from cxc_metrics.store.warehouse_version import load
from tests.engine.beyond_figures import (
    STUDIES,
    WITHOUT_TABLE,
    registers_of_other_tables,
    told_beyond,
    told_of_other_tables,
    unlike,
)
from tests.engine.comparing import LONG, facts_differing, told_of
from tests.measuring.crossing import THOROUGH
from tests.store.hand_made import checked, exchange, register_rows


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where ClickHouse is: in this process, its tables in a folder."""
    named = f"chdb:{tmp_path_factory.mktemp('chdb')}"
    yield named
    let_go(named)


@pytest.fixture(scope="module")
def in_clickhouse(sample: DataVersion, address: str) -> DataVersion:
    """The same data version, loaded into ClickHouse with its facts and answered there."""
    facts = [fact_definition(name) for name in fact_names() if not sample.missing_tables(name)]
    # All but one together: to make ready for building takes as long as building a dozen.
    load(sample, warehouse_at(address), facts[:-1])
    return opened_version(sample._layout, sample.id, address, loading=True)


def test_facts_are_the_same_in_clickhouse(sample: DataVersion, in_clickhouse: DataVersion) -> None:
    assert in_clickhouse.dialect.name == "clickhouse"
    assert in_clickhouse.told_by.startswith("ClickHouse 2")
    assert facts_differing(sample, in_clickhouse) == {}


def test_figures_are_the_same_in_clickhouse(sample: DataVersion, in_clickhouse: DataVersion) -> None:
    """The whole catalogue; a tenth of it by country, by month and as seen by the public viewer;
    `make engines` asks all of it, and more.
    """
    told = dict(told_of(sample, in_clickhouse, without=LONG, part=1 if THOROUGH else 10))
    assert len(told) == 5
    assert {name: cells[:5] for name, cells in told.items() if cells} == {}


def test_studies_and_records_are_the_same_in_clickhouse(
    beyond_figures: list[tuple[str, Any]], in_clickhouse: DataVersion
) -> None:
    """All there are, which pages ask for as they ask for figures; two alike refusals compare nothing."""
    names, refused = set(), set()
    for (name, ours), (_, theirs) in zip(beyond_figures, told_beyond(in_clickhouse), strict=True):
        assert unlike(ours, theirs) == [], name
        (refused if isinstance(ours, str) else names).add(name)
    assert names > set(STUDIES) - {"yearly"}
    assert refused == WITHOUT_TABLE


def test_what_the_sample_has_no_tables_for_is_the_same_in_clickhouse(tmp_path: Path, address: str) -> None:
    """Organisations, projects and events by how many take part, and yearly figures."""
    asked = set()
    for ours in registers_of_other_tables(tmp_path):
        theirs = opened_version(ours._layout, ours.id, address, loading=True)
        for name, answer in told_of_other_tables(ours):
            assert unlike(answer, dict(told_of_other_tables(theirs))[name]) == [], name
            asked.add(name)
        warehouse_at(address).remove(f"cxc_{ours.id}")
    assert asked == WITHOUT_TABLE


def test_a_part_of_a_version_is_not_asked(
    sample: DataVersion,
    in_clickhouse: DataVersion,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rows of one table are gone there: no figure is taken from it. `cxc rollback` mends it and says so."""
    warehouse = warehouse_at(address)
    assert isinstance(warehouse, ClickHouseWarehouse)
    warehouse._session.run("TRUNCATE TABLE event", f"cxc_{sample.id}")
    until = "SELECT count(*) AS n FROM event"
    assert in_clickhouse.query(until)["n"].to_pylist() == [0]
    with pytest.raises(RegisterError, match=r"holds a part of data version .*\(event: 0 of \d+ rows\)"):
        opened_version(sample._layout, sample.id, address)
    shutil.copytree(sample._layout.root, tmp_path / "store")
    monkeypatch.setenv("CXC_REGISTER_DIR", str(tmp_path / "store"))
    monkeypatch.setenv("CXC_ENGINE", address)
    for said in (r"did not hold all of it: \d\d tables were loaded there\.", "nothing has changed"):
        told = CliRunner().invoke(app, ["rollback", sample.id])
        assert re.search(said, " ".join(told.stdout.split())), told.output
    assert in_clickhouse.query(until)["n"].to_pylist() == sample.query(until)["n"].to_pylist()


def test_a_fact_that_the_engine_has_no_memory_for_is_handed_over(
    sample: DataVersion, in_clickhouse: DataVersion, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Joins of ClickHouse hold a whole side; the store's own engine puts on the disk what does not fit."""
    warehouse, fact = warehouse_at(address), fact_definition("dossier")
    assert isinstance(warehouse, ClickHouseWarehouse)
    table, session = f"facts_dossier_{fact.digest}", warehouse._session
    session.run(f"DROP TABLE IF EXISTS {table} SYNC", f"cxc_{sample.id}")
    too_much = "SELECT groupArray(number) FROM numbers(10000000) SETTINGS max_memory_usage = 1000000"
    with monkeypatch.context() as small:
        small.setattr(ClickHouseBuilding, "write", lambda *_, **__: session.run(too_much))
        load(sample, warehouse, [fact])
    columns = "exchange_id, visitor_first, agreements_548, paid_on, mode"
    rows = [
        version.query(f"SELECT {columns} FROM {version.fact('dossier')} ORDER BY exchange_id").to_pylist()
        for version in (sample, in_clickhouse)
    ]
    assert rows[0] == rows[1]
    with pytest.raises(RegisterError, match="MEMORY_LIMIT_EXCEEDED"):
        in_clickhouse.query(too_much)


def test_what_comes_after_an_error_is_right(in_clickhouse: DataVersion) -> None:
    """Rows that were written before a statement failed must not stand before the next answer."""
    with pytest.raises(EngineError, match="throwIf"):
        in_clickhouse.query("SELECT throwIf(number > 100000) AS x FROM numbers(1000000)")
    assert in_clickhouse.query("SELECT 2 / 3 AS third")["third"].to_pylist() == [2 / 3]


def test_values_stay_values(in_clickhouse: DataVersion) -> None:
    """Whatever stands in a text is bound, never read as SQL; types come from the values."""
    odd = "d'Or \\N \\ \n\t\r $a {x:Int8} ü\0"
    answer = in_clickhouse.query(
        "SELECT $text AS text, $number + 1 AS number, $day AS day, '$text' AS plain",
        {"text": odd, "number": 2**40, "day": date(1931, 3, 1), "unused": 1},
    )
    assert answer.to_pylist() == [
        {"text": odd, "number": 2**40 + 1, "day": date(1931, 3, 1), "plain": "$text"}
    ]
    literal = DIALECT.literal("a\\' OR 1=1 --")
    assert in_clickhouse.query(f"SELECT {literal} AS text")["text"].to_pylist() == ["a\\' OR 1=1 --"]


def test_sums_of_keys_do_not_go_round(in_clickhouse: DataVersion) -> None:
    """65 536 keys just below 2^48 are 2^64 together: 64 bits would say 0 or less."""
    key = 2**48 - 1
    total = DIALECT.whole_sum(f"CAST({key} AS Nullable(Int64))", "")
    answer = in_clickhouse.query(f"SELECT {total} AS total FROM numbers(65536)")
    assert answer["total"].to_pylist() == [65536 * key]


def test_what_a_broken_load_left_is_taken_away(
    sample: DataVersion, in_clickhouse: DataVersion, address: str
) -> None:
    """A load that died an hour ago may be another's that goes on; after a day nobody ends it."""
    warehouse = warehouse_at(address)
    assert isinstance(warehouse, ClickHouseWarehouse)
    left = f"cxc_{sample.id}_loading_1"
    for database in (left, "cxc_0123456789ab"):
        warehouse._session.run(f"CREATE DATABASE {database}")
        warehouse._session.run("CREATE TABLE t (a Int8) ENGINE = MergeTree ORDER BY tuple()", database)
    assert [each.place.name for each in left_in(address, [sample.id])] == ["cxc_0123456789ab"]
    foreign, begun = left_in(address, [sample.id], stale=0)
    assert (foreign.place.name, foreign.is_mended) == ("cxc_0123456789ab", False)
    assert "DROP DATABASE cxc_0123456789ab" in foreign.remedy
    assert (begun.place.name, begun.is_mended) == (left, True)
    with tempfile.TemporaryDirectory() as store:
        assert mend(Path(store), [foreign, begun]) == [begun]
        assert AuditLog(Path(store)).read().entries[-1].what == "mended"
    assert {held.name for held in warehouse.databases()} == {f"cxc_{sample.id}", "cxc_0123456789ab"}
    warehouse.remove("cxc_0123456789ab")
    assert list(left_in(address, [sample.id], stale=0)) == []
    assert in_clickhouse.query("SELECT count(*) > 0 AS there FROM exchange")["there"].to_pylist() == [True]


def test_an_engine_that_is_away_is_an_ailment() -> None:
    [away] = left_in("clickhouse://localhost:1", [])
    assert "does not answer" in away.problem
    assert not away.is_mended


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("clickhouse://localhost:1", r"loaded into clickhouse://localhost:1: it does not answer \("),
        ("clickhouse://me:secret@localhost:1", "could not be loaded into clickhouse://localhost:1"),
        ("postgres://x", "is no address of an engine"),
    ],
)
def test_an_engine_that_is_not_there_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, told: str
) -> None:
    with checked(register_rows([exchange("X1")])) as tables:
        before = Store(tmp_path).publish(tables)
    monkeypatch.setenv("CXC_ENGINE", wrong)
    more = register_rows([exchange("X1"), exchange("X2")])
    with checked(more) as tables, pytest.raises(RegisterError, match=told) as refused:
        Store(tmp_path).publish(tables)
    assert "What was served before still is" in str(refused.value)
    assert "secret" not in str(refused.value)
    monkeypatch.delenv("CXC_ENGINE")
    served = Store(tmp_path).current()
    assert served is not None
    assert served.id == before.id
