"""The Inspect panel: definition, value, n, interval, flags, link, and on demand rows and SQL."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.studies import STAGES
from tests.ui.conftest import Run
from tests.ui.reading import parts_of_lists


def _texts(app: AppTest) -> str:
    return "\n".join(
        str(one.value) for kind in (app.markdown, app.caption, app.code, app.info) for one in kind
    )


def _opened(app: AppTest, key: str) -> AppTest:
    return app.button(key=f"inspect_{key}").click().run()


def test_the_panel_tells_the_figure_and_a_link_to_it(sample_register: Path, run: Run) -> None:
    app = _opened(run(sample_register, "countries", host_country="DE"), "countries_map")
    assert not app.exception
    assert "O01 · " in _texts(app)
    link = next(one.value for one in app.code if "host_country=DE" in one.value)
    query = parse_qs(link.partition("?")[2])
    assert query["host_country"] == ["DE"]
    assert query["data"], "a copied link names its data version"


def test_rows_and_sql_come_when_they_are_asked_for(sample_register: Path, run: Run) -> None:
    app = run(sample_register, "countries", host_country="DE")
    assert "SELECT" not in _texts(_opened(app, "countries_map"))
    # A whole run closes a panel; the two switches are set before it is opened.
    for switch in ("inspect_rows", "inspect_sql", "inspect_again"):
        app.session_state[switch] = True
    _opened(app, "countries_map")
    assert not app.exception
    assert "SELECT" in _texts(app)
    assert "FROM 'fact_exchange.parquet'" in _texts(app)
    assert "cxc measure O01 --by host_country " in _texts(app)
    assert "reader.measure(['O01'], by=['host_country']" in _texts(app)
    assert "exchange_id" in parts_of_lists(app)[-1].columns
    assert len(parts_of_lists(app)[-1]) <= 200


def test_what_is_told_is_of_the_figure_chosen_alone(sample_register: Path, run: Run) -> None:
    app = run(sample_register, "partnerships")
    app.session_state["inspect_kpi"], app.session_state["inspect_sql"] = "O03", True
    _opened(app, "partnerships_headline")
    assert not app.exception
    scripts = [code.value for code in app.code if "SELECT" in code.value]
    assert [text for text in scripts if 'AS "O03"' in text] == scripts != []
    assert not any('AS "I01"' in text for text in scripts)


@pytest.mark.parametrize("kpi", STAGES.values())
def test_each_stage_of_the_funnel_can_be_inspected(sample_register: Path, run: Run, kpi: str) -> None:
    """The stages come from three measurements, the last of another view."""
    app = run(sample_register)
    app.session_state["inspect_kpi"] = kpi
    _opened(app, "overview_funnel")
    assert not app.exception
    assert f"{kpi} · " in _texts(app)


def test_a_closed_panel_costs_nothing(sample_register: Path, run: Run) -> None:
    """Neither definition nor SQL is sent to a browser that did not ask."""
    app = run(sample_register, "countries")
    assert not app.code
