"""The way to a Spark Connect server, by Spark's own client (`pyspark-client`; `pyspark` does as well)."""

from __future__ import annotations

import logging
import re
import socket
import sys
import threading
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote, unquote, urlsplit

from .protocol import EngineAbsent, EngineError
from .spark_dialect import SETTINGS

if TYPE_CHECKING:
    import pyarrow as pa

# The oldest that the figures were compared on.
OLDEST: Final = (4, 3)
PORT: Final = 15002
_CONNECT_SECONDS: Final = 5
_ANSWER_SECONDS: Final = 300
# How often a call is tried anew where the server says that it cannot take it.
_RETRIES: Final = 3
# A connection that has gone without a word is noticed; Spark's server takes it amiss if asked more often.
_KEEPALIVE: Final = [("grpc.keepalive_time_ms", 320_000), ("grpc.keepalive_timeout_ms", 20_000)]
_INSTALL: Final = "Install it: .venv/bin/pip install -r requirements-engines.txt"
_LOST: Final = "INVALID_HANDLE."
# What Spark calls errors that are no mistake of a statement: it was stopped, or found no room.
_NOT_OURS: Final = re.compile(
    r"OPERATION_CANCELED|UNABLE_TO_ACQUIRE_MEMORY|OutOfMemoryError|No space left|Job aborted|INVALID_HANDLE"
)
# Where nobody answers, what happened stands within what gRPC says of the call.
_DETAILS: Final = re.compile(r'details = "(.*)"')
Answer = TypeVar("Answer")


class ConnectSession:
    """Sessions of a Spark Connect server, one for each database; safe to share between threads."""

    def __init__(
        self,
        address: str,
        *,
        connect_seconds: float = _CONNECT_SECONDS,
        answer_seconds: float = _ANSWER_SECONDS,
    ) -> None:
        self._address = address
        self.place = re.sub(r"//[^@/]*@", "//", address)
        self._connect_seconds, self._answer_seconds = connect_seconds, answer_seconds
        self._open: dict[str, Any] = {}
        self._opening = threading.RLock()
        _quiet()
        with as_engine_errors():
            self.version = str(self._of("").version)
        require_new_enough(self.version, self.place)

    def read(self, sql: str, params: Mapping[str, Any], database: str = "") -> pa.Table:
        """The rows of a SELECT; parameters go beside the statement. Raises EngineAbsent or EngineError."""
        return self.work(
            database, lambda spark: spark.sql(sql, args=dict(params)).toArrow(), self._answer_seconds
        )

    def run(self, sql: str, database: str = "") -> None:
        """A statement without rows. Raises as `read`."""
        self.work(database, lambda spark: spark.sql(sql))

    def work(self, database: str, asked_of: Callable[[Any], Answer], seconds: float | None = None) -> Answer:
        """What a session of a database gives, opened anew where the server has let go of it.

        Raises as `read`; EngineAbsent too where it takes longer than `seconds`.
        """
        with as_engine_errors():
            try:
                return _within(seconds, self._of(database), asked_of)
            except Exception as error:
                if not _lost(error):
                    raise
                self._forget(database)
                return _within(seconds, self._of(database), asked_of)

    @contextmanager
    def alone(self, database: str) -> Iterator[Any]:
        """A session of its own, whose views nobody else sees; closed at the end."""
        with as_engine_errors():
            spark = self._opened(database)
        try:
            yield spark
        finally:
            spark.stop()

    def close(self) -> None:
        """Lets go of all sessions."""
        with self._opening:
            for spark in self._open.values():
                spark.stop()
            self._open.clear()

    def _of(self, database: str) -> Any:
        with self._opening:
            if database not in self._open:
                self._open[database] = self._opened(database)
            return self._open[database]

    def _forget(self, database: str) -> None:
        with self._opening:
            if (spark := self._open.pop(database, None)) is not None:
                spark.stop()

    def _opened(self, database: str) -> Any:
        try:
            with program_named():
                from pyspark.sql.connect.client import DefaultChannelBuilder
                from pyspark.sql.connect.client.retries import DefaultPolicy
                from pyspark.sql.connect.session import SparkSession
        except ImportError:
            raise EngineAbsent(f"pyspark-client is not installed. {_INSTALL}") from None
        self._reach()
        channel = DefaultChannelBuilder(target_of(self._address), channelOptions=list(_KEEPALIVE))
        spark = SparkSession.builder.channelBuilder(channel).create()
        spark.client.set_retry_policies([DefaultPolicy(max_retries=_RETRIES, max_backoff=1_000, jitter=0)])
        for name, value in SETTINGS.items():
            spark.conf.set(name, value)
        if database:
            spark.sql(f"USE `{database}`")
        return spark

    def _reach(self) -> None:
        """EngineAbsent at once where nothing listens: the client would try for ten minutes."""
        parts = urlsplit(self._address)
        place = (parts.hostname or "localhost", parts.port or PORT)
        with socket.create_connection(place, timeout=self._connect_seconds):
            pass


