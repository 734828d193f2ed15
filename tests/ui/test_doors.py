"""What stands before every request: hosts, origins, closed addresses, headers, how often and how much."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from cxc_metrics.errors import CxcError
from ui.frame import doors, server
from ui.frame.doors import Doors, allowed_hosts, frame_scripts, is_answered, page_policy, wants_hsts
from ui.frame.rate_limits import RATE_VARIABLE, Bounds, RateLimits, each_minute, peer_of
from ui.frame.socket_messages import MessageBounds
from ui.frame.token_buckets import Buckets, Limit


async def anything(request: Request) -> PlainTextResponse:
    body = await request.body()
    return PlainTextResponse(str(len(body)), headers={"access-control-allow-origin": "*"})


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("open")
    if websocket.query_params.get("listens"):
        try:
            while True:
                await websocket.send_text(str(len(await websocket.receive_bytes())))
        except WebSocketDisconnect:
            await websocket.send_text("too late")  # nothing is sent any more
            return
    await websocket.close()


ROUTES = [
    Route("/{path:path}", anything, methods=["GET", "POST", "PUT"]),
    WebSocketRoute("/_stcore/stream", socket),
]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A server on the loopback that answers everything, behind our doors."""
    monkeypatch.setenv("CXC_HOST", "127.0.0.1")
    app = Doors(Starlette(routes=ROUTES), programs=("/api/", "/mcp"), scripts=("own()",))
    return TestClient(app, base_url="http://localhost")


def test_only_own_names_are_answered_over_http_and_by_the_socket(served: TestClient):
    for host in ("localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501"):
        assert served.get("/", headers={"host": host}).status_code == 200, host
    for host in (
        "evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "localhost:x",
        "",
        "10.0.0.1",
    ):
        refused = served.get("/", headers={"host": host})
        assert refused.status_code == 400, host
        assert "CXC_ALLOWED_HOSTS" in refused.text
        assert refused.headers["content-security-policy"]
    told = served.get("/api/figures", headers={"host": "evil.example"})
    assert told.headers["content-type"] == "application/problem+json"
    assert json.loads(told.content)["status"] == 400
    with served.websocket_connect("/_stcore/stream", headers={"host": "localhost"}) as opened:
        assert opened.receive_text() == "open"
    here = {"host": "localhost"}
    for headers in (
        {"host": "evil.example"},
        {**here, "origin": "http://evil.example"},
        {**here, "origin": "null"},
    ):
        with (
            pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)),
            served.websocket_connect("/_stcore/stream", headers=headers),
        ):
            pass


def test_what_changes_something_comes_from_a_page_of_this_server(served: TestClient):
    for method in ("post", "put"):
        ask = getattr(served, method)
        assert ask("/x").status_code == 200  # a program sends no origin
        assert ask("/x", headers={"origin": "http://localhost"}).status_code == 200
        for origin in ("http://evil.example", "http://localhost:8502", "null", "file://"):
            assert ask("/x", headers={"origin": origin}).status_code == 403, origin
    assert "access-control-allow-origin" not in served.get("/x").headers


def test_what_nobody_needs_of_streamlit_is_closed(served: TestClient):
    for path in ("metrics", "agent/openapi.json", "agent/interact", "script-health-check"):
        assert served.get(f"/_stcore/{path}").status_code == 404, path
    assert served.get("/_stcore/health").status_code == 200


