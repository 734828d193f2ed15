"""Facts as files: headers, lineage, keys of stored facts, codes of older contracts."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.contract import TABLES
from cxc_metrics.errors import RegisterError, UnknownName
from cxc_metrics.facts import definition, fact_definition, fact_names
from cxc_metrics.store import DataVersion, Store
from tests.store.hand_made import checked, create_table, exchange, register_rows

CONFORMED = (
    "wave", "visitor_country", "host_country", "visitor_sector", "host_sector", "partnership",
    "host_partnership", "visitor_type", "host_type", "visitor_size", "host_size", "mode", "status",
    "cancel_reason", "distance_band", "cross_sector", "cross_partnership", "year", "quarter", "month",
)  # fmt: skip


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory):
    """A data version of a register in which every table and column was delivered."""
    rows = {
        name: [{column.name: None for column in model.columns()}]
        for name, model in TABLES.items()
        if name not in ("organisation", "partnership", "exchange")
    }
    one = {column.name: None for column in TABLES["exchange"].columns()} | exchange("X1")
    tables = register_rows([one], **rows)
    tables["organisation"] = [
        {column.name: None for column in TABLES["organisation"].columns()} | row
        for row in tables["organisation"]
    ]
    tables["partnership"] = [
        {column.name: None for column in TABLES["partnership"].columns()} | row
        for row in tables["partnership"]
    ]
    return Store(tmp_path_factory.mktemp("full") / "store").publish(checked(tables))


def test_the_exchange_fact_has_all_conformed_dimensions():
    assert set(CONFORMED) <= set(fact_definition("exchange").columns)


@pytest.mark.parametrize("name", fact_names())
def test_a_fact_states_grain_tables_and_guarantees(name: str):
    fact = fact_definition(name)
    assert fact.grain
    assert fact.guarantees
    assert set(fact.tables) <= set(TABLES)


@pytest.mark.parametrize("name", fact_names())
def test_every_column_says_what_it_is_made_of_and_that_exists(name: str):
    known = {f"{table}.{column.name}" for table, model in TABLES.items() for column in model.columns()}
    for column, by_rule in fact_definition(name).lineage.items():
        for groups in by_rule.values():
            for group in groups:
                assert set(group) <= known, f"{name}.{column}"


@pytest.mark.parametrize("name", fact_names())
def test_the_declared_columns_are_those_of_the_table(full, name: str):
    described = full.query(f"SELECT column_name FROM (DESCRIBE {full.fact(name)})")["column_name"].to_pylist()
    assert sorted(described) == sorted(fact_definition(name).columns)
    assert full.fact_columns(name) == fact_definition(name).columns


@pytest.mark.parametrize("name", fact_names())
def test_keys_are_integers_or_enumerations(full, name: str):
    """Identifiers of single rows stay text; all that is grouped or counted is not."""
    rows = full.query(f"SELECT column_name, column_type FROM (DESCRIBE {full.fact(name)})").to_pylist()
    types = {row["column_name"]: row["column_type"] for row in rows}
    for column in set(types) & {*CONFORMED, "visitor_id", "host_id", "role", "registration_status"}:
        assert re.match(r"ENUM|.*INT|BOOLEAN", types[column]), (column, types[column])


def test_an_unknown_fact_names_the_nearest():
    with pytest.raises(UnknownName, match="did you mean 'exchange'"):
        fact_definition("exchanges")


def test_a_fact_without_its_table_says_which(register: Store):
    version = register.publish(checked(register_rows([exchange("X1")])))
    assert version.missing_tables("registration") == ("registration",)
    assert version.fact_columns("registration") == ()
    with pytest.raises(RegisterError, match=r"no table registration.*not measurable"):
        version.fact("registration")


def test_an_unknown_column_names_the_nearest(register: Store):
    version = register.publish(checked(register_rows([exchange("X1")])))
    with pytest.raises(UnknownName, match="did you mean 'visitor_country'"):
        version.missing_columns("exchange", "visitor_countri")


@pytest.mark.parametrize("part", ["grain", "tables", "guarantees"])
def test_a_header_that_leaves_something_out_is_refused(part: str):
    sql = fact_definition("registration").sql
    without = re.sub(rf"(?m)^-- {part}:", "-- also:", sql)
    with pytest.raises(RegisterError, match=f"registration.sql does not state: {part}"):
        definition.parse("registration", without)


def test_alternatives_and_rules_in_a_header():
    fact = definition.parse(
        "tiny",
        "-- fact: tiny\n-- grain: one\n-- tables: exchange\n-- guarantees: none\n-- columns:\n"
        "--   a: exchange.x | exchange.y, exchange.z\n--   b [one]: exchange.x\n"
        "--   b [two]: exchange.y\nSELECT 1",
    )
    assert fact.missing("a", "one", {"exchange": ["y", "z"]}) == ()
    assert fact.missing("a", "one", {"exchange": ["z"]}) == ("exchange.x or exchange.y",)
    assert fact.missing("b", "one", {"exchange": ["y"]}) == ("exchange.x",)
    assert fact.missing("b", "two", {"exchange": ["y"]}) == ()


def test_changed_sql_makes_another_file_and_leaves_the_old_one(
    register: Store, monkeypatch: pytest.MonkeyPatch
):
    version = register.publish(checked(register_rows([exchange("X1")])))
    folder = register.root / "facts" / version.id
    before = {path.name for path in folder.glob("*.duckdb")}
    monkeypatch.setattr(definition, "BUILDER_VERSION", "another")
    again = register.open(version.id)
    again.fact("exchange")
    after = {path.name for path in folder.glob("*.duckdb")}
    assert before < after
    assert len(after - before) == 1


def test_a_code_that_a_later_contract_dropped_still_has_its_fact(register: Store):
    """An old data version may hold codes, and lack columns, that today's contract does not know so."""
    tables = checked(register_rows([exchange("X1", mode="carrier_pigeon")]))
    version = register.publish(tables)
    rows = version.query(f"SELECT mode::VARCHAR AS mode FROM {version.fact('exchange')}")
    assert rows["mode"].to_pylist() == ["carrier_pigeon"]