def target_of(address: str) -> str:
    """An address of ours as Spark's client takes it: TLS, a token and a user are options there."""
    parts = urlsplit(address)
    said = {"use_ssl": "true"} if parts.scheme == "sparks" else {}
    if parts.password:
        said["token"] = quote(unquote(parts.password), safe="")
    if parts.username:
        said["user_id"] = quote(unquote(parts.username), safe="")
    options = ";".join(f"{name}={value}" for name, value in said.items())
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or "localhost"
    return f"sc://{host}:{parts.port or PORT}/" + (f";{options}" if options else "")


def _within(seconds: float | None, spark: Any, asked_of: Callable[[Any], Answer]) -> Answer:
    """An answer, stopped at the server where it is not there in time."""
    if seconds is None:
        return asked_of(spark)
    tag = f"cxc-{uuid.uuid4().hex}"
    watch = threading.Timer(seconds, _interrupt, [spark, tag])
    watch.daemon = True
    spark.addTag(tag)
    watch.start()
    try:
        return asked_of(spark)
    finally:
        watch.cancel()
        spark.removeTag(tag)


def _interrupt(spark: Any, tag: str) -> None:
    # Where the server is gone as well, whoever waits for the answer is told by the connection.
    with suppress(EngineError), as_engine_errors():
        spark.interruptTag(tag)


def require_new_enough(version: str, place: str) -> None:
    """EngineAbsent where a server is older than any that the figures were compared on."""
    parts = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if parts < OLDEST:
        raise EngineAbsent(
            f"{place} is Spark {version}; its figures are known to be right from "
            f"{'.'.join(map(str, OLDEST))} on. Ask a newer server."
        )


@contextmanager
def as_engine_errors() -> Iterator[None]:
    """What Spark's client raises as errors of the protocol, in Spark's words."""
    try:
        yield
    except (EngineError, KeyboardInterrupt):
        raise
    except _library_errors() as error:
        text = str(error).strip() or type(error).__name__
        details = _DETAILS.search(text)
        first = (details[1] if details else text).splitlines()[0][:400]
        ours = bool(_condition(error)) and not _NOT_OURS.search(text)
        raise (EngineError if ours else EngineAbsent)(first) from error


def _condition(error: BaseException) -> str:
    """The name that Spark gives an error of a statement; empty where it has none."""
    named = getattr(error, "getCondition", None)
    return str(named() or "") if named else ""


def _lost(error: BaseException) -> bool:
    """Whether the server knows the session no longer: it was idle too long, or the server is another."""
    return _LOST in f"{_condition(error)} {error}"


@contextmanager
def program_named() -> Iterator[None]:
    """While Spark's client is imported, the running program has a file.

    Where it has none (`python -c`, a worker process of another program), the client takes it for its own
    tests and ends it (`pyspark.sql.connect.utils.check_dependencies`).
    """
    program = sys.modules["__main__"]
    if hasattr(program, "__file__") or getattr(program, "__spec__", None) is not None:
        yield
        return
    program.__file__ = ""
    try:
        yield
    finally:
        del program.__file__


def _library_errors() -> tuple[type[BaseException], ...]:
    errors: list[type[BaseException]] = [OSError]
    with suppress(ImportError):
        import grpc
        from pyspark.errors import PySparkException

        errors += [PySparkException, grpc.RpcError]
    return tuple(errors)


def _quiet() -> None:
    """Errors are told once, by us; the library would print each with all that Java was doing."""
    warnings.filterwarnings("ignore", r"PySpark does not yet fully support pandas", FutureWarning)
    warnings.filterwarnings("ignore", r"\[RETRIES_EXCEEDED\]", UserWarning)
    with suppress(ImportError):
        from pyspark.logger import PySparkLogger

        for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
            PySparkLogger.getLogger(name).disabled = True
    logging.getLogger("pyspark.sql.connect.client.logging").setLevel(logging.CRITICAL)
