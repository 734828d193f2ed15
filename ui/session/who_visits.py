"""Who a visit or a request is: the door of this server, asked with what each of them shows of itself."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, MutableMapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import streamlit as st
from starlette.requests import HTTPConnection
from streamlit import auth_util, runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import (
    StarletteSessionClient,
    _get_signed_cookie_with_chunks,
)

from cxc_metrics.paths import register_dir
from cxc_metrics.people import (
    ENDED_FILE,
    NOBODY,
    Door,
    Duty,
    EndedLogins,
    Login,
    LoginSettings,
    People,
    PeopleTable,
    Person,
    RequestFacts,
    UnknownKey,
    is_bound_to_loopback,
    local_key,
    login_settings,
    read_login,
    request_facts,
)

log = logging.getLogger("cxc.dashboard")
_ASSUMED: Final = "_assumed_person"


@cache
def settings() -> LoginSettings | None:
    """How people log in here; None if nobody does. CxcError where that is configured and cannot work."""
    section: Mapping[str, Any] = auth_util.get_secrets_auth_section()
    return login_settings(os.environ, section, port=int(st.get_option("server.port")))


@cache
def door() -> Door:
    """The door of this server, the same for as long as it runs. CxcError for settings that cannot be."""
    has_login = settings() is not None
    address = str(st.get_option("server.address") or "")
    # What it is bound to, and what it is said to be bound to: the wider of both.
    is_bound_here = bool(address) and is_bound_to_loopback(address, os.environ.get("CXC_HOST", "").strip())
    return Door(
        is_bound_here=is_bound_here,
        port=int(st.get_option("server.port")),
        local_key=local_key(is_bound_here=is_bound_here, has_login=has_login),
        people=_people,
        login=login_of if has_login else None,
    )


def people_table() -> PeopleTable:
    """The table of people of the store."""
    return _table(str(register_dir()))


def ended_logins() -> EndedLogins:
    """The logins that were ended before they were over."""
    return _ended(str(register_dir()))


def login_of(cookies: Mapping[str, str]) -> Login | None:
    """Who logged in, by the cookies of a request: signed by this server, not over, not ended."""
    own = settings()
    if own is None:
        return None
    # Of the user's cookie and its parts, not of others: one login is looked at once.
    signed = tuple((name, text) for name, text in cookies.items() if name.startswith(USER_COOKIE_NAME))
    content = _signed_content(signed)
    return read_login(content, own.origin, ended_logins()) if content else None


def person() -> Person:
    """Who this visit is, now: asked anew each time, as logins end and the table changes."""
    client = _client()
    if client is None:
        # No browser is there: a run without a server, which says who it is for, or a visit that has gone.
        assumed: Person = st.session_state.get(_ASSUMED, NOBODY)
        return assumed
    return _person_of_client(client)


def person_of_visit(session_id: str) -> Person | None:
    """Who an open visit is, now; None where its connection is gone."""
    client = _client_of(session_id)
    return None if client is None else _person_of_client(client)


def login_is_over() -> bool:
    """Whether this visit began with a login that was ended since, or is over."""
    client = _client()
    cookies = {} if client is None else client.client_context.cookies
    return settings() is not None and USER_COOKIE_NAME in cookies and login_of(cookies) is None


def assume(state: MutableMapping[str, object], person: Person) -> None:
    """From now on the runs of that session state, which have no browser, are that person's."""
    state[_ASSUMED] = person


def may(duty: Duty) -> bool:
    """Whether whoever visits may do that."""
    return person().may(duty)


def has_people_page() -> bool:
    """Whether the page of people is there for whoever visits: to administer, or for keys of their own."""
    return settings() is not None and (may(Duty.ADMINISTER) or person().is_listed)


def person_of(connection: HTTPConnection) -> Person:
    """Who sends a request. UnknownKey where it brings a personal key that does not hold."""
    return door().person(facts_of(connection))


def facts_of(connection: HTTPConnection) -> RequestFacts:
    """What a request shows of where it comes from."""
    peer = connection.client.host if connection.client else None
    return request_facts(peer, connection.headers.items(), connection.cookies)


def _person_of_client(client: StarletteSessionClient) -> Person:
    context = client.client_context
    try:
        return door().person(request_facts(context.remote_ip, context.headers, context.cookies))
    except UnknownKey:
        return NOBODY


def _client() -> StarletteSessionClient | None:
    context = get_script_run_ctx()
    return _client_of(context.session_id) if context else None


def _client_of(session_id: str) -> StarletteSessionClient | None:
    client = runtime.get_instance().get_client(session_id)
    # Streamlit's own runs without a server have a stand-in.
    return client if isinstance(client, StarletteSessionClient) else None


def _people() -> People:
    return people_table().people()


@cache
def _table(directory: str) -> PeopleTable:
    return PeopleTable(Path(directory))


@cache
def _ended(directory: str) -> EndedLogins:
    return EndedLogins(Path(directory) / ENDED_FILE)


@lru_cache(256)
def _signed_content(signed: tuple[tuple[str, str], ...]) -> bytes | None:
    """What is in a cookie of Streamlit's login whose signature holds."""
    return _get_signed_cookie_with_chunks(dict(signed), USER_COOKIE_NAME)
