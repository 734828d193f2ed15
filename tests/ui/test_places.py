"""Countries and Sectors: what the address shows, profiles beside their group, poor registers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.words.numbers import number, percent
from cxc_metrics.words.texts import say
from tests.measuring.publishing import published, visit
from tests.store.hand_made import organisation
from tests.ui.reading import asked, current, errors, tables, text, tiles

Run = Callable[..., AppTest]
STORES = ["sample_register", "erasmus_register", "capes_register"]


def card(app: AppTest, label: str) -> str:
    return next(value for name, value in tiles(app) if name == label)


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("show", ["", "sent", "balance", "nonsense"])
def test_every_map_opens_over_every_register(
    run: Run, store: str, show: str, request: pytest.FixtureRequest
) -> None:
    app = run(request.getfixturevalue(store), "countries", show=show)
    assert errors(app) == []


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize(("page", "query"), [("countries", "country"), ("sectors", "sector_profile")])
def test_a_profile_opens_over_every_register(
    run: Run, store: str, page: str, query: str, request: pytest.FixtureRequest
) -> None:
    app = run(request.getfixturevalue(store), page, **{query: "FR" if query == "country" else "9"})
    assert errors(app) == []


def test_the_map_is_chosen_in_the_address_and_by_the_switch(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "countries", show="sent")
    assert say("countries.map_visitor_country") in text(app)
    app.segmented_control(key="w_show").set_value("balance").run()
    assert asked(app, "show") == "balance"
    assert say("countries.map_balance") in text(app)
    app.segmented_control(key="w_show").set_value("hosted").run()
    assert "show" not in app.query_params
    assert say("countries.map_host_country") in text(app)
    assert errors(app) == []


def test_any_figure_can_be_put_on_the_map(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "countries", figure="O04")
    assert "SME share of visitors, by host country" in text(app)
    app.selectbox(key="w_figure").set_value("O07").run()
    assert asked(app, "figure") == "O07"
    assert "Virtual share, by host country" in text(app)
    app.selectbox(key="w_figure").set_value("O01").run()
    assert "figure" not in app.query_params


@pytest.mark.parametrize("figure", ["N03", "O03", "<b>", "nonsense"])
def test_a_figure_that_cannot_be_told_by_host_country_is_said(
    run: Run, sample_register: Path, figure: str
) -> None:
    app = run(sample_register, "countries", figure=figure)
    assert f"{figure} cannot be told by host country" in text(app)
    assert say("countries.map_host_country") in text(app)
    assert errors(app) == []


def test_the_balance_sentence_names_the_ends_with_both_numbers(run: Run, sample_register: Path) -> None:
    table = measure(current(sample_register), ["N03"], by=["visitor_country"]).table.dropna(subset=["N03"])
    sure = table[~table["N03_flag"].str.contains("u")]
    best = sure.sort_values("N03", ascending=False, kind="stable").iloc[0]
    app = run(sample_register, "countries", show="balance")
    written = text(app)
    assert f"hosted {best['N03_received']}, sent {best['N03_sent']}" in written
    assert f"{(table['N03'] > 0).sum()} countries host more than they send" in written


def test_a_country_profile_is_measured_and_stands_beside_the_eu27(run: Run, sample_register: Path) -> None:
    version = current(sample_register)
    sent = measure(version, ["O01"], scope=Scope(visitor_country="ES")).value("O01")
    hosted = measure(version, ["O01"], scope=Scope(host_country="ES")).value("O01")
    union = measure(version, ["O01", "O04"], scope=Scope(visitor_country="EU27"))
    app = run(sample_register, "countries", country="ES")
    assert errors(app) == []
    assert card(app, "Sent") == number(sent)
    assert card(app, "Hosted") == number(hosted)
    union_sent = union.value("O01")
    assert union_sent is not None
    assert f"Average Member State: {number(union_sent / 27, decimals=1)}" in text(app)
    told = next(table for table in tables(app) if "EU-27" in table.columns)
    beside = told[told.iloc[:, 0] == "SME share of visitors"].iloc[0, 2]
    assert beside == percent(union.value("O04"))


def test_the_profile_follows_a_selection_of_one_country_whatever_the_other_filters(
    run: Run, sample_register: Path
) -> None:
    """A filter on the country would leave nothing of its other side: the profile takes it away for itself."""
    hosted = measure(current(sample_register), ["O01"], scope=Scope(host_country="DE", mode="virtual"))
    app = run(sample_register, "countries", visitor_country="DE", mode="virtual")
    assert card(app, "Hosted") == number(hosted.value("O01"))
    app = run(sample_register, "countries", visitor_country="DE", host_country="FR")
    assert say("countries.choose_why") in text(app)
    app = run(sample_register, "countries", visitor_country="EU27")
    assert say("countries.choose_why") in text(app)


def test_choosing_a_country_is_kept_in_the_address(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "countries", show="balance")
    app.selectbox(key="w_country").set_value("PT").run()
    assert asked(app, "country") == "PT"
    assert asked(app, "show") == "balance"
    assert "Portugal as visitor" in text(app)
    app.selectbox(key="w_country").set_value(None).run()
    assert "country" not in app.query_params


@pytest.mark.parametrize("code", ["QQ", "XX", "EU27", "<script>", " "])
def test_a_country_there_is_not_is_said(run: Run, sample_register: Path, code: str) -> None:
    app = run(sample_register, "countries", country=code)
    assert errors(app) == []
    assert "Sent" not in dict(tiles(app))
    if code.strip():
        assert f"There is no country {code}" in text(app)


def test_iso_codes_of_countries_are_understood(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "countries", country="gr")
    assert "Greece as visitor" in text(app)


def test_kosovo_bears_its_note(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "countries", country="XK")
    assert errors(app) == []
    assert "Kosovo* as visitor" in text(app)
    assert text(app).count("UNSCR 1244/1999") >= 2  # under the map and under the profile


def test_figures_of_choice_stand_side_by_side_as_numbers(run: Run, sample_register: Path) -> None:
    expected = measure(current(sample_register), ["O05", "O07"], by=["host_country"]).table
    app = run(sample_register, "countries", figures="O05,O07")
    shown = app.dataframe[0].value
    assert shown.columns.tolist()[1:] == ["Working days delivered", "Virtual share", "n (O07)"]
    assert shown.iloc[:, 1].tolist() == sorted(expected["O05"], reverse=True)
    app.multiselect(key="w_figures").set_value(["O07", "O01"]).run()
    assert asked(app, "figures") == "O07,O01"
    assert app.dataframe[0].value.iloc[:, 1].is_monotonic_decreasing
    assert errors(app) == []


def test_figures_the_table_cannot_tell_are_named(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "countries", figures="O05,O03,zzz")
    assert "O03, zzz cannot be told by" in text(app)
    assert app.dataframe[0].value.columns.tolist()[1:] == ["Working days delivered"]


def test_a_register_without_ecosystems_says_so_once(
    run: Run, erasmus_register: Path, capes_register: Path
) -> None:
    for store in (erasmus_register, capes_register):
        app = run(store, "sectors")
        assert errors(app) == []
        assert len([info for info in app.info if "nothing to show of this register" in info.value]) == 1
        assert not tiles(app)


def test_the_aggregated_flows_are_told_in_persons(run: Run, erasmus_register: Path) -> None:
    app = run(erasmus_register, "countries", country="DE")
    persons = measure(current(erasmus_register), ["O06"], scope=Scope(visitor_country="DE")).value("O06")
    assert card(app, "Sent") == number(persons)
    assert errors(app) == []


def test_the_matrix_says_the_share_that_crosses_over(run: Run, sample_register: Path) -> None:
    found = measure(current(sample_register), ["O10"])
    app = run(sample_register, "sectors")
    assert f"{percent(found.value('O10'))} of {number(found.n('O10'))} exchanges are between" in text(app)
    app.segmented_control(key="w_show").set_value("against").run()
    assert asked(app, "show") == "against"
    assert "furthest above the model" in text(app)
    assert errors(app) == []


def test_an_ecosystem_profile_stands_beside_all_of_them(run: Run, sample_register: Path) -> None:
    version = current(sample_register)
    own = measure(version, ["O10"], scope=Scope(visitor_sector=9)).value("O10")
    every = measure(version, ["O10"], scope=Scope(visitor_sector=tuple(range(1, 15)))).value("O10")
    app = run(sample_register, "sectors", sector_profile="9")
    assert card(app, say("sectors.O10_visitor")) == percent(own)
    assert f"All ecosystems: {percent(every)}" in text(app)
    app.selectbox(key="w_sector_profile").set_value(5).run()
    assert asked(app, "sector_profile") == "5"
    assert "Digital as visitor" in text(app)


@pytest.mark.parametrize("code", ["0", "15", "x", "9" * 30, "<b>"])
def test_an_ecosystem_there_is_not_is_said(run: Run, sample_register: Path, code: str) -> None:
    app = run(sample_register, "sectors", sector_profile=code)
    assert errors(app) == []
    assert f"There is no industrial ecosystem {code}" in text(app)


@pytest.mark.parametrize("page", ["countries", "sectors"])
def test_one_exchange_and_none_are_designed(run: Run, sample_register: Path, page: str) -> None:
    """LU → LU leaves nothing; a day leaves a handful."""
    for query in ({"visitor_country": "LU", "host_country": "LU"}, {"period": "2021-05-03..2021-05-03"}):
        for profile in ({"country": "LU", "sector_profile": "12"}, {}):
            app = run(sample_register, page, show="balance", **query, **profile)
            assert errors(app) == []


def test_the_rest_of_the_world_is_neither_drawn_nor_one_of_the_countries(run: Run, tmp_path: Path) -> None:
    """hosts   visits
    XX      5       listed under the map, and in no count of countries
    DE, FR  2, 1    2 of 2 countries shown; not "2 of 3", and not 5 visits before Germany's 2"""
    hosts = ["XX"] * 5 + ["DE"] * 2 + ["FR"]
    known = [organisation(f"{code}1", code) for code in ("ES", "DE", "FR", "XX")]
    rows = [visit(f"X{i}", "2022-01-01", ho_id=f"{code}1", ho_country=code) for i, code in enumerate(hosts)]
    published(tmp_path, rows, organisation=known).close()
    app = run(tmp_path / "store", "countries")
    assert errors(app) == []
    assert say("chart.drawn", drawn=2, total=2) + " " + say(
        "chart.not_drawn", names="Rest of the world (5)"
    ) in text(app)
    leaders = "Germany (2) and France (1)"
    assert say("sentence.ranking", leaders=leaders, count=2, what=say("many.host_country")) in text(app)
