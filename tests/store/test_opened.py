"""Files that are open: at most eight, nobody hurt; what is damaged or replaced on the disk is found out."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from cxc_metrics.store import DataVersion, Store
from cxc_metrics.store.opened import MOST_OPEN, OPENINGS
from tests.store.hand_made import checked, exchange, register_rows

COPIES = 20


def publish(register: Store, *names: str) -> DataVersion:
    return register.publish(checked(register_rows([exchange(name) for name in names])))


def ids(version: DataVersion) -> list[str]:
    found = version.query(f"SELECT exchange_id FROM {version.fact('exchange')} ORDER BY exchange_id")
    return found["exchange_id"].to_pylist()


_HEADERS, _BLOCK = 12_288, 262_144


def spoil(file: Path, block: int) -> None:
    """Some bytes of a block behind the headers: of data, which opening does not read, or of the catalogue."""
    content = file.read_bytes()
    place = _HEADERS + block * _BLOCK + 5_000
    file.chmod(0o644)
    file.write_bytes(
        content[:place] + bytes(b ^ 0xFF for b in content[place : place + 50]) + content[place + 50 :]
    )


def blocks(file: Path) -> int:
    return (file.stat().st_size - _HEADERS) // _BLOCK


def open_files(store: Path) -> int:
    """How many files of a store this process holds open."""
    links = list(Path("/proc/self/fd").iterdir())
    return sum(1 for link in links if os.path.realpath(link).startswith(str(store)))


def test_a_fact_damaged_inside_is_built_again_when_it_is_read(register: Store):
    version = publish(register, "X1", "X2")
    assert ids(version) == ["X1", "X2"]
    version.close()
    (fact,) = (register.root / "facts" / version.id).glob("exchange-*.duckdb")
    assert blocks(fact) > 1
    for block in range(blocks(fact)):
        version.close()
        spoil(fact, block)
        damaged = fact.read_bytes()
        assert ids(version) == ["X1", "X2"]
        assert fact.read_bytes() != damaged


def test_a_version_published_again_over_a_damaged_one_is_served_whole(register: Store):
    """The one who held it before publication reads the new file, not the old one that is no longer there."""
    version = publish(register, "X1", "X2")
    version.close()
    data = register.root / "snapshots" / version.id / "register.duckdb"
    for block in range(blocks(data)):
        spoil(data, block)
    again = publish(register, "X1", "X2")
    assert (again.id, again.outcome) == (version.id, "published")
    assert ids(version) == ids(again) == ["X1", "X2"]


def test_a_file_replaced_under_a_reader_waits_for_the_reader(register: Store):
    version = publish(register, "X1")
    assert ids(version) == ["X1"]
    file = register.root / "snapshots" / version.id / "register.duckdb"
    copy = file.with_name("copy")
    shutil.copy(file, copy)
    answers: list[int] = []

    def ask() -> None:
        answers.append(version.query("SELECT count(*) AS n FROM exchange")["n"][0].as_py())

    other = threading.Thread(target=ask)
    with OPENINGS.engine(file, ()) as engine:
        copy.replace(file)
        other.start()
        assert engine.query("SELECT count(*) AS n FROM exchange")["n"][0].as_py() == 1
        assert answers == []
    other.join()
    assert answers == [1]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files where Linux lists them")
def test_of_twenty_versions_at_most_eight_stay_open_and_all_still_answer(register: Store):
    first = publish(register, "X1")
    names = [f"{place:012x}" for place in range(COPIES)]
    for name in names:
        for folder in ("snapshots", "facts"):
            shutil.copytree(register.root / folder / first.id, register.root / folder / name)
    threads = threading.active_count()
    held = [register.open(name) for name in names]
    assert [ids(version) for version in held] == [["X1"]] * COPIES
    assert len(OPENINGS) <= MOST_OPEN
    # The data file and one fact of each.
    assert open_files(register.root) <= 2 * MOST_OPEN
    assert threading.active_count() == threads
    running = (ids(held[place % COPIES]) for place in range(0, 3 * COPIES, 7))
    assert all(found == ["X1"] for found in running)
    assert open_files(register.root) <= 2 * MOST_OPEN
