"""All rows behind a figure as a file: page by page, in every format the same rows."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from csvw import CSVW
from rdflib import Graph, Namespace
from rdflib.namespace import DCTERMS, FOAF, RDF

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import PUBLIC
from cxc_metrics.errors import CxcError, NotMeasurable
from cxc_metrics.export import FORMATS, Outgoing
from cxc_metrics.export.files.dcat import dataset_of
from cxc_metrics.export.streamed import stream_records
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion

DCAT = Namespace("http://www.w3.org/ns/dcat#")


def _csv(content: bytes, **more: Any) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), keep_default_na=False, na_values=[""], **more)


def _sheet(content: bytes) -> pd.DataFrame:
    header, *rows = openpyxl.load_workbook(io.BytesIO(content))["Data"].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=header)


def _zipped(content: bytes) -> pd.DataFrame:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _csv(archive.read("data.csv"))


READ: dict[str, Callable[[bytes], pd.DataFrame]] = {
    "csv": _csv,
    "csv_eu": lambda content: _csv(content, sep=";", encoding="utf-8-sig"),
    "xlsx": _sheet,
    "parquet": lambda content: pq.read_table(io.BytesIO(content)).to_pandas(),
    "json": lambda content: pd.DataFrame(json.loads(content)["rows"]),
    "zip": _zipped,
}


class Progress:
    """How far it was at each step."""

    def __init__(self) -> None:
        self.steps: list[float] = []

    def __call__(self, _: str, done: float) -> None:
        self.steps.append(done)


def test_pages_come_back_as_all_rows_in_every_format(hand: DataVersion, tmp_path: Path) -> None:
    reader = Reader(hand)
    whole = reader.rows("O01").frame()
    assert READ.keys() == {name for name, form in FORMATS.items() if form.stream}
    for name, read in READ.items():
        progress = Progress()
        file = tmp_path / f"rows_{name}"
        written = stream_records(reader, "O01", Scope(), file, FORMATS[name], page=7, progress=progress)
        back = read(file.read_bytes())
        assert written == len(back) == len(whole), name
        assert list(back["exchange_id"]) == list(whole["exchange_id"]), name
        assert back["is_synthetic"].astype(bool).all(), name
        steps = progress.steps
        assert steps == sorted(steps), name
        assert (len(steps), steps[-1]) == (-(-len(whole) // 7), 1.0), name


def test_types_are_those_of_the_contract_whatever_the_first_page_holds(
    hand: DataVersion, tmp_path: Path
) -> None:
    file = tmp_path / "rows.parquet"
    stream_records(Reader(hand), "O01", Scope(), file, FORMATS["parquet"], page=1)
    schema = pq.read_schema(file)
    assert str(schema.field("paid_on").type) == "date32[day]"
    assert str(schema.field("period_date").type) == "date32[day]"
    assert str(schema.field("visitor_sector").type) == "int64"
    assert str(schema.field("visitor_country").type) == "string"
    with zipfile.ZipFile(io.BytesIO(_written(hand, tmp_path, "zip"))) as archive:
        archive.extractall(tmp_path)
    described = CSVW(str(tmp_path / "data.csv-metadata.json"), validate=True)
    assert described.is_valid
    [row, *_] = described.tables[0].iterdicts()
    assert isinstance(row["period_date"], date)


def _written(hand: DataVersion, folder: Path, name: str) -> bytes:
    stream_records(Reader(hand), "O01", Scope(), folder / "file", FORMATS[name], page=3)
    return (folder / "file").read_bytes()


def test_what_cannot_be_written_leaves_nothing(hand: DataVersion, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    nobody = Scope(visitor_country="MT", period="1999")
    for reader, scope, form, problem in (
        (Reader(hand), Scope(), "png", CxcError),
        (Reader(hand), nobody, "csv", CxcError),
        (Reader(hand, PUBLIC), Scope(), "csv", NotMeasurable),
    ):
        with pytest.raises(problem):
            stream_records(reader, "O01", scope, file, FORMATS[form])
    with pytest.raises(RuntimeError, match="stopped"):
        stream_records(Reader(hand), "O01", Scope(), file, FORMATS["xlsx"], page=5, progress=_stop)
    assert list(tmp_path.iterdir()) == []


def _stop(_: str, done: float) -> None:
    if done > 0.5:
        raise RuntimeError("stopped")


def test_a_data_version_is_an_entry_of_a_catalogue(hand: DataVersion) -> None:
    about = Outgoing(Reader(hand).measure(["O01"], by=["year"]), "Visits").about
    for publisher in ("", "A cluster office"):
        entry = dataset_of(
            about, file="data.csv", publisher=publisher, address="https://data.example/data.csv"
        )
        graph = Graph().parse(data=json.dumps(entry), format="json-ld")
        (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
        (distribution,) = graph.objects(dataset, DCAT.distribution)
        assert [str(address) for address in graph.objects(distribution, DCAT.accessURL)] == [
            "https://data.example/data.csv"
        ]
        for term in (DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCTERMS.temporal):
            assert graph.value(dataset, term), term
        catalogues = list(graph.subjects(RDF.type, DCAT.Catalog))
        assert len(catalogues) == bool(publisher)
        for catalogue in catalogues:
            (agent,) = graph.objects(catalogue, DCTERMS.publisher)
            assert str(graph.value(agent, FOAF.name)) == publisher
            assert graph.value(catalogue, DCTERMS.title)
            assert graph.value(catalogue, DCTERMS.description)
