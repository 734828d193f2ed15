"""How different organisations are counted follows from what it takes, and changes no figure."""

from __future__ import annotations

import pandas as pd
import pytest

from cxc_metrics.catalogue import DistinctKeys, catalogue
from cxc_metrics.measuring import Question, distinct_ways, measure_all
from cxc_metrics.measuring.distinct_ways import UNITED_KEY, Way, way_of
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion

DIFFERENT = tuple(name for name, kpi in catalogue().items() if isinstance(kpi, DistinctKeys))
BESIDE = ("O01", "O04")
PERIOD = Scope(period="2021-03-01..2023-02-28")
QUESTIONS = (
    Question((*BESIDE, *DIFFERENT)),
    Question(DIFFERENT, (), Scope(status="validated", visitor_country=("ES", "FR"))),
    Question(("O01", "O02", "O02s", "O02f", "O04"), ("visitor_country",), Scope(), None, True),
    Question(
        ("O02", "O02s"),
        ("host_country", "visitor_sector"),
        Scope(period="2021-03-01..2023-02-28"),
        None,
        True,
    ),
    Question(("O01", "O02"), ("visitor_country", "mode", "wave"), Scope(), None, True),
    Question(("O02",), ("month",), Scope(), "other_wave"),
)


def test_the_way_follows_from_rows_groups_and_organisations() -> None:
    """organisations  dimensions  rows of the answer  rows of the fact  way
    2.5 million    1           40                  1 million         bits: 25 MB for each column
    124 million    0           1                   50 million        bits
    124 million    1           40                  50 million        united: 2.5 GB for both columns
    2.5 million    3           5 000               1 million         lists
    124 million    3           5 000               50 million        united
    """
    million = 1_000_000
    for highest, dimensions, rows, fact_rows, way in (
        (2.5, 1, 40, 1, Way.BITS),
        (124, 0, 1, 50, Way.BITS),
        (124, 1, 40, 50, Way.UNITED),
        (2.5, 3, 5_000, 1, Way.LISTS),
        (124, 3, 5_000, 50, Way.UNITED),
    ):
        assert way is way_of(
            2,
            highest=int(highest * million),
            answer_rows=rows,
            fact_rows=fact_rows * million,
            groupings=2**dimensions,
            dimensions=dimensions,
        ), (highest, dimensions)


def test_keys_united_count_the_same(sample: DataVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = measure_all(sample, QUESTIONS)
    monkeypatch.setattr(distinct_ways, "_FEW", 0)
    monkeypatch.setattr(distinct_ways, "BUDGET", 0)
    united = measure_all(sample, QUESTIONS)
    for before, after in zip(usual, united, strict=True):
        pd.testing.assert_frame_equal(before.table, after.table)
        assert not any(UNITED_KEY in statement.sql for statement in before.statements)
        assert any(UNITED_KEY in statement.sql for statement in after.statements)
    # Each stands alone, the others share theirs.
    assert sum(UNITED_KEY in statement.sql for statement in united[2].statements) == 3
    assert any("O01" in statement.sql and "O04" in statement.sql for statement in united[2].statements)