def test_each_answer_has_its_headers(served: TestClient):
    page = served.get("/countries").headers
    assert page["x-content-type-options"] == "nosniff"
    assert page["referrer-policy"] == "same-origin"
    assert "camera=()" in page["permissions-policy"]
    policy = page["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-eval" not in policy
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in scripts
    assert scripts.count("sha256-") == len(frame_scripts()) + 1
    assert "sandbox" in served.get("/media/abc.svg").headers["content-security-policy"]
    assert (
        served.get("/api/figures").headers["content-security-policy"].startswith("default-src 'none'; frame")
    )
    assert "strict-transport-security" not in page


def test_tls_is_remembered_behind_tls_only(monkeypatch: pytest.MonkeyPatch):
    for said, base, expected in (
        (None, "http", False), (None, "https", True), ("on", "http", True), ("off", "https", False),
    ):  # fmt: skip
        if said:
            monkeypatch.setenv("CXC_HSTS", said)
        client = TestClient(Doors(Starlette(routes=ROUTES)), base_url=f"{base}://localhost")
        assert ("strict-transport-security" in client.get("/").headers) is expected, (said, base)
    monkeypatch.setenv("CXC_HSTS", "perhaps")
    with pytest.raises(CxcError, match="CXC_HSTS"):
        wants_hsts()


def test_names_are_those_that_were_listed_or_its_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CXC_HOST", "cxc.example.eu")
    assert allowed_hosts() == {"localhost", "127.0.0.1", "::1", "cxc.example.eu"}
    monkeypatch.setenv("CXC_ALLOWED_HOSTS", "Figures.example.eu., *.cxc.example.eu")
    names = allowed_hosts()
    assert "cxc.example.eu" not in names
    for host, expected in (
        ("figures.example.eu", True), ("a.cxc.example.eu:443", True), ("cxc.example.eu", False),
        ("evilcxc.example.eu", False), ("10.1.2.3", False),
    ):  # fmt: skip
        assert is_answered(host, names, is_wide=False) is expected, host
    # Bound to all addresses and not told its names, it is asked by its address: no foreign name is one.
    assert is_answered("10.1.2.3:8501", names, is_wide=True)
    assert not is_answered("evil.example", names, is_wide=True)
    for wrong in ("http://a.example", "a b", "a.example/x", "a.example:80", "*"):
        monkeypatch.setenv("CXC_ALLOWED_HOSTS", wrong)
        with pytest.raises(CxcError, match="CXC_ALLOWED_HOSTS"):
            allowed_hosts()


def test_the_policy_allows_the_frames_own_scripts_by_their_bytes():
    policy = page_policy(["window.x = 1"])
    assert f"'sha256-{doors._digest('window.x = 1')}'" in policy
    assert page_policy(["window.x = 2"]) != policy


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60))
def test_nobody_gets_more_than_burst_and_rate_allow(pauses: list[float]):
    clock = [0.0]
    buckets, limit = Buckets(now=lambda: clock[0]), Limit(5, 1.0)
    answered = 0
    for pause in pauses:
        clock[0] += pause
        wait = buckets.wait("programs", "a", limit)
        answered += wait == 0
        assert 0 <= wait <= 1
        if wait:  # after that time there is one
            clock[0] += wait + 1e-9
            assert buckets.wait("programs", "a", limit) == 0
            answered += 1
    assert answered <= 5 + clock[0] + 1


def test_however_many_ask_the_memory_is_bounded():
    buckets = Buckets(most=100, now=lambda: 0.0)
    for number in range(1_000):
        assert buckets.wait("programs", f"10.0.{number >> 8}.{number & 255}", Limit(1, 1)) == 0
    assert len(buckets) == 100


def limited(bounds: Bounds, clock: list[float]) -> TestClient:
    buckets = Buckets(now=lambda: clock[0])
    app = RateLimits(Starlette(routes=ROUTES), programs=("/api/", "/mcp"), bounds=bounds, buckets=buckets)
    return TestClient(app, base_url="http://localhost")


def test_programs_are_told_when_to_come_again():
    clock = [0.0]
    client = limited(Bounds(Limit(3, 0.5)), clock)
    assert [client.get("/api/figures").status_code for _ in range(3)] == [200, 200, 200]
    refused = client.get("/mcp")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "2"
    assert refused.headers["content-type"] == "application/problem+json"
    assert client.get("/countries").status_code == 200  # pages are asked through the socket
    clock[0] += 2
    assert client.get("/api/figures").status_code == 200


