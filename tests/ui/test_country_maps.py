"""The map on screen: what each country says, who takes part without a number, whose corridors are drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from cxc_metrics.access import open_register
from cxc_metrics.contract import countries
from cxc_metrics.disclosure import INTERNAL, PUBLIC, Viewer
from cxc_metrics.export.pictures.drawings_of_countries import CountryMap, Unvalued
from cxc_metrics.scope import Scope
from tests.ui.reading import errors
from ui.components import country_map
from ui.frame import map_outlines
from ui.parts import maps

Run = Callable[..., AppTest]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the last map was drawn with."""
    found: dict[str, Any] = {}

    def draw(key: str, sheet: Any, places: Any, **more: Any) -> None:
        found.update(more, key=key, sheet=sheet, places={place["code"]: place for place in places})

    monkeypatch.setattr(country_map, "draw", draw)
    return found


def test_a_balance_bears_its_sign_and_has_the_same_limits_on_both_sides(sent: dict[str, Any]) -> None:
    drawing = CountryMap(
        ["ESP", "MLT", "FRA"], ["ES", "MT", "FR"], ["<b>Spain</b>", "Malta", "France"], [-0.4, 0.4, 0.0],
        unit="net balance", number=",.2f", diverging=True, selected=["MT"], hover=["", "n = 9", ""],
        unvalued=[Unvalued("hatched", "None", ["LUX", "XKX"], ["LU", "XK"], ["Luxembourg", "Kosovo*"])],
    )  # fmt: skip
    maps.draw("balance", drawing, "told")
    places = sent["places"]
    assert list(places) == ["ES", "FR", "LU", "MT", "XK"]  # protocol order
    assert [places[code]["sign"] for code in ("ES", "FR", "MT", "LU")] == ["−", "", "+", ""]
    assert places["MT"]["lines"] == ["0.40 net balance", "n = 9"]
    assert places["ES"]["name"] == "<b>Spain</b>"  # a text, and set as one
    assert [code for code, place in places.items() if place["small"]] == ["LU", "MT", "XK"]
    assert [code for code, place in places.items() if place["selected"]] == ["MT"]
    assert places["XK"]["short"] == "XK*"
    assert places["LU"]["pattern"] == "hatched"
    assert not places["LU"]["fill"]
    assert [entry["text"] for entry in sent["legend"]] == [
        *("−0.40", "0.00", "0.40"),
        "None: Luxembourg, Kosovo*",
    ]


def test_who_takes_part_without_a_visit_is_named_and_one_countrys_corridors_are_its_numbers(
    run: Run, sample_register: Path, drawn: dict[str, Any]
) -> None:
    assert errors(run(sample_register, "countries", host_country="ES")) == []
    drawing = drawn["countries_map"]
    [hatched] = [group for group in drawing.unvalued if group.pattern == "hatched"]
    eligible = {code for code, one in countries().items() if one.eligible_in(1) or one.eligible_in(2)}
    assert set(hatched.codes) == eligible - set(drawing.codes)
    assert {arc.start: arc.value for arc in drawing.arcs} == sent_to_spain(sample_register, INTERNAL)
    assert {arc.end for arc in drawing.arcs} == {"ESP"}
    assert errors(run(sample_register, "countries")) == []
    assert not drawn["countries_map"].arcs


def test_the_arcs_of_the_public_are_what_the_public_is_told(
    run: Run, sample_register: Path, drawn: dict[str, Any]
) -> None:
    assert errors(run(sample_register, "countries", host_country="ES", viewer="public")) == []
    arcs = {arc.start: arc.value for arc in drawn["countries_map"].arcs}
    assert arcs == sent_to_spain(sample_register, PUBLIC)
    assert arcs != sent_to_spain(sample_register, INTERNAL)


def sent_to_spain(register: Path, viewer: Viewer) -> dict[str | None, float]:
    """Visits by the country they came from, as told to that viewer; ISO 3166, three letters."""
    reader = open_register(register).reader(viewer=viewer)
    assert reader is not None
    told = reader.measure(["O01"], by=["visitor_country"], scope=Scope(host_country=("ES",)))
    cells = zip(told.frame()["visitor_country"], told["O01"].cells, strict=True)
    return {
        countries()[code].iso3: float(cell.value)
        for code, cell in cells
        if code in countries() and cell.value and code != "ES"
    }


def test_outlines_are_served_once_and_below_the_base_path(monkeypatch: pytest.MonkeyPatch) -> None:
    client = TestClient(Starlette(routes=map_outlines.routes()))
    answer = client.get("/geo/1/europe.json")
    assert "immutable" in answer.headers["cache-control"]
    assert {"width", "height", "paths", "labels", "land"} == set(answer.json())
    assert client.get("/geo/1/nowhere.json").status_code == 404
    monkeypatch.setattr("streamlit.get_option", lambda _: "/dash/")
    assert (
        TestClient(Starlette(routes=map_outlines.routes())).get("/dash/geo/1/europe.json").status_code == 200
    )
