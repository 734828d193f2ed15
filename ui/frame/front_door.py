"""What the door needs of HTTP: the key taken off the address, the way back after a login, the end of one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote, unquote, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from cxc_metrics.people import own_address
from ui import session
from ui.parts.maps import base_path

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("cxc.dashboard")
KEY_PARAMETER: Final = "key"
_RETURN_COOKIE: Final = "cxc_return"
# Long enough to find the password, too short to be surprised by.
_RETURN_SECONDS: Final = 900
_LOGIN, _LOGOUT, _CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"


class FrontDoor:
    """Middleware before Streamlit: the key of the address, and what its login leaves open."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        settings = session.settings()
        if settings is None:
            if request.method == "GET" and KEY_PARAMETER in request.query_params:
                await _key_taken_off(request)(scope, receive, send)
            else:
                await self.app(scope, receive, send)
            return
        path = request.url.path.removeprefix(base_path())
        if path == _LOGOUT and _is_of_another_site(request):
            await RedirectResponse(_path(), 303)(scope, receive, send)
            return
        if path == _LOGOUT and (login := session.login_of(request.cookies)) is not None:
            session.ended_logins().end(login)
            session.draw_anew()
        cookies: list[str] = []
        if path == _LOGIN:
            cookies.append(_way_back(request, settings.origin))
        back = _place_before(request, settings.origin) if path == _CALLBACK else None

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                _send_back(headers, back, cookies)
                if settings.is_behind_tls:
                    _secure(headers)
            await send(message)

        await self.app(scope, receive, answered)


def _is_of_another_site(request: Request) -> bool:
    """Whether another site's page sent the browser here: nobody else logs somebody out.

    Browsers say so themselves, and no page can make them say otherwise.
    """
    return request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}


def _key_taken_off(request: Request) -> RedirectResponse:
    """The same address without the key; where it was the right one, with a cookie that keeps it."""
    query = parse_qsl(request.url.query, keep_blank_values=True)
    rest = urlencode([(name, value) for name, value in query if name != KEY_PARAMETER])
    path = f"/{request.url.path.lstrip('/')}"
    # What follows must not be kept by the browser: the key is another with the next start.
    answer = RedirectResponse(f"{path}?{rest}" if rest else path, 303, {"Cache-Control": "no-store"})
    key, door = request.query_params[KEY_PARAMETER], session.door()
    if door.opens_with(key, session.facts_of(request)):
        answer.set_cookie(door.key_cookie, key, path=_path(), httponly=True, samesite="strict")
    return answer


def _way_back(request: Request, origin: str) -> str:
    """A cookie with the page that asks for the login: browsers say it, of pages of the same origin alone."""
    place = own_address(request.headers.get("referer", ""), origin)
    if place is None:
        return _return_cookie("", 0)
    return _return_cookie(quote(place, safe=""), _RETURN_SECONDS)


def _place_before(request: Request, origin: str) -> str | None:
    """Where somebody was who comes back from the provider; nowhere but here, whatever the cookie holds."""
    return own_address(unquote(request.cookies.get(_RETURN_COOKIE, "")), origin)


def _send_back(headers: MutableHeaders, back: str | None, cookies: list[str]) -> None:
    logged_in = any(text.startswith(f"{USER_COOKIE_NAME}=") for text in headers.getlist("set-cookie"))
    if back is not None and logged_in and "location" in headers:
        headers["location"] = back
        headers.append("set-cookie", _return_cookie("", 0))
    for cookie in cookies:
        headers.append("set-cookie", cookie)


def _return_cookie(text: str, seconds: int) -> str:
    # Lax: the provider sends the browser back here, which is a way from another site.
    return f"{_RETURN_COOKIE}={text}; Path={_path()}; Max-Age={seconds}; HttpOnly; SameSite=Lax"


def _secure(headers: MutableHeaders) -> None:
    """Behind TLS no cookie goes without it: Streamlit leaves that to the server."""
    cookies = headers.getlist("set-cookie")
    if not cookies:
        return
    del headers["set-cookie"]
    for text in cookies:
        flags = {part.strip().casefold() for part in text.split(";")}
        headers.append("set-cookie", text if "secure" in flags else f"{text}; Secure")


def _path() -> str:
    return base_path() or "/"
