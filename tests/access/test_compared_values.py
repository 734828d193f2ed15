"""What is compared with changes no number of the selection itself: lists are told by one question."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics import Scope, open_register
from cxc_metrics.access import EU_AVERAGE, OTHER_WAVE, YEAR_BEFORE, Question, Reader
from cxc_metrics.disclosure import INTERNAL, PUBLIC, Cell, Viewer, partnership_viewer

FIGURES = ("O01", "O04", "O06")
# The last two may be told at all to the internal viewer alone: their side is left out, and nothing else.
COMPARED = (YEAR_BEFORE, EU_AVERAGE, OTHER_WAVE, Scope(host_country=("FR",)), Scope(host_sector=(9,)))
SELECTIONS = (Scope(), Scope(period="2022"), Scope(period="2023", status="validated"))


def _numbers(reader: Reader, question: Question) -> dict[tuple[str, str], Cell | str]:
    """By figure and country; by figure alone why there is none."""
    figures = reader.measure_all([question])[0]
    codes = figures.frame()[question.by[0]]
    untold: dict[tuple[str, str], Cell | str] = {
        (kpi, ""): why for kpi, why in figures.not_measurable.items()
    }
    return untold | {
        (figure.kpi.id, str(code)): cell
        for figure in figures
        for code, cell in zip(codes, figure.cells, strict=True)
        if not pd.isna(code) and cell.value
    }


@pytest.mark.parametrize("viewer", [INTERNAL, PUBLIC, partnership_viewer(["W2-06"])], ids=str)
def test_a_comparison_leaves_the_numbers_as_they_are(sample_register: Path, viewer: Viewer) -> None:
    told = 0
    with open_register(str(sample_register)).reader(viewer=viewer) as reader:
        for scope in SELECTIONS:
            alone = _numbers(reader, Question(FIGURES, ("visitor_country",), scope))
            told += len(alone)
            for other in COMPARED:
                beside = Question(FIGURES, ("visitor_country",), scope, other)
                assert _numbers(reader, beside) == alone, (scope, other)
    assert told > 60
