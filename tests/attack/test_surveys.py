"""The attacker goes for hidden answers of surveys: by totals, beside the numbers, by rows and by files."""

from __future__ import annotations

import pytest

from cxc_metrics.store import DataVersion
from tests.attack.surveys import attacked, survey_figures
from tests.conftest import THOROUGH

DIMENSIONS = (
    "wave",
    "partnership",
    "visitor_country",
    "host_country",
    "mode",
    "visitor_sector",
    "side",
    "year",
)
SHORT = ("R02", "R06p", "R07a")


def test_no_totals_determine_a_hidden_number(sample: DataVersion, capsys: pytest.CaptureFixture[str]) -> None:
    """By linear programming, for every table of two of the dimensions (in short: three figures by five)."""
    figures = [kpi for kpi in survey_figures() if THOROUGH or kpi.id in SHORT]
    few = 0
    for kpi in figures:
        if kpi.id == "R01":
            continue  # its n are all who were asked; see below
        reached = attacked(sample, kpi, DIMENSIONS if THOROUGH else DIMENSIONS[:4])
        assert reached.breaches == []
        few += reached.few
        with capsys.disabled():
            print(
                f"| {kpi.id} | {reached.tables} | {reached.cells:,} | {reached.few:,} | {reached.hidden:,} | 0 |"
            )
    assert few > 100, "there is something to hide"
