"""What pages send to the browser of others than the internal viewer (issue I, point 4).

Two registers that differ by records of others, and counts that are all changed to one number: then whatever
a page says, draws, hovers, sorts by or writes into a file is the same of both, or some of it follows from a
true number. And a register with counts that no other number of a page is.
"""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from cxc_metrics.access import open_register
from cxc_metrics.disclosure import (
    PROTECTED,
    PUBLIC,
    Figures,
)
from cxc_metrics.export import FORMATS, Outgoing, to_csv
from cxc_metrics.export.texts_out import to_text
from cxc_metrics.intake import check
from cxc_metrics.sample import generate
from cxc_metrics.store import Store, open_store
from tests.measuring.crossing import THOROUGH
from tests.store.hand_made import checked, exchange, register_rows
from tests.ui.reading import asked, errors, text
from ui.parts import exports, inspection
from ui.parts.exports import Said
from ui.session import memory
from ui.session.navigation import ENTRIES

Run = Callable[..., AppTest]
# Exchanges by country of the visitor: no year, width or colour of a page, and no protected count of another.
TRUE = {"ES": 1013, "FR": 1031, "IT": 1049, "PL": 1063, "AT": 1087, "BE": 1103}
# The partnership that looks; what the registers differ by is of others, as visitors' and as hosts'.
OWN, OTHER = "W2-06", "W2-08"
VIEWERS = ("public", f"partnership:{OWN}")
CLOSED = {VIEWERS[0]: {"exchanges", "matching", "data"}, VIEWERS[1]: {"data"}}
# Hosts of others are what a catalogue shows a partnership (decision 156): more hosts, another list.
CATALOGUE = (VIEWERS[1], "matching")
MORE = 9
# What addresses ask of pages besides the page itself: all of it with CXC_THOROUGH.
ADDRESSES: list[tuple[str, dict[str, str | list[str]]]] = [
    ("overview", {"visitor_country": "DE", "wave": "2"}),
    ("overview", {"partnership": OTHER, "beside": "scheme"}),
    ("overview", {"period": "2023", "beside": "year_before"}),
    (
        "overview",
        {"visitor_country": ["DE", "FR"], "host_country": "EU27", "period": "2023-02-01..2023-02-28"},
    ),
    ("countries", {"show": "host_country", "country": "DE", "figure": "O04", "gap": "visitor"}),
    ("countries", {"show": "visitor_country", "figures": "O01,I01", "wave": "2"}),
    ("sectors", {"show": "against", "sector_profile": "9", "figures": "O01,R02"}),
    ("flows", {"show": "against", "view": "model"}),
    ("flows", {"show": "partnership", "view": "chart", "visitor_sector": "9"}),
    ("partnerships", {"my": OWN}),
    ("partnerships", {"my": OWN, "role": "host", "partnership": OWN}),
    ("partnerships", {"my": OTHER, "differ": "O04"}),
    ("participants", {"partnership": OTHER}),
    ("exchanges", {"partnership": OWN, "all": "1"}),
    ("exchanges", {"partnership": OTHER, "search": "a"}),
    ("exchanges", {"exchange": "exchange-copy-0"}),
    ("results", {"bounds": "1", "waiting": "A06", "difference": "1", "yearly": "turnover"}),
    ("results", {"partnership": OWN}),
    ("data", {"other": "cxc_synthetic"}),
    ("methods", {"kpi": "R02"}),
    *(("methods", {"part": part}) for part in ("dictionary", "law")),
]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two stores of one secret and the same two data versions, of which each serves another."""
    folder = tmp_path_factory.mktemp("pair")
    files, one, other = folder / "files", folder / "one", folder / "other"
    generate(files, exchanges=100)
    with check(files) as fewer, check(_with_copies(files, folder / "more")) as more:
        open_store(one).publish(more).close()
        other.mkdir()
        for secret in one.glob("secret.*"):
            shutil.copy2(secret, other)
        open_store(other).publish(fewer).close()
        open_store(one).publish(fewer).close()
        open_store(other).publish(more).close()
    return one, other


def _with_copies(files: Path, folder: Path) -> Path:
    """The files with copies of others' visits, for which nothing was paid, and of others' registrations."""
    shutil.copytree(files, folder)
    for name, whose in (("exchange", ["vop_id", "hop_id"]), ("registration", ["partnership_id"])):
        rows = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        theirs = rows["status"].isin(["completed", "accepted"]) & ~rows[whose].isin(["", OWN]).any(axis=1)
        copies = rows[theirs].head(MORE)
        assert len(copies) == MORE
        unpaid = dict.fromkeys({"match_id", "lump_sum_paid_eur", "paid_on"} & set(rows.columns), "")
        keys = {rows.columns[0]: [f"{name}-copy-{place}" for place in range(MORE)]}
        pd.concat([rows, copies.assign(**unpaid, **keys)]).to_csv(folder / f"{name}.csv", index=False)
    return folder


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """All files of the menus drawn from now on; and from now on every count is changed to one number."""
    files: list[str] = []
    alike = {"perturbed": _all_alike, "perturbed_all": lambda counts, _keys: np.where(counts > 0, 1000, 0)}
    disclosure = [room for name, room in sys.modules.items() if name.startswith("cxc_metrics.disclosure.")]
    for room, (name, changed) in product(disclosure, alike.items()):
        if hasattr(room, name):
            monkeypatch.setattr(room, name, changed)
    monkeypatch.setattr(exports, "_menu", partial(_write_all, files))
    memory.forget()
    yield files
    memory.forget()


def _all_alike(count: int, _key: int) -> int:
    return 1000 if count else 0


def _write_all(
    written: list[str],
    _key: str,
    said: Said,
    leaving: Callable[[], Outgoing],
    *_: Any,
    is_short: bool = True,
    **__: Any,
) -> None:
    """In place of a menu that makes files when it is opened: what they are made of; all kinds if thorough."""
    outgoing = leaving()
    written.append(f"{said.title} {said.drawing!r}")
    if is_short:
        written.append(to_text(outgoing))
    for name in exports.FILES if THOROUGH else ("zip",):
        content = FORMATS[name].make(outgoing)
        if not zipfile.is_zipfile(io.BytesIO(content)):
            told = _of_parquet(content) if name == "parquet" else repr(content)
            written.append(f"{said.title} {name} {told}")
            continue
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            written.extend(f"{said.title} {part} {archive.read(part)!r}" for part in archive.namelist())
    if THOROUGH and said.drawing is not None:
        written.append(FORMATS["svg"].make(outgoing).decode())


def _of_parquet(content: bytes) -> str:
    """All that a reader gets from the file: its bytes have the data version's id once more, in base64."""
    table = pq.read_table(io.BytesIO(content))
    columns = [(field.name, field.metadata) for field in table.schema]
    return repr((table.schema.metadata, columns, table.to_pydict()))


