"""A Spark Connect server on this machine, for as long as it is compared with (`make engines`)."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

MEMORY = "3g"
_START_SECONDS = 180
_END_SECONDS = 30
# What ends a process without a word, and with it whoever would end the server: SIGINT is raised by Python.
_ENDING = (signal.SIGTERM, signal.SIGHUP)
_SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


def missing() -> str:
    """What there is not of all that a server takes; empty where it can be started."""
    if _spark_home() is None:
        return "SPARK_HOME names no Spark, and no pyspark with its jars is installed"
    return "" if _java() else "no Java (17 or newer) on PATH or in JAVA_HOME"


@contextmanager
def started(folder: Path) -> Iterator[str]:
    """The address of a server that keeps its tables in a folder; it ends with the block.

    A signal that ends this process ends the block, too. Raises RuntimeError where the server does not start,
    with what it said last.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    with _signals_raised():
        with log.open("wb") as said:
            server = subprocess.Popen(_command(port, folder), cwd=folder, stdout=said, stderr=said)
        try:
            _wait(server, port, log)
            yield f"spark://127.0.0.1:{port}"
        finally:
            _end(server)


@contextmanager
def _signals_raised() -> Iterator[None]:
    """Signals that would end this process at once raise SystemExit; what it was told to ignore it ignores."""

    def raised(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.getsignal(number) for number in _ENDING}
    taken = [number for number, handler in before.items() if handler is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, raised)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])


def _end(server: subprocess.Popen[bytes]) -> None:
    """Ends the server whatever it is at; another signal meanwhile leaves none behind."""
    server.terminate()
    try:
        server.wait(_END_SECONDS)
    finally:
        server.kill()
        server.wait()


def _command(port: int, folder: Path) -> list[str]:
    settings = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": str(port),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": str(folder / "scratch"),
        "spark.sql.shuffle.partitions": str(os.cpu_count() or 2),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
    }
    said = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    submit = str(Path(_spark_home() or "") / "bin" / "spark-submit")
    return [
        submit,
        "--class",
        _SERVER,
        "--master",
        "local[*]",
        "--driver-memory",
        MEMORY,
        *said,
        "spark-internal",
    ]


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        with socket.socket() as tried:
            if not tried.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.5)
    last = log.read_text(errors="replace")[-2_000:]
    raise RuntimeError(f"The Spark Connect server did not start within {_START_SECONDS} s:\n{last}")


def _spark_home() -> Path | None:
    if home := os.environ.get("SPARK_HOME", "").strip():
        return Path(home) if (Path(home) / "jars").is_dir() else None
    spec = importlib.util.find_spec("pyspark")
    if spec is None or spec.origin is None:
        return None
    home_of_package = Path(spec.origin).parent
    return home_of_package if (home_of_package / "jars").is_dir() else None


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME", "").strip()
    return shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")


if __name__ == "__main__":
    # To look at it by hand: the address is printed, and it ends with the end of input.
    if reason := missing():
        sys.exit(f"A local Spark cannot be started: {reason}.")
    with started(Path(sys.argv[1])) as address:
        print(address, flush=True)
        sys.stdin.read()
