"""ClickHouse by HTTP: the client's path, against a small server over chdb, and a real one if there is one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.engine import EngineAbsent, EngineError
from cxc_metrics.engine.addresses import let_go
from cxc_metrics.engine.clickhouse import as_table
from cxc_metrics.engine.clickhouse_sessions import HttpSession
from cxc_metrics.errors import RegisterError
from cxc_metrics.facts import fact_names
from cxc_metrics.measuring import Question
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.store.answered_by import opened_version
from tests.engine.clickhouse_server import ENDS_FILE, VERSION_FILE
from tests.engine.comparing import ALL, asked, differences, facts_differing
from tests.measuring.crossing import THOROUGH
from tests.store.hand_made import checked, exchange, register_rows

REAL = "CXC_CLICKHOUSE_URL"


class Started:
    """A server in a process of its own; `folder` is where it keeps its tables."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        folder.mkdir(exist_ok=True)
        self.folder, self.address = folder, f"clickhouse://127.0.0.1:{port}"
        command = [sys.executable, "-m", "tests.engine.clickhouse_server", str(port), str(folder)]
        self.process = subprocess.Popen(command)
        while self.process.poll() is None:
            with socket.socket() as tried:
                if not tried.connect_ex(("127.0.0.1", port)):
                    return
            time.sleep(0.1)
        raise RuntimeError(f"the test server ended with {self.process.returncode}")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    started = Started(tmp_path_factory.mktemp("server"))
    yield started
    let_go(started.address)
    started.stop()


@pytest.fixture(scope="module", params=["small server", "real server"])
def address(request: pytest.FixtureRequest) -> str:
    """Every test that takes it is asked of both."""
    if request.param == "small server":
        started: Started = request.getfixturevalue("server")
        return started.address
    real = os.environ.get(REAL, "").strip()
    if not real:
        pytest.skip(f"{REAL} names no ClickHouse server to ask as well")
    return real


def test_the_same_comes_over_http(hand: DataVersion, address: str) -> None:
    """Tables go there as they are, facts are built there, the catalogue is answered from there: every sixth
    figure of two facts, and with CXC_THOROUGH all, and as the public viewer (in process every run asks all).
    """
    there = opened_version(hand._layout, hand.id, address, loading=True)
    assert there.told_by.endswith(f"({address.rpartition('@')[2] if '@' in address else address})")
    facts = fact_names() if THOROUGH else ("exchange", "partnership")
    for public in (False, True) if THOROUGH else (False,):
        kpis = ALL if THOROUGH else [kpi.id for kpi in catalogue().values() if kpi.fact in facts][::6]
        ours, theirs = (asked(version, Question(kpis), public=public) for version in (hand, there))
        assert differences(ours.table, theirs.table) == []
    assert facts_differing(hand, there, least=1, named=facts) == {}
    let_go(address)


def test_values_go_beside_the_statement(address: str) -> None:
    session, odd = HttpSession(address), "d'Or \\N \\ \n\t\r {a:Int8} % %(a)s ü"
    answer = as_table(
        session.read(
            "SELECT {text:String} AS text, {number:Int64} / 2 AS half, {day:Date32} AS day",
            {"text": odd, "number": 2**40 + 1, "day": date(1931, 3, 1)},
        )
    )
    assert answer.to_pylist() == [{"text": odd, "half": (2**40 + 1) / 2, "day": date(1931, 3, 1)}]
    with pytest.raises(EngineError, match="nope") as wrong:
        session.read("SELECT nope", {})
    assert not isinstance(wrong.value, EngineAbsent)


def test_an_answer_that_breaks_off_is_no_answer(server: Started) -> None:
    session = HttpSession(server.address)
    with pytest.raises(EngineAbsent):
        session.read("SELECT number FROM numbers(1000) /* break */", {})
    assert as_table(session.read("SELECT 1 AS whole", {}))["whole"].to_pylist() == [True]


def test_who_answers_too_late_is_not_waited_for(server: Started) -> None:
    session = HttpSession(server.address, answer_seconds=1)
    with pytest.raises(EngineAbsent, match=r"(?i)timed? ?out"):
        session.read("SELECT 1 /* slow */", {})


def test_an_older_server_is_not_asked(server: Started) -> None:
    (server.folder / VERSION_FILE).write_text("18.16.1")
    try:
        with pytest.raises(EngineAbsent, match=r"is ClickHouse 18.16.1; .* from 26.9 on"):
            HttpSession(server.address)
    finally:
        (server.folder / VERSION_FILE).unlink()


def test_a_server_that_goes_away_is_told_and_leaves_what_was_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends in the middle of the second data version's tables; the first is served without it."""
    started = Started(tmp_path / "server")
    monkeypatch.setenv("CXC_ENGINE", started.address)
    count = "SELECT count(*) AS n FROM exchange"
    try:
        with checked(register_rows([exchange("X1")])) as tables:
            before = Store(tmp_path / "store").publish(tables)
        assert before.told_by.startswith("ClickHouse")
        assert before.query(count)["n"].to_pylist() == [1]
        (started.folder / ENDS_FILE).write_text("INSERT INTO `organisation`".replace("`", '"'))
        more = register_rows([exchange("X1"), exchange("X2")])
        with checked(more) as tables, pytest.raises(RegisterError, match="served before still is"):
            Store(tmp_path / "store").publish(tables)
        assert started.process.wait(10) == 1
        with pytest.raises(RegisterError, match=r"does not answer .*unset CXC_ENGINE"):
            before.query(count)
        with pytest.raises(RegisterError, match="does not answer"):
            opened_version(before._layout, before.id, started.address)
    finally:
        let_go(started.address)
        started.stop()
    monkeypatch.delenv("CXC_ENGINE")
    served = Store(tmp_path / "store").current()
    assert served is not None
    assert served.id == before.id
    assert served.query(count)["n"].to_pylist() == [1]
