"""What the server does besides the pages: health, headers, the page for our own errors."""

from __future__ import annotations

import gc
import hashlib
import logging
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import anyio.to_thread
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.routing import BaseRoute, Route
from streamlit import net_util
from streamlit.runtime import memory_media_file_storage

from cxc_metrics.access import Reader, audit_days, release
from cxc_metrics.disclosure import PUBLIC
from cxc_metrics.errors import CxcError
from cxc_metrics.export.pictures.map_extent import EUROPE_MAP
from cxc_metrics.export.pictures.screen_paths import screen_paths
from cxc_metrics.intake.worker.pool import shared_workers
from cxc_metrics.people import UnknownKey
from cxc_metrics.temporary import sweep
from cxc_metrics.words import texts as words
from cxc_metrics.words.plain import markdown_text
from ui.frame import map_outlines, opening, page_declarations, programs
from ui.frame.doors import Doors, allowed_hosts, wants_hsts
from ui.frame.file_gate import FileGate
from ui.frame.front_door import FrontDoor
from ui.frame.rate_limits import Bounds, RateLimits, peer_of
from ui.frame.socket_bursts import SocketBursts
from ui.frame.socket_gate import SocketGate
from ui.frame.upload_gate import Ledger, UploadGate, sweep_forever
from ui.parts.maps import base_path
from ui.session import door, draw_anew_forever, give, may_have, may_send, person_of, readers_served, settings
from ui.session.navigation import ENTRIES, PEOPLE

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Scope

log = logging.getLogger("cxc.dashboard")
# Set when the server ends: what is loaded ahead goes no further.
_ENDING = threading.Event()
_AHEAD = "what-pages-ask-later"
_END_WITHIN = 20.0

# What visitors have sent and is still in memory.
UPLOADS = Ledger()


