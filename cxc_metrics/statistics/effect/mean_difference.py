"""A difference of two means with what belongs to it; `within` estimates it between partnerships."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxc_metrics.statistics.survey.intervals import LEVEL

POWER = 0.8


@dataclass(frozen=True)
class Difference:
    """Participants' mean minus comparison mean, with standard error and 95 % interval.

    `detectable` is the smallest true difference that would have been found with a power of 80 %.
    `clusters` is 0 where rows are taken as independent.
    """

    estimate: float
    se: float
    df: float
    low: float
    high: float
    p_value: float
    detectable: float
    method: str
    clusters: int = 0


def with_t(estimate: float, variance: float, df: float, method: str, clusters: int = 0) -> Difference:
    """A difference with the interval of Student's t."""
    from scipy.stats import t as student

    se = float(np.sqrt(variance))
    half = float(student.isf((1 - LEVEL) / 2, df)) * se
    detectable = half + float(student.ppf(POWER, df)) * se
    p = 2 * float(student.sf(abs(estimate) / se, df))
    return Difference(estimate, se, df, estimate - half, estimate + half, p, detectable, method, clusters)
