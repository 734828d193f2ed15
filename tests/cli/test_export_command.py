"""`cxc export`: files and pictures without a screen, whole or not at all."""

from __future__ import annotations

import shlex
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from rdflib import DCTERMS, FOAF, RDF, Graph, Namespace

from cxc_metrics.store import Store

from .conftest import Run

DCAT = Namespace("http://www.w3.org/ns/dcat#")


def test_the_end_of_the_name_says_the_format(run: Run, served: Path, tmp_path: Path) -> None:
    starts = {
        "a.xlsx": b"PK",
        "a.csv": b"visitor_country,",
        "a.parquet": b"PAR1",
        "a.json": b"{",
        "a.zip": b"PK",
        "a.txt": b"Exchanges held by visitor country",
        "a.png": b"\x89PNG",
        "a.svg": b"<?xml",
    }
    for name, start in starts.items():
        done = run("export", "O01", "--by", "visitor_country", "--output", str(tmp_path / name))
        assert done.exit_code == 0, (name, done.output)
        assert (tmp_path / name).read_bytes().startswith(start), name
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(starts)


def test_the_numbers_are_those_of_measure(run: Run, served: Path, tmp_path: Path) -> None:
    asked = ("O01", "--by", "host_country", "--where", "mode=physical")
    measured = run("measure", *asked, "--format", "csv").stdout
    file = tmp_path / "hosts.parquet"
    assert run("export", *asked, "--output", str(file)).exit_code == 0
    table = pq.read_table(file).to_pandas()
    lines = [line.split(",") for line in measured.splitlines()[1:]]
    assert [str(value) for value in table["O01"]] == [line[1] for line in lines]


def test_the_file_names_the_command_that_measures_it_again(run: Run, served: Path, tmp_path: Path) -> None:
    file = tmp_path / "hosts.xlsx"
    run("export", "O01", "O04", "--by", "wave", "--where", "visitor_country=ES,FR", "--output", str(file))
    book = openpyxl.load_workbook(file)
    lines = [str(row[0]).strip() for row in book["README"].iter_rows(values_only=True)]
    (command,) = [line for line in lines if line.startswith("cxc measure")]
    again = run(*shlex.split(command)[1:])
    assert again.exit_code == 0, again.output
    header, *rows = book["Data"].iter_rows(values_only=True)
    place = list(header).index("O01")
    assert [line.split(",")[1] for line in again.stdout.splitlines()[1:]] == [str(row[place]) for row in rows]


def test_the_lines_of_python_measure_it_again(
    run: Run, served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "hosts.json"
    run("export", "O01", "--by", "wave", "--totals", "--viewer", "public", "--output", str(file))
    document = pd.read_json(file, typ="series")
    monkeypatch.setenv("CXC_REGISTER_DIR", str(served))
    names: dict[str, object] = {}
    exec(document["python"], names)  # noqa: S102 (what we wrote ourselves)
    figures = names["figures"]
    assert figures["O01"].series().tolist() == [row["O01"] for row in document["rows"]]  # type: ignore[index]


def test_rows_behind_a_figure(run: Run, served: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    done = run("export", "O01", "--records", "--where", "host_country=DE", "--output", str(file))
    assert done.exit_code == 0, done.output
    counted = run("measure", "O01", "--where", "host_country=DE", "--format", "csv").stdout
    assert len(pd.read_csv(file)) == int(counted.splitlines()[1].split(",")[0])


def test_what_goes_wrong_is_said_and_leaves_no_file(run: Run, served: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "a.csv")
    for arguments, words in (
        (("O01", "--output", str(tmp_path / "a.docs")), "docs"),
        (("O01", "--output", file, "--format", "excel"), "excel"),
        (("O01", "--by", "year", "--where", "period=1999", "--records", "--output", file), "goes without"),
        (("O01", "--where", "period=1999", "--records", "--output", file), "no row is left"),
        (("O01", "--records", "--viewer", "public", "--output", file), "internal"),
        (("O01", "O02", "--records", "--output", file), "one figure"),
        (("O01", "--by", "year", "--chart", "map", "--output", str(tmp_path / "a.png")), "map"),
        (("O01", "--chart", "bars", "--output", file), "has no chart"),
        (("O01", "--output", str(tmp_path / "none" / "a.csv")), "no such folder"),
    ):
        done = run("export", *arguments)
        assert done.exit_code == 2, (arguments, done.output)
        assert words in done.output.casefold() or words in done.output, (arguments, done.output)
    assert list(tmp_path.iterdir()) == []


def test_a_data_version_is_described_for_a_portal(run: Run, served: Path, tmp_path: Path) -> None:
    file = tmp_path / "dataset.jsonld"
    address = "https://data.example/visits.csv"
    done = run("dcat", "--publisher", "Офіс Ελλάδα", "--address", address, "--output", str(file))
    assert done.exit_code == 0, done.output
    graph = Graph().parse(file, format="json-ld")
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert str(graph.value(dataset, DCTERMS.identifier)) == Store(served).current_id()
    assert "seen by: public" in str(graph.value(dataset, DCTERMS.description))
    assert str(graph.value(graph.value(dataset, DCTERMS.publisher), FOAF.name)) == "Офіс Ελλάδα"
    assert [str(url) for url in graph.objects(None, DCAT.accessURL)] == [address]
    alone = Graph().parse(data=run("dcat").stdout, format="json-ld")
    assert not list(alone.objects(None, DCAT.distribution))
    assert not list(alone.subjects(RDF.type, DCAT.Catalog))
    assert run("dcat", "--address", "data.csv").exit_code == 2
