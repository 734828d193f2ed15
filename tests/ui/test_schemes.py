"""Schemes side by side: each figure with its scheme, wording, comparability and source, never one series."""

from __future__ import annotations

import shutil
from pathlib import Path

import plotly.graph_objects as go
import pytest

from cxc_metrics.intake import check, load_source
from cxc_metrics.measuring import measure
from cxc_metrics.paths import SOURCES
from cxc_metrics.scope import Scope
from cxc_metrics.store import Store, open_store
from cxc_metrics.words.numbers import number
from tests.ui.conftest import Run
from tests.ui.reading import asked, errors, tables, text


@pytest.fixture(scope="module")
def store(sample_register: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthetic register with those of MobiliseSME and the Network beside it. Read only."""
    folder = tmp_path_factory.mktemp("schemes") / "store"
    shutil.copytree(sample_register, folder)
    for scheme in ("mobilise_sme", "een"):
        with check(SOURCES / scheme / "synthetic", source=load_source(scheme)) as checked:
            Store(folder).publish(checked).close()
    return folder


def test_measured_and_published_stand_beside_each_other(
    run: Run, store: Path, drawn: dict[str, go.Figure]
) -> None:
    version = open_store(store).current()
    assert version is not None
    held = measure(version, ["O01"], scope=Scope()).value("O01")
    app = run(store, "schemes", topic="exchanges")
    assert errors(app) == []
    schemes, figures = tables(app)[:2]
    here = dict(zip(schemes["Scheme"], schemes["Register here"], strict=True))
    assert "as at 2021-10-28, synthetic data" in here["MobiliseSME"]
    assert here["CELIS"] == here["Erasmus for Young Entrepreneurs (EYE)"] == "none"
    by_figure = {
        row["Figure"]: (row["Value"], row["How far comparable"]) for row in figures.to_dict("records")
    }
    assert by_figure["ClusterXchange. O01 Exchanges held. Measured here"][0].startswith(number(held))
    assert by_figure["MobiliseSME. O01 Stays. Measured here"] == ("17", "as at 2021-10-28, synthetic data")
    (pilot,) = (row for name, row in by_figure.items() if "54 exchanges (whole pilot)" in name)
    assert pilot[0] == "54 exchanges"
    assert pilot[1].startswith("In part: ")
    (young,) = (row for name, row in by_figure.items() if "more than 4 500 exchanges" in name)
    assert young == (
        "over 4,500 exchanges",
        "Not comparable: A larger scheme for persons with stays of one to six months.",
    )
    measured, published = (
        [value for value in trace.x if value is not None] for trace in drawn["schemes_chart"].data
    )
    assert measured == [held, 17]
    assert 54 in published
    assert 4_500 not in published, "not comparable"
    assert "http://www.cea-pme.com/cea-pme/cea-pme-projects/mobilisesme.html" in text(app)
    sources = [caption.value for caption in app.caption if caption.value.startswith("Source: ")]
    assert [("ClusterXchange" in line, "MobiliseSME" in line) for line in sources] == [
        (True, False),
        (False, True),
    ]


def test_what_no_two_may_stand_beside_has_no_chart(
    run: Run, store: Path, drawn: dict[str, go.Figure]
) -> None:
    app = run(store, "schemes", topic="support", register="een_synthetic")
    assert errors(app) == []
    assert "No chart" in text(app)
    assert "schemes_chart" not in drawn
    values = dict(zip(*(tables(app)[1][column] for column in ("Figure", "Value")), strict=True))
    assert values["Enterprise Europe Network. S01 Services. Measured here"].startswith("728")
    assert any("5 740 partnership agreements" in name for name in values)


@pytest.mark.parametrize("viewer", ["public", "partnership"])
def test_others_see_protected_figures_of_every_register(run: Run, store: Path, viewer: str) -> None:
    """Registers beside the one shown are read by the same viewer; a partnership reads them as the public."""
    if viewer == "partnership":
        version = open_store(store).current()
        assert version is not None
        viewer = f"partnership:{min(version.labels('partnership'))}"
    app = run(store, "schemes", topic="participants", viewer=viewer)
    assert errors(app) == []
    sources = [caption.value for caption in app.caption if caption.value.startswith("Source: ")]
    assert len(sources) == 3
    assert all("Protected" in line and "Internal" not in line for line in sources)


def test_choosing_a_topic_is_kept_in_the_address(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "schemes")
    app.selectbox(key="w_topic").set_value("satisfaction").run()
    assert asked(app, "topic") == "satisfaction"
    assert any("How satisfied are they?" in header.value for header in app.header)
    assert run(sample_register, "schemes", topic="nonsense").selectbox(key="w_topic").value == "reach"
