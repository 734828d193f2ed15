"""The files of `deploy/`, each as it stands, before a served dashboard: base path, socket, TLS, headers."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

NAME = "figures.example.eu"
PATHS = ("/usr/sbin", "/usr/local/sbin")


def program(name: str) -> str:
    path = shutil.which(name) or shutil.which(name, path=":".join(PATHS))
    if path is None:
        pytest.skip(f"{name} is not installed (Debian: apt-get install {name})")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for the name of the files, signed by itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "fullchain.pem", folder / "privkey.pem"


@pytest.fixture(scope="module")
def dashboard(root: Path, sample_register: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A dashboard with the settings of `deploy/environment`, on another port."""
    settings = dict(
        line.split("=", 1)
        for line in (root / "deploy" / "environment").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    )
    port, log = free_port(), tmp_path_factory.mktemp("dashboard") / "log.txt"
    mine = {"CXC_REGISTER_DIR": str(sample_register), "STREAMLIT_SERVER_PORT": str(port)}
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=root, env={**os.environ, **settings, **mine}, stdout=output, stderr=output
        )
    try:
        wait_for(port, process, log)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=120)


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1_200):
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, log.read_text(errors="replace")
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace"))


def nginx_file(root: Path, folder: Path, ports: tuple[int, int], certificate: tuple[Path, Path]) -> list[str]:
    """What starts nginx with our file, as anybody and on another port."""
    nginx, (port, upstream) = program("nginx"), ports
    text = (root / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", text, count=1, flags=re.DOTALL)
    text = text.replace("    listen [::]:443 ssl http2;\n", "").replace(
        "listen 443", f"listen 127.0.0.1:{port}"
    )
    text = text.replace("127.0.0.1:8501", f"127.0.0.1:{upstream}")
    text = text.replace("/etc/ssl/cxc/fullchain.pem", str(certificate[0]))
    text = text.replace("/etc/ssl/cxc/privkey.pem", str(certificate[1]))
    (folder / "cxc.conf").write_text(text, encoding="utf-8")
    kept = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log stderr;\n"
        f"events {{}}\nhttp {{ access_log off; {kept} include {folder}/cxc.conf; }}\n",
        encoding="utf-8",
    )
    return [nginx, "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]


def caddy_file(root: Path, folder: Path, ports: tuple[int, int], certificate: tuple[Path, Path]) -> list[str]:
    """What starts Caddy with our file and that certificate, on another port."""
    caddy, (port, upstream) = program("caddy"), ports
    text = (root / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    text = text.replace("127.0.0.1:8501", f"127.0.0.1:{upstream}")
    own = f"\ttls {certificate[0]} {certificate[1]}\n\tbind 127.0.0.1\n"
    text = text.replace(f"{NAME} {{\n", f"https://{NAME}:{port} {{\n{own}")
    settings = "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n"
    (folder / "Caddyfile").write_text(settings + text, encoding="utf-8")
    return [caddy, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxy(
    request: pytest.FixtureRequest,
    root: Path,
    certificate: tuple[Path, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[int]:
    """The port of a proxy that was started with our file before the dashboard."""
    program(request.param)  # before a dashboard is started for it
    upstream = request.getfixturevalue("dashboard")
    folder, port = tmp_path_factory.mktemp(request.param), free_port()
    started = {"nginx": nginx_file, "caddy": caddy_file}[request.param]
    command = started(root, folder, (port, upstream), certificate)
    log = folder / "log.txt"
    homes = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, **homes})
    try:
        wait_for(port, process, log)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class Named(http.client.HTTPSConnection):
    """Asks this machine for the name."""

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.sock = trusting().wrap_socket(plain, server_hostname=NAME)


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = Named(NAME, port)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): v for name, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.mark.slow
def test_pages_and_programs_are_served_below_the_base_path(proxy: int):
    assert ask(proxy, "/")[1]["location"].endswith("/cxc/")
    for path in ("/cxc/", "/cxc/countries?sector=9"):
        status, headers, body = ask(proxy, path)
        assert status == 200, path
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["strict-transport-security"] == "max-age=31536000"
        assert b"<html" in body
    assert b"/cxc/" in ask(proxy, "/cxc/countries")[2]
    assert ask(proxy, "/cxc/healthz")[0] == 200
    assert ask(proxy, "/cxc/_stcore/metrics")[0] == 404
    status, headers, body = ask(proxy, "/cxc/api/figures")
    assert status == 200
    assert headers["content-type"] == "application/json"


@pytest.mark.slow
def test_nobody_is_internal_through_a_proxy_whatever_they_send(proxy: int):
    forged = {"X_Forwarded_For": "127.0.0.1", "X_Real_IP": "127.0.0.1", "Forwarded": "for=127.0.0.1"}
    for headers in ({}, forged, {**forged, "Via": "1.1 localhost"}):
        status, answered, _ = ask(proxy, "/cxc/api/measure?figures=O01", **headers)
        assert status == 200
        assert answered["cxc-viewer"] == "public", headers
        assert ask(proxy, "/cxc/api/records?figure=O01", **headers)[0] == 403
        assert ask(proxy, "/cxc/_stcore/upload_file/s/f", "PUT", **headers)[0] == 403
    for host in ("localhost", "evil.example"):
        status, answered, _ = ask(proxy, "/cxc/api/measure?figures=O01", Host=host)
        # Caddy answers a name that is not its own with nothing at all.
        assert status != 200 or answered.get("cxc-viewer", "public") == "public", host


@pytest.mark.slow
def test_the_socket_opens_for_pages_of_this_name_alone(proxy: int):
    address = f"wss://{NAME}:{proxy}/cxc/_stcore/stream"

    def opened(origin: str) -> None:
        plain = socket.create_connection(("127.0.0.1", proxy), timeout=60)
        with connect(
            address, sock=plain, ssl=trusting(), origin=origin, subprotocols=["streamlit"], open_timeout=120
        ):
            pass

    opened(f"https://{NAME}:{proxy}")
    for origin in ("https://evil.example", "http://localhost:8501"):
        with pytest.raises(InvalidStatus) as refused:
            opened(origin)
        assert refused.value.response.status_code == 403


@pytest.mark.slow
def test_behind_nginx_with_its_default_headers_nobody_is_internal(dashboard: int, tmp_path: Path):
    """It asks by the address of the loopback and says nothing of whom it asks for: only the key tells."""
    nginx, port = program("nginx"), free_port()
    kept = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {tmp_path}/pid; error_log stderr;\nevents {{}}\n"
        f"http {{ access_log off; {kept} server {{ listen 127.0.0.1:{port}; "
        f"location / {{ proxy_pass http://127.0.0.1:{dashboard}; }} }} }}\n",
        encoding="utf-8",
    )
    log = tmp_path / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [nginx, "-p", str(tmp_path), "-e", "stderr", "-c", str(tmp_path / "nginx.conf")],
            stdout=output,
            stderr=output,
        )
    try:
        wait_for(port, process, log)
        for host in (f"127.0.0.1:{port}", "localhost", "evil.example"):
            plain = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            plain.request("GET", "/cxc/api/measure?figures=O01", headers={"Host": host})
            answer = plain.getresponse()
            assert (answer.status, answer.getheader("cxc-viewer")) == (200, "public"), host
            plain.close()
    finally:
        process.terminate()
        process.wait(timeout=60)
