"""How a login is configured: what cannot work is told before the server starts."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cxc_metrics.errors import CxcError
from cxc_metrics.people import LoginSettings, login_settings

WHOLE = {
    "CXC_LOGIN_METADATA": "https://login.example.eu/realms/cxc/.well-known/openid-configuration",
    "CXC_LOGIN_CLIENT_ID": "cxc",
    "CXC_LOGIN_CLIENT_SECRET": "very-secret",
    "CXC_LOGIN_ADDRESS": "https://cxc.example.eu/metrics/",
    "CXC_LOGIN_COOKIE_SECRET": "c" * 40,
}


def test_nobody_logs_in_where_nothing_is_configured() -> None:
    assert login_settings({}) is None
    assert login_settings({"CXC_LOGIN_CLIENT_ID": " "}, {}) is None


def test_variables_and_streamlits_secrets_say_the_same() -> None:
    own = login_settings(WHOLE)
    assert own is not None
    assert own.redirect_uri == "https://cxc.example.eu/metrics/oauth2callback"
    assert (own.origin, own.is_behind_tls) == ("https://cxc.example.eu", True)
    assert login_settings({}, {**own.section, "redirect_uri": own.redirect_uri}) == own
    assert "very-secret" not in repr(own)
    at_port = {**own.section, "redirect_uri": "http://localhost:{port}/oauth2callback"}
    here = login_settings({}, at_port, port=8600)
    assert here is not None
    assert (here.origin, here.is_behind_tls) == ("http://localhost:8600", False)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"COOKIE_SECRET": ""}, "CXC_LOGIN_COOKIE_SECRET is missing"),
        ({"COOKIE_SECRET": "short"}, "shorter than 32"),
        ({"CLIENT_SECRET": ""}, "CXC_LOGIN_CLIENT_SECRET is missing"),
        ({"METADATA": "http://login.example.eu/.well-known/openid-configuration"}, "must be https"),
        ({"METADATA": "https://login.example.eu/"}, "must end with /.well-known"),
        ({"METADATA": "login.example.eu/.well-known/openid-configuration"}, "no plain address"),
        ({"METADATA": "https://u:p@login.example.eu/.well-known/openid-configuration"}, "no plain address"),
        ({"METADATA": "https://[::1/.well-known/openid-configuration"}, "no address"),
        ({"ADDRESS": "http://cxc.example.eu"}, "must be https"),
        ({"ADDRESS": "https://cxc.example.eu/?next=x"}, "no plain address"),
    ],
)
def test_what_cannot_work_is_told_and_no_secret(changes: dict[str, str], said: str) -> None:
    with pytest.raises(CxcError, match=said) as refused:
        login_settings({**WHOLE, **{f"CXC_LOGIN_{name}": value for name, value in changes.items()}})
    assert "very-secret" not in str(refused.value)
    assert "c" * 40 not in str(refused.value)


def test_two_providers_in_the_secrets_are_refused() -> None:
    with pytest.raises(CxcError, match="one provider only"):
        login_settings({}, {"redirect_uri": "https://a.eu/oauth2callback", "google": {"client_id": "x"}})


@pytest.fixture
def provider() -> Iterator[tuple[str, dict[str, object]]]:
    """A server that answers whatever a test puts into the dictionary: status and body."""
    answers: dict[str, object] = {}

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(int(str(answers.get("status", 200))))
            self.end_headers()
            self.wfile.write(str(answers["body"]).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", answers
    server.shutdown()
    server.server_close()


def of(address: str) -> LoginSettings:
    settings = login_settings({**WHOLE, "CXC_LOGIN_METADATA": f"{address}/.well-known/openid-configuration"})
    assert settings is not None
    return settings


def test_a_provider_that_is_another_is_told_and_one_that_is_silent_waited_for(
    provider: tuple[str, dict[str, object]],
) -> None:
    address, answers = provider
    right = {"issuer": address, "authorization_endpoint": f"{address}/authorize"}
    answers["body"] = json.dumps(right)
    assert of(address).check_provider()
    for body, said in (
        (json.dumps({**right, "issuer": "https://evil.example"}), "evil.example"),
        (json.dumps({**right, "issuer": "https://login.example/{tenantid}/v2.0"}), "every tenant"),
        (json.dumps({"issuer": address}), "no description"),
        ("<html>", "no JSON"),
    ):
        answers["body"] = body
        with pytest.raises(CxcError, match=said):
            of(address).check_provider()
    answers["status"] = 404
    with pytest.raises(CxcError, match="answers 404"):
        of(address).check_provider()
    assert of("http://127.0.0.1:1").check_provider() is False
