"""Two publishers, readers during a publication, one fact wanted by many."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from cxc_metrics.errors import RegisterError
from cxc_metrics.store import Store
from tests.store.hand_made import checked, exchange, register_rows


def exchanges(count: int):
    return checked(register_rows([exchange(f"X{n}") for n in range(count)]))


def test_a_second_publisher_is_told_who_publishes(register: Store):
    earlier = register.publish(exchanges(3))
    holding, told = threading.Event(), threading.Event()

    def hold(step: str, _done: float) -> None:
        if step == "building facts":
            holding.set()
            assert told.wait(60)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(register.publish, exchanges(1), progress=hold)
        assert holding.wait(60)
        with pytest.raises(RegisterError, match=r"Somebody else is publishing.*process \d+.*Wait until"):
            Store(register.root).publish(exchanges(2))
        with pytest.raises(RegisterError, match="Somebody else is publishing"):
            Store(register.root).rollback(earlier.id)
        told.set()
        published = first.result()
    assert register.current_id() == published.id
    assert register.publish(exchanges(2)).outcome == "published"


def test_readers_never_see_half_a_publication(register: Store):
    sizes = {register.publish(exchanges(1)).id: 1}
    stop = threading.Event()
    seen: set[str] = set()

    def read() -> None:
        while not stop.is_set():
            with Store(register.root).current() as version:
                rows = version.query(f"SELECT count(*) AS n FROM {version.fact('exchange')}")["n"][0].as_py()
                assert (
                    rows
                    == version.manifest.countable_exchanges
                    == version.manifest.row_counts["exchange"].kept
                )
                seen.add(version.id)

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        for size in (2, 3, 4):
            sizes[register.publish(exchanges(size)).id] = size
        stop.set()
        for reader in readers:
            reader.result()
    assert seen <= set(sizes)


def test_many_threads_share_one_version(register: Store):
    version = register.publish(exchanges(20))
    shutil.rmtree(register.root / "facts")
    fresh = register.open(version.id)

    def ask(number: int) -> int:
        sql = f"SELECT count(*) AS n FROM {fresh.fact('exchange')} WHERE exchange_id <> $id"
        return fresh.query(sql, {"id": f"X{number}"})["n"][0].as_py()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(20))) == [19] * 20


def test_a_missing_fact_is_built_once_for_all(register: Store, monkeypatch: pytest.MonkeyPatch):
    version = register.publish(exchanges(3))
    shutil.rmtree(register.root / "facts")
    built: list[str] = []
    from cxc_metrics.facts.build import FactBuilder

    build = FactBuilder.build

    def counted(self, fact, target):
        built.append(fact.name)
        return build(self, fact, target)

    monkeypatch.setattr(FactBuilder, "build", counted)
    openers = [register.open(version.id) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        names = list(pool.map(lambda opened: opened.fact("exchange"), openers))
    assert built == ["exchange"]
    assert len(set(names)) == 1