def test_pages_and_files_tell_the_public_nothing_but_changed_counts(
    run: Run, pair: tuple[Path, Path], written: list[str]
) -> None:
    """Every third page of the navigation with all files of their menus (all pages in `make attack`); of the
    internal viewer one, which tells.
    """
    told = 0
    for page in (entry.id for entry in ENTRIES[:: 1 if THOROUGH else 3]):
        one, other = (_all_sent(run(store, page, viewer=VIEWERS[0]), store, written) for store in pair)
        assert one == other, _difference(page, one, other)
        told += len(one)
    assert told > 200
    assert len({tuple(_all_sent(run(store, "methods"), store, written)) for store in pair}) == 1
    assert len({tuple(_all_sent(run(store), store, written)) for store in pair}) == 2


@pytest.mark.skipif(not THOROUGH, reason="the long form: make attack")
@pytest.mark.parametrize("viewer", VIEWERS)
def test_no_address_and_no_panel_tells_more(
    run: Run, pair: tuple[Path, Path], written: list[str], monkeypatch: pytest.MonkeyPatch, viewer: str
) -> None:
    """With what every button *Inspect* would show, and all tables behind charts."""
    monkeypatch.setattr(inspection, "button", _inspected)
    for page, query in [*((entry.id, {}) for entry in ENTRIES), *ADDRESSES]:
        if (viewer, page) == CATALOGUE:
            continue
        sent = []
        for store in pair:
            app = run(store, page, viewer=viewer, **query)
            for toggle in app.toggle:
                toggle.set_value(True)
            sent.append(_all_sent(app.run(), store, written))
        assert sent[0] == sent[1], _difference(f"{page} {query}", *sent)


def _inspected(_key: str, *measured: Figures) -> None:
    for figures in measured:
        for kpi in figures.kpis:
            inspection._show_value(kpi, figures)
        st.code(exports.link_to(figures) + inspection.source_line(figures) + repr(figures.statements))


