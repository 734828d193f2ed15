"""The Overview page: its paragraph and parts say what measuring says, over every kind of register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.export.pictures.colours import LIGHT
from cxc_metrics.export.pictures.drawings import Funnel, LineNames, RunningTotal, Stage
from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.studies import scheme_target, target_chances
from cxc_metrics.words.numbers import number, percent
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from tests.store.hand_made import SOURCE, checked, exchange, partnership, register_rows
from tests.ui.reading import component, current, errors, listed_figures, tables
from ui.figures.cumulative import cumulative
from ui.figures.funnel import funnel_bars

Run = Callable[..., AppTest]


def text(app: AppTest) -> str:
    """All that is written on the page, escapes taken away."""
    blocks = (*app.markdown, *app.caption, *app.header, *app.warning, *app.info)
    return " ".join(str(block.value) for block in blocks).replace("\\", "")


def story(app: AppTest) -> str:
    """The paragraph: the first text below the first screen."""
    return str(app.markdown[0].value).replace("\\", "")


def publish(store: Path, *keys: str, **more: object) -> DataVersion:
    """Exchanges of Spain in Germany; partnership A planned four of them and ends after the as-at day."""
    rows = register_rows([exchange(key) for key in keys])
    rows["partnership"] = [
        partnership("A", target_exchanges=4, target_unit="exchange", end_date=date(2022, 12, 31)),
        partnership("B"),
    ]
    with checked(rows, **more) as tables:
        return Store(store).publish(tables)


def test_nothing_is_called_held_that_is_closed_and_validated(run: Run, sample_register: Path) -> None:
    """In that view the first figure is the second: it stands once, by its own name."""
    app = run(sample_register, status="validated")
    assert errors(app) == []
    names = [name for name, _ in listed_figures(app)]
    assert names[0] == "Exchanges closed and validated"
    assert len(set(names)) == len(names)
    assert "Exchanges held" not in names
    validated = Scope(status="validated")
    table = measure(current(sample_register), ["O01"], scope=validated)
    assert table.kpis[0].name == "Exchanges closed and validated"


def test_the_paragraph_says_what_measuring_says(run: Run, sample_register: Path) -> None:
    version = current(sample_register)
    measured = measure(version, ["O01", "O01v", "O03", "O07", "O08m"])
    app = run(sample_register)
    told = story(app)
    assert errors(app) == []
    assert told.startswith(
        f"{number(measured.value('O01'))} exchanges were held, {number(measured.value('O01v'))} of them"
    )
    assert f"{percent(measured.value('O07'))} of them were virtual." in told
    assert f"({percent(measured.value('O03'))})" in told
    pairs = measure(version, ["O01"], by=["visitor_country", "host_country"]).table
    assert f"with {number(pairs['O01'].max())}." in told
    assert f"{number(measured.value('O08m'))} of 27 Member States" in told or "All 27" in told
    assert "first data version" in told


def test_the_target_is_told_with_its_probability(run: Run, sample_register: Path) -> None:
    version = current(sample_register)
    partnership = next(
        row
        for row in target_chances(version).table.to_dict("records")
        if 0.01 < row["probability"] < 0.99 or row["reason"]
    )
    target = scheme_target(target_chances(version, Scope(partnership=partnership["partnership"])))
    assert target is not None
    told = story(run(sample_register, partnership=partnership["partnership"]))
    assert f"planned {number(target.planned)} exchanges; held so far: {number(target.held)} (" in told
    if target.probability is None:
        assert f"cannot be judged: {target.reason}" in told
    else:
        assert target.probability == pytest.approx(partnership["probability"])
        assert f"is {percent(target.probability, decimals=0)} at the recent pace" in told


def test_a_period_is_compared_and_has_no_target(run: Run, sample_register: Path) -> None:
    scope = Scope(period="2022")
    change = measure(current(sample_register), ["O01"], scope=scope, compare="year_before").change("O01")
    assert change is not None
    app = run(sample_register, period="2022-01-01..2022-12-31")
    assert errors(app) == []
    assert f"Against the same period one year earlier that is {change.text('en_GB')}." in story(app)
    assert "the target is met cannot be told in this selection" in story(app)
    assert "No target is drawn" in text(app)
    assert say("overview.course") in text(app)


def test_every_part_has_its_heading_and_the_headline_comes_first(run: Run, sample_register: Path) -> None:
    app = run(sample_register)
    parts = ("target", "funnel", "corridors", "members", "news")
    assert [header.value for header in app.header][1:] == [say(f"overview.{part}") for part in parts]
    assert [name for name, _ in listed_figures(app)][:3] == [
        "Exchanges held",
        "Exchanges closed and validated",
        "Target attainment",
    ]


def test_the_tables_of_the_charts(run: Run, sample_register: Path) -> None:
    version = current(sample_register)
    app = run(sample_register)
    app.toggle(key="table_overview_funnel").set_value(True).run()
    app.toggle(key="table_overview_target").set_value(True).run()
    assert errors(app) == []
    rows = [row for table in tables(app) for row in table.to_numpy().tolist()]
    written = {row[0]: row for row in rows}
    held = number(measure(version, ["O01"]).value("O01"))
    assert written["Held"][1] == held
    assert "2020-09" in written or "2020-10" in written or "2020-11" in written


def test_the_view_of_the_selection_leaves_both_stages(run: Run, sample_register: Path) -> None:
    app = run(sample_register, status="validated")
    assert errors(app) == []
    validated = number(measure(current(sample_register), ["O01v"]).value("O01v"))
    assert story(app).startswith(f"{validated} exchanges were closed and validated.")
    assert say("overview.funnel_views") in text(app)
    assert "closed and validated so far:" in story(app)


def test_stages_with_one_reason_say_it_once(run: Run, sample_register: Path) -> None:
    app = run(sample_register, host_country="DE")
    assert errors(app) == []
    assert (
        "Registered, Accepted, Matched: Not measurable in this selection: this stage cannot be told"
        in text(app)
    )


def test_an_aggregated_register_counts_persons(run: Run, erasmus_register: Path) -> None:
    app = run(erasmus_register)
    persons = number(measure(current(erasmus_register), ["O06"]).value("O06"))
    assert errors(app) == []
    assert story(app).startswith(f"{persons} persons took part;")
    assert "All 27 Member States" in story(app) or "of 27 Member States" in story(app)
    assert "virtual" not in story(app)
    assert say("overview.no_targets") in story(app)
    assert "aggregated source" in text(app)


def test_a_register_without_partnerships_draws_no_target(run: Run, capes_register: Path) -> None:
    app = run(capes_register)
    held = number(measure(current(capes_register), ["O01"]).value("O01"))
    assert errors(app) == []
    assert story(app).startswith(f"{held} exchanges were held.")
    assert say("overview.course") in text(app)
    assert "“Virtual share” (it has no mode of exchanges)" in text(app)
    assert "“Target attainment” (it has no partnerships)" in text(app)
    assert "No target is drawn" not in text(app), "once is enough"


@pytest.mark.parametrize("store", ["sample_register", "capes_register", "erasmus_register"])
def test_a_selection_that_leaves_nothing(run: Run, store: str, request: pytest.FixtureRequest) -> None:
    app = run(request.getfixturevalue(store), visitor_country="LU", host_country="LU")
    assert errors(app) == []
    assert say("measure.empty") in story(app)
    assert "None" not in story(app)


def test_one_exchange_reads_well(run: Run, tmp_path: Path) -> None:
    publish(tmp_path, "X1")
    app = run(tmp_path)
    assert errors(app) == []
    told = story(app)
    assert told.startswith(
        "1 exchange was held. The partnership planned 4 exchanges; held so far: 1 (25.0%)."
    )
    assert "Spain → Germany with 1" in told
    assert "2 of 27 Member States sent or hosted; 25 are missing." in told


def test_the_version_before_is_compared_in_words_and_figures(run: Run, tmp_path: Path) -> None:
    before = publish(tmp_path, "X1", "X2")
    publish(tmp_path, "X1", "X2", "X3", as_at=date(2022, 7, 31))
    app = run(tmp_path)
    assert errors(app) == []
    assert f"Against data version {before.id}, as at 30 Jun 2022: exchanges held +1." in story(app)
    table = next(one for one in tables(app) if "Change" in one.columns)
    held = table[table.iloc[:, 0] == "Exchanges held"].iloc[0]
    assert list(held) == ["Exchanges held", "2", "3", "+1"]
    assert "rows +1" in text(app)


def test_a_version_counted_otherwise_is_named_and_not_compared(run: Run, tmp_path: Path) -> None:
    name = "Another *one* $x$"
    publish(tmp_path, "X1", title=name)
    publish(tmp_path, "X1", "X2", source=SOURCE.model_copy(update={"countable": "cross_border"}))
    app = run(tmp_path)
    assert errors(app) == []
    assert f"describe another one ({name}), which cannot be compared" in story(app)
    assert markdown_text(name) in str(app.markdown[0].value)


def test_a_share_in_the_lists_says_of_how_many(run: Run, sample_register: Path) -> None:
    """Beside 100.0% of one visit nobody should have to guess; a count is what it rests on itself."""
    version = current(sample_register)
    shares = measure(version, ["O04"], by=["visitor_country"]).table.set_index("visitor_country")
    rows = component(run(sample_register, figure="O04"), "overview_lists")["lists"][0]["rows"]
    assert {row["code"]: row["rests"] for row in rows} == {
        code: f"({shares['O04_n'][code]:,})" for code in (row["code"] for row in rows)
    }
    assert min(shares["O04_n"]) < 30 < max(shares["O04_n"])
    counts = component(run(sample_register, figure="O01"), "overview_lists")["lists"][0]["rows"]
    assert {row["rests"] for row in counts} == {""}


def test_countries_are_written_in_the_language_chosen(run: Run, tmp_path: Path) -> None:
    publish(tmp_path, "X1")
    app = run(tmp_path, lang="de")
    assert "Spanien → Deutschland" in story(app)


def test_bars_of_different_units_share_no_scale_and_a_missing_stage_has_no_bar() -> None:
    stages = [
        Stage("Registered", 200.0, "registrations", "200", "Registered: 200"),
        Stage("Matched", None, "registrations", "not measurable", "Matched"),
        Stage("Held <b>", 10.0, "exchanges", "10", "Held: 10"),
    ]
    figure = funnel_bars(Funnel(stages), LIGHT)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert [trace.xaxis for trace in bars] == ["x", "x2"]
    assert [list(trace.x) for trace in bars] == [[200.0, None], [10.0]]
    assert figure.layout.xaxis.range[1] > 20 * figure.layout.xaxis2.range[1] - 1
    assert list(figure.layout.yaxis2.ticktext) == ["Held &lt;b&gt;"]
    assert [note.text for note in figure.layout.annotations] == ["registrations", "exchanges"]


def test_only_what_was_not_observed_is_dashed() -> None:
    days = [date(2022, 1, 31), date(2022, 2, 28), date(2022, 3, 31)]
    names = LineNames("Held", "Virtual", "Planned: 9", "Extrapolation", "exchanges")
    more = {"planned": 9, "extrapolated": [(days[-1], 5.0), (date(2022, 6, 1), 9.0)]}
    hover = [["a"], ["b"], ["c", "<i>"]]
    figure = cumulative(RunningTotal(days, [1, 3, 5], [0, 1, 1], names=names, hover=hover, **more), LIGHT)
    assert {trace.name: trace.line.dash for trace in figure.data} == {
        "Held": None,
        "Virtual": None,
        "Extrapolation": "dash",
        "Planned: 9": "dot",
    }
    plain = cumulative(RunningTotal(days, [1, 3, 5], [None] * 3, names=names, hover=hover), LIGHT)
    assert [trace.name for trace in plain.data] == ["Held"]
    assert plain.data[0].hovertext[2] == "c<br>&lt;i&gt;"


def test_a_single_month_is_a_point_on_whole_numbers() -> None:
    names = LineNames("Held", "Virtual", "", "", "exchanges")
    figure = cumulative(RunningTotal([date(2022, 1, 31)], [1], [0], names=names, hover=[["a"]]), LIGHT)
    assert figure.data[0].mode == "lines+markers"
    assert figure.layout.xaxis.range is None
    assert figure.layout.yaxis.dtick == 1


def test_the_finding_of_a_share_says_of_how_many(run: Run, sample_register: Path) -> None:
    """The largest first, of equal ones that which rests on more, as in the lists beside."""
    shares = measure(current(sample_register), ["O04"], by=["visitor_country"]).table
    first = shares.sort_values(["O04", "O04_n"], ascending=False).iloc[0]
    app = run(sample_register, figure="O04", chart="ranking")
    assert f"({percent(first['O04'])}, n = {number(first['O04_n'])})" in text(app)
    assert "n = " not in text(run(sample_register, figure="O01", chart="ranking")).split("come first")[0]
