"""The zip: data, metadata and a text that a stranger understands."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import pytest

from cxc_metrics.access import YEAR_BEFORE, Reader
from cxc_metrics.catalogue import catalogue, catalogue_version
from cxc_metrics.contract.reference import KOSOVO_NOTE
from cxc_metrics.disclosure import Figures
from cxc_metrics.export import to_csv, to_zip
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion

SCOPE = Scope(visitor_country=("ES", "XK"), period="2020..2022", partnership="C")


def _open(content: bytes) -> tuple[dict[str, bytes], dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    return files, json.loads(files["metadata.json"])


@pytest.fixture
def measured(hand: DataVersion) -> Figures:
    return Reader(hand).measure(
        ["O01", "O04", "O03"], by=["visitor_country"], scope=SCOPE, totals=True, compare=YEAR_BEFORE
    )


def test_the_data_are_those_of_the_csv(hand: DataVersion, measured: Figures) -> None:
    files, metadata = _open(to_zip(measured, title="Visits"))
    assert sorted(files) == [
        "README.txt",
        "data.csv",
        "data.csv-metadata.json",
        "dataset.jsonld",
        "metadata.json",
    ]
    assert files["data.csv"] == to_csv(measured)
    assert metadata["rows"] == len(measured.frame())


def test_the_metadata_say_what_where_from_and_how(hand: DataVersion, measured: Figures) -> None:
    _, metadata = _open(to_zip(measured, title="Visits"))
    assert metadata["title"] == "Visits"
    assert metadata["selection"] == SCOPE.sentence(hand)
    assert metadata["data_version"] == hand.id
    assert metadata["as_at"] == "2023-05-15"
    assert metadata["is_synthetic"] is True
    assert metadata["catalogue_version"] == catalogue_version()
    assert set(metadata["flags"]) == {"c", "u", "p", "z", ":"}
    assert len(metadata["sql"]) == len(measured.statements)
    assert metadata["compared_with"]["selection"].endswith("2019–2021, partnership Mango")
    by_id = {entry["id"]: entry for entry in metadata["kpis"]}
    assert by_id["O04"]["definition"] == catalogue()["O04"].definition
    assert by_id["O01"]["not_measurable"] is None
    assert "cannot be told by" in by_id["O03"]["not_measurable"]


def test_every_column_is_described(hand: DataVersion, measured: Figures) -> None:
    _, metadata = _open(to_zip(measured))
    described = {column["name"]: column["description"] for column in metadata["columns"]}
    header = to_csv(measured).decode().split("\r\n")[0].split(",")
    assert list(described) == header
    assert all(described.values())


def test_the_address_shows_the_selection_again(hand: DataVersion, measured: Figures) -> None:
    _, metadata = _open(to_zip(measured))
    query = parse_qs(metadata["address"].removeprefix("?"))
    assert query["data"] == [hand.id]
    assert Scope.from_query(query, hand) == (SCOPE, [])


def test_kosovo_has_its_note_where_it_occurs(hand: DataVersion, measured: Figures) -> None:
    files, metadata = _open(to_zip(measured))
    assert metadata["dimensions"][0]["labels"]["XK"] == "Kosovo*"
    assert KOSOVO_NOTE in metadata["notes"]
    assert KOSOVO_NOTE in files["README.txt"].decode()
    elsewhere = Reader(hand).measure(["O01"], by=["visitor_country"], scope=Scope(visitor_country="ES"))
    files, metadata = _open(to_zip(elsewhere))
    assert KOSOVO_NOTE not in metadata["notes"]
    assert KOSOVO_NOTE not in files["README.txt"].decode()


def test_synthetic_data_say_so(hand: DataVersion, real: DataVersion, measured: Figures) -> None:
    files, metadata = _open(to_zip(measured))
    assert any("SYNTHETIC" in note for note in metadata["notes"])
    assert "SYNTHETIC" in files["README.txt"].decode()
    files, metadata = _open(to_zip(Reader(real).measure(["O01"])))
    assert metadata["is_synthetic"] is False
    assert "SYNTHETIC" not in files["README.txt"].decode()


def test_the_same_question_gives_the_same_bytes(hand: DataVersion) -> None:
    first, second = (to_zip(Reader(hand).measure(["O01"], by=["year"]), title="T") for _ in range(2))
    assert first == second


def test_the_readme_holds_definitions_and_reasons(hand: DataVersion, measured: Figures) -> None:
    text = _open(to_zip(measured, title="Visits"))[0]["README.txt"].decode()
    assert text.startswith("Visits\r\n")
    for part in (catalogue()["O01"].definition, catalogue()["O04"].caveat, "cannot be told by", hand.id):
        assert part in text


def test_a_plain_table_has_its_origin(hand: DataVersion) -> None:
    issues = pd.DataFrame({"line": [3], "message": ["=not a formula"]})
    files, metadata = _open(to_zip(Reader(hand).declared(issues), title="Data issues"))
    assert files["data.csv"].decode() == "line,message,is_synthetic\r\n3,'=not a formula,true\r\n"
    assert (metadata["title"], metadata["data_version"], metadata["rows"]) == ("Data issues", hand.id, 1)
    assert "kpis" not in metadata