def _all_sent(app: AppTest, store: Path, written: list[str]) -> list[str]:
    """Messages and files of a page, without what names the data version; closed pages send nothing else."""
    assert errors(app) == []
    viewer, page, said = asked(app, "viewer"), _page_of(app), text(app)
    if viewer:
        assert PROTECTED.lower() in said.lower(), page
        assert ("not shown to" in said) == (page in CLOSED[viewer]), page
    if THOROUGH:
        # Otherwise what a page asked of a data version is there for the next page, as on a server.
        memory.forget()
    names = rf"{'|'.join(_ids(store))}|(?:\w*id|key): \"[^\"]*\"|{re.escape(str(store))}"
    sent = [re.sub(names, "", told) for told in (*messages(app), *written)]
    written.clear()
    return sent


def _page_of(app: AppTest) -> str:
    return next((entry.id for entry in ENTRIES if calc_hash(entry.id) == app._page_hash), ENTRIES[0].id)


def _ids(store: Path) -> list[str]:
    return [manifest.id for manifest in open_store(store).history()]


def _difference(page: str, one: list[str], other: list[str]) -> str:
    pairs = next(
        ((a, b) for a, b in zip(one, other, strict=False) if a != b), (str(len(one)), str(len(other)))
    )
    at = next((place for place, (a, b) in enumerate(zip(*pairs, strict=False)) if a != b), 0)
    return f"{page}: {[said[max(at - 200, 0) : at + 100] for said in pairs]}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [
        exchange(f"{country}{number}", vo_country=country, vo_id=None)
        for country, count in TRUE.items()
        for number in range(count)
    ]
    register = Store(tmp_path_factory.mktemp("traffic") / "store")
    with checked(register_rows(rows)) as tables:
        register.publish(tables).close()
    return register.root


def messages(app: AppTest) -> Iterator[str]:
    """Every message of the run as text: words, and what is in Arrow tables, plotly figures and components."""
    for node in app.main, app.sidebar:
        yield from _of(node)


def _of(node: Any) -> Iterator[str]:
    proto = getattr(node, "proto", None)
    if proto is not None:
        yield str(proto)
        yield from _arrow(proto)
    for child in getattr(node, "children", {}).values():
        yield from _of(child)


def _arrow(proto: Any) -> Iterator[str]:
    """Tables inside a message, which `str` shows as bytes."""
    for field, value in proto.ListFields() if hasattr(proto, "ListFields") else ():
        if field.type == field.TYPE_MESSAGE and not field.is_repeated:
            yield from _arrow(value)
        elif field.type == field.TYPE_BYTES and value:
            try:
                yield json.dumps(pa.ipc.open_stream(value).read_pandas().astype(str).to_dict("list"))
            except pa.ArrowInvalid:
                yield repr(value)


def numbers_in(text: str) -> set[int]:
    """All whole numbers of a text, with and without the marks of thousands; binary arrays of plotly too."""
    plain = re.sub(r"(?<=\d)[,\u202f\u00a0  ](?=\d{3}\b)", "", text)
    return {int(number) for number in re.findall(r"(?<![\d.])\d{3,6}(?!\d)", plain)} | _packed(text)


def _packed(text: str) -> set[int]:
    found: set[int] = set()
    for kind, packed in re.findall(r'"dtype\\*":\\*"(\w+)\\*",\\*"bdata\\*":\\*"([^"\\]+)', text):
        values = np.frombuffer(base64.b64decode(packed), dtype=np.dtype(kind))
        found |= {int(value) for value in values if value == value and float(value).is_integer()}
    return found


def test_no_message_of_a_public_page_carries_a_true_number(run: Run, store: Path) -> None:
    register = open_register(store)
    internal, public = register.reader(), register.reader(viewer=PUBLIC)
    assert internal is not None
    assert public is not None
    asked = {"by": ["visitor_country"], "totals": True}
    true, shown = (
        {int(cell.value) for cell in reader.measure(["O01"], **asked)["O01"].cells if cell.value}
        for reader in (internal, public)
    )
    assert true == {*TRUE.values(), sum(TRUE.values())}
    forbidden = true - shown
    assert forbidden, "the secret of the tests changes no count"
    for page in ("countries", "flows"):
        sent = list(messages(run(store, page, viewer="public")))
        carried = {number for text in sent for number in numbers_in(text)}
        assert not carried & forbidden, (page, carried & forbidden)
        assert carried & shown, page
    # The test sees what there is to see: on the internal page the true ones stand.
    seen = {number for text in messages(run(store, "countries")) for number in numbers_in(text)}
    assert forbidden <= seen
    exported = numbers_in(to_csv(public.measure(["O01"], **asked)).decode())
    assert shown <= exported
    assert not exported & forbidden
    # A selection of one country, whose row is sorted and drawn by what is shown.
    app = run(store, "countries", viewer="public", visitor_country="ES")
    assert errors(app) == []
    assert not {number for text in messages(app) for number in numbers_in(text)} & forbidden
