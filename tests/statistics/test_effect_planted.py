"""Twenty registers a scenario with a planted truth."""

from __future__ import annotations

import numpy as np
import pytest

from tests.planted import SCENARIOS, Scenario, found

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name.replace(" ", "_"))
def test_the_planted_truth_is_found_and_missed_where_it_must_be(scenario: Scenario) -> None:
    """Of twenty intervals at 95 % four or more miss once in sixty times; the mean is off by chance alone."""
    read = [one for number in range(20) for one in found(scenario, 200, number, planted=(True,))]
    told = [one for one in read if not one.refused]
    assert len(told) >= 18
    off = np.array([one.estimate - one.truth for one in told])
    holds = sum(one.holds for one in told) / len(told)
    if scenario.recovers:
        assert holds >= 0.8
        assert abs(off.mean()) < 4 * off.std() / np.sqrt(len(off))
    else:
        assert holds < 0.8
        assert off.mean() > 0.5
