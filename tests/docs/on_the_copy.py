"""What `test_how_to` runs inside the changed copy of the project: never collected by itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import cxc_metrics
from cxc_metrics.catalogue import kpi
from cxc_metrics.contract import RULES, table
from cxc_metrics.intake import load_source
from cxc_metrics.measuring import dimensions_of, measure
from cxc_metrics.store import DataVersion, open_store
from tests.measuring.holding import unlike
from tests.measuring.oracle import all_checks
from tests.ui.conftest import run  # noqa: F401
from tests.ui.reading import errors, text, tiles

Run = Callable[..., AppTest]


@pytest.fixture
def version() -> DataVersion:
    """The synthetic register as the unchanged project published it: a catalogue that grew asks it too."""
    served = open_store(os.environ["CXC_HOW_TO_STORE"]).current()
    assert served is not None
    return served


def test_this_is_the_copy(root: Path) -> None:
    assert Path(cxc_metrics.__file__).is_relative_to(root)
    assert (table("organisation_language").key(), RULES["C14"].source) == (
        ("organisation_id", "language"),
        "facts 1.6",
    )
    assert "exchange.wave" in load_source("job_shadowing").lacks


def test_the_figure_of_the_copy_agrees_with_its_case(version: DataVersion) -> None:
    figure, check = kpi("O04h"), all_checks()["O04h"]
    available = dimensions_of(figure, version)
    assert "host_country" in available
    for by in [(), ("host_country",), ("visitor_type", "mode"), ("year",)]:
        assert set(by) <= set(available)
        measured = measure(version, ["O04h"], by=by)
        assert unlike(measured, figure, check, version, by) == []
    assert 0 < (measure(version, ["O04h"]).value("O04h") or 0) < 1


def test_the_page_of_the_copy_is_drawn(run: Run, version: DataVersion) -> None:  # noqa: F811
    store = Path(os.environ["CXC_HOW_TO_STORE"])
    app = run(store, "days")
    assert errors(app) == []
    assert [name for name, _ in tiles(app)] == ["Working days delivered", "Virtual working days"]
    assert "Which host countries gave most days?" in text(app)
    assert "come first of" in text(app)


def test_the_page_of_the_copy_keeps_the_selection(run: Run) -> None:  # noqa: F811
    app = run(Path(os.environ["CXC_HOW_TO_STORE"]), "days", host_country="LU", visitor_country="LU")
    assert errors(app) == []
