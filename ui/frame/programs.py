"""What the server answers to programs: figures over HTTP, and to assistants if that is switched on."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Final

from starlette.routing import BaseRoute, Mount

from cxc_metrics.api import application
from cxc_metrics.api.bounds import Places
from cxc_metrics.api.reading import Readers
from cxc_metrics.disclosure import Viewer
from cxc_metrics.errors import CxcError
from ui import session
from ui.parts.maps import base_path
from ui.session import person_of

if TYPE_CHECKING:
    from mcp.server import MCPServer
    from starlette.requests import Request

API_URL: Final = "/api"
ASSISTANTS_URL: Final = "/mcp"
_SWITCH: Final = "CXC_MCP"
# Shared: what assistants and other programs ask is worked on in the same places.
_PLACES: Final = Places()


def viewer_of(request: Request) -> Viewer:
    """As whom a program reads. UnknownKey where it brings a personal key that does not hold."""
    return person_of(request).viewer


def subject_of(request: Request) -> str | None:
    """Who asks, for the audit log; None for the account of this machine, at which they sit."""
    return session.subject_of(person_of(request))


def routes() -> list[BaseRoute]:
    """Where programs ask. CxcError where assistants are switched on and their library is missing."""
    places: list[BaseRoute] = [
        Mount(f"{base_path()}{API_URL}", application(viewer_of, subject_of=subject_of, places=_PLACES))
    ]
    if (server := _assistant()) is not None:
        from cxc_metrics.api.assistant import assistant_routes

        places += assistant_routes(server, f"{base_path()}{ASSISTANTS_URL}")
    return places


@asynccontextmanager
async def served() -> AsyncIterator[None]:
    """While programs are answered: a mounted application runs no lifespan of its own."""
    if (server := _assistant()) is None:
        yield
        return
    async with server.session_manager.run():
        yield


@cache
def _assistant() -> MCPServer | None:
    switch = os.environ.get(_SWITCH, "").strip().casefold()
    if switch in {"", "off"}:
        return None
    if switch != "on":
        raise CxcError(f"{_SWITCH} is on or off, not {switch!r}: where it is on, assistants are answered.")
    try:
        from cxc_metrics.api.assistant import assistant
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("mcp"):
            raise
        raise CxcError(
            f"{_SWITCH} is on, and the library that answers assistants is not installed ({error.name}): "
            "docs/api.md says how, or leave it away."
        ) from error
    return assistant(Readers(viewer_of), _PLACES)
