"""What assistants are answered by the Model Context Protocol, over HTTP as they ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cxc_metrics.access import open_register
from cxc_metrics.api.assistant import assistant, assistant_routes
from cxc_metrics.api.assistant_answers import MOST_ROWS, nearest
from cxc_metrics.api.bounds import Places
from cxc_metrics.api.reading import Readers
from cxc_metrics.disclosure import INTERNAL, PUBLIC, Viewer
from cxc_metrics.errors import CxcError
from cxc_metrics.scope import Scope
from cxc_metrics.words.numbers import number
from ui.frame import programs

_HEADERS = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}


class Assistant:
    """Calls tools as an assistant's client does: one message, one answer."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        answer = self._client.post("/mcp", json=message, headers=_HEADERS)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()["result"]
        return result

    def call(self, tool: str, **arguments: Any) -> Any:
        result = self.ask("tools/call", name=tool, arguments=arguments)
        if result.get("isError"):
            raise AssertionError(result["content"][0]["text"])
        content = result["structuredContent"]
        return content["result"] if set(content) == {"result"} else content


@contextmanager
def _asking(register: Path, viewer: Viewer) -> Iterator[Assistant]:
    server = assistant(Readers(lambda _: viewer, register), Places())
    routes = assistant_routes(server, "/mcp")
    app = Starlette(routes=routes, lifespan=lambda _: server.session_manager.run())
    with TestClient(app, base_url="http://dash.example") as client:
        yield Assistant(client)


def test_a_figure_is_found_explained_and_measured(sample_register: Path) -> None:
    reader = open_register(sample_register).reader()
    assert reader is not None
    with _asking(sample_register, INTERNAL) as asking:
        tools = {tool["name"]: tool for tool in asking.ask("tools/list")["tools"]}
        assert set(tools) == {
            "list_registers",
            "find_figure",
            "define_figure",
            "dimension_values",
            "measure",
            "brief",
        }
        assert all(tool["outputSchema"] for tool in tools.values())
        assert asking.call("find_figure", words="exchanges held")[0]["id"] == "O01"
        assert asking.call("define_figure", figure="O04")["definition"] == reader.kpi("O04").definition
        answer = asking.call(
            "measure", figures=["O04", "P01"], by=["wave"], where=["host_country=DE"], compare="scheme"
        )
        expected = reader.measure(
            ["O04"], by=["wave"], scope=reader.measure([]).scope.with_(host_country=["DE"])
        )
        numbers = [row["numbers"][0] for row in answer["rows"]]
        assert [number["value"] for number in numbers] == [cell.value for cell in expected["O04"].cells]
        assert [number["low"] for number in numbers] == [cell.low for cell in expected["O04"].cells]
        assert [row["where"]["wave"] for row in answer["rows"]] == [1, 2]
        assert "organisation" in answer["definitions"]["O04"]
        assert answer["not_measurable"]["P01"]
        assert f"data={reader.id}" in answer["link"]
        values = asking.call("dimension_values", dimension_id="host_country")
        assert {"value": "EL", "label": "Greece"} in values


def test_the_public_is_told_protected_figures_only(sample_register: Path) -> None:
    with _asking(sample_register, PUBLIC) as asking:
        answer = asking.call("measure", figures=["O01"], by=["host_country"])
        public = open_register(sample_register).reader(viewer=PUBLIC)
        assert public is not None
        expected = public.measure(["O01"], by=["host_country"])["O01"].cells
        assert [row["numbers"][0]["value"] for row in answer["rows"]] == [cell.value for cell in expected]
        assert answer["protected"]
        with pytest.raises(AssertionError, match="What can be asked"):
            asking.call("measure", figures=["O01"], where=["host_country=DE,FR"])


def test_a_brief_is_told_in_words_with_where_to_get_it(sample_register: Path) -> None:
    with _asking(sample_register, PUBLIC) as asking:
        told = asking.call("brief", kind="country", subject="DK", where=["period=2023"])
        reader = open_register(sample_register).reader(viewer=PUBLIC)
        assert reader is not None
        held = reader.measure(["O01"], scope=Scope(visitor_country="DK", period="2023"))["O01"].value
        assert told["key_figures"][0]["numbers"][0] == {
            "of": "Visitors from Denmark", "value": number(held), "detail": "", "flag": "",
        }  # fmt: skip
        assert told["protected"]
        assert "take one filter away" in told["sections"][0]["reason"]
        assert f"/api/briefs/country/DK?period=2023-01-01..2023-12-31&data={reader.id}" in told["pdf"]
        with pytest.raises(AssertionError, match="Atlantis"):
            asking.call("brief", kind="country", subject="Atlantis")


def test_long_answers_are_cut_and_say_so(sample_register: Path) -> None:
    with _asking(sample_register, INTERNAL) as asking:
        answer = asking.call("measure", figures=["O01"], by=["host_country", "visitor_country"])
        assert len(answer["rows"]) == MOST_ROWS
        assert answer["rows_left_out"] > 0


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("measure", {"figures": ["O1"]}, "O01"),
        ("measure", {"figures": ["O01"], "where": ["host_contry=DE"]}, "host_contry"),
        ("measure", {"figures": ["O01"] * 40}, "At most 30"),
        ("define_figure", {"figure": "nothing"}, "nothing"),
        ("dimension_values", {"dimension_id": "contry"}, "contry"),
        ("find_figure", {"words": "visits", "register": "none"}, "cxc_synthetic"),
    ],
)
def test_what_cannot_be_answered_is_said(
    sample_register: Path, tool: str, arguments: dict[str, Any], words: str
) -> None:
    with _asking(sample_register, INTERNAL) as asking, pytest.raises(AssertionError, match=words):
        asking.call(tool, **arguments)


def test_words_with_mistakes_are_near_a_figure() -> None:
    assert "O02" in nearest("diferent organisatons")[:4]
    assert nearest("") == []


def test_it_is_off_unless_switched_on_and_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def paths(switch: str | None) -> list[str]:
        programs._assistant.cache_clear()
        monkeypatch.delenv("CXC_MCP", raising=False)
        if switch is not None:
            monkeypatch.setenv("CXC_MCP", switch)
        return [route.path for route in programs.routes()]

    assert paths(None) == ["/api"] == paths("off")
    assert paths("on") == ["/api", "/mcp"]
    with pytest.raises(CxcError, match="CXC_MCP"):
        paths("perhaps")
    programs._assistant.cache_clear()
