"""docs/soundness.md is generated, complete, and agrees with what is printed elsewhere."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.catalogue import catalogue
from tests.published import published

# pyfixest 0.60 still calls pandas with inplace=True; pandas hides that notice outside of tests.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword:pandas.errors.Pandas4Warning")


def test_the_page_names_every_figure_and_every_published_result_with_its_agreement(root: Path) -> None:
    results = published()
    assert [one for one in results if one.computed != one.printed] == []
    page = (root / "docs" / "soundness.md").read_text(encoding="utf-8")
    assert [kpi for kpi in catalogue() if f"| {kpi} |" not in page] == [], "run scripts/soundness.py"
    assert [one.what for one in results if f"| {one.printed} | {one.computed} |" not in page] == []


def _generator(root: Path) -> Any:
    spec = importlib.util.spec_from_file_location("soundness_page", root / "scripts" / "soundness.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_figure_stands_with_the_case_that_is_there_now(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first part of the page is what the script makes of the catalogue and the cases."""
    script = _generator(root)
    monkeypatch.setattr(script, "published", list)
    made, _ = script.text().split("## Published results")
    page = (root / "docs" / "soundness.md").read_text(encoding="utf-8")
    assert page.startswith(made), "run scripts/soundness.py"
    assert "\n".join(script.calibration()) in page, "run scripts/soundness.py"
    quoted = [part for line in made.splitlines() for part in line.split("`")[1::2]]
    files = [part for part in quoted if part.startswith("tests/")]
    assert len(files) >= len(catalogue()) - 1
    assert [path for path in files if not (root / path).is_file()] == []
