"""The places of the matrix that one process answers: pages with their menus, what the line finds, questions.

Each is asked as each of the people in turn.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from cxc_metrics.access import open_register
from cxc_metrics.api import application
from cxc_metrics.api.assistant import assistant, assistant_routes
from cxc_metrics.api.bounds import Places
from cxc_metrics.api.reading import Readers
from cxc_metrics.catalogue import dimensions
from cxc_metrics.export import FORMATS, Outgoing
from cxc_metrics.paths import REGISTER_VARIABLE
from cxc_metrics.people import NOBODY
from cxc_metrics.store import open_store
from tests.attack.matrix import NAMES, PEOPLE, Place, Seen, as_text, seen_in
from tests.ui.conftest import opened
from tests.ui.test_traffic import messages
from ui.frame import search_things
from ui.parts import exports
from ui.session.navigation import ENTRIES

Looked = Iterator[tuple[Place, str, Seen]]

# What somebody tries who is told of an address: as another, of another partnership, of an older data version.
GUESSED: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("overview", {"viewer": "internal"}),
    ("overview", {"visitor_country": "FR", "partnership": "PB", "beside": "scheme"}),
    ("exchanges", {"partnership": "PA", "all": "1"}),
    ("exchanges", {"viewer": "partnership:PB", "partnership": "PB", "all": "1"}),
    ("exchanges", {"exchange": "BetaquvX1"}),
    ("exchanges", {"organisation": "BetaquvO1", "search": "Betaquv"}),
    ("partnerships", {"my": "PB", "partnership": "PB"}),
    ("matching", {"match_partnership": "PB"}),
    ("data", {"data": "{old}", "other": "hand"}),
    ("methods", {"data": "{old}", "register": "nothing"}),
)
ROUTES: Final = (
    "/registers",
    "/registers/{register}/versions",
    "/registers/{register}/versions?viewer=internal",
    "/figures?register={register}",
    "/figures/O01?register={register}",
    "/dimensions",
    "/dimensions/partnership",
    *(f"/dimensions/{name}/values?register={{register}}" for name in dimensions()),
    *(
        f"/measure?figures=O01&figures=O02&by=partnership&format={form}"
        for form in ("json", "csv", "csv-excel", "xlsx", "parquet")
    ),
    "/measure?figures=O01&by=visitor_country",
    "/measure?figures=O01&by=visitor_size",
    "/measure?figures=O01&by=visitor_size&partnership=PB",
    "/measure?figures=O01&visitor_country=FR",
    "/measure?figures=O01&by=partnership&viewer=internal",
    "/measure?figures=O01&by=partnership&viewer=partnership:PB",
    "/measure?figures=O01&by=partnership&data={old}",
    *(
        f"/records?figure=O01&limit=5&format={form}"
        for form in ("json", "csv", "csv-excel", "xlsx", "parquet")
    ),
    "/records?figure=O01&limit=5&partnership=PA",
    "/records?figure=O01&limit=5&partnership=PB",
    "/records?figure=O01&limit=5&partnership=PB&viewer=internal",
    "/records?figure=O01&limit=5&data={old}",
    *(f"/briefs/partnership/PB?format={form}" for form in ("html", "docx", "pdf")),
    "/briefs/country/FR?format=html",
    "/openapi.json",
)
# Each tool of the assistants, with what somebody tries who wants more.
CALLS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("list_registers", {}),
    ("find_figure", {"words": "exchanges held"}),
    ("define_figure", {"figure": "O01"}),
    ("dimension_values", {"dimension_id": "partnership"}),
    ("dimension_values", {"dimension_id": "visitor_size"}),
    ("measure", {"figures": ["O01", "O02"], "by": ["partnership"]}),
    ("measure", {"figures": ["O01"], "by": ["visitor_size"], "where": ["partnership=PB"]}),
    ("measure", {"figures": ["O01"], "where": ["visitor_country=FR"]}),
    ("measure", {"figures": ["O01"], "by": ["partnership"], "data_version": "{old}"}),
    ("measure", {"figures": ["O01"], "by": ["visitor_organisation"]}),
    ("brief", {"kind": "partnership", "subject": "PB"}),
    ("brief", {"kind": "country", "subject": "FR"}),
    ("brief", {"kind": "tray", "subject": "O01-partnership"}),
)
# What somebody types into the line to find an organisation.
SEARCHED: Final = ("Betaquv", "BetaquvO1", "company 1")
# Cheap ones that `make test` looks at; the others are for `make attack`.
SHORT: Final = frozenset(
    {
        "exchanges", "exchanges partnership=PA all=1", "partnerships my=PB partnership=PB",
        "exchanges viewer=partnership:PB partnership=PB all=1", "data data={old} other=hand",
    }
)  # fmt: skip
_LONG_ROUTES: Final = ("/briefs", "format=xlsx", "format=csv-excel", "/dimensions/")
_LONG_CALLS: Final = ("brief",)


def observed(store: Path, old: str, *, is_whole: bool = True) -> Looked:
    """Every place, as each of the people, one after the other in one process: place, who, what is seen.

    Internal people come first and the public in between, so that what is remembered of one would show.
    """
    yield from _pages(store, old, is_whole)
    yield from _searched(store)
    yield from _routes(store, old, is_whole)
    yield from _calls(store, old, is_whole)


def _pages(store: Path, old: str, is_whole: bool) -> Looked:
    written: list[str] = []
    menu, exports._menu = exports._menu, _writer(written)
    before = os.environ.get(REGISTER_VARIABLE)
    os.environ[REGISTER_VARIABLE] = str(store)
    try:
        places = [*((entry.id, {}) for entry in ENTRIES), *GUESSED]
        for page, query in places:
            named = " ".join([page, *(f"{name}={text}" for name, text in query.items())])
            if not is_whole and named not in SHORT:
                continue
            place = Place("pages", f"page {named}", _tried(query))
            asked_for = {name: text.format(old=old) for name, text in query.items()}
            for who, person in PEOPLE.items():
                written.clear()
                app = opened(page, person, asked_for)
                text = "\n".join([*messages(app), *written])
                yield place, who, seen_in(_without_own_words(text, query), is_closed=_is_closed(app))
    finally:
        exports._menu = menu
        if before is None:
            del os.environ[REGISTER_VARIABLE]
        else:
            os.environ[REGISTER_VARIABLE] = before


def _without_own_words(text: str, query: Mapping[str, str]) -> str:
    """What somebody typed into the address tells them nothing."""
    for typed in query.values():
        text = text.replace(typed, "")
    return text


def _is_closed(app: AppTest) -> bool:
    return any("not shown to" in info.value and "pages are open" in info.value for info in app.info)


def _writer(written: list[str]) -> Callable[..., None]:
    """In place of a menu that makes files when it is opened: its files are made, and what pictures draw."""

    def write(_key: str, _said: object, leaving: Callable[[], Outgoing], *_: object, **__: object) -> None:
        out = leaving()
        written.append(as_text(FORMATS["zip"].make(out)))
        if out.drawing is not None:
            written.append(repr(out.drawing))  # all that pictures of any form are drawn from

    return write


def _tried(query: Mapping[str, object]) -> str:
    """What an address or a question tries, in words."""
    asked = {name: str(value) for name, value in query.items()}
    text = " ".join(asked.values())
    if "{old}" in text:
        return "an older data version"
    if "viewer" in asked:
        return "as somebody else"
    for group, name in NAMES.items():
        if group in text or name in text:
            return f"of partnership {group[1]}"
    if "FR" in text:
        return "all of whose visits are of partnership B"
    return "as it is"


def _searched(store: Path) -> Looked:
    """Organisations by name, as the line on top asks for them while somebody types."""
    for text in SEARCHED:
        place = Place("search", f"search {text}", "an organisation by a part of its name or id")
        for who, person in PEOPLE.items():
            reader = open_register(store).reader(viewer=person.viewer)
            assert reader is not None
            hits = search_things.organisations(reader, text)
            yield place, who, seen_in(repr(hits))


def _routes(store: Path, old: str, is_whole: bool) -> Looked:
    who_asks = NOBODY
    client = TestClient(
        application(lambda _: who_asks.viewer, store),
        base_url="http://d.example",
        raise_server_exceptions=False,
    )
    register = open_store(store).registers()[0].name
    for route in ROUTES:
        if not is_whole and any(part in route for part in _LONG_ROUTES):
            continue
        asked = dict(re.findall(r"[?&](\w+)=([^&]+)", route))
        own = {name: text for name, text in asked.items() if name not in {"register", "format"}}
        place = Place("questions", f"GET /api{route}", _tried({"": route.partition("?")[0], **own}))
        for who, person in PEOPLE.items():
            who_asks = person
            answer = client.get(route.format(register=register, old=old))
            assert answer.status_code < 500, (route, who, answer.text)
            text = _without_own_words(as_text(answer.content), asked)
            yield place, who, seen_in(text, is_closed=answer.status_code >= 400)


def _calls(store: Path, old: str, is_whole: bool) -> Looked:
    """Each tool over HTTP, as an assistant's client calls it; refusals of the protocol are closed doors."""
    who_asks = NOBODY
    server = assistant(Readers(lambda _: who_asks.viewer, store), Places())
    app = Starlette(routes=assistant_routes(server, "/mcp"), lifespan=lambda _: server.session_manager.run())
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}
    with TestClient(app, base_url="http://d.example") as client:
        for tool, arguments in CALLS:
            if not is_whole and tool in _LONG_CALLS:
                continue
            said = ", ".join(f"{name}={_plain(value)}" for name, value in arguments.items())
            place = Place("assistants", f"{tool}({said})", _tried(arguments))
            filled = {
                name: value.format(old=old) if isinstance(value, str) else value
                for name, value in arguments.items()
            }
            for who, person in PEOPLE.items():
                who_asks = person
                message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
                params = {"name": tool, "arguments": filled}
                answer = client.post("/mcp", json={**message, "params": params}, headers=headers)
                assert answer.status_code == 200, (tool, who, answer.text)
                result = answer.json()["result"]
                yield place, who, seen_in(answer.text, is_closed=bool(result.get("isError")))


def tools_there(store: Path) -> set[str]:
    """The names of all tools of the assistants."""
    server = assistant(Readers(lambda _: NOBODY.viewer, store), Places())
    return {tool.name for tool in server._tool_manager.list_tools()}


def _plain(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
