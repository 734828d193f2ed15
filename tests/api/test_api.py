"""The figures over HTTP: the same numbers as everywhere, for whom they may be, and clear words where not."""

from __future__ import annotations

import csv
import io
import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount
from starlette.testclient import TestClient

from cxc_metrics.access import open_register
from cxc_metrics.api import application
from cxc_metrics.api.bounds import Places
from cxc_metrics.api.problems import Refused
from cxc_metrics.briefs import PLANS, composed
from cxc_metrics.disclosure import INTERNAL, PUBLIC, Viewer, partnership_viewer
from cxc_metrics.people import UnknownKey
from cxc_metrics.scope import Scope

Client = Callable[[Viewer], TestClient]
PARTNERSHIP = "W2-01"


@pytest.fixture(scope="module")
def client(sample_register: Path) -> Client:
    """Who asks the sample register as a viewer."""

    def of(viewer: Viewer) -> TestClient:
        app = Starlette(routes=[Mount("/api", application(lambda _: viewer, sample_register))])
        return TestClient(app, base_url="http://dash.example/api", raise_server_exceptions=False)

    return of


def test_figures_are_those_of_the_library_with_all_that_explains_them(
    client: Client, sample_register: Path
) -> None:
    reader = open_register(sample_register).reader()
    assert reader is not None
    scope = Scope(host_country=["DE"], period="2023")
    expected = reader.measure(["O01", "O04", "R02"], by=["wave"], scope=scope)
    answer = client(INTERNAL).get("/measure?figures=O01,O04&figures=R02&by=wave&host_country=DE&period=2023")
    document = answer.json()
    assert answer.status_code == 200
    for row, record in zip(document["rows"], expected.frame().to_dict("records"), strict=True):
        for name in ("O01", "O01_n", "O04", "O04_low", "R02"):
            assert row[name] == pytest.approx(record[name], nan_ok=True) or record[name] != record[name]
    assert document["data_version"] == reader.id
    assert document["selection"] == scope.sentence(reader)
    assert [kpi["definition"] for kpi in document["kpis"]] == [kpi.definition for kpi in expected.kpis]
    assert document["is_synthetic"] is True
    assert document["viewer"] == "internal"
    assert document["sql"]
    assert document["address"].startswith("http://dash.example/")
    assert f"data={reader.id}" in document["address"]


