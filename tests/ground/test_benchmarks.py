"""The benchmarks run, at toy size, and compare things that are the same. No test here looks at a clock."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from benchmarks import ground, hand_sql, intake, measure, pages

TOY = 200
MODULES = ("__main__", "browser", "ground", "hand_sql", "intake_run", "intake", "measure", "pages")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, so that no run finds what another left."""
    monkeypatch.setattr(ground, "cache", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", MODULES)
def test_every_module_can_be_imported(name: str) -> None:
    assert importlib.import_module(f"benchmarks.{name}").__doc__


@pytest.mark.slow
def test_intake_says_what_each_part_took(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    intake.main(TOY, 1, statements=True)
    said = capsys.readouterr().out
    for part in (
        "bare",
        "check",
        "publish",
        "of bare",
        "processor",
        "peak",
        "Reading exchange.csv",
        "CREATE",
    ):
        assert part in said
    assert "load" in said


@pytest.mark.slow
def test_measuring_and_reruns_are_told_for_every_page(
    cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measure.main((TOY,), 1, rerun_at=TOY)
    said = capsys.readouterr().out
    for page in pages.PAGES:
        assert f"{page}, {TOY} exchanges" in said
    assert said.count("rerun of the script") == 2 * len(pages.PAGES)


@pytest.mark.slow
def test_hand_written_sql_finds_the_same_numbers(cache: Path) -> None:
    """A ratio to a statement that answers another question would say nothing."""
    with ground.published(TOY) as snapshot, pages.over(ground.store_of(TOY)):
        asked = [question for page in pages.PAGES for question in pages.questions(page)]
        pairs = measure.with_hand_sql(snapshot, asked)
        compared = [(question, kpis, sql) for question, kpis, sql in pairs if sql]
        assert compared
        for question, kpis, sql in compared:
            assert measure.same_numbers(snapshot, question, kpis, sql), str(question)


def test_no_statement_is_made_up_for_a_kpi_nobody_wrote() -> None:
    assert hand_sql.statement("fact", ["O01", "X99"], [], totals=False) is None
