"""Who sees what of which partnership, at every place: looked at, not declared. The table of docs/security.md.

In the register each partnership's organisations and records have names that nothing else has, and each number
of exchanges is no other number of an answer.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from cxc_metrics.api import application
from cxc_metrics.disclosure import INTERNAL, partnership_viewer
from cxc_metrics.export import FORMATS, Outgoing
from cxc_metrics.intake import check
from cxc_metrics.paths import REGISTER_VARIABLE
from cxc_metrics.people import NOBODY, Person
from cxc_metrics.statistics.perturbation import PARTS, perturbed
from cxc_metrics.store import open_store
from tests.store.fixed_secret import give_secret
from tests.ui.conftest import opened
from tests.ui.test_traffic import messages, numbers_in
from ui.parts import exports
from ui.session.navigation import ENTRIES

# Exchanges of the visitors' partnership: no year, width or colour of a page, and no sum of two is a third.
COUNTS: Final = {"PA": 1031, "PB": 1063, "PC": 1187}
NAMES: Final = {"PA": "Alphazyx", "PB": "Betaquv", "PC": "Gammawox"}
# The country of a partnership's visitors: selecting it selects its records.
COUNTRIES: Final = {"PA": "ES", "PB": "FR", "PC": "IT"}
ALL: Final = "all"
PEOPLE: Final[Mapping[str, Person]] = {
    "internal": Person("i", INTERNAL, listed_as="x"),
    "no login": NOBODY,
    "manager of A": Person("a", partnership_viewer(["PA"]), listed_as="x"),
    "logged in, not listed": Person("s", NOBODY.viewer),
    "manager of B": Person("b", partnership_viewer(["PB"]), listed_as="x"),
}
OWN: Final = {"manager of A": "PA", "manager of B": "PB"}
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
    "/dimensions/partnership/values?register={register}",
    "/dimensions/visitor_country/values?register={register}",
    *(
        f"/measure?figures=O01&figures=O02&by=partnership&format={form}"
        for form in ("json", "csv", "csv-excel", "xlsx", "parquet")
    ),
    "/measure?figures=O01&by=visitor_country",
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
    *(f"/briefs/partnership/PB?format={form}" for form in ("html", "docx")),
    "/briefs/country/FR?format=html",
    "/openapi.json",
)


@dataclass(frozen=True)
class Seen:
    """What somebody is told at a place: whose records or names, whose exact numbers; or that it is closed."""

    records: frozenset[str]
    exact: frozenset[str]
    is_closed: bool = False

    def __str__(self) -> str:
        if self.is_closed:
            return "closed"
        told = [
            f"{kind} {', '.join('of all' if each == ALL else each[1:] for each in sorted(whose))}"
            for kind, whose in (("records", self.records), ("exact", self.exact))
            if whose
        ]
        return "; ".join(told) or "–"


def make_store(folder: Path) -> tuple[Path, str]:
    """A store with the register, and the id of a data version served before, which has other numbers."""
    store = folder / "store"
    give_secret(store, _secret())
    with check(_written(folder / "before", fewer=7)) as tables:
        old = open_store(store).publish(tables)
        old_id = old.id
        old.close()
    with check(_written(folder / "now")) as tables:
        open_store(store).publish(tables).close()
    return store, old_id


def _secret() -> bytes:
    """The first of a row by which every number looked for is changed: unchanged ones would prove nothing."""
    for turn in range(1000):
        key = hashlib.sha256(f"matrix {turn}".encode()).digest()
        shown = {whose: _changed(key, whose) for whose in (*COUNTS, ALL)}
        true = set(COUNTS.values()) | {sum(COUNTS.values())}
        if not true & set(shown.values()):
            return key
    raise AssertionError("no secret changes all numbers")


def _changed(key: bytes, whose: str) -> int:
    groups = list(COUNTS) if whose == ALL else [whose]
    records = [f"{NAMES[group]}X{place}" for group in groups for place in range(COUNTS[group])]
    total = sum(
        int.from_bytes(
            hashlib.blake2b(
                f"exchange_id\x1f{record}".encode(), key=key, digest_size=6, person=b"cxc record key"
            ).digest(),
            "big",
        )
        for record in records
    )
    return perturbed(len(records), total % PARTS)


def _written(files: Path, *, fewer: int = 0) -> Path:
    files.mkdir(parents=True)
    organisations = ["organisation_id,name,org_type,country_code,ecosystem_id", "H,Host,sme,DE,9"]
    visits = [
        "exchange_id,vo_id,ho_id,vo_country,ho_country,vop_id,wave,mode,status,actual_start,actual_end,working_days"
    ]
    partnerships = ["partnership_id,acronym,wave,start_date,end_date"]
    for group, count in COUNTS.items():
        name, country = NAMES[group], COUNTRIES[group]
        partnerships.append(f"{group},LINK{group},1,2020-02-03,2022-08-31")
        organisations += [f"{name}O{place},{name} company {place},sme,{country},9" for place in range(7)]
        visits += [
            f"{name}X{place},{name}O{place % 7},H,{country},DE,{group},1,physical,completed,"
            "2021-05-03,2021-05-05,3"
            for place in range(count - fewer)
        ]
    tables = {"organisation": organisations, "partnership": partnerships, "exchange": visits}
    for name, lines in tables.items():
        (files / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (files / "register.toml").write_text("as_at = 2022-12-31\n", encoding="utf-8")
    return files


def seen_in(text: str, *, is_closed: bool = False) -> Seen:
    """Whose names and numbers a text holds."""
    numbers = numbers_in(text)
    exact = {group for group, count in COUNTS.items() if {count, count - 7} & numbers}
    total = sum(COUNTS.values())
    if {total, total - 21} & numbers:
        exact.add(ALL)
    return Seen(
        frozenset(group for group, name in NAMES.items() if name in text), frozenset(exact), is_closed
    )


def observed(store: Path, old: str) -> Iterator[tuple[str, str, Seen]]:
    """Every place, as each of the people, one after the other in one process: place, who, what is seen.

    Internal people come first and the public in between, so that what is remembered of one would show.
    """
    yield from _pages(store, old)
    yield from _routes(store, old)


def _pages(store: Path, old: str) -> Iterator[tuple[str, str, Seen]]:
    written: list[str] = []
    menu, exports._menu = exports._menu, _writer(written)
    before = os.environ.get(REGISTER_VARIABLE)
    os.environ[REGISTER_VARIABLE] = str(store)
    try:
        places = [*((entry.id, {}) for entry in ENTRIES), *GUESSED]
        for page, query in places:
            named = " ".join([f"page {page}", *(f"{name}={text}" for name, text in query.items())])
            asked_for = {name: text.format(old=old) for name, text in query.items()}
            for who, person in PEOPLE.items():
                written.clear()
                app = opened(page, person, asked_for)
                text = "\n".join([*messages(app), *written])
                yield named, who, seen_in(_without_own_words(text, query), is_closed=_is_closed(app))
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
    """In place of a menu that makes files when it is opened: all files of it are made."""

    def write(_key: str, _said: object, leaving: Callable[[], Outgoing], *_: object, **__: object) -> None:
        written.append(as_text(FORMATS["zip"].make(leaving())))

    return write


def _routes(store: Path, old: str) -> Iterator[tuple[str, str, Seen]]:
    who_asks = NOBODY
    client = TestClient(
        application(lambda _: who_asks.viewer, store),
        base_url="http://d.example",
        raise_server_exceptions=False,
    )
    register = open_store(store).registers()[0].name
    for route in ROUTES:
        for who, person in PEOPLE.items():
            who_asks = person
            answer = client.get(route.format(register=register, old=old))
            is_refused = answer.status_code >= 400
            assert answer.status_code < 500, (route, who, answer.text)
            query = dict(re.findall(r"[?&](\w+)=([^&]+)", route))
            text = as_text(answer.content)
            yield f"GET /api{route}", who, seen_in(_without_own_words(text, query), is_closed=is_refused)


def as_text(content: bytes) -> str:
    """All that a reader gets from a file: of archives each part, of Parquet its cells."""
    if content[:4] == b"PAR1":
        table = pq.read_table(io.BytesIO(content))
        return repr((table.schema.metadata, table.to_pydict()))
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(as_text(archive.read(part)) for part in archive.namelist())


def faults(who: str, seen: Seen) -> str:
    """What somebody sees that they must not; an empty text without."""
    if who == "internal":
        return ""
    own = frozenset({OWN[who]} if who in OWN else ())
    return str(Seen(seen.records - own, seen.exact - own)).strip("–")


def as_table(rows: Mapping[tuple[str, str], Seen]) -> str:
    """The matrix as Markdown: a line for each place."""
    places = list(dict.fromkeys(place for place, _ in rows))
    lines = ["| place | " + " | ".join(PEOPLE) + " |", "|---" * (len(PEOPLE) + 1) + "|"]
    lines += [
        f"| `{place}` | " + " | ".join(str(rows[place, who]) for who in PEOPLE) + " |" for place in places
    ]
    return "\n".join(lines) + "\n"
