"""Six questions of the start page over HTTP: ours, and Superset's chart data over the same rows in DuckDB.

Budget: at a million exchanges a third of Superset. That has libraries of its own, so it
is not installed with ours: `CXC_SUPERSET` names the `bin` folder of an environment that has it
(benchmarks/README.md). Without it ours alone is measured.

Every turn asks of a period that nobody has asked, so that neither remembers anything; Superset's caches are
off. Both must give as many rows and as many exchanges.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import httpx2
from fastapi import FastAPI

from cxc_metrics.api import application
from cxc_metrics.disclosure import INTERNAL
from cxc_metrics.paths import REGISTER_VARIABLE, ROOT

from .ground import cache, in_turn, load, median, published, ratio, store_of, unasked_days, verdict
from .hand_sql import AGGREGATES

BUDGET: Final = 1 / 3
SUPERSET_VARIABLE: Final = "CXC_SUPERSET"
LIMIT_S: Final = 180
HEADLINE: Final = ("O01", "O02", "O04", "O07", "O08m", "O10")
QUESTIONS: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = (
    (HEADLINE, ()),
    (HEADLINE, ("year",)),
    (("O01",), ("host_country",)),
    (("O01",), ("host_sector",)),
    (("O01",), ("partnership",)),
    (("O01",), ("visitor_country", "host_country")),
)
_CONFIGURATION = """SECRET_KEY = {secret!r}
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
WTF_CSRF_ENABLED = TALISMAN_ENABLED = False
CACHE_CONFIG = DATA_CACHE_CONFIG = {{"CACHE_TYPE": "NullCache"}}
FILTER_STATE_CACHE_CONFIG = EXPLORE_FORM_DATA_CACHE_CONFIG = {{"CACHE_TYPE": "SimpleCache"}}
"""


@dataclass(frozen=True)
class Answer:
    """What both must agree on: the rows with exchanges (ours say why others are empty), and how many."""

    rows: int
    exchanges: int

    @classmethod
    def of(cls, rows: list[dict[str, Any]]) -> Answer:
        """What some rows of JSON say."""
        held = [int(row["O01"]) for row in rows if row["O01"]]
        return cls(len(held), sum(held))


def ours() -> FastAPI:
    """The API over the store of the environment, for the process that serves it."""
    return application(lambda _: INTERNAL)


def main(exchanges: int = 1_000_000, repeat: int = 9) -> None:
    """Print medians of all six together, each, and the ratio to Superset."""
    published(exchanges).close()
    print(f"over HTTP, {exchanges:,} exchanges, load {load()}")
    with ExitStack() as stack:
        asked = {"ours": stack.enter_context(_ours(exchanges))}
        folder = os.environ.get(SUPERSET_VARIABLE, "")
        if folder:
            asked["superset"] = stack.enter_context(_superset(Path(folder), exchanges))
        else:
            print(f"  without Superset: {SUPERSET_VARIABLE} does not name the bin folder of an environment")
        _same(asked)
        for number in (None, *range(len(QUESTIONS))):
            _compare(asked, number, repeat)


def _compare(asked: dict[str, Any], number: int | None, repeat: int) -> None:
    chosen = range(len(QUESTIONS)) if number is None else (number,)
    # One day more for the turn that warms up; the days of a question are its own.
    days = {name: iter(unasked_days(400)[30 * (0 if number is None else number + 1) :]) for name in asked}

    def turn(name: str) -> None:
        day = next(days[name])
        for one in chosen:
            asked[name](one, day)

    times = in_turn({name: (lambda name=name: turn(name)) for name in asked}, repeat)  # type: ignore[misc]
    title = "all six" if number is None else f"{', '.join(QUESTIONS[number][0])} by {QUESTIONS[number][1]}"
    line = f"  {title}: ours {median(times['ours'].wall):.0f} ms"
    if "superset" in times:
        over = ratio(times["ours"].wall, times["superset"].wall)
        line += f", Superset {median(times['superset'].wall):.0f} ms: {over:.2f}"
        line += f" (budget {BUDGET:.2f}: {verdict(over, BUDGET)})" if number is None else ""
    print(line, flush=True)


def _same(asked: dict[str, Any]) -> None:
    """Stop where they do not count the same."""
    for number in range(len(QUESTIONS)):
        answers = {name: ask(number, "2023-06-30") for name, ask in asked.items()}
        if len(set(answers.values())) > 1:
            raise AssertionError(f"not the same answer to {QUESTIONS[number]}: {answers}")


@contextmanager
def _ours(exchanges: int) -> Iterator[Any]:
    environment = {REGISTER_VARIABLE: str(store_of(exchanges)), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "uvicorn", "--factory", "benchmarks.over_http:ours", "--log-level=error"]
    with (
        _served([*command, "--port={port}"], environment, "/openapi.json") as address,
        httpx2.Client(base_url=address, timeout=LIMIT_S) as client,
    ):

        def ask(number: int, day: str) -> Answer:
            figures, by = QUESTIONS[number]
            query = {"figures": ",".join(figures), "period": f"2020-01-01..{day}"}
            answer = client.get("/measure", params=query | ({"by": ",".join(by)} if by else {}))
            answer.raise_for_status()
            return Answer.of(answer.json()["rows"])

        yield ask


@contextmanager
def _superset(folder: Path, exchanges: int) -> Iterator[Any]:
    """Superset over a copy of the fact in a DuckDB file of its own."""
    home = cache() / "superset"
    home.mkdir(exist_ok=True)
    configuration, password = home / "superset_config.py", secrets.token_hex(16)
    (home / "superset.db").unlink(missing_ok=True)
    configuration.write_text(_CONFIGURATION.format(secret=secrets.token_hex(32), folder=home))
    environment = {"SUPERSET_CONFIG_PATH": str(configuration), "FLASK_APP": "superset"}
    person = [f"--{name}=bench" for name in ("username", "firstname", "lastname")]
    for command in (
        ["db", "upgrade"],
        ["fab", "create-admin", *person, "--email=bench@localhost", f"--password={password}"],
        ["init"],
    ):
        subprocess.run(
            [folder / "superset", *command],
            env=os.environ | environment,
            check=True,
            capture_output=True,
        )
    # A worker that is a process, not a thread: Superset bounds a statement's time by a signal.
    command = [str(folder / "gunicorn"), "-w=1", "-k=sync", f"--timeout={LIMIT_S}", "-b=127.0.0.1:{port}"]
    with (
        _served([*command, "superset.app:create_app()"], environment, "/health") as address,
        httpx2.Client(base_url=f"{address}/api/v1", timeout=LIMIT_S) as client,
    ):
        person_in = {"username": "bench", "password": password, "provider": "db", "refresh": False}
        token = _posted(client, "/security/login", person_in)["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        dataset = _dataset(client, _copied(exchanges))

        def ask(number: int, day: str) -> Answer:
            answer = _posted(client, "/chart/data", _chart(dataset, number, day))
            return Answer.of(answer["result"][0]["data"])

        yield ask


def _copied(exchanges: int) -> Path:
    """The fact as a table of a file of its own, as somebody would give it to Superset."""
    file = cache() / f"{store_of(exchanges).name}.superset.duckdb"
    if not file.is_file():
        with published(exchanges) as version:
            version.fact("exchange")
            source = version.fact_file("exchange")
        with duckdb.connect(str(file)) as connection:
            connection.execute(f"ATTACH '{source}' AS source (READ_ONLY)")
            connection.execute(
                "CREATE TABLE exchange AS SELECT * EXCLUDE (breaches) FROM source.fact_exchange"
            )
    return file


def _dataset(client: httpx2.Client, file: Path) -> int:
    database = {
        "database_name": "bench",
        "sqlalchemy_uri": f"duckdb:///{file}?access_mode=read_only",
    }
    number = _posted(client, "/database/", database)["id"]
    table = {"database": number, "schema": "main", "table_name": "exchange"}
    return int(_posted(client, "/dataset/", table)["id"])


def _chart(dataset: int, number: int, day: str) -> dict[str, Any]:
    figures, by = QUESTIONS[number]
    metrics = [
        {"expressionType": "SQL", "sqlExpression": AGGREGATES[figure], "label": figure} for figure in figures
    ]
    where = f"countable AND period_date BETWEEN DATE '2020-01-01' AND DATE '{day}'"
    query = {"columns": list(by), "metrics": metrics, "filters": [], "orderby": [], "row_limit": 50_000}
    return {
        "datasource": {"id": dataset, "type": "table"},
        "force": True,
        "result_format": "json",
        "result_type": "full",
        "queries": [query | {"extras": {"where": where}}],
    }


def _posted(client: httpx2.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body)
    answer.raise_for_status()
    given: dict[str, Any] = answer.json()
    return given


@contextmanager
def _served(command: list[str], environment: dict[str, str], health: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [part.format(port=port) for part in command],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}{health}", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        try:
            httpx2.get(address, timeout=5).raise_for_status()
        except httpx2.HTTPError:
            assert process.poll() is None, f"the server ended: {address}"
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{address} does not answer")
