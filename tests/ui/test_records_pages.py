"""Exchanges and Partnerships: search, cards, the own partnership, names as text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.intake import check, load_source
from cxc_metrics.measuring import measure
from cxc_metrics.records import standing, work_list
from cxc_metrics.scope import Scope
from cxc_metrics.store import Store
from cxc_metrics.words.numbers import number, percent
from cxc_metrics.words.plain import markdown_text
from tests.store.hand_made import checked, exchange, organisation, partnership, register_rows
from tests.ui.line import choose
from tests.ui.reading import asked, current, errors, parts_of_lists, text, tiles
from ui.parts.whole_order import turned

Run = Callable[..., AppTest]
MARKUP = "<script>alert(1)</script> $x^2$ **b** :red[c] [l](http://e.eu) \U0001f600 אבג"


def test_the_list_is_as_long_as_the_number(run: Run, sample_register: Path) -> None:
    expected = measure(current(sample_register), ["O01"], scope=Scope(host_country=("DE",))).value("O01")
    app = run(sample_register, "exchanges", host_country="DE")
    assert errors(app) == []
    assert f"{number(expected)} exchanges." in text(app)
    app.toggle(key="w_all").set_value(True).run()
    assert asked(app, "all") == "1"
    assert f"{number(expected)} exchanges." not in text(app)
    assert asked(app, "host_country") == "DE"


def test_search_and_order_stand_in_the_address_and_stay_with_the_selection(
    run: Run, sample_register: Path
) -> None:
    app = run(sample_register, "exchanges", search="EXC-00000", order="exchange_id", page="2")
    assert parts_of_lists(app)[0].iloc[0, -1] == sorted(parts_of_lists(app)[0].iloc[:, -1])[0]
    app.text_input(key="w_search").set_value("no such name").run()
    assert asked(app, "search") == "no such name"
    assert asked(app, "page") == ""
    assert "No exchange matches" in text(app)
    app = choose(app, "host_country", "DE")
    assert asked(app, "search") == "no such name"
    assert asked(app, "host_country") == "DE"


def test_the_heading_ordered_by_says_so(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "exchanges", order="-exchange_id")
    headings = parts_of_lists(app)[0].columns.tolist()
    assert (headings[0], headings[-1]) == ("Visitor", "Exchange ↓"), "it begins with words, not with an id"
    assert turned("-exchange_id", "exchange_id") == "exchange_id"
    assert turned("exchange_id", "exchange_id") == "-exchange_id"
    assert turned("started_on", "exchange_id") == "exchange_id"


def test_rows_of_many_persons_are_no_exchanges_and_are_ordered_by_what_they_have(
    run: Run, tmp_path: Path
) -> None:
    """Two rows of a source without dates, statuses or rules."""
    (tmp_path / "flows.csv").write_text("o_iso,d_iso,participants\nES,DE,12\nFR,DE,7\n", encoding="utf-8")
    with check(tmp_path / "flows.csv", source=load_source("erasmus_flows")) as clean:
        Store(tmp_path / "store").publish(clean)
    app = run(tmp_path / "store", "exchanges")
    assert errors(app) == []
    headings = parts_of_lists(app)[0].columns.tolist()
    assert headings[0] == "Visitor country"
    assert headings[-1].startswith("Row")
    assert not {"Exchange", "Breaches", "First day"} & set(headings)
    assert not any(
        "xchange" in label
        for label in (app.toggle(key="w_all").label, app.selectbox(key="w_exchange").placeholder)
    )
    assert app.selectbox(key="w_order").options == [
        name + way
        for name in ("Row", "Visitor country", "Host country", "Participants")
        for way in ("", ", downwards")
    ]


@pytest.mark.parametrize("page", ["0", "99999", "9" * 40, "x", "-1"])
def test_a_page_there_is_not_shows_the_first(run: Run, sample_register: Path, page: str) -> None:
    app = run(sample_register, "exchanges", page=page, order="nonsense")
    assert errors(app) == []
    assert len(parts_of_lists(app)[0]) == 25


def test_choosing_a_record_opens_its_card_and_its_parties(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "exchanges", host_country="DE")
    key = parts_of_lists(app)[0].iloc[3, -1]
    app.selectbox(key="w_exchange").set_value(key).run()
    assert errors(app) == []
    assert asked(app, "exchange") == key
    assert any(key in header.value.replace("\\", "") for header in app.header)
    app.button(key="open_visitor").click().run()
    assert errors(app) == []
    assert asked(app, "exchange") == ""
    assert asked(app, "organisation").startswith("ORG-")
    assert "whatever the selection" in text(app)
    app.button(key="close_card").click().run()
    assert asked(app, "organisation") == ""
    assert asked(app, "host_country") == "DE"


@pytest.mark.parametrize("name", ["exchange", "organisation"])
def test_an_unknown_record_in_the_address_is_told(run: Run, sample_register: Path, name: str) -> None:
    app = run(sample_register, "exchanges", **{name: "<b>nobody</b>"})
    assert errors(app) == []
    assert f"Unknown {name}: '<b>nobody</b>'" in text(app)
    assert len(parts_of_lists(app)) == 1


def test_my_partnership_shows_its_standing_and_its_work(run: Run, sample_register: Path) -> None:
    version = current(sample_register)
    found = next(
        one
        for one in (standing(version, key) for key in version.labels("partnership"))
        if one.attainment is not None and one.budget_left_eur is not None
        if len(work_list(version, one.partnership)["payments"].table)
    )
    app = run(sample_register, "partnerships")
    app.selectbox(key="w_my").set_value(found.partnership).run()
    assert errors(app) == []
    assert asked(app, "my") == found.partnership
    shown = dict(tiles(app)[:7])
    assert shown["Held"] == number(found.held)
    assert shown["Target attainment"] == percent(found.attainment)
    assert shown["Budget left (EUR)"] == number(found.budget_left_eur)
    payments = work_list(version, found.partnership)["payments"].table
    grids = [grid.value for grid in app.dataframe if "Payment" in grid.value.columns]
    assert grids[0]["Exchange"].tolist() == payments["exchange_id"].tolist()
    app.segmented_control(key="w_role").set_value("host").run()
    assert asked(app, "role") == "host"
    assert "As the hosts' partnership (HOP)" in text(app)
    assert tiles(app)[0][1] == number(found.held_as_host)


def test_my_partnership_is_remembered_on_coming_back(run: Run, sample_register: Path, root: Path) -> None:
    app = run(sample_register, "partnerships", my="W2-04", role="host")
    for page in ("countries", "partnerships"):
        app.query_params.clear()
        app.switch_page(str(root / "pages" / page / "page.py")).run()
        assert asked(app, "my") == ("W2-04" if page == "partnerships" else "")
    assert asked(app, "role") == "host"
    assert errors(app) == []


def test_an_unknown_partnership_in_the_address_is_told(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "partnerships", my="W2-0")
    assert errors(app) == []
    assert "Unknown partnership: 'W2-0'" in text(app)


@pytest.fixture
def marked_register(tmp_path: Path) -> Path:
    """A register whose names are markup, with a payment that is 20 days late."""
    end = date(2022, 6, 30) - timedelta(days=30)
    row: dict[str, Any] = {
        "actual_start": end - timedelta(days=2),
        "actual_end": end,
        "lump_sum_agreed_eur": 400.0,
        "paid_on": None,
    }
    tables = {
        "organisation": [organisation("ES1", "ES", name=MARKUP), organisation("DE1", "DE", name=MARKUP * 4)],
        "partnership": [partnership("A", acronym=MARKUP, title=MARKUP), partnership("B")],
        "exchange": [exchange("<i>X</i>", **row)],
    }
    with checked(tables) as clean:
        Store(tmp_path).publish(clean)
    return tmp_path


def test_names_with_markup_are_text_on_both_pages(run: Run, marked_register: Path) -> None:
    app = run(marked_register, "exchanges", exchange="<i>X</i>")
    assert errors(app) == []
    assert markdown_text("<i>X</i>") in app.header[0].value
    assert app.button(key="open_visitor").label.startswith(markdown_text("Open the card of <script>alert"))
    app.button(key="open_visitor").click().run()
    assert errors(app) == []
    assert app.header[0].value == f"Organisation: {markdown_text(MARKUP)}"
    app = run(marked_register, "partnerships", my="A")
    assert errors(app) == []
    assert any(block.value.startswith(f"**{markdown_text(MARKUP)}**") for block in app.markdown)
    assert "it has no documents" in text(app)
    payments = next(grid.value for grid in app.dataframe if "Payment" in grid.value.columns)
    assert payments["Exchange"].tolist() == ["<i>X</i>"]
    assert payments["Days past day 10"].tolist() == [20]


def test_data_issues_are_headed_and_graded_in_words(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "data")
    kinds = app.selectbox(key="issue_code").options
    assert "C03 · Rule broken: At least three working days" in kinds, "not as if the rule were kept"
    app.selectbox(key="issue_code").set_value("duplicate_key").run()
    assert errors(app) == []
    shown = next(one for one in parts_of_lists(app) if "Line" in one)
    assert "What to do" in shown
    assert not {"warn", "breach"} & set(shown["Severity"])


def test_a_target_whose_unit_nobody_delivered_is_a_plain_number(run: Run, tmp_path: Path) -> None:
    """It read "60 none"; and why lists cannot be told named tables as the data dictionary does."""
    tables = register_rows(
        [exchange("X")], partnership=[partnership("A", target_exchanges=60), partnership("B")]
    )
    with checked(tables) as clean:
        Store(tmp_path).publish(clean)
    app = run(tmp_path, "partnerships", my="A")
    assert errors(app) == []
    assert dict(tiles(app))["Planned"] == "60"
    assert "it has no survey invitations" in text(app)
    overview = run(tmp_path)
    assert "The only corridor: Spain → Germany with 1 of 1." in text(overview)
