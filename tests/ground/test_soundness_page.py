"""docs/soundness.md is generated, complete, and agrees with what is printed elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.kpis import catalogue
from tests.published import published

# pyfixest 0.60 still calls pandas with inplace=True; pandas hides that notice outside of tests.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword:pandas.errors.Pandas4Warning")


def test_the_page_names_every_figure_and_every_published_result_with_its_agreement(root: Path) -> None:
    results = published()
    assert [one for one in results if one.computed != one.printed] == []
    page = (root / "docs" / "soundness.md").read_text(encoding="utf-8")
    assert [kpi for kpi in catalogue() if f"| {kpi} |" not in page] == [], "run scripts/soundness.py"
    assert [one.what for one in results if f"| {one.printed} | {one.computed} |" not in page] == []
