"""A Spark Connect server on this machine, for as long as it is compared with (`make engines`)."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = "3g"
_START_SECONDS = 180
_SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


def missing() -> str:
    """What there is not of all that a server takes; empty where it can be started."""
    if _spark_home() is None:
        return "SPARK_HOME names no Spark, and no pyspark with its jars is installed"
    return "" if _java() else "no Java (17 or newer) on PATH or in JAVA_HOME"


@contextmanager
def started(folder: Path) -> Iterator[str]:
    """The address of a server that keeps its tables in a folder; it ends with the block.

    Raises RuntimeError where it does not start, with what it said last.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    with log.open("wb") as said:
        server = subprocess.Popen(_command(port, folder), cwd=folder, stdout=said, stderr=said)
    try:
        _wait(server, port, log)
        yield f"spark://127.0.0.1:{port}"
    finally:
        server.terminate()
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
