"""The benchmarks run, at toy size, and compare things that are the same. No test here looks at a clock."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import ground, hand_sql, intake, intake_run, matching, measure, pages
from cxc_metrics.intake import workbench as bench
from tests.measuring.crossing import THOROUGH

TOY = 200
# What a benchmark prints is looked at where one works on it; that it runs at all is seen below.
LONG = pytest.mark.skipif(not THOROUGH, reason="the long form: make thorough")
MODULES = (
    "__main__",
    "browser",
    "ground",
    "hand_sql",
    "intake_run",
    "intake",
    "matching",
    "measure",
    "over_http",
    "pages",
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of these tests' own, so that they find nothing that a run of the benchmarks left."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ground, "cache", lambda: folder)
        yield folder


@pytest.mark.parametrize("name", MODULES)
def test_every_module_can_be_imported(name: str) -> None:
    assert importlib.import_module(f"benchmarks.{name}").__doc__


def run_here(work: str, folder: Path, *options: str) -> intake.Result:
    """A run in this process, for a test that asks what is said of it and not what it took."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["intake_run", work, str(folder), *options])
        patch.setattr(bench, "duckdb", bench.duckdb)  # the run puts a timed one there, for good
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            intake_run.main()
    found: intake.Result = json.loads(printed.getvalue())
    return found


@LONG
@pytest.mark.slow
def test_a_run_in_a_process_of_its_own_tells_what_it_took(cache: Path) -> None:
    found = intake.run("publish", ground.sample(TOY), "--statements")
    assert found.keys() == {"wall", "cpu", "peak", "steps", "statements"}
    assert found["peak"] > 2**20
    assert "Reading exchange.csv" in found["steps"]
    assert any(sql.lstrip().startswith("CREATE") for sql in found["statements"])


@LONG
@pytest.mark.slow
def test_intake_says_what_each_part_took(
    cache: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "run", run_here)
    intake.main(TOY, 1, statements=True)
    said = capsys.readouterr().out
    for part in (
        "bare",
        "check",
        "publish",
        "of bare",
        "processor",
        "peak",
        "building facts",
        "CREATE",
    ):
        assert part in said
    assert "load" in said


@LONG
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
    """A ratio to a statement that answers another question would say nothing. Every twelfth question."""
    with ground.published(TOY) as version, pages.over(ground.store_of(TOY)):
        asked = [one for page in pages.PAGES for together in pages.questions(page) for one in together]
        pairs = measure.with_hand_sql(version, asked if THOROUGH else asked[::12])
        compared = [(question, kpis, sql) for question, kpis, sql in pairs if sql]
        assert compared
        for question, kpis, sql in compared:
            assert measure.same_numbers(version, question, kpis, sql), pages.told(question)


def test_no_statement_is_made_up_for_a_kpi_nobody_wrote() -> None:
    assert hand_sql.statement("fact", ["O01", "X99"], [], totals=False) is None


def test_match_making_of_toy_size_places_no_fewer_than_greedy(capsys: pytest.CaptureFixture[str]) -> None:
    matching.main(60, 40, choices=60)
    lines = dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines() if " placed, " in line)
    placed = {name: int(rest.split(" ")[0]) for name, rest in lines.items()}
    assert placed["best"] >= placed["greedy"] > 0