@asynccontextmanager
async def warm(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Load what every page needs before the first visitor comes: libraries, data version, facts."""
    sweep()
    await anyio.to_thread.run_sync(_warm)
    # What is there now stays as long as the server: to look through all libraries for garbage would take a
    # sixth of a second each time.
    gc.collect()
    gc.freeze()
    opening.tell_address()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(sweep_forever, UPLOADS)
        if settings() is not None:
            tasks.start_soon(draw_anew_forever)
        async with programs.served():
            yield {}
        tasks.cancel_scope.cancel()
    _ENDING.set()
    await anyio.to_thread.run_sync(_await_ahead)
    # At the end they are collected as usual: what is left over DuckDB reports as leaked, on two screens.
    gc.unfreeze()
    shared_workers().close()
    release()


def _warm() -> None:
    # Heavy imports, and the names of languages, each from a file of its own: not in the first visitor's run.
    from cxc_metrics.words import language
    from ui import figures
    from ui.frame import line_on_top
    from ui.parts import blocks, views

    log.debug("Loaded %s", [room.__name__ for room in (blocks, figures, line_on_top, views)])
    for code in language.OFFERED:
        language.own_name(code)
    screen_paths(EUROPE_MAP)
    try:
        readers = list(readers_served())
        if readers:
            readers[0].prepare(["exchange"])
            page_declarations.load_at_start(readers[0])
            # The rest takes seconds and only some pages ask for it: nobody waits for the server.
            threading.Thread(target=_warm_rest, args=(readers,), name=_AHEAD, daemon=True).start()
    except CxcError as error:
        log.warning("The register cannot be served yet: %s", error)
    if door().is_bound_here or settings() is not None:  # else nobody publishes here
        shared_workers().warm()


def _warm_rest(readers: Sequence[Reader]) -> None:
    """The other facts, and what single pages work out ahead: of the register shown first to begin with.

    Then what the public is answered from: record keys of a large register take longer than a page may.
    """
    for reader in readers:
        _load(reader, page_declarations.load_ahead)
    try:
        for reader in readers_served(PUBLIC):
            _load(reader, page_declarations.load_at_start)
    except CxcError as error:
        log.warning("Nothing can be shown to the public: %s", error)


def _load(reader: Reader, more: Callable[[Reader], None]) -> None:
    try:
        reader.prepare(stop=_ENDING.is_set)
        if not _ENDING.is_set():
            more(reader)
    except CxcError as error:
        log.warning("Something could not be loaded ahead: %s", error)


def _await_ahead() -> None:
    """Let what is being loaded end: libraries that load while the interpreter ends fill two screens."""
    for thread in threading.enumerate():
        if thread.name == _AHEAD:
            thread.join(_END_WITHIN)


async def health(_request: Request) -> JSONResponse:
    """`/healthz`: the process answers."""
    return JSONResponse({"status": "ok"})


async def to_start(request: Request) -> RedirectResponse:
    """The start page by its name: Streamlit knows it only as `/` and would say that there is no such page."""
    query = request.url.query
    start = f"{base_path()}/"
    return RedirectResponse(f"{start}?{query}" if query else start)


# Streamlit's client takes the path of a deep link for a folder the server may live in and asks there first:
# two requests that fail, and errors in the console. Told where its server is, it asks once.
def _root_script() -> str:
    return f'window.__streamlit = {{ BACKEND_BASE_URL: window.location.origin + "{base_path()}/" }};'


async def page_frame(_request: Request) -> HTMLResponse:
    """Streamlit's own frame of every page, with the address of the server in it."""
    frame = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    head, mark, rest = frame.partition("<head>")
    script = f"<script>{_root_script()}</script>"
    return HTMLResponse(f"{head}{mark}{script}{rest}", headers={"Cache-Control": "no-cache"})


def routes() -> list[BaseRoute]:
    """The addresses of our own."""
    base = base_path()
    return [
        # Without the base path as well: whoever watches the server asks it, not the proxy before it.
        *(Route(path, health) for path in dict.fromkeys(("/healthz", f"{base}/healthz"))),
        Route(f"{base}/{ENTRIES[0].id}", to_start),
        *(Route(f"{base}/{entry.id}", page_frame) for entry in (*ENTRIES[1:], PEOPLE)),
        *programs.routes(),
        *map_outlines.routes(),
    ]


def _asker(scope: Scope) -> str:
    """Whose requests are counted together: a person's who is in the table, else those of one peer."""
    try:
        person = person_of(HTTPConnection(scope))
    except UnknownKey:
        return peer_of(scope)
    return f"person {person.subject}" if person.is_listed else peer_of(scope)


def middleware() -> list[Middleware]:
    """What wraps every request. CxcError for settings that cannot be: nothing starts with them."""
    allowed_hosts(), wants_hsts(), audit_days()
    base, programs_at = base_path(), (f"{programs.API_URL}/", programs.ASSISTANTS_URL)
    return [
        Middleware(Doors, base=base, programs=programs_at, scripts=(_root_script(),)),
        Middleware(RateLimits, base=base, programs=programs_at, bounds=Bounds.settled(), who=_asker),
        Middleware(FrontDoor),
        Middleware(UploadGate, allowed=may_send, ledger=UPLOADS),
        Middleware(FileGate, base=base, allowed=may_have),
        Middleware(SocketGate),
        Middleware(SocketBursts),
    ]


def stay_home() -> None:
    """Streamlit asks a foreign host for this machine's address for every origin that it is about to reject.

    A page on the address it was served from needs no such permission, and there is no setting
    (docs/decisions/056-nothing-asks-a-foreign-host.md).
    """
    net_util.get_external_ip = net_util.get_internal_ip = _no_address


def _no_address() -> None:
    """Nobody was asked."""


def hide_files() -> None:
    """Streamlit names a file by a hash of what is in it, and gives it to whoever names it.

    So who guesses a file whole (the exact number in a table known else) could ask whether somebody was given
    it. Here names follow from a key of this process, too, and who is given a file is noted.
    """
    name_of, key = memory_media_file_storage._calculate_file_id, secrets.token_bytes(32)

    def keyed(data: bytes, mimetype: str, filename: str | None = None) -> str:
        name = name_of(data, mimetype, filename)
        file_id = hashlib.blake2b(name.encode(), key=key, digest_size=28).hexdigest()
        give(file_id, data)
        return file_id

    memory_media_file_storage._calculate_file_id = keyed


def error_page(error: Exception) -> bool:
    """Say what went wrong without a traceback; the log carries it under the number shown.

    Returns True: Streamlit's own error box, which links to foreign sites, is not drawn.
    """
    if isinstance(error, CxcError):
        st.error(markdown_text(str(error)), icon=":material/error:")
        return True
    number = secrets.token_hex(4)
    log.error("Uncaught error %s", number, exc_info=error)
    st.error(words.say("error.unexpected", number=number), icon=":material/error:")
    return True
