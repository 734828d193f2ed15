"""The places of the matrix that only a served dashboard has: its other addresses, its socket, uploads, files.

People come with the cookie of a login that this server signed; nobody needs to be asked for a password.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import httpx2 as httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME
from websockets.sync.client import ClientConnection, connect

from cxc_metrics.export.pictures.map_extent import EUROPE_MAP
from cxc_metrics.people import Duty, PeopleTable, add_person, listed_person
from tests.attack.matrix import PEOPLE, Place, Seen, as_text, seen_in
from tests.attack.matrix_places import Looked
from tests.browser.conftest import serve, stop
from tests.people.signed_login import SECRET, signed_login
from tests.ui.test_traffic import _arrow
from ui.session.navigation import ENTRIES
from ui.session.navigation import PEOPLE as PEOPLE_PAGE

LOGGED_IN: Final = ("internal", "manager of A", "logged in, not listed", "manager of B")
# Where files of the store could be sought, and what Streamlit serves files from.
CLOSED: Final = (
    "/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/openapi.json",
    "/media/0123456789.csv", "/media/%2e%2e%2fpeople.toml",
    "/component/x/people.toml", "/_stcore/bidi-components/x/people.toml",
    "/geo/x/..%2f..%2fpeople.toml.json", "/geo/x/people.toml.json",
)  # fmt: skip
OPEN: Final = (
    "/healthz", "/_stcore/health", "/_stcore/host-config", "/", *(f"/{entry.id}" for entry in ENTRIES),
    f"/{PEOPLE_PAGE.id}", "/secret.key", "/data/register/people.toml", "/app/static/people.toml",
    "/oauth2callback?code=x&state=y",
)  # fmt: skip


class Visit:
    """A page of the served dashboard, by its socket, as somebody's browser opens it."""

    def __init__(self, address: str, cookie: str, session: str = "") -> None:
        """`session` is the id that the client says it had before: its own, or another's."""
        named = [part for part in ("streamlit", "x" if session else "", session) if part]
        headers = {"Cookie": cookie} if cookie else {}
        self.socket: ClientConnection = connect(
            address.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=named,
            additional_headers=headers,
            origin=address,
            max_size=None,
        )
        self.session = ""

    def open(self, page: str, query: str, menu: str = "") -> str:
        """Everything that is sent of a page until it is drawn; with a menu open, by its id."""
        said = BackMsg()
        if menu:
            state = said.rerun_script.widget_states.widgets.add()
            state.id, state.bool_value = menu, True
        said.rerun_script.query_string = query
        said.rerun_script.page_script_hash = calc_hash(page)
        self.socket.send(said.SerializeToString())
        return self._until("script_finished")

    def file(self, page: str, query: str) -> str:
        """The address of the first file that the first menu of a page offers; it is made for it."""
        menu = re.findall(r"\$\$ID-[0-9a-f]+-export_\w+", self.open(page, query))[0]
        offered = re.findall(r'deferred_file_id: "(.+?)"', self.open(page, query, menu))
        said = BackMsg()
        request = said.backend_operation_request
        request.request_id, request.session_id = "1", self.session
        request.deferred_file.file_id = offered[0]
        self.socket.send(said.SerializeToString())
        return re.findall(r'url: "(.+?)"', self._until("backend_operation_response"))[0]

    def _until(self, kind: str) -> str:
        texts = []
        while True:
            message = ForwardMsg()
            message.ParseFromString(self.socket.recv(timeout=120, decode=False))
            if message.WhichOneof("type") == "new_session":
                self.session = message.new_session.initialize.session_id
            texts += [str(message), *_arrow(message)]
            if message.WhichOneof("type") == kind:
                return "\n".join(texts)

    def close(self) -> None:
        """Leave the page."""
        self.socket.close()


