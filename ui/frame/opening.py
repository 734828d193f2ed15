"""The start: is the door sound, and which address opens this server to whoever started it."""

from __future__ import annotations

import logging
import os
import socket
import sys
import tempfile
import threading
import time
import webbrowser
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import streamlit as st

from cxc_metrics.errors import CxcError
from cxc_metrics.people import PeopleTable, partnerships_there
from cxc_metrics.words.plain import html_text
from ui import session
from ui.frame.front_door import KEY_PARAMETER
from ui.parts.maps import base_path

log = logging.getLogger("cxc.dashboard")
_OPEN_VARIABLE: Final = "CXC_OPEN"
_WAIT_S: Final = 60.0


def checked_secrets() -> dict[str, Any] | None:
    """Judge the door before anything is served; what Streamlit must know of a login, None without one.

    CxcError for every setting that could let somebody in who should not be, or nobody who should.
    """
    settings = session.settings()
    session.door()
    session.store().check_secret()
    _check_people(session.people_table())
    if settings is None:
        return None
    session.ended_logins()
    # It tells of every question to the provider, at the level that is for others' news.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    if not settings.check_provider():
        log.warning("The provider of logins does not answer just now: nobody can log in until it does.")
    return {"auth": dict(settings.section)}


def _check_people(table: PeopleTable) -> None:
    people = table.people()
    if not any(entry.sees.partnerships for entry in people.listed):
        return
    try:
        there = partnerships_there(session.store())
    except CxcError as error:
        raise CxcError(f"Who manages which partnership cannot be checked. {error}") from error
    # Before the first publication there is nothing that anybody could see.
    if there is not None:
        people.check_partnerships(there)


def tell_address() -> None:
    """Print the address that opens this server, with its key; open it, where a person waits for that."""
    door = session.door()
    if (settings := session.settings()) is not None:
        _say(f"Dashboard: {settings.address} (people log in)")
        return
    plain = f"http://{_host()}:{door.port}{base_path()}/"
    if not door.is_bound_here:
        _say(f"Dashboard: {plain} (open to the network: everybody is the public)")
        return
    if door.local_key is None:
        _say(f"Dashboard: {plain} (no key is asked for: CXC_LOCAL_KEY=off)")
        return
    address = f"{plain}?{KEY_PARAMETER}={quote(door.local_key)}"
    _say(f"Dashboard: {address}\nThe key in it makes you more than the public, until this server ends.")
    if _is_awaited():
        threading.Thread(target=_open, args=(address, door.port), daemon=True).start()


def _host() -> str:
    address = str(st.get_option("server.address") or "")
    if address in {"", "0.0.0.0", "::"}:  # noqa: S104 - read, not bound
        address = socket.gethostname()
    return f"[{address}]" if ":" in address else address


def _say(text: str) -> None:
    sys.stdout.write(f"\n{text}\nStop with Ctrl-C.\n\n")
    sys.stdout.flush()


def _is_awaited() -> bool:
    """Whether somebody started this by hand, on a machine with a screen."""
    has_screen = sys.platform in {"darwin", "win32"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return os.environ.get(_OPEN_VARIABLE, "").strip() == "on" and sys.stdout.isatty() and has_screen


def _open(address: str, port: int) -> None:
    """Open the address in a browser, by a file that this account alone can read.

    Everybody on a machine can read what its programs were called with: the key must not be among that.
    """
    until = time.monotonic() + _WAIT_S
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.2)
    handle, name = tempfile.mkstemp(prefix="cxc-", suffix=".html")
    with os.fdopen(handle, "w", encoding="utf-8") as page:
        page.write(f'<!doctype html><meta http-equiv="refresh" content="0; url={html_text(address)}">')
    webbrowser.open(Path(name).as_uri())
    time.sleep(_WAIT_S)
    Path(name).unlink(missing_ok=True)
