"""Pages over registers without pairs: who takes part is told, what needs pairs says so, with no error."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.store import Store
from tests.measuring import hand_shapes
from tests.store.hand_made import checked
from tests.ui.line import fields
from tests.ui.reading import errors, text, tiles
from ui.session.navigation import ENTRIES

Run = Callable[..., AppTest]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("without_pairs")
    made = {"participations": hand_shapes.participations(), "meetings": hand_shapes.attendances()}
    for shape, tables in made.items():
        with checked(tables, as_at=hand_shapes.AS_AT) as clean:
            Store(root / shape).publish(clean)
    return {shape: root / shape for shape in made}


def test_no_page_fails_without_pairs(run: Run, stores: dict[str, Path]) -> None:
    """Persons at events have the dimensions of visits; participations have none of them."""
    for page in (entry.id for entry in ENTRIES):
        assert errors(run(stores["meetings"], page)) == [], page
    for page in ("countries", "flows", "exchanges", "data"):
        assert errors(run(stores["participations"], page)) == [], page


def test_organisations_in_projects(run: Run, stores: dict[str, Path], drawn: dict[str, go.Figure]) -> None:
    app = run(stores["participations"], "participants")
    shown = dict(tile[:2] for tile in tiles(app))
    assert [shown[name] for name in ("Participations", "Participating organisations", "Projects")] == [
        "7",
        "4",
        "3",
    ]
    assert "France (4) and Spain (2) come first of 2 countries." in text(app)
    assert list(drawn["participants_years"].data[0].y) == [1.0, 1.0, 0.0]
    lists = [len(table.value) for table in app.dataframe]
    assert lists == [4, 3]
    # What is recorded of no participation has no place in the line of filters.
    assert {name for name in fields(app) if name.startswith("participant_")} == {"participant_country"}
    assert "status" not in fields(app)


def test_persons_at_events(run: Run, stores: dict[str, Path], drawn: dict[str, go.Figure]) -> None:
    app = run(stores["meetings"], "participants", visitor_country="ES")
    shown = dict(tile[:2] for tile in tiles(app))
    assert [shown[name] for name in ("Persons at events", "Persons from abroad", "Events")] == ["2", "1", "2"]
    assert "persons_years" in drawn
    assert [len(table.value) for table in app.dataframe] == [2]


def test_the_overview_tells_the_units_of_the_register(run: Run, stores: dict[str, Path]) -> None:
    said = {
        "participations": (
            "7 participations by 4 organisations from 2 countries.",
            "All participations.",
        ),
        "meetings": (
            "5 persons were at 3 events, 2 of them in another country than their own.",
            "All persons at events.",
        ),
    }
    for shape, (sentence, selection) in said.items():
        app = run(stores[shape])
        assert sentence in text(app), shape
        assert selection in text(app), shape


def test_an_exchange_keeps_its_name_where_there_are_none(run: Run, stores: dict[str, Path]) -> None:
    """A register of participations that says it had none would say it was empty."""
    app = run(stores["participations"], "results")
    assert "it has no exchanges" in text(app)
    assert "it has no participations" not in text(app)


def test_a_register_without_dates_names_no_day(run: Run, tmp_path: Path) -> None:
    """Neither what is new nor the Data page; its second version has a person less."""
    tables = hand_shapes.attendances()
    rows = [{name: row[name] for name in row if name != "started_on"} for row in tables["event_attendance"]]
    for part in (rows, rows[:-1]):
        with checked({"event_attendance": part}, as_at=None, as_at_origin="no dates") as clean:
            Store(tmp_path).publish(clean)
    app = run(tmp_path)
    assert "persons at events −1" in text(app)
    assert re.search(r"\bas at\b", text(app)) is None
    data = run(tmp_path, "data")
    assert errors(data) == []
    assert ("Rows that count", "4") in tiles(data)
    assert "Each row is one person at an event" in text(data)
