"""What is exported is what is drawn: every chart of every page, its numbers against those of its export."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.export import FORMATS, Outgoing, columns
from cxc_metrics.export.pictures.drawings import Drawing, RankedBars, Trend
from cxc_metrics.export.pictures.drawings_of_countries import CountryMap, Matrix
from cxc_metrics.words.texts import say
from tests.measuring.crossing import THOROUGH
from tests.ui.reading import OnScreen, errors, without_picture

Run = Callable[..., AppTest]
PAGES = (
    ("support", {"support": "S04"}),
    ("overview", {"period": "2022"}),
    ("countries", {"country": "ES", "beside": "visitor_country=EU27"}),
    ("countries", {"show": "balance"}),
    ("sectors", {"sector_profile": "9", "show": "against"}),
    ("partnerships", {}),
    ("flows", {}),
    ("flows", {"show": "modelled", "view": "sankey"}),
    ("results", {"bounds": "1"}),
)


def number(cell: Any) -> float | None:
    try:
        found = float(cell)
    except (TypeError, ValueError):
        return None
    return None if math.isnan(found) else found


def plotted(trace: Any) -> list[float]:
    """The numbers that a trace draws, in their order."""
    match trace.type:
        case "sankey":
            values = trace.link.value
        case _:
            sideways = trace.type == "bar" and trace.orientation == "h"
            dots = trace.type == "scatter" and trace.mode == "markers"  # a row for each name
            values = trace.x if sideways or dots else trace.y
    return sorted(found for value in values if (found := number(value)) is not None)


def is_data(trace: Any) -> bool:
    """Not what frames, marks places for clicks, writes words, or continues a line that is the data's."""
    words = trace.type == "scatter" and "text" in str(trace.mode)
    unseen = trace.type == "scatter" and trace.marker.color == "rgba(0,0,0,0)"
    return not (words or unseen or (trace.type == "scatter" and trace.marker.symbol == "x-thin"))


def holds(column: list[float], drawn: list[float]) -> bool:
    """Whether every number drawn is in the column, as often as it is drawn."""
    left = sorted(column)
    for value in drawn:
        near = next((place for place, one in enumerate(left) if math.isclose(one, value, rel_tol=1e-9)), None)
        if near is None:
            return False
        left.pop(near)
    return True


def exported(leaving: Outgoing) -> tuple[list[dict[str, str]], dict[str, str], str]:
    content = FORMATS["zip"].make(leaving)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("data.csv").decode())))
        told = {
            one["name"]: one["description"] for one in json.loads(archive.read("metadata.json"))["columns"]
        }
        return rows, told, archive.read("README.txt").decode()


def pictured(leaving: Outgoing) -> bool:
    """Whether its picture can be drawn, and bears title and selection."""
    words = re.sub(r"\s+", " ", FORMATS["svg"].make(leaving).decode())
    parts = [*leaving.title.split(), *leaving.about.selection.split()]
    return all(escape(part) in words for part in parts)


# What only marks: the line of the target is the column `planned`, what continues the total no number of ours.
NO_SERIES = ("Extrapolation", "Planned", *(say(f"chance.line_{one}") for one in ("mean", "95", "998")))


def check(
    key: str,
    figure: OnScreen,
    drawing: Drawing | None,
    rows: list[dict[str, str]],
) -> None:
    names = list(rows[0])
    if isinstance(figure, CountryMap):
        check_series(key, list(figure.values), rows, names, latest=6)
        return
    if isinstance(figure, Matrix):
        assert figure is drawing
        values = [cell for line in figure.values for value in line if (cell := number(value)) is not None]
        check_series(key, values, rows, names, latest=6)
        return
    if isinstance(figure, RankedBars):
        columns_drawn = [figure.values, *([figure.second[1]] if figure.second else [])]
        for column in columns_drawn:
            values = [value for cell in column if (value := number(cell)) is not None]
            check_series(key, values, rows, names, latest=8)
        return
    if isinstance(figure, Trend):
        for series in figure.series:
            values = [value for cell in series.values if (value := number(cell)) is not None]
            check_series(key, values, rows, names, latest=6)
        return
    for trace in filter(is_data, figure.data):
        values = plotted(trace)
        if str(trace.name or "").startswith(NO_SERIES) or not values:
            continue
        own = [name for name in names if name == trace.name]
        check_series(key, values, rows, own or names, latest=2 * len(figure.data) + 4)


