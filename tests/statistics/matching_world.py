"""Visitors and hosts drawn at random, and choices that follow weights: for tests, simulations, benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from cxc_metrics.statistics.matching.choice_model import ChoiceFit, drawn_alternatives, fit_choices
from cxc_metrics.statistics.matching.features import feature_table, utilities
from cxc_metrics.statistics.matching.pools import (
    EARLIEST,
    LATEST,
    Bools,
    Hosts,
    Ints,
    Pairs,
    Visitors,
    set_bits,
)

COUNTRIES: Final = 30
ECOSYSTEMS: Final = 14
FIRST_DAY: Final = 19_874  # 31 May 2024


def _side(generator: np.random.Generator, size: int, countries: int, ecosystems: int) -> dict[str, Any]:
    stated = generator.random(size) < 0.7
    first = FIRST_DAY + generator.integers(-60, 120, size)

    def some(choices: int, share: float) -> Ints:
        return set_bits(generator.random((size, choices)) < share)

    return {
        "country": generator.integers(-1, countries, size),
        "ecosystem": generator.integers(-1, ecosystems, size),
        "partnership": generator.integers(-1, 15, size),
        "first_day": np.where(stated, first, EARLIEST),
        "last_day": np.where(stated, first + generator.integers(0, 150, size), LATEST),
        "languages": some(3, 0.4),
        "activities": some(5, 0.2),
        "skills": some(70, 0.01),
        "eligible": generator.random(size) < 0.95,
    }


def pools(
    generator: np.random.Generator,
    visitors: int,
    hosts: int,
    *,
    countries: int = COUNTRIES,
    ecosystems: int = ECOSYSTEMS,
    extra: float = 1.0,
) -> tuple[Visitors, Hosts, Bools]:
    """Visitors, hosts with a mean of 1 + `extra` places, and corridors of which a tenth has fewer visits."""
    fewer = generator.random((countries, countries)) < 0.1
    return (
        Visitors(
            **_side(generator, visitors, countries, ecosystems),
            wished_countries=generator.random((visitors, countries)) < 0.05,
            wished_ecosystems=generator.random((visitors, ecosystems)) < 0.1,
            visit_used=generator.random(visitors) < 0.1,
        ),
        Hosts(
            **_side(generator, hosts, countries, ecosystems),
            free=1 + generator.poisson(extra, hosts),
            hosted=np.floor(generator.pareto(1.1, hosts)).astype(np.int64),
        ),
        fewer,
    )


def chosen_hosts(
    generator: np.random.Generator,
    visitors: Visitors,
    hosts: Hosts,
    open_to: Bools,
    weights: Mapping[str, float],
) -> Ints:
    """What each visitor takes among the hosts open to it, likelier the more speaks for it (Gumbel draws)."""
    rows, columns = np.arange(len(visitors))[:, None], np.arange(len(hosts))[None, :]
    nothing = np.zeros((COUNTRIES, COUNTRIES), np.bool_)
    liked = utilities(Pairs(visitors, hosts, rows, columns, nothing), weights) + generator.gumbel(
        size=open_to.shape
    )
    return np.where(open_to, liked, -np.inf).argmax(axis=1)


def fitted_again(
    generator: np.random.Generator, weights: Mapping[str, float], *, visitors: int, hosts: int
) -> ChoiceFit:
    """Weights fitted on choices that were drawn by these weights, each visitor with its own open hosts."""
    guests, houses, fewer = pools(generator, visitors, hosts)
    open_to = (guests.country[:, None] != houses.country[None, :]) & (
        generator.random((visitors, hosts)) < 0.8
    )
    chosen = chosen_hosts(generator, guests, houses, open_to, weights)
    places, present = drawn_alternatives(open_to, chosen, generator)
    names = tuple(weights)
    table = feature_table(Pairs(guests, houses, np.arange(visitors)[:, None], places, fewer), names)
    return fit_choices(table, present, names, np.arange(visitors))
