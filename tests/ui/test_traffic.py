"""What a page sends to the browser of a public viewer: no true number, in no message (issue I, point 4).

A register made by hand holds counts that no other number of a page is: whatever is drawn, hovered, sorted by
or told must come from the protected ones.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.access import open_register
from cxc_metrics.disclosure import PUBLIC
from cxc_metrics.export import to_csv
from cxc_metrics.store import Store
from tests.store.hand_made import checked, exchange, register_rows
from tests.ui.reading import errors

Run = Callable[..., AppTest]
# Exchanges by country of the visitor: no year, width or colour of a page, and no protected count of another.
TRUE = {"ES": 1013, "FR": 1031, "IT": 1049, "PL": 1063, "AT": 1087, "BE": 1103}
PAGES = ("overview", "countries", "flows")


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
    assert forbidden, "the keys of this store change no count: run again"
    for page in PAGES:
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
