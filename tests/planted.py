"""Registers in which the truth is planted: does the difference from the comparison group find it?

Each draw is a small world of visitors accepted over three years in partnerships, with a match that comes at a
pace depending on what the scenario says, a baseline, and the questions a scheme would put: 18 months after a
visit, and to whoever has not travelled 668 days after acceptance, decided by what is known that day. Six in
ten answer. The tables go straight into `risk_sets`; the effect of a visit is known because it was added.

What is drawn follows definitions 6: travel depends on covariates and on the partnership, whose members'
changes share a part (intra-cluster correlation 0.1); it depends on the baseline too, to which the level
returns; levels grow with the years and swing with the calendar; partnerships that place more grow more; and,
where it must fail, travel depends on prospects that nobody recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from cxc_metrics.sample.draw import Dice
from cxc_metrics.sample.organisations import economy
from cxc_metrics.sample.truth import exports
from cxc_metrics.sample.world import build
from cxc_metrics.statistics.effect.estimate import difference_from_comparison
from cxc_metrics.statistics.effect.risk_set import risk_sets
from cxc_metrics.statistics.errors import NotEstimable

COVARIATES = ("country_group", "sector", "type", "size", "exported_before")
EFFECT = 2.0
NOISE = 5.0
ICC = 0.1
FIRST = np.datetime64("2021-01-01", "D")
ACCEPTED_WITHIN = 1100
ANSWERS = 0.6
WAITING_ASKED = 668
EIGHTEEN_MONTHS = 548
TYPICAL_SEARCH = 170.0
# Visitors accepted for one participant with both answers in the estimate, about.
ACCEPTED_FOR_ONE = 2.9
SIZES = {200: 20, 2000: 45}


@dataclass(frozen=True)
class Scenario:
    """What travel and growth depend on; `recovers` is false where no method can find the truth."""

    name: str
    on_baseline: bool = False
    on_calendar: bool = False
    placing_grows: bool = False
    prospects: bool = False

    @property
    def recovers(self) -> bool:
        """Whether the interval should hold the truth in 95 of 100 registers."""
        return not self.prospects


SCENARIOS = (
    Scenario("travel depends on covariates and partnership"),
    Scenario("also on the baseline", on_baseline=True),
    Scenario("growth per year and a calendar swing", on_calendar=True),
    Scenario("baseline, growth and swing", on_baseline=True, on_calendar=True),
    Scenario("partnerships that place more grow more", placing_grows=True),
    Scenario("travel depends on unmeasured prospects", prospects=True),
)

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class World:
    """Everybody accepted: traits, partnership, days as numbers since `FIRST`, level, course; `gain`: what a
    visit adds: more for exporters, and not the same for any two.
    """

    traits: pd.DataFrame
    partnership: np.ndarray[Any, np.dtype[np.int64]]
    accepted: Floats
    matched: Floats
    started: Floats
    level: Floats
    growth: Floats
    noise: Floats
    gain: Floats


@dataclass(frozen=True)
class Found:
    """What is read in one register with its effect (`planted`) or without: numbers, or why it was refused."""

    planted: bool
    truth: float
    estimate: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    participants: int = 0
    refused: str = ""

    @property
    def holds(self) -> bool:
        """Whether the interval holds the mean effect on the participants who are compared."""
        return self.low <= self.truth <= self.high


def found(
    scenario: Scenario, participants: int, number: int, *, planted: tuple[bool, ...] = (True, False)
) -> list[Found]:
    """The difference in the register of that number, run with the effect of its visits and without.

    A visit's effect is in nothing but what participants tell 18 months after it.
    """
    world, random = _world(scenario, participants, number)
    people = _people(world).assign(gain=world.gain)
    read = []
    try:
        sets = risk_sets(people, _questions(scenario, world, random))
        for one in planted:
            truth = float(sets.participants["gain"].mean()) if one else 0.0
            ours = sets.participants.assign(
                after=sets.participants["after"] + one * sets.participants["gain"]
            )
            effect = difference_from_comparison(ours, sets.comparison, COVARIATES)
            d = effect.difference
            read.append(Found(one, truth, d.estimate, d.low, d.high, effect.participants))
    except NotEstimable as error:
        return [Found(one, float("nan"), refused=error.reason) for one in planted]
    return read


def _world(scenario: Scenario, participants: int, number: int) -> tuple[World, np.random.Generator]:
    seed = np.random.SeedSequence([crc32(scenario.name.encode()), participants, number])
    random = np.random.default_rng(seed)
    size, groups = round(participants * ACCEPTED_FOR_ONE), SIZES[participants]
    partnership = random.choice(groups, size, p=random.dirichlet(np.full(groups, 4.0)))
    traits, core, large = _traits(random, size)
    exports = traits["exported_before"].to_numpy()
    level = 15.0 + 8.0 * exports + 2.0 * large + random.normal(0, 8.0, size)
    own = random.normal(0, 1, groups)
    shared = NOISE * np.sqrt(ICC / (1 - ICC))
    course = own if scenario.placing_grows else random.normal(0, 1, groups)
    growth = 1.0 + 1.2 * exports + 0.8 * core - 0.6 * large + shared * course[partnership]
    pace = 0.4 * exports + 0.3 * core - 0.15 * large + 0.5 * own[partnership]
    if scenario.on_baseline:
        growth = growth - 0.15 * (level - level.mean())
        pace = pace + 0.04 * (level - level.mean())
    if scenario.prospects:
        hidden = random.normal(0, 1, size)
        growth, pace = growth + 2.0 * hidden, pace + 0.6 * hidden
    days = _dates(random, pace)
    noise = random.normal(0, NOISE, size)
    gain = EFFECT * (0.6 + 0.7 * exports) + random.normal(0, 1.0, size)
    return World(traits, partnership, *days, level, growth, noise, gain), random


def _traits(random: np.random.Generator, size: int) -> tuple[pd.DataFrame, Floats, Floats]:
    """What the groups are made alike on; who is of the core group, and the size as a number."""
    group = random.choice(3, size, p=[0.5, 0.35, 0.15])
    sector = random.choice(4, size)
    kind = (random.random(size) < 0.85).astype(int)
    large = random.choice(3, size, p=[0.5, 0.3, 0.2])
    named = {"country_group": group, "sector": sector, "type": kind, "size": large}
    traits = pd.DataFrame({name: _named(name, values) for name, values in named.items()})
    traits = traits.assign(exported_before=random.random(size) < 0.55)
    return traits, (group == 0).astype(np.float64), large.astype(np.float64)


def _dates(random: np.random.Generator, pace: Floats) -> tuple[Floats, Floats, Floats]:
    """Days of acceptance, of the match and of the first day; one in three gives up before a match."""
    size = len(pace)
    accepted = np.floor(random.random(size) * ACCEPTED_WITHIN)
    search = random.exponential(TYPICAL_SEARCH, size) / np.exp(pace - pace.mean())
    matched = np.where(search < random.exponential(500.0, size), accepted + np.ceil(search), np.inf)
    return accepted, matched, matched + np.ceil(np.exp(random.normal(np.log(45), 0.4, size)))


def _named(name: str, values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.array([f"{name} {code}" for code in range(4)])[values]


def _people(world: World) -> pd.DataFrame:
    unit = np.arange(len(world.accepted))
    return world.traits.assign(
        unit=unit,
        partnership=np.char.add("P", world.partnership.astype(str)),
        accepted_on=_days(world.accepted),
        matched_on=_days(world.matched),
        left_on=pd.NaT,
        started_on=_days(world.started),
        visited_on=_days(world.started),
        called_off_on=pd.NaT,
        may_wait=True,
    )


def _questions(scenario: Scenario, world: World, random: np.random.Generator) -> pd.DataFrame:
    """Baseline at acceptance; 18 months after a visit; 668 days after acceptance if there was none."""
    size = len(world.accepted)
    went = np.isfinite(world.started)
    lags = np.minimum(np.ceil(np.exp(random.normal(np.log(11), 0.8, (2, size)))), 75.0)
    told = random.random((2, size)) < ANSWERS
    baseline = world.accepted - random.integers(3, 20, size)
    because = np.where(went, world.started, 0.0) + EIGHTEEN_MONTHS + 4 + lags[0]
    waiting = world.accepted + WAITING_ASKED
    asked = world.started > waiting
    rounds = [
        (baseline, np.full(size, True), "T0", True),
        (because, went & told[0], "T3", False),
        (waiting + lags[1], asked & told[1], "T3", True),
    ]
    parts = []
    for day, answers, name, waits in rounds:
        value = world.level + (0.0 if name == "T0" else _course(scenario, world, baseline, day))
        if scenario.on_calendar:
            value = value + 1.5 * np.sin(2 * np.pi * day / 365.25)
        where = np.flatnonzero(answers)
        parts.append(
            pd.DataFrame(
                {
                    "unit": where,
                    "survey_round": name,
                    "waiting": waits,
                    "answered_on": _days(day[where]),
                    "key": where + size * len(parts),
                    "value": value[where],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _course(scenario: Scenario, world: World, since: Floats, day: Floats) -> Floats:
    """What is added to the level between the baseline and that day."""
    years = (day - since) / 365.25 / 1.9 if scenario.on_calendar else np.ones_like(day)
    course: Floats = world.growth * years + world.noise
    return course


def _days(numbers: Floats) -> pd.Series:
    known = np.isfinite(numbers)
    days = FIRST + np.where(known, numbers, 0).astype("timedelta64[D]")
    return pd.Series(np.where(known, days, np.datetime64("NaT", "D")).astype("datetime64[us]"))


def sample_truth(exchanges: int, seed: int) -> float:
    """What a visit added in the synthetic register, run with it and without: SMEs with a held visit."""
    world = build(exchanges, seed, 3, lambda _step: None)
    travelled = np.zeros(len(world.actors), np.bool_)
    travelled[world.visitor_org] = True
    own = exports(Dice(seed, "exports"), world, economy(Dice(seed, "economy"), world.actors, travelled))
    went = np.unique(world.vo_registration[world.visits.held])
    went = went[world.actors.is_sme[world.registrations.organisation[went]]]
    return float((own.travelled.share - own.stayed.share)[went].mean())