def test_a_dropped_code_of_an_event_still_has_its_meetings(register: Store):
    """Meetings without an exchange have the mode of their event: two columns hold codes of one list."""
    tables = register_rows(
        [exchange("X1")],
        event=[{"event_id": "E1", "mode": "carrier_pigeon", "organised_by": "A"}],
        meeting=[{"meeting_id": "M1", "exchange_id": None, "event_id": "E1", "held_on": date(2021, 3, 1)}],
    )
    version = register.publish(checked(tables))
    rows = version.query(f"SELECT mode::VARCHAR AS mode FROM {version.fact('meeting')}")
    assert rows["mode"].to_pylist() == ["carrier_pigeon"]


def test_a_table_of_an_older_contract_lacks_columns_and_still_has_its_fact(tmp_path: Path):
    from cxc_metrics.engine.duckdb import connect
    from cxc_metrics.facts.build import FactBuilder

    file = tmp_path / "old.duckdb"
    with connect(str(file)) as connection:
        create_table(connection, "exchange", [exchange("X1")])
        connection.execute("ALTER TABLE exchange DROP COLUMN story_consent")
        connection.execute("CREATE TABLE ref_country AS SELECT 'ES' AS country_code, 1 AS display_order")
        connection.execute("INSERT INTO ref_country VALUES ('DE', 2)")
    present = {"exchange": tuple(exchange("X1"))}
    with FactBuilder(file, countable="cxc", columns_present=present) as builder:
        assert builder.build(fact_definition("exchange"), tmp_path / "fact.duckdb") == 1


def test_names_with_quotes_and_markup_pass(register: Store):
    odd = 'O\'Neill "&" <b>'
    rows = register_rows([exchange("X1", vop_id=odd)])
    rows["partnership"] = [
        *rows["partnership"],
        {**rows["partnership"][0], "partnership_id": odd, "acronym": odd},
    ]
    version = register.publish(checked(rows))
    found = version.query(
        f"SELECT count(*) AS n FROM {version.fact('exchange')} WHERE partnership = $id", {"id": odd}
    )
    assert found["n"].to_pylist() == [1]
    assert version.labels("partnership")[odd] == odd


def test_what_an_engine_had_no_memory_for_hinders_no_other_fact(hand: DataVersion, tmp_path: Path):
    """It is made again when a fact speaks of it next, and what was there before it is not made twice."""
    from cxc_metrics.engine.duckdb_building import DuckDbBuilding
    from cxc_metrics.engine.protocol import EngineFull
    from cxc_metrics.facts.build import FactBuilder

    class Full(DuckDbBuilding):
        left = 3

        def share(self, name: str, select: str, *, often: bool) -> None:
            Full.left -= 1
            if Full.left >= 0:
                raise EngineFull("no memory")
            super().share(name, select, often=often)

    manifest = hand.manifest
    with FactBuilder(
        hand.folder / "register.duckdb",
        countable=manifest.countable,
        columns_present=manifest.columns_present,
        engine=Full,
    ) as builder:
        for name in ("exchange", "registration", "exchange"):
            with pytest.raises(EngineFull):
                builder.build(fact_definition(name), tmp_path / f"{name}.duckdb")
        assert builder.build(fact_definition("registration"), tmp_path / "registration.duckdb") > 0
        assert builder.build(fact_definition("exchange"), tmp_path / "exchange.duckdb") > 0
