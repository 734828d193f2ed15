"""Corridors with fewer visits than modelled: which low flows are too low to be chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.gravity.model import GravityFit

from .flow_table import Floats

FALSE_DISCOVERY_RATE = 0.10
TESTED_FROM = 1.0  # modelled flow; below it no observed flow, not even none, can be surprisingly low


def fewer_than_modelled(fit: GravityFit, *, rate: float = FALSE_DISCOVERY_RATE) -> pd.DataFrame:
    """Test each pair with a modelled flow of at least 1 for a flow lower than modelled.

    Columns: origin, destination, observed, modelled, ratio, lower_tail, adjusted, fewer; sorted by
    lower_tail. lower_tail is P(flow ≤ observed) under the model, with variance = dispersion · mean
    (`lower_tail`); adjusted is Benjamini and Hochberg's, and `fewer` marks adjusted ≤ `rate`. Of the
    corridors so marked, at most `rate` are expected to be chance, if the variance grows in proportion
    to the mean. Raises `NotEstimable` where no pair is modelled at 1 or more.
    """
    tested = fit.pairs[fit.pairs["modelled"] >= TESTED_FROM]
    if tested.empty:
        raise NotEstimable(
            "No pair is modelled at one exchange or more, so none can be found to have too few."
        )
    probability = lower_tail(tested["observed"], tested["modelled"], fit.dispersion)
    adjusted = benjamini_hochberg(probability)
    columns = ["origin", "destination", "observed", "modelled", "ratio"]
    return (
        tested[columns]
        .assign(lower_tail=probability, adjusted=adjusted, fewer=adjusted <= rate)
        .sort_values(["lower_tail", "origin", "destination"], kind="stable")
        .reset_index(drop=True)
    )


def lower_tail(observed: ArrayLike, modelled: ArrayLike, dispersion: float) -> Floats:
    """P(W ≤ observed) for counts with mean `modelled` and variance dispersion · mean.

    The negative binomial with that variance (NB1 of Cameron and Trivedi, Regression Analysis of Count
    Data, 1998); Poisson where the dispersion is 1 or less, so that chance never counts as evidence.
    """
    w = np.asarray(observed, dtype=np.float64)
    mean = np.asarray(modelled, dtype=np.float64)
    if dispersion <= 1.0:
        return np.asarray(stats.poisson.cdf(w, mean), dtype=np.float64)
    return np.asarray(stats.nbinom.cdf(w, mean / (dispersion - 1.0), 1.0 / dispersion), dtype=np.float64)


def benjamini_hochberg(probabilities: ArrayLike) -> Floats:
    """Adjusted probabilities: those of at most r are kept at a false discovery rate r.

    Step-up procedure of Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995).
    """
    adjusted = stats.false_discovery_control(np.asarray(probabilities, dtype=np.float64), method="bh")
    return np.asarray(adjusted, dtype=np.float64)