def check_series(
    key: str, values: list[float], rows: list[dict[str, str]], among: list[str], *, latest: int
) -> None:
    """Dimensions and their names come first, then what is drawn."""
    found = [
        name
        for name in among
        if holds([one for row in rows if (one := number(row[name])) is not None], values)
    ]
    assert found, (key, among)
    assert min(list(rows[0]).index(name) for name in found) <= latest, (key, found)


# Pages whose charts are no more than looked for: register, page, address.
MORE = (
    ("sample_register", "gaps", {}),
    ("sample_register", "matching", {}),
    ("sample_register", "meetings", {}),
    ("sample_register", "schemes", {"topic": "exchanges"}),
    ("sample_register", "results", {"yearly": "1"}),
    ("erasmus_register", "participants", {}),
)


def test_every_chart_of_every_page_exports_what_it_draws_and_has_a_picture(
    run: Run,
    request: pytest.FixtureRequest,
    drawn: dict[str, OnScreen],
    offered: dict[str, Outgoing],
) -> None:
    """Numbers against those of the file; of each chart a menu offers that very drawing; none is forgotten."""
    seen: set[str] = set()
    charts = 0
    for store, page, query in (*(("sample_register", *entry) for entry in PAGES), *MORE):
        drawn.clear()
        offered.clear()
        assert errors(run(request.getfixturevalue(store), page, **query)) == []
        without = without_picture(drawn, offered)
        assert without == [], f"{page}: no menu offers the picture of {without}"
        seen |= drawn.keys()
        if (page, query) not in PAGES:
            continue
        for key, figure in drawn.items():
            if key in OWN_TABLES:
                continue
            leaving = offered[key if key in offered else FLOW_KEYS[key]]
            rows, told, readme = exported(leaving)
            if THOROUGH or charts % 5 == 0:
                assert pictured(leaving), f"{page}.{key}"
            check(f"{page}.{key}", figure, leaving.drawing, rows)
            assert set(rows[0]) == set(told)
            assert all(f"  {name}: {text}" in readme for name, text in told.items())
            charts += 1
    assert charts > 25
    never = chart_keys(Path(__file__).parents[2] / "pages") - seen - OF_STUDIES
    assert never == set(), f"no page was opened that draws {never}"


def chart_keys(pages: Path) -> set[str]:
    """The keys of charts that stand in the source of pages as plain text, or as the KEY of their file."""
    keys: set[str] = set()
    for file in pages.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        keys |= set(
            re.findall(r'blocks\.(?:plot|chart)\(\s*"(\w+)", (?!title, None)(?!say\([^)]*\), None)', text)
        )
        if re.search(r"blocks\.(?:plot|chart)\(\s*KEY, (?!title, None)", text):
            keys |= set(re.findall(r'^KEY(?:: Final)? = "(\w+)"', text, re.MULTILINE))
    return keys


# What takes seconds, or a register of its own: the tests of these studies look for their pictures.
OF_STUDIES = {"results_difference", "results_balance", "results_yearly"}
FLOW_KEYS: dict[str, str] = {}
# Drawn together with others and exported apart: their own tests look at them.
OWN_TABLES = ("results_rounds", "results_balance", "support_reach", "support_outcomes")


def test_the_export_of_a_profile_has_its_two_series(
    run: Run, sample_register: Path, offered: dict[str, Outgoing]
) -> None:
    run(sample_register, "countries", country="ES")
    rows, told, _ = exported(offered["country_visitor_O01_year"])
    assert list(rows[0])[:3] == ["year", "Spain", "Average Member State"]
    assert told["Average Member State"] == "Exchanges held: Average Member State"


def test_every_column_a_method_adds_is_explained() -> None:
    for kpi in catalogue().values():
        assert {*kpi.extras, *kpi.companions()} <= set(columns.EXTRAS), kpi.id
