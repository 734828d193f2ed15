"""What visitors chose in the past, as choice sets; the weights that speak of it.

A choice is a validated match that the scheme brought about (no prior agreement), on the day it was started.
Open to the visitor were the hosts accepted by then, of a partnership whose grant ran, in another country, of
a type that may host. Nothing that became known later decides a choice set or a feature in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.matching.choice_model import ChoiceFit, drawn_alternatives, fit_choices
from cxc_metrics.statistics.matching.features import FEATURES, feature_table
from cxc_metrics.statistics.matching.pools import Bools, Floats, Hosts, Ints, Pairs, Visitors

from .matching_sides import Numbering, host_side, visitor_side
from .register_rows import RegisterRows, day_number

# A corridor with fewer visits is what the scheme wants filled, not what visitors choose: no past says it.
POLICY: Final = ("corridor",)
FITTED: Final = tuple(name for name in FEATURES if name not in POLICY)
SEED: Final = 2024
# More choices than these are no better known, and take longer: as many are drawn.
MOST_CHOICES: Final = 5_000
_BLOCK: Final = 500


@dataclass(frozen=True, eq=False)
class ChoiceSets:
    """Past choices: `visitors`, one each, and all `hosts` ever accepted; `chosen` is the host's place, `day`
    that of the choice. `host_places` are the hosts' registrations. `unknown_hosts` choices were left out
    because the host had not been accepted by then, as far as is recorded.
    """

    rows: RegisterRows
    visitors: Visitors
    hosts: Hosts
    host_places: Ints
    chosen: Ints
    day: Floats
    made: Floats
    unknown_hosts: int

    def __len__(self) -> int:
        return len(self.chosen)

    def take(self, places: Ints) -> ChoiceSets:
        """The choices at these places."""
        return ChoiceSets(
            self.rows, self.visitors.take(places), self.hosts, self.host_places, self.chosen[places],
            self.day[places], self.made[places], self.unknown_hosts,
        )  # fmt: skip

    def open_to(self, places: Ints) -> Bools:
        """Choices at these places by hosts: who was open on the day of the choice."""
        own = self.rows.registrations.iloc[self.host_places]
        day = self.day[places][:, None]
        open_then = own["decided"].to_numpy()[None, :] <= day
        open_then &= ~(own["runs_from"].to_numpy()[None, :] > day)
        open_then &= ~(own["runs_until"].to_numpy()[None, :] < day)
        open_then &= self.hosts.eligible[None, :]
        open_then &= self.visitors.country[places][:, None] != self.hosts.country[None, :]
        open_then[np.arange(len(places)), self.chosen[places]] = True
        return open_then

    def pairs(self, places: Ints, columns: Ints) -> Pairs:
        """Choices at these places with hosts; visits hosted are those that had begun before each choice."""
        hosted = self.rows.visits_before(self.host_places[columns], self.day[places][:, None])
        corridors = np.zeros((self.visitors.wished_countries.shape[1],) * 2, np.bool_)
        return Pairs(self.visitors, self.hosts, places[:, None], columns, corridors, hosted)


@dataclass(frozen=True, eq=False)
class FittedWeights:
    """Default weights by feature, and the fit they come from; without one all weigh 1, and `reason` says why.

    `choices` past matches are there to be fitted, of which at most 5 000 are drawn. `until` is the day after
    which none was used.
    """

    weights: dict[str, float]
    fit: ChoiceFit | None
    choices: int
    until: date
    reason: str = ""


def past_choices(rows: RegisterRows) -> ChoiceSets:
    """All past choices in the order they were started."""
    registrations, matches = rows.registrations, rows.matches
    decided = registrations["decided"].to_numpy()
    may_be_host = rows.of_role("HO") & registrations["once_accepted"].to_numpy() & ~np.isnan(decided)
    host_places = np.flatnonzero(may_be_host & registrations["country"].notna().to_numpy())
    used = matches[(matches["origin"] != "prior_agreement") & matches["made"].notna()]
    used = used[used["began"] <= rows.today].sort_values(["began", "visitor", "host"], kind="stable")
    entry = np.full(len(registrations), -1, np.int64)
    entry[host_places] = np.arange(len(host_places))
    chosen = entry[used["host"].to_numpy(dtype=np.int64)]
    began = used["began"].to_numpy(dtype=np.float64)
    accepted_on = np.where(chosen >= 0, decided[used["host"].to_numpy(dtype=np.int64)], np.nan)
    there = accepted_on <= began
    places = used["visitor"].to_numpy(dtype=np.int64)[there]
    numbering = Numbering.of(rows)
    first, last = (registrations[name].to_numpy() for name in ("available_from", "available_to"))
    nowhere = np.zeros(len(places), np.bool_)
    one_place = np.ones(len(host_places), np.int64)
    return ChoiceSets(
        rows=rows,
        visitors=visitor_side(rows, places, numbering, first[places], last[places], nowhere),
        hosts=host_side(rows, host_places, numbering, first[host_places], last[host_places], one_place),
        host_places=host_places,
        chosen=chosen[there],
        day=began[there],
        made=used["made"].to_numpy(dtype=np.float64)[there],
        unknown_hosts=int((~there).sum()),
    )


def fitted_weights(choices: ChoiceSets, until: date) -> FittedWeights:
    """Weights of the choices whose match was made on or before a day, by conditional logit."""
    places = np.flatnonzero(choices.made <= day_number(until))
    generator = np.random.default_rng(SEED)
    drawn = np.sort(generator.permutation(places)[:MOST_CHOICES])
    try:
        fit = _fit(choices, drawn, generator)
    except NotEstimable as error:
        return FittedWeights(dict.fromkeys(FITTED, 1.0) | _policy(), None, len(places), until, error.reason)
    return FittedWeights(fit.as_weights() | _policy(), fit, len(places), until)


def _policy() -> dict[str, float]:
    return dict.fromkeys(POLICY, 0.0)


def _fit(choices: ChoiceSets, places: Ints, generator: np.random.Generator) -> ChoiceFit:
    if not len(places) or not len(choices.hosts):
        raise NotEstimable("no past match was brought about by the scheme, so nothing can be learnt from any")
    tables, there = [], []
    for start in range(0, len(places), _BLOCK):
        block = places[start : start + _BLOCK]
        columns, present = drawn_alternatives(choices.open_to(block), choices.chosen[block], generator)
        tables.append(feature_table(choices.pairs(block, columns), FITTED))
        there.append(present)
    return fit_choices(np.concatenate(tables), np.concatenate(there), FITTED, choices.chosen[places])
