"""The address of an engine beside the store, and what stands there.

| address | engine |
|---|---|
| nothing, or `duckdb` | DuckDB over the store's own files |
| `clickhouse://user:password@host:8123` (`clickhouses://` over TLS) | a ClickHouse server |
| `chdb:/folder` | ClickHouse in this process, its tables in the folder |
| `spark://host:15002` (`sparks://:token@host:443` over TLS) | a Spark Connect server |
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Final

from .protocol import EngineAbsent, Warehouse

ENGINE_VARIABLE: Final = "CXC_ENGINE"
_OWN: Final = frozenset({"", "duckdb"})
_CLICKHOUSE: Final = "clickhouse://"
_OVER_TLS: Final = "clickhouses://"
_CHDB: Final = "chdb:"
_SPARK: Final = ("spark://", "sparks://")
_open: dict[str, Warehouse] = {}
_opening = threading.RLock()


def engine_address() -> str:
    """The address in `CXC_ENGINE`; empty where the store's own engine answers."""
    address = os.environ.get(ENGINE_VARIABLE, "").strip()
    return "" if address in _OWN else address


def use_engine(address: str) -> None:
    """The address from now on, for this process and those it starts."""
    os.environ[ENGINE_VARIABLE] = address.strip()


def warehouse_at(address: str) -> Warehouse:
    """The engine of an address, opened once for the process.

    Raises EngineAbsent where nothing answers there, where its library is not installed, where it is too old,
    or where the address says no engine.
    """
    with _opening:
        if address not in _open:
            _open[address] = _opened(address)
        return _open[address]


def let_go(address: str) -> None:
    """Closes the engine of an address; who asks next opens it again."""
    with _opening:
        if (warehouse := _open.pop(address, None)) is not None:
            warehouse.close()


def _opened(address: str) -> Warehouse:
    from .clickhouse import ClickHouseWarehouse
    from .clickhouse_sessions import ChdbSession, HttpSession
    from .spark import SparkWarehouse
    from .spark_sessions import ConnectSession

    if address.startswith(_CHDB):
        folder = address.removeprefix(_CHDB).removeprefix("//")
        return ClickHouseWarehouse(ChdbSession(Path(folder).expanduser()))
    if address.startswith((_CLICKHOUSE, _OVER_TLS)):
        return ClickHouseWarehouse(HttpSession(address))
    if address.startswith(_SPARK):
        return SparkWarehouse(ConnectSession(address))
    raise EngineAbsent(
        f"{address!r} is no address of an engine. There are clickhouse://user:password@host:8123, "
        "clickhouses://… (over TLS), chdb:/folder, spark://host:15002, sparks://… (over TLS), and duckdb, "
        "which needs nothing beside the store."
    )
