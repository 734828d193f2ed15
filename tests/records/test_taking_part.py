"""Organisations, projects and events by name, on the registers that `hand_shapes` works out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from cxc_metrics.access import Reader
from cxc_metrics.errors import InvalidScope, NotMeasurable
from cxc_metrics.records import events, participants, projects
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from tests.measuring import hand_shapes
from tests.store.hand_made import checked, organisation


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, DataVersion]:
    root = tmp_path_factory.mktemp("by_name")
    named = [{"event_id": "v", "name": "Visit"}, {"event_id": "w", "name": "Workshop"}]
    made = {
        "P": {"organisation": [organisation("o1", "ES")], **hand_shapes.participations()},
        "E": {"event": named, **hand_shapes.attendances()},
    }
    found = {}
    for letter, tables in made.items():
        with checked(tables, as_at=hand_shapes.AS_AT) as clean:
            found[letter] = Store(root / letter).publish(clean)
    return found


def test_organisations_by_their_participations(versions: dict[str, DataVersion]) -> None:
    """o3 stands for three projects, o1 is in two; only o1 has a name."""
    page = participants(versions["P"], limit=3)
    assert (page.total, len(page.table)) == (4, 3)
    table = page.table.set_index("organisation_id")
    assert table["participations"].astype(int).to_dict() == {"o3": 3, "o1": 2, "o2": 1}
    assert list(table.index)[:2] == ["o3", "o1"]
    assert table.loc["o1", "organisation"] == "Name of o1"
    assert float(table.loc["o1", "eu_contribution_eur"]) == 150.01
    assert list(participants(versions["P"], limit=3, offset=3).table["organisation_id"]) == ["o4"]
    spanish = participants(versions["P"], Scope(participant_country="ES"))
    assert (spanish.total, list(spanish.table["organisation_id"])) == (1, ["o1"])


def test_projects_with_those_in_them(versions: dict[str, DataVersion]) -> None:
    table = projects(versions["P"]).table.set_index("project_id")
    assert table[["organisations", "countries"]].to_dict("index") == {
        "A": {"organisations": 2, "countries": 2},
        "B": {"organisations": 1, "countries": 1},
        "C": {"organisations": 0, "countries": 0},
    }
    assert list(projects(versions["P"], Scope(period="2021")).table["project_id"]) == ["A"]
    with pytest.raises(InvalidScope, match="participant_country"):
        projects(versions["P"], Scope(participant_country="ES"))


def test_events_with_the_persons_at_them(versions: dict[str, DataVersion]) -> None:
    """Of three at v two came from abroad; where u took place nobody knows, and it has no name."""
    page = Reader(versions["E"]).records.events()
    table = page.frame().set_index("event_id")
    assert page.total == 3
    assert table["persons"].to_dict() == {"v": 3, "u": 1, "w": 1}
    assert table["from_abroad"].to_dict() == {"v": 2, "u": 0, "w": 0}
    assert table["countries"].to_dict() == {"v": 3, "u": 1, "w": 1}
    assert table.loc["v", "started_on"] == date(2021, 5, 1)
    assert table["event"].isna().to_dict() == {"v": False, "u": True, "w": False}


def test_a_register_without_them_says_which_table_it_has_not(versions: dict[str, DataVersion]) -> None:
    for listed in (participants, projects):
        with pytest.raises(NotMeasurable, match="no table project"):
            listed(versions["E"])
    with pytest.raises(NotMeasurable, match="no table event_attendance"):
        events(versions["P"])
