"""The examples of docs/api.md, run as they stand or asked as Excel and R would ask them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from cxc_metrics.api import application
from cxc_metrics.disclosure import INTERNAL

HOST = "http://localhost:8501"


@pytest.fixture(scope="module")
def api(sample_register: Path) -> TestClient:
    app = Starlette(routes=[Mount("/api", application(lambda _: INTERNAL, sample_register))])
    return TestClient(app, base_url=HOST)


def _block(root: Path, language: str) -> str:
    text = (root / "docs" / "api.md").read_text(encoding="utf-8")
    [block] = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return block


def test_python(api: TestClient, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(httpx2, "get", api.get)
    names: dict[str, Any] = {}
    exec(_block(root, "python"), names)  # noqa: S102 - our own example
    assert list(names["table"]["host_country"]) == list(names["shares"].index)
    assert (
        names["table"]["O01"].sum()
        == api.get("/api/measure?figures=O01&period=2021..2023").json()["rows"][0]["O01"]
    )


def test_power_query(api: TestClient, root: Path) -> None:
    """Its query record, as Excel sends it, and the columns and types that it then names."""
    block = _block(root, "powerquery")
    [address] = re.findall(r'Web\.Contents\(\s*"([^"]+)"', block)
    [record] = re.findall(r"\[Query = \[(.*?)\]\]", block)
    query = dict(re.findall(r'(\w+) = "([^"]*)"', record))
    answer = api.get(urlsplit(address).path, params=query)
    columns = answer.text.splitlines()[0].split(",")
    assert set(re.findall(r'\{"(\w+)", ', block)) <= set(columns)
    assert answer.status_code == 200
    assert all(block.count(opened) == block.count(closed) for opened, closed in ("()", "[]", "{}"))


def test_r(api: TestClient, root: Path, tmp_path: Path) -> None:
    block = _block(root, "r")
    [address] = re.findall(r'"(http[^"]+)"', block)
    answer = api.get(address)
    file = tmp_path / "answer.csv"
    file.write_bytes(answer.content)
    table = pd.read_csv(file, keep_default_na=False, na_values=[""])
    assert {"host_country", "visitor_country", "O01"} <= set(table.columns)
    if (r := shutil.which("Rscript")) is not None:
        printed = subprocess.run(
            [r, "-e", block.replace(address, file.as_posix())], capture_output=True, text=True, check=True
        ).stdout
        assert str(table.groupby("host_country")["O01"].sum().max()) in printed


def test_every_address_of_the_table_answers(api: TestClient, root: Path) -> None:
    text = (root / "docs" / "api.md").read_text(encoding="utf-8")
    [register] = api.get("/api/registers").json()
    addresses = re.findall(r"`(/api/[^`]+)`", text)
    assert len(addresses) >= 9
    for address in addresses:
        path = address.replace("NAME", register["name"])
        assert api.get(path).status_code == 200, path