class Served:
    """The dashboard, and the cookie of each of the people."""

    def __init__(self, root: Path, store: Path, log: Path) -> None:
        table = PeopleTable(store)
        for who, duties in (("internal", list(Duty)), ("manager of A", []), ("manager of B", [])):
            person = PEOPLE[who]
            add_person(table, listed_person(subject=person.subject, viewer=str(person.viewer), duties=duties))
        self.log = log
        self.process, self.address = serve(
            root,
            store,
            log,
            key="on",
            # Nobody answers there: people have been logged in before.
            CXC_LOGIN_METADATA="http://127.0.0.1:1/.well-known/openid-configuration",
            CXC_LOGIN_CLIENT_ID="cxc",
            CXC_LOGIN_CLIENT_SECRET="client-secret",
            CXC_LOGIN_ADDRESS="http://127.0.0.1:{port}",
            CXC_LOGIN_COOKIE_SECRET=SECRET,
        )
        self.token = httpx.get(f"{self.address}/_stcore/health").cookies[XSRF_COOKIE_NAME]
        self.cookies = {
            who: "=".join(signed_login(self.address, PEOPLE[who].subject)) if who in LOGGED_IN else ""
            for who in PEOPLE
        }

    def visit(self, who: str, session: str = "") -> Visit:
        """A page as one of the people, not opened yet."""
        return Visit(self.address, self.cookies[who], session)

    def ask(self, who: str, method: str, path: str, content: bytes | None = None) -> Seen:
        """What an address tells one of the people, who may bring a file."""
        cookies = "; ".join(filter(None, (f"{XSRF_COOKIE_NAME}={self.token}", self.cookies[who])))
        answer = httpx.request(
            method,
            self.address + path,
            headers={"Cookie": cookies, "X-Xsrftoken": self.token},
            files=None if content is None else {"file": ("file.csv", content)},
            timeout=60,
        )
        assert answer.status_code < 500, (who, path)
        return seen_in(as_text(answer.content), is_closed=answer.status_code >= 400)


def observed(root: Path, store: Path, log: Path) -> Looked:
    """Every place of a served dashboard, as each of the people in turn."""
    served = Served(root, store, log)
    try:
        yield from _addresses(served)
        yield from _visits(served)
        yield from _files(served)
        yield from _uploads(served)
        yield from _logged_out(served)
    finally:
        stop(served.process, log)


def _addresses(served: Served) -> Looked:
    outlines = f"/geo/x/{EUROPE_MAP.name}.json"
    for paths, tried, only in (
        ((*OPEN, outlines), "as it is", None), (CLOSED, "nobody may", frozenset[str]()),
    ):  # fmt: skip
        for path in paths:
            place = Place("served", f"GET {path}", tried, only)
            for who in PEOPLE:
                yield place, who, served.ask(who, "GET", path)


def _visits(served: Served) -> Looked:
    """Pages by the socket; then with the session of somebody else's open page."""
    for page, query, tried in (
        ("exchanges", "partnership=PB&all=1", "of partnership B"),
        ("exchanges", "viewer=internal", "as somebody else"),
    ):
        for who in PEOPLE:
            yield Place("served", f"socket {page}?{query}", tried), who, _opened(served, who, page, query)
    for who in PEOPLE:
        theirs = served.visit("internal")
        theirs.open("exchanges", "partnership=PB&all=1")
        place = Place("served", "socket exchanges, session of internal", "another's session")
        yield place, who, _opened(served, who, "exchanges", "", theirs.session)
        theirs.close()


def _opened(served: Served, who: str, page: str, query: str, session: str = "") -> Seen:
    visit = served.visit(who, session)
    text = visit.open(page, query)
    visit.close()
    return seen_in(_without(text, query), is_closed="pages are open" in text)


def _without(text: str, query: str) -> str:
    for part in query.split("&"):
        text = text.replace(part.partition("=")[2], "") if "=" in part else text
    return text


def _files(served: Served) -> Looked:
    """The file of an open page, by its very address."""
    for owner, query in (("internal", ""), ("manager of A", "partnership=PA")):
        visit = served.visit(owner)
        path = visit.file("exchanges", query)
        place = Place("served", f"GET /media/ a file of {owner}", f"{owner} alone", frozenset({owner}))
        for who in PEOPLE:
            yield place, who, served.ask(who, "GET", path)
        visit.close()


def _uploads(served: Served) -> Looked:
    """Files sent to the open page of somebody who may publish, of one who may not, and to no page."""
    visits = {who: served.visit(who) for who in ("internal", "manager of A")}
    sessions: Mapping[str, str] = {"nobody": "0" * 36}
    for who, visit in visits.items():
        visit.open("data", "")
        sessions = {**sessions, who: visit.session}
    for owner, session in sessions.items():
        only = frozenset({owner} & {"internal"})
        for method in ("PUT", "DELETE"):
            name = f"{method} /_stcore/upload_file/ session of {owner}"
            place = Place("served", name, f"{owner} alone" if only else "nobody may", only)
            for who in PEOPLE:
                seen = served.ask(who, method, f"/_stcore/upload_file/{session}/file", b"x")
                yield place, who, seen
    for visit in visits.values():
        visit.close()


def _logged_out(served: Served) -> Looked:
    """With a copy of the cookie of a login that was ended."""
    for who in LOGGED_IN:
        served.ask(who, "GET", "/auth/logout")
    place = Place("served", "socket exchanges?all=1, cookies of before", "after logging out", frozenset())
    for who in PEOPLE:
        yield place, who, _opened(served, who, "exchanges", "all=1")