def test_an_answer_is_known_again_until_something_of_it_changes(client: Client) -> None:
    internal = client(INTERNAL)
    first = internal.get("/measure?figures=O01&by=wave")
    again = internal.get("/measure?figures=O01&by=wave", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    others = [
        internal.get("/measure?figures=O01&by=wave&wave=2"),
        internal.get("/measure?figures=O02&by=wave"),
        internal.get("/measure?figures=O01&by=wave&format=csv"),
        client(PUBLIC).get("/measure?figures=O01&by=wave"),
    ]
    assert len({first.headers["etag"], *(other.headers["etag"] for other in others)}) == 5
    assert "private" in first.headers["cache-control"]


def test_csv_says_of_what_it_is(client: Client) -> None:
    answer = client(PUBLIC).get("/measure?figures=O01&by=visitor_country&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert rows
    assert {row["is_synthetic"] for row in rows} == {"true"} == {row["is_protected"] for row in rows}
    assert "synthetic_protected.csv" in answer.headers["content-disposition"]
    assert answer.headers["cxc-protected"].startswith("protected")


def test_workbook_and_parquet_are_typed_and_describe_themselves(client: Client) -> None:
    path = "/measure?figures=O01,O04&by=visitor_country"
    rows = client(PUBLIC).get(path).json()["rows"]
    answer = client(PUBLIC).get(f"{path}&format=parquet")
    table = pq.read_table(io.BytesIO(answer.content))
    assert table["O01"].to_pylist() == [row["O01"] for row in rows]
    described = json.loads(table.schema.metadata[b"cxc"])
    assert (described["viewer"], described["is_protected"], described["sql"]) == ("public", True, [])
    assert described["address"].startswith("http://dash.example/")
    answer = client(PUBLIC).get(f"{path}&format=xlsx")
    assert answer.headers["content-disposition"].endswith('_synthetic_protected.xlsx"')
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    header, *cells = book["Data"].iter_rows(values_only=True)
    assert [row[header.index("O01")] for row in cells] == [row["O01"] for row in rows]
    assert book.sheetnames[-1] == "README"


def test_each_viewer_reads_what_it_may(client: Client, sample_register: Path) -> None:
    store = open_register(sample_register)
    public = store.reader(viewer=PUBLIC)
    assert public is not None
    path = "/measure?figures=O01&by=host_country"
    expected = public.measure(["O01"], by=["host_country"]).frame()["O01"].tolist()
    assert [row["O01"] for row in client(PUBLIC).get(path).json()["rows"]] == expected
    assert [row["O01"] for row in client(INTERNAL).get(f"{path}&viewer=public").json()["rows"]] == expected
    assert client(PUBLIC).get(path).json()["sql"] == []
    closed = [
        client(PUBLIC).get("/records?figure=O01"),
        client(PUBLIC).get(f"{path}&viewer=internal"),
        client(PUBLIC).get(f"{path}&viewer=partnership:{PARTNERSHIP}"),
        client(PUBLIC).get("/measure?figures=O01&by=host_country,visitor_country,wave"),
        client(partnership_viewer([PARTNERSHIP])).get(f"{path}&viewer=internal"),
        client(partnership_viewer([PARTNERSHIP])).get("/records?figure=O01&partnership=W2-02"),
    ]
    for answer in closed:
        assert answer.status_code == 403, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
    # What is listed is narrowed as what is measured.
    values = [value["value"] for value in client(INTERNAL).get("/dimensions/month/values").json()]
    assert values
    assert client(INTERNAL).get("/dimensions/month/values?viewer=public").json() == []
    own = client(partnership_viewer([PARTNERSHIP])).get(f"/records?figure=O01&partnership={PARTNERSHIP}")
    assert "CXC-Protected" not in own.headers
    assert {row["partnership"] for row in own.json()["rows"]} == {PARTNERSHIP}


def test_rows_come_in_pages(client: Client) -> None:
    internal = client(INTERNAL)
    path, rows = "/records?figure=O01&limit=400&wave=2", []
    while path:
        answer = internal.get(path)
        rows += answer.json()["rows"]
        link = answer.headers.get("link", "")
        path = f"/records{link[link.index('<') + 1 : link.index('>')]}" if link else ""
    total = internal.get("/measure?figures=O01&wave=2").json()["rows"][0]["O01"]
    assert len(rows) == total == answer.json()["total"]
    assert len({row["exchange_id"] for row in rows}) == total


def test_what_there_is_to_ask(client: Client) -> None:
    internal = client(INTERNAL)
    [register] = internal.get("/registers").json()
    [version] = internal.get(f"/registers/{register['name']}/versions").json()
    assert version["id"] == register["data_version"]
    assert version["is_served"]
    figures = {figure["id"]: figure for figure in internal.get(f"/figures?data={version['id']}").json()}
    assert figures["O01"]["not_measurable"] is None
    assert figures["P01"]["not_measurable"]
    assert internal.get("/figures/O04").json()["definition"] == figures["O04"]["definition"]
    filters = {each["id"]: each["parameter"] for each in internal.get("/dimensions").json()}
    assert filters["visitor_country"]
    values = internal.get("/dimensions/host_country/values").json()
    assert {"value": "EL", "label": "Greece"} in values


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/figures/O1", 404, "O01"),
        ("/registers/nothing/versions", 404, "cxc_synthetic"),
        ("/dimensions/contry/values", 404, "contry"),
        ("/nowhere", 404, "openapi.json"),
        ("/measure", 400, "figures"),
        ("/measure?figures=,", 400, "O01"),
        ("/measure?figures=O1", 400, "O01"),
        ("/measure?figures=O01&by=hostcountry", 400, "host_country"),
        ("/measure?figures=O01&host_contry=DE", 400, "host_contry"),
        ("/measure?figures=O01&host_country=QQ", 400, "QQ"),
        ("/measure?figures=O01&period=2024..2021", 400, "2021"),
        ("/measure?figures=O01&compare=yesterday", 400, "year_before"),
        ("/measure?figures=O01&format=xml", 400, "json"),
        ("/measure?figures=O01&data=ffff", 400, "ffff"),
        ("/measure?figures=O01&register=x", 400, "cxc_synthetic"),
        ("/measure?figures=O01&viewer=boss", 400, "internal"),
        ("/dimensions/host_country/values?viewr=public", 400, "viewr"),
        ("/figures?viewer=partnership:none&register=cxc_synthetic", 400, "none"),
        ("/measure?figures=O01&viewer=partnership:none", 400, "none"),
        ("/measure?figures=" + ",".join(f"X{i}" for i in range(40)), 413, "30"),
        ("/measure?figures=O01&by=wave,mode,host_country,visitor_country,year", 413, "4"),
        ("/records?figure=O01&limit=100000", 400, "10000"),
        ("/records?figure=O01&offset=-1", 400, "offset"),
    ],
)
def test_what_cannot_be_answered_is_said(client: Client, path: str, status: int, words: str) -> None:
    answer = client(INTERNAL).get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert words in f"{problem['detail']} {problem['suggestions']}"
    assert problem["status"] == status


