"""The Inspect panel: definition, value, n, interval, flags, link, and on demand rows and SQL."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.measuring import measure
from cxc_metrics.studies import STAGES
from cxc_metrics.words.texts import say
from tests.ui.conftest import Run
from tests.ui.reading import current, parts_of_lists, silent_tiles, tables, tiles


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
    app = run(sample_register, "countries")
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


def test_the_row_asked_for_is_told_and_what_no_selection_says_alone_is_said(
    sample_register: Path, run: Run
) -> None:
    """A count of one pair is a selection of its own; against size alone it is another figure there."""
    version, sides = current(sample_register), ["visitor_country", "host_country"]
    counts = measure(version, ["O01"], by=sides).table
    best = counts.sort_values("O01", ascending=False, kind="stable").iloc[0]
    names = [str(best[side]) for side in sides]
    app = run(sample_register, "countries")
    app.session_state["_inspect_number"] = ("countries_matrix", names)
    app = app.run()
    assert f"{best['O01']} exchanges" in written(app)
    [link] = [one.value for one in app.code if "http" in one.value or "?" in one.value]
    assert parse_qs(link.partition("?")[2])["host_country"] == [names[1]]
    app = run(sample_register, "flows")
    app.session_state["_inspect_number"] = ("flows_matrix", names)
    app = app.run()
    assert say("inspect.among") in _texts(app)
    app.session_state["_inspect_number"] = ("gone", names)
    assert not app.run().code, "of no figure there is"


def written(app: AppTest) -> str:
    """All cells of all tables."""
    return " ".join(str(cell) for table in tables(app) for cell in table.to_numpy().ravel())


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


@pytest.mark.parametrize(
    ("page", "asked", "opening"),
    [
        ("partnerships", {"my": "W2-04"}, {"O01", "O01v", "I01"}),
        ("partnerships", {"my": "W2-04", "role": "host"}, {"O01"}),
        ("countries", {"country": "ES"}, {"O01", "N03"}),
        ("data", {}, {"O01"}),
    ],
)
def test_every_headline_figure_opens_or_says_where_it_is_from(
    sample_register: Path, run: Run, page: str, asked: dict[str, str], opening: set[str]
) -> None:
    app = run(sample_register, page, **asked)
    assert not app.exception
    assert silent_tiles(app) == []
    bodies = " ".join(one.proto.body for one in app.get("html"))
    assert opening <= set(re.findall(r'data-behind="(\w+)', bodies))


def test_the_card_of_an_organisation_says_what_its_numbers_are_of(sample_register: Path, run: Run) -> None:
    version = current(sample_register)
    [row] = version.query("SELECT vo_id FROM exchange ORDER BY vo_id LIMIT 1").to_pylist()
    app = run(sample_register, "exchanges", organisation=row["vo_id"])
    assert not app.exception
    assert tiles(app)
    assert silent_tiles(app) == []
