"""How well a ranking finds what was chosen: places, the share in the first ten, the mean reciprocal rank.

Equal scores are in any order: what is told of them is the expectation over all orders, so no draw decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from .pools import Bools, Floats, Ints

TOP: Final = 10
RESAMPLED: Final = 2_000


@dataclass(frozen=True, eq=False)
class Ranked:
    """By choice: the chance of a place in the first ten, and the reciprocal of the place (expectations)."""

    in_top: Floats
    reciprocal: Floats

    def __len__(self) -> int:
        return len(self.in_top)


def ranked(scores: Floats, open_to: Bools, chosen: Ints, top: int = TOP) -> Ranked:
    """Where each chosen host stands among the hosts that were open to its visitor.

    `scores` and `open_to` are choices by hosts; the chosen host counts as open.
    """
    rows = np.arange(len(chosen))
    own = scores[rows, chosen][:, None]
    others = open_to.copy()
    others[rows, chosen] = False
    above = (others & (scores > own)).sum(axis=1)
    equal = (others & (scores == own)).sum(axis=1)
    within = np.clip((top - above) / (equal + 1), 0, 1)
    harmonic = np.concatenate([[0.0], np.cumsum(1 / np.arange(1, scores.shape[1] + 1))])
    reciprocal = (harmonic[above + equal + 1] - harmonic[above]) / (equal + 1)
    return Ranked(within, reciprocal)


def resampled_means(
    values: Floats, cluster: Ints, generator: np.random.Generator, times: int = RESAMPLED
) -> tuple[float, float]:
    """The central 95 % of means where whole clusters are drawn again, with as many as there are."""
    place = np.unique(cluster, return_inverse=True)[1]
    sums, sizes = np.bincount(place, values), np.bincount(place)
    draws = generator.integers(0, len(sums), (times, len(sums)))
    means = sums[draws].sum(axis=1) / sizes[draws].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)
