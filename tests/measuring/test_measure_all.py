"""Several questions at once have the answers of each alone."""

from __future__ import annotations

import pytest
from pandas.testing import assert_frame_equal

from cxc_metrics.errors import UnknownName
from cxc_metrics.measuring import Question, measure, measure_all
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion

QUESTIONS = (
    Question(("O01", "O02", "R11", "A10"), scope=Scope(period="2022"), compare="year_before"),
    Question(("O01",), ("visitor_country", "host_country"), totals=True),
    Question(("O07", "R02"), ("year",), Scope(status="validated")),
    Question(("N02", "I03"), scope=Scope(host_country="EU27")),
)


def test_each_answer_is_the_one_it_has_alone(hand: DataVersion) -> None:
    together = measure_all(hand, QUESTIONS)
    for question, found in zip(QUESTIONS, together, strict=True):
        alone = measure(
            hand,
            question.kpis,
            by=question.by,
            scope=question.scope,
            compare=question.compare,
            totals=question.totals,
        )
        assert_frame_equal(found.table, alone.table)
        assert (found.scope, found.by, found.ids) == (alone.scope, alone.by, alone.ids)
        assert (found.statements, found.compare) == (alone.statements, alone.compare)
        assert found.not_measurable == alone.not_measurable


def test_nothing_asked_is_nothing_answered(hand: DataVersion) -> None:
    assert measure_all(hand, []) == []


def test_a_question_that_cannot_be_read_says_so_as_alone(hand: DataVersion) -> None:
    with pytest.raises(UnknownName, match="O99"):
        measure_all(hand, [QUESTIONS[0], Question(("O99",))])