def test_a_body_that_is_too_long_is_refused_whether_it_says_so_or_not():
    client = limited(Bounds(Limit(100, 1), program_bytes=1_000, other_bytes=10), [0.0])

    def pieces():
        for _ in range(4):
            yield b"x" * 400

    assert client.post("/api/x", content=b"x" * 1_000).text == "1000"
    for content in (b"x" * 1_001, pieces()):
        refused = client.post("/api/x", content=content)
        assert refused.status_code == 413
        assert refused.json()["status"] == 413
    assert client.post("/countries", content=b"x" * 11).status_code == 413
    assert client.put("/_stcore/upload_file/s/f", content=b"x" * 5_000).text == "5000"  # bounded elsewhere


def test_files_and_sockets_have_their_own_pace():
    clock = [0.0]
    pace = Limit(2, 1.0)
    client = limited(Bounds(Limit(100, 1), sockets=pace, uploads=pace), clock)
    assert [client.put("/_stcore/upload_file/s/f").status_code for _ in range(3)] == [200, 200, 429]
    for _ in range(2):
        with client.websocket_connect("/_stcore/stream") as opened:
            opened.receive_text()
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass


def test_so_many_sockets_stay_open_and_no_more():
    client = limited(Bounds(Limit(100, 1), open_sockets=2), [0.0])
    listening = "/_stcore/stream?listens=1"
    with client.websocket_connect(listening) as first, client.websocket_connect(listening) as second:
        assert (first.receive_text(), second.receive_text()) == ("open", "open")
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(listening):
            pass
        for opened in (first, second):
            opened.send_bytes(b"x")
            opened.receive_text()
    with client.websocket_connect("/_stcore/stream") as opened:  # they were closed
        assert opened.receive_text() == "open"


def test_a_message_that_no_page_sends_closes_the_socket():
    client = limited(Bounds(Limit(100, 1), messages=MessageBounds(bytes=1_000)), [0.0])
    with client.websocket_connect("/_stcore/stream?listens=1") as opened:
        opened.receive_text()
        opened.send_bytes(b"x" * 1_000)
        assert opened.receive_text() == "1000"
    with client.websocket_connect("/_stcore/stream?listens=1") as opened:
        opened.receive_text()
        opened.send_bytes(b"x" * 1_001)
        with pytest.raises(WebSocketDisconnect) as closed:
            opened.receive_text()
        assert closed.value.code == 1009


def test_settings_that_cannot_be_stop_the_start(monkeypatch: pytest.MonkeyPatch):
    for name, wrong in (
        ("CXC_ALLOWED_HOSTS", "http://a.example"),
        ("CXC_HSTS", "perhaps"),
        ("CXC_AUDIT_DAYS", "for ever"),
        ("CXC_REQUESTS_PER_MINUTE", "few"),
        ("CXC_PAGE_MESSAGES_PER_MINUTE", "0"),
    ):
        with monkeypatch.context() as setting:
            setting.setenv(name, wrong)
            with pytest.raises(CxcError, match=name):
                server.middleware()


def test_a_peer_is_an_address_or_a_network_of_version_six():
    for host, peer in (
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::1", "::1"),
        ("testclient", "testclient"),
    ):
        assert peer_of({"client": (host, 1)}) == peer
    assert peer_of({}) == ""


def test_a_rate_that_is_no_number_stops_the_start(monkeypatch: pytest.MonkeyPatch):
    for wrong in ("0", "many", "-1"):
        monkeypatch.setenv("CXC_REQUESTS_PER_MINUTE", wrong)
        with pytest.raises(CxcError, match="CXC_REQUESTS_PER_MINUTE"):
            Bounds.settled()
    monkeypatch.setenv("CXC_REQUESTS_PER_MINUTE", "60")
    assert each_minute(RATE_VARIABLE) == 60
    monkeypatch.setenv("CXC_PAGE_MESSAGES_PER_MINUTE", "2400")
    assert Bounds.settled().programs == Limit(12, 1.0)
    assert Bounds.settled().messages == MessageBounds(Limit(240, 40.0), Limit(80, 20.0))


def test_the_security_page_explains_every_source_of_the_policy(root: Path):
    said = (root / "docs" / "security.md").read_text(encoding="utf-8")
    for part in page_policy(()).split("; "):
        name, *sources = part.split()
        assert f"`{name}`" in said, name
        assert all(f"`{source}`" in said for source in sources), part
