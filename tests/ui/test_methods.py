"""Methods: every KPI can be found, opened by its address, and every word of definitions 8 is explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.contract import RULES, TABLES
from cxc_metrics.measuring import measure
from cxc_metrics.store import open_store
from cxc_metrics.words import law
from cxc_metrics.words.numbers import percent
from cxc_metrics.words.texts import catalogue as words
from cxc_metrics.words.texts import say
from tests.ui.conftest import Run
from tests.ui.reading import asked, errors, text


def test_a_kpi_of_the_address_is_open_with_definition_value_and_sql(run: Run, sample_register: Path) -> None:
    version = open_store(sample_register).current()
    assert version is not None
    measurement = measure(version, ["O04"])
    app = run(sample_register, "methods", kpi="O04")
    assert errors(app) == []
    assert catalogue()["O04"].definition in text(app)
    assert percent(measurement.value("O04")) in text(app)
    assert any(measurement.statements[0].text() in code.value for code in app.code)
    app.button(key="close_kpi").click().run()
    assert asked(app, "kpi") == ""
    assert catalogue()["O04"].definition not in text(app)


def test_an_unknown_kpi_is_told(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "methods", kpi="<b>O99</b>")
    assert errors(app) == []
    assert "There is no figure <b>O99</b>" in text(app)


def test_search_and_level_narrow_the_catalogue_and_stand_in_the_address(
    run: Run, sample_register: Path
) -> None:
    app = run(sample_register, "methods", search="reciprocity")
    shown = [box.label for box in app.expander]
    assert any(label.startswith("N02") for label in shown)
    assert len(shown) < len(catalogue()) / 4
    app.text_input(key="w_methods_search").set_value("no such word").run()
    assert asked(app, "search") == "no such word"
    assert say("methods.none_found") in text(app)
    app.text_input(key="w_methods_search").set_value("").run()
    app.selectbox(key="w_level").set_value("impact").run()
    assert asked(app, "level") == "impact"
    assert {label[:1] for label in (box.label for box in app.expander)} == {"M"}


@pytest.mark.parametrize("part", ["dictionary", "rules", "words", "notes"])
def test_each_part_has_an_address(run: Run, sample_register: Path, part: str) -> None:
    app = run(sample_register, "methods", part=part, table="exchange")
    assert errors(app) == []
    assert app.session_state["w_part"] == say(f"methods.{part}")


def test_every_word_of_the_definitions_is_in_the_glossary() -> None:
    told = {key.removeprefix("glossary.") for key in words() if key.startswith("glossary.")}
    assert told >= {
        "selection",
        "data_version",
        "as_at",
        "data_issue",
        "held",
        "closed_and_validated",
        "industrial_ecosystem",
        "survey_round",
        "modelled",
        "anticipated_by_participants",
        "planned",
        "difference_from_the_comparison_group",
        "fewer_visits_than_modelled",
        "where_are_there_no_exchanges_yet",
    }


def test_the_statement_names_every_limit_that_is_written_down(root: Path) -> None:
    written = (root / "docs" / "accessibility.md").read_text(encoding="utf-8")
    for limit in ("lang", "canvas", "multiselect", "hints of lists", "plotly"):
        assert limit in written
    assert RULES
    assert TABLES


def test_the_law_opens_at_the_section_of_the_address_and_is_searched(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "methods", part="law", section="definitions-5")
    assert "not applied" not in text(app), "the section is no filter misspelt"
    assert errors(app) == []
    assert "relative tolerance 1e-6" in text(app)
    assert "<a id" not in text(app)
    assert len(app.expander) == len(law.sections()) + len(law.protection())
    app.text_input(key="w_law_search").input("Aalen").run()
    assert asked(app, "search") == "Aalen"
    assert 1 < len(app.expander) < 6  # definitions 3, and the section of the address
    page = run(sample_register, "methods", part="law", section=law.WHAT_YOU_SEE, viewer="public")
    assert errors(page) == []
    assert "is changed by at most five" in text(page)
    assert page.expander[0].label.endswith("What you see")
    assert "Who sees what" in page.expander[1].label
    assert not {"<!--", ".md)", ".csv)"} & {mark for mark in ("<!--", ".md)", ".csv)") if mark in text(page)}
    lost = run(sample_register, "methods", part="law", section="definitions-99")
    assert errors(lost) == []
    assert "There is no section definitions-99" in text(lost)
