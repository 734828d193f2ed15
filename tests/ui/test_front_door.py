"""What the way in and out makes of addresses and of other sites' pages, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from cxc_metrics.people import Login, login_settings
from tests.people.test_login_settings import WHOLE
from ui import session
from ui.frame.front_door import FrontDoor

OWN = "https://cxc.example.eu"


@pytest.fixture
def ended() -> list[Login]:
    """The logins that were ended."""
    return []


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, ended: list[Login]) -> Iterator[TestClient]:
    """A server where somebody is logged in, behind the front door."""
    login = Login("a", "", "A", "s", 9e9)
    monkeypatch.setattr(session, "settings", lambda: login_settings(WHOLE))
    monkeypatch.setattr(session, "login_of", lambda _: login)
    monkeypatch.setattr(session, "ended_logins", lambda: SimpleNamespace(end=ended.append))

    async def logged_in(_: Request) -> RedirectResponse:
        answer = RedirectResponse("/", 302)
        answer.set_cookie("_streamlit_user", "signed")
        return answer

    routes = [
        Route("/oauth2callback", logged_in),
        Route("/{path:path}", lambda _: PlainTextResponse("page")),
    ]
    with TestClient(FrontDoor(Starlette(routes=routes)), base_url=OWN, follow_redirects=False) as asking:
        yield asking


def test_only_our_own_page_or_the_person_logs_out(client: TestClient, ended: list[Login]) -> None:
    for site in ("cross-site", "same-site"):
        answer = client.get("/auth/logout", headers={"sec-fetch-site": site})
        assert (answer.status_code, answer.headers["location"]) == (303, "/"), site
        assert ended == []
    for headers in ({"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {}):
        assert client.get("/auth/logout", headers=headers).status_code == 200
    assert len(ended) == 3


def test_the_way_back_is_a_page_of_ours_whatever_the_cookie_or_the_referer_say(client: TestClient) -> None:
    for said, back in (
        ("%2Fflows%3Flang%3Dde", "/flows?lang=de"),
        ("https%3A%2F%2Fevil.example%2F", "/"),
        ("%2F%2Fevil.example", "/"),
        ("%2F%5Cevil.example", "/"),
        ("%0D%0ASet-Cookie%3A%20x%3D1", "/"),
        ("", "/"),
    ):
        answer = client.get("/oauth2callback", headers={"cookie": f"cxc_return={said}"})
        assert answer.headers["location"] == back, said
        assert all("secure" in each.casefold() for each in answer.headers.get_list("set-cookie"))
    for referer, kept in ((f"{OWN}/flows", "%2Fflows"), ("https://evil.example/flows", ""), ("", "")):
        answer = client.get("/auth/login", headers={"referer": referer})
        assert answer.headers["set-cookie"].startswith(f"cxc_return={kept};"), referer


def test_a_key_in_any_address_leads_nowhere_else(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "settings", lambda: None)
    monkeypatch.setattr(session, "door", lambda: SimpleNamespace(opens_with=lambda *_: False))
    for path in ("/?key=x", "//evil.example?key=x", "///evil.example/%2e%2e?key=x&key=y", "/a?key=&b=1"):
        answer = client.get(f"{OWN}{path}")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/")
        assert not answer.headers["location"].startswith("//"), path
        assert "key" not in answer.headers["location"]
        assert "set-cookie" not in answer.headers
