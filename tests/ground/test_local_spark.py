"""The Spark that `make engines` starts ends with whoever started it. A stand-in listens in its place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# What is started as `spark-submit`: listens at its port unless it is told not to, writes its number, stays.
STAND_IN = f"""#!{sys.executable} -S
import os, pathlib, re, socket, sys, time
listening = socket.socket()
if not os.environ.get("NEVER_READY"):
    listening.bind(("127.0.0.1", int(re.search(r"binding[.]port=([0-9]+)", " ".join(sys.argv))[1])))
    listening.listen()
beside = pathlib.Path("number.partial")
beside.write_text(str(os.getpid()))
beside.rename("number")
time.sleep(600)
"""

ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@contextmanager
def started(root: Path, folder: Path, **variables: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The script with its stand-in: the process, and the number of the server it started."""
    for program, text in (("bin/spark-submit", STAND_IN), ("bin/java", "#!/bin/sh\n"), ("jars/none", "")):
        file = folder / "spark" / program
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)
    spark = str(folder / "spark")
    # What a shell starts in the background ignores SIGINT, what nohup starts SIGHUP: and so would this.
    before = {number: signal.signal(number, signal.default_int_handler) for number in ENDINGS}
    process = subprocess.Popen(
        [sys.executable, str(root / "scripts" / "local_spark.py"), str(folder / "server")],
        env={"SPARK_HOME": spark, "JAVA_HOME": spark, **variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    for number, handler in before.items():
        signal.signal(number, handler)
    own_number = folder / "server" / "number"
    try:
        while not own_number.is_file():
            assert process.poll() is None
            time.sleep(0.01)
        yield process, int(own_number.read_text())
    finally:
        process.kill()
        process.communicate()
        if own_number.is_file() and alive(int(own_number.read_text())):
            os.kill(int(own_number.read_text()), signal.SIGKILL)


def alive(number: int) -> bool:
    """Whether a process of that number is there."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(os.name == "nt", reason="Spark is started by a shell script")
def test_the_server_ends_with_the_process_that_started_it(root: Path, tmp_path: Path) -> None:
    """By a signal while it serves or while it starts, or at the end of input."""
    for ending in ENDINGS:
        with started(root, tmp_path / ending.name) as (process, server):
            assert process.stdout is not None
            assert process.stdout.readline().startswith("spark://127.0.0.1:")
            assert alive(server)
            process.send_signal(ending)
            assert process.wait(60) != 0, ending.name
            assert not alive(server), ending.name
    with started(root, tmp_path / "starting", NEVER_READY="1") as (process, server):
        process.terminate()
        assert process.wait(60) == 128 + signal.SIGTERM
        assert not alive(server)
    with started(root, tmp_path / "ended") as (process, server):
        process.communicate()
        assert process.returncode == 0
        assert not alive(server)
