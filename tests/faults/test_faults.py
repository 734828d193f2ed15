"""The first of the faulty deliveries that `make faults` tries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cxc_metrics.intake.worker.pool import Workers
from tests.faults.deliveries import FORMS
from tests.faults.drawn import Faulty, draw
from tests.faults.trial import FAULT, READ, attempt

SHORT = 12
pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")  # which is the fault


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers()
    yield made
    made.close()


def test_every_form_is_read_as_long_as_nothing_is_wrong_with_it(workers: Workers) -> None:
    for form, made in FORMS.items():
        outcome = attempt(Faulty(0, form, "none", made()), workers)
        assert outcome.outcome == READ, outcome


def test_faults_are_told_and_nothing_breaks_down(workers: Workers) -> None:
    outcomes = [attempt(draw(seed), workers) for seed in range(SHORT)]
    assert [one for one in outcomes if one.outcome == FAULT] == []
    assert 0 < sum(one.outcome == READ for one in outcomes) < SHORT, "some are bearable, some are not"


def test_the_same_number_draws_the_same_bytes() -> None:
    for seed in range(12):
        assert draw(seed) == draw(seed)
    assert draw(1).files != draw(7).files
