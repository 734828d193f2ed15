"""Who sees what of which partnership, at every place: looked at, not declared. The table of docs/security.md.

In the register each partnership's organisations and records have names that nothing else has, and each number
of exchanges is no other number of an answer.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Final

import pyarrow.parquet as pq
from pypdf import PdfReader

from cxc_metrics.disclosure import INTERNAL, partnership_viewer
from cxc_metrics.intake import check
from cxc_metrics.people import NOBODY, Person
from cxc_metrics.statistics.perturbation import PARTS, perturbed
from cxc_metrics.store import open_store
from tests.store.fixed_secret import give_secret
from tests.ui.test_traffic import numbers_in

# Exchanges of the visitors' partnership: no year, width or colour of a page, and no sum of two is a third.
COUNTS: Final = {"PA": 1031, "PB": 1063, "PC": 1187}
NAMES: Final = {"PA": "Alphazyx", "PB": "Betaquv", "PC": "Gammawox"}
# The country of a partnership's visitors: selecting it selects its records.
COUNTRIES: Final = {"PA": "ES", "PB": "FR", "PC": "IT"}
# And the size of its organisations, likewise.
SIZES: Final = {"PA": "micro", "PB": "small", "PC": "medium"}
ALL: Final = "all"
PEOPLE: Final[Mapping[str, Person]] = {
    "internal": Person("i", INTERNAL, listed_as="x"),
    "no login": NOBODY,
    "manager of A": Person("a", partnership_viewer(["PA"]), listed_as="x"),
    "logged in, not listed": Person("s", NOBODY.viewer),
    "manager of B": Person("b", partnership_viewer(["PB"]), listed_as="x"),
}
# Title of a section of the table, and what is asserted of each of its lines.
SECTIONS: Final = {
    "pages": (
        "Pages",
        """All messages of the page, drawn whole: words, tables, charts, components, choices of filters and
        what the line can find; the files of its menus, and what its pictures are drawn from.
        Asserted: nobody but internal people gets a name, an identifier or a true number of a
        partnership that is not theirs; two managers have no record in common; who is not listed
        gets what the public gets.""",
    ),
    "search": (
        "The search of the line",
        """Organisations that are found while somebody types. Asserted as of pages.""",
    ),
    "questions": (
        "Figures over HTTP",
        """The whole answer, of archives each part, of PDF its text. Asserted as of pages, of refusals
        too.""",
    ),
    "assistants": (
        "Assistants",
        """Every tool of the Model Context Protocol, called as a client does. Asserted as of pages, of
        refusals too.""",
    ),
    "served": (
        "The server's other addresses",
        """A served dashboard with logins: our own addresses and Streamlit's, forged sessions of its
        socket, another visit's upload and file. Asserted as of pages; and where *tried* names
        who alone may, all others find it closed.""",
    ),
}
OWN: Final = {"manager of A": "PA", "manager of B": "PB"}


@dataclass(frozen=True)
class Place:
    """Where somebody looks: the section of the table, the place, and what is tried there.

    `only`: for these people alone it may be open, where the place says so.
    """

    section: str
    name: str
    tried: str
    only: frozenset[str] | None = None


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
    head = "organisation_id,name,org_type,size_class,country_code,ecosystem_id"
    organisations = [head, "H,Host,sme,large,DE,9"]
    visits = [
        "exchange_id,vo_id,ho_id,vo_country,ho_country,vop_id,wave,mode,status,actual_start,actual_end,working_days"
    ]
    partnerships = ["partnership_id,acronym,wave,start_date,end_date"]
    for group, count in COUNTS.items():
        name, country = NAMES[group], COUNTRIES[group]
        partnerships.append(f"{group},LINK{group},1,2020-02-03,2022-08-31")
        organisations += [
            f"{name}O{place},{name} company {place},sme,{SIZES[group]},{country},9" for place in range(7)
        ]
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


def as_text(content: bytes) -> str:
    """All that a reader gets from a file: of archives each part, of Parquet its cells, of PDF its text."""
    if content[:4] == b"PAR1":
        table = pq.read_table(io.BytesIO(content))
        return repr((table.schema.metadata, table.to_pydict()))
    if content[:5] == b"%PDF-":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(as_text(archive.read(part)) for part in archive.namelist())


def faults(who: str, place: Place, seen: Seen) -> str:
    """What somebody sees that they must not; an empty text without."""
    if place.only is not None and who not in place.only and not seen.is_closed:
        return "open"
    if who == "internal":
        return ""
    own = frozenset({OWN[who]} if who in OWN else ())
    return str(Seen(seen.records - own, seen.exact - own)).strip("–")


def lines(rows: Mapping[tuple[Place, str], Seen]) -> dict[Place, str]:
    """A line of the matrix for each place, in their order."""
    return {
        place: f"| `{place.name}` | {place.tried} | "
        + " | ".join(str(rows[place, who]) for who in PEOPLE)
        + " |"
        for place in dict.fromkeys(place for place, _ in rows)
    }


def as_table(rows: Mapping[tuple[Place, str], Seen]) -> str:
    """The matrix as Markdown: a section for each kind of place, with what is asserted of each line of it."""
    head = "| place | tried | " + " | ".join(PEOPLE) + " |\n" + "|---" * (len(PEOPLE) + 2) + "|"
    parts = []
    for section, (title, asserted) in SECTIONS.items():
        own = [line for place, line in lines(rows).items() if place.section == section]
        parts.append("\n".join([f"### {title}", "", fill(" ".join(asserted.split()), 140), "", head, *own]))
    return "\n\n".join(parts) + "\n"
