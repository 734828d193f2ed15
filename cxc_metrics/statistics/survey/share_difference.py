"""The interval of a difference of two shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .cluster import Floats
from .intervals import LEVEL


def newcombe(
    share: ArrayLike, n: ArrayLike, base_share: ArrayLike, base_n: ArrayLike
) -> tuple[Floats, Floats]:
    """Interval of `share - base_share`, elementwise; both n may be divided by their design effect.

    Newcombe's hybrid score interval (his method 10: Statistics in Medicine 17, 1998, 873-890), through
    statsmodels. NaN where a share or n is missing or n is 0.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    p, m, q, k = np.broadcast_arrays(
        *(np.asarray(a, dtype=np.float64) for a in (share, n, base_share, base_n))
    )
    measured = np.isfinite(p) & np.isfinite(q) & (m > 0) & (k > 0)
    low, high = np.full(p.shape, np.nan), np.full(p.shape, np.nan)
    p, m, q, k = p[measured], m[measured], q[measured], k[measured]
    low[measured], high[measured] = confint_proportions_2indep(
        p * m, m, q * k, k, method="newcomb", compare="diff", alpha=1 - LEVEL
    )
    # Rounding may carry an end past the largest difference there is.
    return np.clip(low, -1, 1), np.clip(high, -1, 1)
