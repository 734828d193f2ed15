"""Statements over keyed facts are neutral: a second dialect gives the same protected figures."""

from __future__ import annotations

from typing import Any, cast

import pandas as pd

from cxc_metrics.catalogue import catalogue
from cxc_metrics.disclosure import PUBLIC
from cxc_metrics.disclosure.viewer_guard import ViewerGuard
from cxc_metrics.measuring import Question, measure_all
from cxc_metrics.measuring.keyed import AMOUNTS, keyed_way
from cxc_metrics.measuring.keyed_amounts import contributors_sql
from cxc_metrics.measuring.plan import Step, steps
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.engine.plain_dialect import PlainDialect, SpokenTo
from tests.engine.test_dialects import OWN_WORDS

KPIS = (
    "O01", "O02", "O02s", "O08m", "O08h", "O09", "O04", "I01", "F01a", "R07a", "R07al", "R04", "O06u", "Q03",
)  # fmt: skip


def test_protected_figures_are_the_same_in_a_second_dialect(sample: DataVersion) -> None:
    plain = PlainDialect()
    guard, other = ViewerGuard(sample, PUBLIC), ViewerGuard(sample, PUBLIC)
    other.version = cast("DataVersion", SpokenTo(guard.version, plain))
    questions = [
        Question(KPIS, ("visitor_country",), Scope(status="validated"), None, True),
        Question(KPIS, (), Scope(period="2021-03-01..2023-02-28")),
    ]
    ours = measure_all(sample, questions, guard)
    theirs = measure_all(cast("Any", SpokenTo(sample, plain)), questions, other)
    for one, two in zip(ours, theirs, strict=True):
        pd.testing.assert_frame_equal(one.table, two.table)
        assert one.is_protected
    kpis = [catalogue()[name] for name in KPIS]
    asked = steps(kpis, ("year",), Scope(), other.version, totals=True, keyed=True)
    assert [step.statement.sql for step in asked if OWN_WORDS.search(step.statement.sql)] == []
    again = [contributors_sql(step.population, step.kpis, ["year"]) for step in asked if _is_of_sums(step)]
    assert len(again) > 1
    assert [sql for sql in again if OWN_WORDS.search(sql)] == []


def _is_of_sums(step: Step) -> bool:
    return keyed_way(step.kpis[0]) == AMOUNTS
