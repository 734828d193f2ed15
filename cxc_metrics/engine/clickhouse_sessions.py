"""Two ways to a ClickHouse: a server, asked by HTTP, and the same engine in this process (chdb)."""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

from .clickhouse_dialect import SETTINGS
from .protocol import EngineAbsent, EngineError, EngineFull

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

# The oldest that the figures were compared on.
OLDEST: Final = (26, 9)
_CONNECT_SECONDS: Final = 5
_ANSWER_SECONDS: Final = 300
_INSTALL: Final = "Install it: .venv/bin/pip install -r requirements-engines.txt"
_CODE = re.compile(r"Code: (\d+)\.")
# Codes of ClickHouse for what is no mistake of a statement: time, network; memory.
_NOT_OURS: Final = frozenset({"159", "209", "210", "516", "194"})
_NO_MEMORY: Final = "241"
# What the client logs it raises as well, and without a handler Python prints it.
logging.getLogger("clickhouse_connect").addHandler(logging.NullHandler())


# How a value of a parameter is written: as in a file with tabulators between its columns.
_ESCAPES: Final = str.maketrans(
    {"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\0": r"\0", "\b": r"\b", "\f": r"\f"}
)


class Session(Protocol):
    """What runs statements with bound parameters in a database; safe to share between threads."""

    @property
    def place(self) -> str:
        """Where it is, in words, without a password."""

    def read(self, sql: str, params: Mapping[str, Any], database: str = "default") -> bytes:
        """The rows of a SELECT as Parquet. Raises EngineAbsent or EngineError."""

    def run(self, sql: str, database: str = "default") -> None:
        """A statement without rows. Raises as `read`."""

    def insert(self, relation: str, file: Path, database: str) -> None:
        """Adds the rows of a Parquet file to a table, column by name. Raises as `read`."""

    def close(self) -> None:
        """Lets go of it."""


class ChdbSession:
    """ClickHouse in this process, with its tables in a folder; a process can have one such folder only.

    A statement gets half of the machine's memory.
    """

    _open: ClassVar[dict[str, Any]] = {}
    _asking: ClassVar[threading.RLock] = threading.RLock()

    def __init__(self, folder: Path) -> None:
        try:
            import chdb.session
        except ImportError:
            raise EngineAbsent(f"chdb is not installed. {_INSTALL}") from None
        path = str(folder.resolve())
        with self._asking, _as_engine_errors():
            if path not in self._open and self._open:
                [held] = self._open
                raise EngineError(f"This process has its tables in {held} already: chdb can have one folder.")
            if path not in self._open:
                folder.mkdir(parents=True, exist_ok=True)
                opened: Any = chdb.session.Session  # the library says no types
                self._open[path] = opened(path)
        self._path, self._session = path, self._open[path]
        # Of itself it takes all that the machine has; one statement runs at a time.
        at_most = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
        for name, value in {**SETTINGS, "max_memory_usage": at_most}.items():
            self.run(f"SET {name} = {value!r}")

    @property
    def place(self) -> str:
        """Its folder."""
        return f"chdb in {self._path}"

    def read(self, sql: str, params: Mapping[str, Any], database: str = "default") -> bytes:
        """As in the protocol."""
        return self._answer(sql, database, {name: _written(value) for name, value in params.items()})

    def run(self, sql: str, database: str = "default") -> None:
        """As in the protocol."""
        self._answer(sql, database, {})

    def insert(self, relation: str, file: Path, database: str) -> None:
        """The engine reads the file itself."""
        path = str(file).replace("\\", "\\\\").replace("'", "\\'")
        self.run(f"INSERT INTO {relation} SELECT * FROM file('{path}', Parquet)", database)

    def close(self) -> None:
        """Closes the folder, for whoever opened it in this process."""
        with self._asking:
            if (opened := self._open.pop(self._path, None)) is not None:
                opened.close()

    def _answer(self, sql: str, database: str, params: dict[str, str]) -> bytes:
        with self._asking, _as_engine_errors():
            self._session.query(f"USE `{database}`")
            try:
                return bytes(self._session.query(sql, "Parquet", params=params).bytes())
            except BaseException:
                # What a statement had written until it failed stands before the next answer (chdb 4.4).
                self._session.query("SELECT 1", "Null")
                raise


class HttpSession:
    """A ClickHouse server, asked by HTTP through clickhouse-connect."""

    def __init__(
        self,
        address: str,
        *,
        connect_seconds: float = _CONNECT_SECONDS,
        answer_seconds: float = _ANSWER_SECONDS,
    ) -> None:
        try:
            import clickhouse_connect
        except ImportError:
            raise EngineAbsent(f"clickhouse-connect is not installed. {_INSTALL}") from None
        self.place = re.sub(r"//[^@/]*@", "//", address)
        with _as_engine_errors():
            self._client: Client = clickhouse_connect.get_client(
                dsn=address,
                connect_timeout=connect_seconds,
                send_receive_timeout=answer_seconds,
                autogenerate_session_id=False,
                autogenerate_query_id=False,
                query_retries=0,
            )
        require_new_enough(str(self._client.server_version), self.place)

    def read(self, sql: str, params: Mapping[str, Any], database: str = "default") -> bytes:
        """As in the protocol; parameters go beside the statement, never into it."""
        with _as_engine_errors():
            settings = {**SETTINGS, "database": database}
            return bytes(self._client.raw_query(sql, dict(params) or None, settings, fmt="Parquet"))

    def run(self, sql: str, database: str = "default") -> None:
        """As in the protocol."""
        with _as_engine_errors():
            self._client.command(sql, settings={**SETTINGS, "database": database})

    def insert(self, relation: str, file: Path, database: str) -> None:
        """The file is sent as it is."""
        with _as_engine_errors(), file.open("rb") as rows:
            self._client.raw_insert(
                relation, insert_block=rows, fmt="Parquet", settings={**SETTINGS, "database": database}
            )

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).translate(_ESCAPES)


def require_new_enough(version: str, place: str) -> None:
    """EngineAbsent where a server is older than any that the figures were compared on."""
    parts = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if parts < OLDEST:
        raise EngineAbsent(
            f"{place} is ClickHouse {version}; its figures are known to be right from "
            f"{'.'.join(map(str, OLDEST))} on. Ask a newer server."
        )


@contextmanager
def _as_engine_errors() -> Iterator[None]:
    """What the two libraries raise as errors of the protocol, in ClickHouse's words."""
    try:
        yield
    except (EngineError, KeyboardInterrupt):
        raise
    except _library_errors() as error:
        text = _unreached(error) or str(error).strip().splitlines()[0][:400]
        code = _CODE.search(text)
        if code is not None and code[1] == _NO_MEMORY:
            raise EngineFull(text) from error
        ours = code is not None and code[1] not in _NOT_OURS
        raise (EngineError if ours else EngineAbsent)(text) from error


def _unreached(error: BaseException) -> str:
    """Why nothing was reached, in the system's words: the client's tell of its pools and attempts."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno is not None:
            return f"it does not answer ({cause.strerror})"
        cause = cause.__cause__ or cause.__context__
    return ""


def _library_errors() -> tuple[type[BaseException], ...]:
    # chdb has two classes of one name; the one it raises is a RuntimeError.
    errors: list[type[BaseException]] = [OSError, RuntimeError]
    try:
        from clickhouse_connect.driver.exceptions import Error

        errors.append(Error)
    except ImportError:
        pass
    return tuple(errors)
