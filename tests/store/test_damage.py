"""Damaged, missing or unreadable files: said what, where, and what to do; facts are built again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cxc_metrics.errors import RegisterError
from cxc_metrics.store import DataVersion, Store
from tests.store.hand_made import checked, exchange, register_rows


@pytest.fixture
def published(register: Store) -> DataVersion:
    version = register.publish(checked(register_rows([exchange("X1")])))
    version.close()
    return version


def folder(register: Store, version: DataVersion) -> Path:
    return register.root / "snapshots" / version.id


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is damaged"),
        (b"{ not json", "is damaged"),
        (b"[]", "is damaged"),
        (b'{"id": "x"}', "published_at: Field required"),
        ('{"id": "é'.encode("latin-1"), "is damaged"),
    ],
)
def test_a_damaged_manifest_is_told(register: Store, published: DataVersion, content: bytes, said: str):
    manifest = folder(register, published) / "manifest.json"
    manifest.write_bytes(content)
    with pytest.raises(RegisterError, match=said) as told:
        register.current()
    assert str(manifest) in str(told.value)
    assert "cxc rollback" in str(told.value)
    assert register.history() == []
    assert list(register.damaged()) == [published.id]


def test_a_missing_manifest_is_told(register: Store, published: DataVersion):
    (folder(register, published) / "manifest.json").unlink()
    with pytest.raises(RegisterError, match="has no manifest"):
        register.open(published.id)


@pytest.mark.parametrize("content", [b"", b"hello" * 4000, None], ids=["empty", "foreign", "missing"])
def test_a_damaged_data_file_is_told(register: Store, published: DataVersion, content: bytes | None):
    file = folder(register, published) / "register.duckdb"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(RegisterError, match=r"register\.duckdb") as told:
        register.current()
    assert "publish the register again" in str(told.value)


def test_a_data_file_damaged_inside_is_told_when_it_is_read(register: Store):
    rows = [exchange(f"X{n}") for n in range(3000)]
    tables = checked(register_rows(rows[:1]))
    tables.connection.execute(
        "INSERT INTO exchange SELECT 'Y' || i, e.* EXCLUDE (exchange_id) FROM exchange e, range(200000) t(i)"
    )
    version = register.publish(tables)
    version.close()
    file = folder(register, version) / "register.duckdb"
    content = bytearray(file.read_bytes())
    for position in range(300_000, len(content) - 4096, 50_000):
        content[position] ^= 0xFF
    file.chmod(0o644)
    file.write_bytes(content)
    with pytest.raises(RegisterError, match=version.id):
        register.open(version.id).query("SELECT count(DISTINCT exchange_id), max(vo_id) FROM exchange")


def test_publishing_the_same_content_again_repairs_a_damaged_version(register: Store, published: DataVersion):
    file = folder(register, published) / "register.duckdb"
    file.unlink()
    file.write_bytes(b"hello" * 4000)
    again = register.publish(checked(register_rows([exchange("X1")])))
    assert (again.id, again.outcome) == (published.id, "published")
    assert again.query("SELECT exchange_id FROM exchange")["exchange_id"].to_pylist() == ["X1"]
    assert list(register.root.rglob("*.partial")) == []


def test_a_damaged_pointer_is_told_and_can_be_set_again(register: Store, published: DataVersion):
    pointer = register.root / "registers" / published.manifest.register_name / "current.json"
    pointer.write_text("{")
    with pytest.raises(RegisterError, match=r"pointer .*current\.json is damaged") as told:
        register.current()
    assert published.id in str(told.value)
    pointer.unlink()
    register.rollback(published.id)
    assert register.current_id() == published.id


def test_a_pointer_to_a_version_that_was_removed_is_told(register: Store, published: DataVersion):
    shutil.rmtree(folder(register, published))
    with pytest.raises(RegisterError, match=f"serves data version '{published.id}' of .*not there"):
        register.current()


def test_a_damaged_fact_is_built_again(register: Store, published: DataVersion):
    (fact,) = (register.root / "facts" / published.id).glob("exchange-*.duckdb")
    fact.write_bytes(b"hello" * 4000)
    version = register.current()
    rows = version.query(f"SELECT exchange_id FROM {version.fact('exchange')}")
    assert rows["exchange_id"].to_pylist() == ["X1"]


def test_an_old_version_answers_a_new_fact(register: Store, published: DataVersion):
    shutil.rmtree(register.root / "facts")
    version = register.open(published.id)
    assert version.query(f"SELECT count(*) AS n FROM {version.fact('exchange')}")["n"].to_pylist() == [1]


def test_a_store_we_may_only_read_answers_from_facts_of_our_own(
    register: Store, published: DataVersion, monkeypatch: pytest.MonkeyPatch
):
    facts = register.root / "facts" / published.id
    shutil.rmtree(facts)
    facts.mkdir()
    may = os.access
    # Tests may run as root, whom no permission stops.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != facts and may(path, mode))
    version = register.open(published.id)
    assert version.query(f"SELECT count(*) AS n FROM {version.fact('exchange')}")["n"].to_pylist() == [1]
    assert list(facts.iterdir()) == []


def test_a_store_that_cannot_be_listed_is_told(
    register: Store, published: DataVersion, monkeypatch: pytest.MonkeyPatch
):
    def refuse(self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(RegisterError, match=r"cannot be read \(Permission denied\)"):
        register.history()


def test_nothing_published_can_be_changed_through_a_version(register: Store, published: DataVersion):
    version = register.open(published.id)
    relation = version.fact("exchange")
    for sql in (
        "DELETE FROM exchange",
        "CREATE TABLE other AS SELECT 1",
        f"UPDATE {relation} SET countable = false",
        "COPY exchange TO '/tmp/cxc-stolen.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SET enable_external_access = true",
    ):
        with pytest.raises(Exception, match=r"(?i)read-only|permission|cannot|locked|select"):
            version.query(sql)
    assert version.query("SELECT count(*) AS n FROM exchange")["n"].to_pylist() == [1]
