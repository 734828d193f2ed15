"""Publishing: what is served, under which id, and what history says."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import duckdb
import pytest

from cxc_metrics.errors import RegisterError, UnknownName
from cxc_metrics.intake.handover import write_register
from cxc_metrics.store import Store, open_store
from tests.store.hand_made import SOURCE, checked, exchange, register_rows


def one(key: str = "X1", **more):
    return checked(register_rows([exchange(key)]), **more)


def exchange_ids(version) -> list[str]:
    return version.query("SELECT exchange_id FROM exchange ORDER BY ALL")["exchange_id"].to_pylist()


def test_an_empty_store_serves_nothing(register: Store):
    assert register.current() is None
    assert register.history() == []
    assert register.moves() == []


def test_the_published_register_is_served_with_its_manifest(register: Store):
    with one() as tables:
        version = register.publish(tables, note="first")
    served = register.current()
    assert served is not None
    assert served.id == version.id
    assert version.outcome == "published"
    assert exchange_ids(served) == ["X1"]
    manifest = served.manifest
    assert manifest.as_at == date(2022, 6, 30)
    assert manifest.tables == ("organisation", "partnership", "exchange")
    assert manifest.row_counts["organisation"].kept == 4
    assert manifest.countable_exchanges == 1
    assert manifest.note == "first"
    assert manifest.is_synthetic is True
    assert {file.name for file in manifest.files} == {"organisation.csv", "partnership.csv", "exchange.csv"}


def test_publishing_replaces_the_whole_register_and_keeps_the_old_one(register: Store):
    first = register.publish(one("X1"))
    second = register.publish(one("X2"))
    assert exchange_ids(register.current()) == ["X2"]
    assert exchange_ids(register.open(first.id)) == ["X1"]
    assert {manifest.id for manifest in register.history()} == {first.id, second.id}


def test_the_same_content_has_the_same_id_in_another_store(tmp_path: Path):
    here = Store(tmp_path / "here").publish(one(), note="here")
    there = Store(tmp_path / "there").publish(one(), note="there")
    assert here.id == there.id


def test_publishing_the_same_content_again_changes_nothing(register: Store):
    first = register.publish(one())
    folder = register.root / "snapshots" / first.id
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    again = register.publish(one(), note="again")
    assert again.outcome == "unchanged"
    assert again.id == first.id
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert len(register.moves()) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"as_at": date(2022, 7, 1)},
        {"is_synthetic": False},
        {"source": SOURCE.model_copy(update={"countable": "cross_border"})},
        {"source": SOURCE.model_copy(update={"as_at": date(2022, 6, 30)})},
        {"source": SOURCE.model_copy(update={"selects": {"exchange": "SELECT 1"}})},
        {"title": "Another title"},
        {"read_as": {"date_format": "DD/MM/YYYY"}},
    ],
    ids=["as_at", "synthetic", "countable", "source", "sql", "title", "date format"],
)
def test_whatever_decides_the_content_decides_the_id(register: Store, change):
    assert register.publish(one()).id != register.publish(one(**change)).id


def test_names_of_files_and_their_order_do_not_change_the_id(register: Store):
    tables = one()
    renamed = dataclasses.replace(
        tables, files=tuple(dataclasses.replace(f, name=f"export/{f.name}") for f in reversed(tables.files))
    )
    first = register.publish(tables)
    assert register.publish(renamed).id == first.id


def test_rollback_serves_an_old_version_again_and_says_so(register: Store):
    first = register.publish(one("X1"))
    second = register.publish(one("X2"))
    back = register.rollback(first.id, note="wrong file")
    assert back.outcome == "served again"
    assert register.current_id() == first.id
    assert exchange_ids(register.current()) == ["X1"]
    newest = register.moves()[0]
    assert (newest.action, newest.version, newest.previous, newest.note) == (
        "rollback",
        first.id,
        second.id,
        "wrong file",
    )
    assert register.rollback(first.id).outcome == "unchanged"
    assert len(register.moves()) == 3


def test_publishing_what_was_rolled_back_serves_it_again(register: Store):
    first = register.publish(one("X1"))
    second = register.publish(one("X2"))
    register.rollback(first.id)
    again = register.publish(one("X2"))
    assert (again.id, again.outcome) == (second.id, "served again")
    assert register.current_id() == second.id


def test_an_unknown_id_names_the_nearest(register: Store):
    known = register.publish(one()).id
    wrong = known[:-1] + ("0" if known[-1] != "0" else "1")
    with pytest.raises(UnknownName, match=f"data version.*did you mean '{known}'"):
        register.open(wrong)
    with pytest.raises(UnknownName):
        register.rollback("../../etc")


def test_the_beginning_of_an_id_is_enough(register: Store):
    known = register.publish(one()).id
    assert register.open(known[:6]).id == known


def test_an_ambiguous_or_empty_beginning_is_refused(register: Store):
    register.publish(one())
    with pytest.raises(UnknownName):
        register.open("")


def test_history_is_newest_first(register: Store):
    ids = [register.publish(one(f"X{n}")).id for n in range(3)]
    assert [manifest.id for manifest in register.history()] == ids[::-1]
    register.rollback(ids[0])
    assert [manifest.id for manifest in register.history()] == ids[::-1]
    assert [move.version for move in register.moves()] == [ids[0], *ids[::-1]]


def test_the_store_is_where_the_variable_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CXC_REGISTER_DIR", str(tmp_path / "elsewhere"))
    assert open_store().root == tmp_path / "elsewhere"


def test_a_file_in_the_place_of_the_store_is_told(tmp_path: Path):
    place = tmp_path / "store"
    place.write_text("not a folder")
    with pytest.raises(RegisterError, match="is a file, not a folder"):
        open_store(place)


def test_a_store_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    register = Store(tmp_path / "file" / "store")
    with pytest.raises(RegisterError, match=r"cannot be written.*Nothing was changed"):
        register.publish(one())


def test_progress_runs_from_nothing_to_all(register: Store):
    told: list[tuple[str, float]] = []
    register.publish(one(), progress=lambda step, done: told.append((step, done)))
    shares = [done for _, done in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert len({step for step, _ in told}) == len(told)


def test_only_contract_columns_are_stored(register: Store):
    tables = one()
    tables.connection.execute("ALTER TABLE exchange ADD COLUMN helper INTEGER")
    version = register.publish(tables)
    stored = version.query("SELECT column_name FROM (DESCRIBE exchange)")["column_name"].to_pylist()
    assert "helper" not in stored
    assert "story_consent" in stored


def test_organisations_are_numbered_by_their_identifiers_whatever_the_order_of_rows(tmp_path: Path):
    tables = register_rows([exchange("X1")])
    tables["organisation"] += [
        {
            **tables["organisation"][number % 4],
            "organisation_id": f"{'é' * (number % 3)}O'{number * 37 % 101}",
        }
        for number in range(101)
    ]
    kept = sorted((row["organisation_id"] for row in tables["organisation"]), key=str.encode)
    numbered = {name: number for number, name in enumerate(kept, start=1)}
    for order in (1, -1):
        file = tmp_path / f"{order}.duckdb"
        with checked({**tables, "organisation": tables["organisation"][::order]}) as one_check:
            write_register(one_check.connection, one_check.tables, file)
        with duckdb.connect(str(file), read_only=True) as connection:
            rows = connection.execute("SELECT organisation_id, organisation_key FROM organisation").fetchall()
        assert dict(rows) == numbered
        assert len(rows) == len(numbered)
