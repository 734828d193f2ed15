"""How well the ranking foretells: trained on matches made up to a day, tried on those started after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from cxc_metrics.errors import NotMeasurable
from cxc_metrics.statistics.matching.features import feature, utilities
from cxc_metrics.statistics.matching.pools import Floats, Ints, Pairs
from cxc_metrics.statistics.matching.ranking import Ranked, ranked, resampled_means

from .past_choices import MOST_CHOICES, SEED, ChoiceSets, FittedWeights, fitted_weights, past_choices
from .register_rows import RegisterRows, day_number, day_of

FEWEST: Final = 30
# Where no day is given, this share of the matches is tried and the rest trained on.
TRIED_SHARE: Final = 0.25
RANKING: Final = "ranking"
_BLOCK: Final = 250
MEASURES: Final = ("in_top", "reciprocal")


@dataclass(frozen=True, eq=False)
class EvaluatedRanking:
    """The ranking beside baselines on matches that it did not see.

    `table` has a row per way (ranking, chance, popularity, same_ecosystem): way, in_top (share of the chosen
    hosts among the first ten), reciprocal (mean reciprocal rank), each with _low and _high (95 %, hosts drawn
    again), and of the baselines in_top_better and reciprocal_better: how much better the ranking is, with
    _low and _high. `matches` were tried, `open_hosts` were open to each on average; `weights` are those
    trained up to `cut_off`.
    """

    table: pd.DataFrame
    cut_off: date
    matches: int
    hosts: int
    open_hosts: float
    weights: FittedWeights

    def not_better(self) -> list[tuple[str, str]]:
        """Baselines and measures in which the ranking is not shown to be better."""
        rows = self.table[self.table["way"] != RANKING].to_dict("records")
        return [
            (str(row["way"]), measure)
            for measure in MEASURES
            for row in rows
            if not row[f"{measure}_better_low"] > 0
        ]


def evaluated_ranking(rows: RegisterRows, cut_off: date | None = None) -> EvaluatedRanking:
    """Trained on matches made on or before the cut-off day, tried on those started after it.

    By default the day before the last quarter of the matches was started. Each choice is among all hosts open
    on its day, with what was known then. NotMeasurable with fewer than thirty matches to try, or to train on.
    """
    choices = past_choices(rows)
    day = cut_off if cut_off is not None else _default_cut_off(choices)
    tried = np.flatnonzero(choices.day > day_number(day))
    if len(tried) < FEWEST:
        raise NotMeasurable(
            f"matches started after {day.isoformat()}: {len(tried)}, and {FEWEST} are needed to judge a "
            "ranking; choose an earlier day"
        )
    weights = fitted_weights(choices, day)
    if weights.fit is None:
        raise NotMeasurable(f"{weights.reason} (made by {day.isoformat()}); choose a later day")
    generator = np.random.default_rng(SEED)
    tried = np.sort(generator.permutation(tried)[:MOST_CHOICES])
    ways = {
        RANKING: lambda pairs: utilities(pairs, weights.weights).astype(np.float64),
        "chance": lambda pairs: np.zeros(pairs.shape),
        "popularity": lambda pairs: feature("hosted", pairs).astype(np.float64),
        "same_ecosystem": lambda pairs: feature("same_ecosystem", pairs).astype(np.float64),
    }
    places, sizes = _places(choices, tried, ways)
    return EvaluatedRanking(
        table=_table(places, choices.chosen[tried], generator),
        cut_off=day,
        matches=len(tried),
        hosts=len(np.unique(choices.chosen[tried])),
        open_hosts=float(sizes.mean()),
        weights=weights,
    )


def _default_cut_off(choices: ChoiceSets) -> date:
    if not len(choices):
        raise NotMeasurable("no past match was brought about by the scheme, so no ranking can be judged")
    return day_of(np.quantile(choices.day, 1 - TRIED_SHARE, method="lower"))


def _places(
    choices: ChoiceSets, tried: Ints, ways: dict[str, Callable[[Pairs], Floats]]
) -> tuple[dict[str, Ranked], Ints]:
    """Where the chosen hosts stand by each way, and how many hosts were open."""
    parts: dict[str, list[Ranked]] = {way: [] for way in ways}
    sizes = []
    columns = np.arange(len(choices.hosts))[None, :]
    for start in range(0, len(tried), _BLOCK):
        block = tried[start : start + _BLOCK]
        open_to, pairs = choices.open_to(block), choices.pairs(block, columns)
        sizes.append(open_to.sum(axis=1))
        for way, scored in ways.items():
            parts[way].append(ranked(scored(pairs), open_to, choices.chosen[block]))
    joined = {
        way: Ranked(*(np.concatenate([getattr(part, name) for part in of_way]) for name in MEASURES))
        for way, of_way in parts.items()
    }
    return joined, np.concatenate(sizes)


def _table(places: dict[str, Ranked], host: Ints, generator: np.random.Generator) -> pd.DataFrame:
    rows = []
    for way, place in places.items():
        row: dict[str, object] = {"way": way}
        for name in MEASURES:
            own, best = getattr(place, name), getattr(places[RANKING], name)
            low, high = resampled_means(own, host, generator)
            row |= {name: float(own.mean()), f"{name}_low": low, f"{name}_high": high}
            if way != RANKING:
                low, high = resampled_means(best - own, host, generator)
                difference = float((best - own).mean())
                row |= {f"{name}_better": difference, f"{name}_better_low": low, f"{name}_better_high": high}
        rows.append(row)
    return pd.DataFrame(rows)