def test_nothing_is_changed_over_http(client: Client) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert client(INTERNAL).request(method, "/measure?figures=O01").status_code == 405


def test_a_store_that_cannot_be_read_tells_the_public_no_file(tmp_path: Path) -> None:
    (tmp_path / "current.json").write_text("{", encoding="utf-8")
    for viewer in (INTERNAL, PUBLIC):
        client = TestClient(application(lambda _, v=viewer: v, tmp_path), raise_server_exceptions=False)
        answer = client.get("/measure?figures=O01")
        assert answer.status_code == 503, answer.text
        assert (str(tmp_path) in answer.text) == viewer.sees_all


def test_no_more_is_done_at_once_than_there_are_places_and_nothing_for_ever() -> None:
    import anyio

    places, go_on = Places(most=1, longest_s=0.05), threading.Event()

    async def first_waits() -> None:
        with pytest.raises(Refused, match="longer than"):
            await places.work(go_on.wait)
        with pytest.raises(Refused, match="Too many") as refused:
            await places.work(lambda: None)
        assert refused.value.retry_s
        go_on.set()
        for _ in range(1000):
            try:
                return await places.work(lambda: None)
            except Refused:
                await anyio.sleep(0.01)
        raise AssertionError("the place was not given back")

    anyio.run(first_waits)


def test_briefs_are_those_of_the_command_line_for_whom_they_may_be(
    client: Client, sample_register: Path
) -> None:
    store = open_register(sample_register)
    internal, public = (client(viewer) for viewer in (INTERNAL, PUBLIC))
    path = f"/briefs/partnership/{PARTNERSHIP}?period=2023"
    answer = internal.get(f"{path}&format=html&lang=de")
    assert answer.headers["content-disposition"].startswith('attachment; filename="partnership-brief-')
    assert (answer.headers["content-type"], answer.headers["cxc-synthetic"]) == (
        "text/html; charset=utf-8",
        "true",
    )
    assert "To do:" in answer.text
    assert f"http://dash.example/?period=2023-01-01..2023-12-31&amp;partnership={PARTNERSHIP}" in answer.text
    for viewer, asking in (
        (PUBLIC, public),
        (partnership_viewer(["W2-02"]), client(partnership_viewer(["W2-02"]))),
    ):
        reader = store.reader(viewer=viewer)
        assert reader is not None
        page = asking.get(f"{path}&format=html")
        expected = composed(reader, PLANS["partnership"](reader, PARTNERSHIP, Scope(period="2023")))
        assert expected.key_figures[0].cells[0].value in page.text
        assert "To do:" not in page.text
        assert "rotected" in page.headers["cxc-protected"]
    closed = public.get("/briefs/country/DK?period=2022..2023")
    assert (closed.status_code, "one whole year" in closed.json()["detail"]) == (403, True)
    pdf = public.get("/briefs/tray/O01-host_country~R02")
    assert (pdf.content[:5], pdf.headers["content-type"]) == (b"%PDF-", "application/pdf")
    again = public.get("/briefs/tray/O01-host_country~R02", headers={"If-None-Match": pdf.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/briefs/country/Atlantis", 404, "Atlantis"),
        ("/briefs/planet/DK", 400, "country"),
        ("/briefs/country/DK?format=odt", 400, "pdf"),
        ("/briefs/country/DK?lang=xx", 400, "xx"),
        ("/briefs/country/VA", 400, "nothing to write about"),
        ("/briefs/tray/O01~O02~O04~O05~O07~O10~O11", 400, "take some out"),
        ("/briefs/tray/O1", 404, "O01"),
    ],
)
def test_a_brief_that_cannot_be_written_says_why(client: Client, path: str, status: int, words: str) -> None:
    answer = client(INTERNAL).get(path)
    assert answer.status_code == status
    assert words in answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_key_that_does_not_hold_is_no_public_answer(sample_register: Path, tmp_path: Path) -> None:
    """A program would take the protected figures for its own."""

    def refused(_: Request) -> Viewer:
        raise UnknownKey

    damaged = tmp_path / "store"
    shutil.copytree(sample_register, damaged)
    for pointer in damaged.glob("registers/*/current.json"):
        pointer.write_text("{")
    for store, path in (
        (sample_register, "/measure?figures=O01"),
        (damaged, "/registers/cxc_synthetic/versions"),
    ):
        client = TestClient(application(refused, store), raise_server_exceptions=False)
        answer = client.get(path)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), path
        assert "personal key" in answer.json()["detail"]
