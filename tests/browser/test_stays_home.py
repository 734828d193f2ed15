"""The server speaks to nobody but its visitors: watched from inside, at start and for a stranger's origin."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.browser.conftest import stop

pytestmark = [pytest.mark.slow, pytest.mark.journey]

# Python runs this in every process of the server: each name asked and each address called goes to a file.
_WATCH = """
import os, sys
def told(event, values):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        with open(os.environ["CALLED"], "a") as file:
            file.write(f"{event} {values[1:] if event != 'socket.getaddrinfo' else values}\\n")
sys.addaudithook(told)
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _upgrade(port: int, origin: str) -> bytes:
    """The first line of the answer to a socket asked for by a page of that origin."""
    key = base64.b64encode(os.urandom(16)).decode()
    asked = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        f"Sec-WebSocket-Protocol: streamlit\r\nOrigin: {origin}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(asked.encode())
        return line.recv(200).split(b"\r\n")[0]


def test_nothing_asks_a_foreign_host_and_the_route_is_closed_to_the_network(
    root: Path, sample_register: Path, tmp_path: Path
) -> None:
    """Served to the network, where Streamlit would look for its address and nobody publishes."""
    (tmp_path / "sitecustomize.py").write_text(_WATCH)
    port, called, log = _free_port(), tmp_path / "called.txt", tmp_path / "log.txt"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(root)]),
        "CALLED": str(called),
        "CXC_REGISTER_DIR": str(sample_register),
        "CXC_HOST": "0.0.0.0",
    }
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
    options = ["--server.address=0.0.0.0", f"--server.port={port}"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options], cwd=root, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(process, port, log)
        assert b"403" in _upgrade(port, "http://stranger.example")
        assert b"101" in _upgrade(port, f"http://127.0.0.1:{port}")
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/_stcore/upload_file/s/f", data=b"x" * 10, method="PUT"
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=30)
        assert refused.value.code == 403
        assert refused.value.read() == b"Uploading is off for you"
    finally:
        stop(process, log)
    asked = called.read_text().splitlines() if called.exists() else []
    foreign = [line for line in asked if not any(own in line for own in _OWN)]
    assert foreign == []


_OWN = ("127.0.0.1", "0.0.0.0", "localhost", "::1", "'/")


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                return
        except OSError:
            assert process.poll() is None, log.read_text(errors="replace")
            time.sleep(0.1)
    raise AssertionError("the server did not answer: " + log.read_text(errors="replace"))
