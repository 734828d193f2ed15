"""What registrations look for and offer, drawn so that who met whom agrees with it.

Hosts are chosen elsewhere (`hosting`), and every figure of the sample rests on that choice; so it is the
wishes that follow it. A visitor's wishes are drawn as anybody's, and drawn again with probability
1 - exp(-weight) as long as they do not agree with the host it was matched to. By Bayes that is a choice
among hosts by a conditional logit with these weights (`truth.PREFERENCES`), beside whatever else led there,
as long as no host agrees with many more visitors than another: so hosts name the same number of activities,
and all of them receive in English and the languages of their country (decision 141).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from cxc_metrics.contract.codes import ACTIVITY, PREFERENCE_KIND

from .actors import KINDS
from .draw import NOBODY, Bools, Dice, Floats, Ints
from .frames import Columns, ids, named
from .places import atlas
from .scheme import ECOSYSTEMS
from .truth import PREFERENCES
from .world import World

# Countries that a registration wishes for on average.
COUNTRIES_WISHED: Final = 1.4
OWN_ECOSYSTEM: Final = 0.62
OTHER_ECOSYSTEM: Final = 0.05
# Shares of visitors that can be received in a language.
SPOKEN_ABROAD: Final = {"en": 0.55, "de": 0.13, "fr": 0.13, "es": 0.11, "it": 0.1, "nl": 0.07, "pl": 0.07}
OTHER_LANGUAGE: Final = 0.03
ACTIVITIES_OFFERED: Final = 2
TYPE_WISHED: Final = 0.2

Draw = Callable[[Dice, Ints], Bools]


@dataclass(frozen=True)
class _Wish:
    """A kind of wish: its labels, how anybody's are drawn, and how much agreeing with a host counts.

    `draw` takes registrations and gives a row for each, with the labels it names. `has` marks what a
    registration has as a host where that is not what it names.
    """

    kind: str
    labels: tuple[str, ...]
    draw: Draw
    weight: float = 0.0
    has: Bools | None = None


def registration_preference(dice: Dice, world: World, chosen: Ints) -> Columns:
    """One row per wish. `chosen` is the host's registration by visitor's registration, or nobody."""
    rows: list[Ints] = []
    labels: list[str] = []
    for wish in wishes(world):
        who, what = np.nonzero(wished(dice, wish, chosen))
        kind = PREFERENCE_KIND.codes.index(wish.kind)
        rows.append(np.stack([who, np.full(len(who), kind), len(labels) + what]))
        labels += wish.labels
    table = np.concatenate(rows, axis=1)
    table = table[:, np.lexsort(table[::-1])]
    return {
        "registration_id": ids("REG", table[0]),
        "kind": named(PREFERENCE_KIND.codes, table[1]),
        "value": named(labels, table[2]),
    }


def wished(dice: Dice, wish: _Wish, chosen: Ints) -> Bools:
    """What everybody names of this kind; a visitor agrees with its host likelier than with others."""
    names = wish.draw(dice, np.arange(len(chosen)))
    has = names if wish.has is None else wish.has
    left = np.flatnonzero((chosen != NOBODY) & (wish.weight > 0))
    while len(left):
        agrees = (names[left] & has[chosen[left]]).any(axis=1)
        left = left[~agrees & dice.chance(1 - np.exp(-wish.weight), len(left))]
        names[left] = wish.draw(dice, left)
    return names


def wishes(world: World) -> tuple[_Wish, ...]:
    """All kinds, in the order of the code list."""
    registrations = world.registrations
    actors = world.actors.take(registrations.organisation)
    sector, country = _marked(actors.sector, ECOSYSTEMS), _marked(actors.country, len(atlas().codes))
    tongues = tuple(sorted({tongue for own in atlas().languages for tongue in own}))
    types = np.full((len(sector), len(KINDS)), TYPE_WISHED / len(KINDS))
    likely = np.where(sector, OWN_ECOSYSTEM, OTHER_ECOSYSTEM)
    numbers = tuple(str(number + 1) for number in range(ECOSYSTEMS))
    spoken = _spoken(tongues, actors.country, registrations.hosts)
    return (
        _Wish("country", atlas().codes, _each(_abroad(country)), PREFERENCES["country_wished"], country),
        _Wish("ecosystem", numbers, _each(likely), PREFERENCES["ecosystem_wished"], sector),
        _Wish("language", tongues, _each(spoken), PREFERENCES["language"]),
        _Wish("activity", ACTIVITY.codes, _activities(registrations.hosts), PREFERENCES["activity"]),
        _Wish("org_type", KINDS, _each(types)),
    )


def _each(share: Floats) -> Draw:
    """Each label for itself, with the share that the registration's row says."""
    width = share.shape[1]
    return lambda dice, who: dice.uniform(len(who) * width).reshape(-1, width) < share[who]


def _activities(hosts: Bools) -> Draw:
    """None, one or two activities of a visitor; two of a host."""
    width = len(ACTIVITY.codes)

    def drawn(dice: Dice, who: Ints) -> Bools:
        most = np.where(hosts[who], ACTIVITIES_OFFERED, dice.between(0, 2, len(who)))
        order = dice.uniform(len(who) * width).reshape(-1, width).argsort(axis=1)
        named_ones: Bools = order < most[:, None]
        return named_ones

    return drawn


def _abroad(own: Bools) -> Floats:
    """Share of registrations that wish for each country but their own; larger hosting countries more."""
    pull = np.sqrt(atlas().hosts)
    return np.where(own, 0.0, pull / pull.sum() * COUNTRIES_WISHED)


def _spoken(tongues: tuple[str, ...], country: Ints, hosts: Bools) -> Floats:
    """Share of registrations that name each language: all hosts English and those of their country."""
    receiving = np.zeros((len(atlas().codes), len(tongues)))
    for place, own in enumerate(atlas().languages):
        for tongue in ("en", *own):
            receiving[place, tongues.index(tongue)] = 1.0
    visiting = np.array([SPOKEN_ABROAD.get(tongue, OTHER_LANGUAGE) for tongue in tongues])
    return np.where(hosts[:, None], receiving[country], visiting)


def _marked(position: Ints, size: int) -> Bools:
    """A row per entry, with its own position marked."""
    marked: Bools = position[:, None] == np.arange(size)
    return marked
