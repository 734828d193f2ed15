"""The organisation tables: invented names, size, economy, and membership in clusters.

Names are made of syllables in the country's own script, a word of the ecosystem and a legal form, so that
no real firm is meant; a few carry accents, apostrophes or letters of another script, as real ones do.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import pyarrow as pa

from cxc_metrics.contract.codes import SIZE_CLASS

from .actors import (
    CLUSTER,
    KINDS,
    SME,
    Actors,
)
from .draw import (
    NEVER,
    NOBODY,
    Bools,
    Dice,
    Floats,
    Ints,
)
from .frames import (
    Column,
    Columns,
    days,
    ids,
    joined,
    named,
    numbers,
    where,
)
from .places import atlas, material
from .scheme import AS_AT_DAY
from .world import World

# Commission Delegated Regulation (EU) 2023/674; cities.csv has its codes.
NUTS_VERSION: Final = 2024
SIZES: Final = SIZE_CLASS.codes
SELF_EMPLOYED, MICRO, SMALL, MEDIUM, LARGE, NOT_APPLICABLE = range(len(SIZES))
_MEDIAN_STAFF: Final = np.array([1.0, 4.0, 22.0, 95.0, 600.0, 15.0])
_MOST_STAFF: Final = np.array([1.0, 9.0, 49.0, 249.0, 9_000.0, 400.0])
_LEAST_STAFF: Final = np.array([1.0, 1.0, 10.0, 50.0, 250.0, 1.0])
_EXPORTS: Final = np.array([0.3, 0.42, 0.58, 0.74, 0.9, 0.0])
_LARGE_KIND: Final = KINDS.index("large_company")
_NOUNS: Final = {
    "cluster": "Cluster",
    "business_network": "Business Network",
    "technology_centre": "Technology Centre",
    "research_institute": "Institute",
    "fab_lab": "Fab Lab",
    "resource_efficiency_provider": "Resource Efficiency",
    "digital_innovation_hub": "Digital Innovation Hub",
    "creative_hub": "Creative Hub",
    "incubator": "Incubator",
    "accelerator": "Accelerator",
    "public_authority": "Agency",
    "innovation_agency": "Innovation Agency",
    "training_provider": "Academy",
}


@dataclass(frozen=True)
class Economy:
    """Size and exports at registration; `export_share` in % of turnover, 0 for those that do not export."""

    size: Ints
    staff: Floats
    turnover: Floats
    exports: Bools
    export_share: Floats


def economy(dice: Dice, actors: Actors, travelled: Bools) -> Economy:
    """Size classes and figures; money only for firms. Those who travelled export a little more often at the
    start:
    whoever compares them with the others without balancing is misled.
    """
    count = len(actors)
    size = np.where(actors.kind == SME, dice.pick([4.0, 38.0, 36.0, 22.0], count), NOT_APPLICABLE)
    size[actors.kind == _LARGE_KIND] = LARGE
    staff = _MEDIAN_STAFF[size] * np.exp(0.6 * dice.normal(count))
    staff = np.clip(np.rint(staff), _LEAST_STAFF[size], _MOST_STAFF[size])
    turnover = np.where(size == NOT_APPLICABLE, np.nan, staff * 95_000 * np.exp(0.5 * dice.normal(count)))
    exports = (size != NOT_APPLICABLE) & dice.chance(_EXPORTS[size] + 0.08 * travelled, count)
    share = np.clip(100 * dice.uniform(count) ** 1.6, 1, 95)
    return Economy(size, staff, turnover, exports, np.where(exports, np.rint(share), 0.0))


def organisation(dice: Dice, world: World, figures: Economy) -> Columns:
    """One row per organisation; some fields are empty in part, as in a register filled in by hand."""
    actors, count = world.actors, len(world.actors)
    is_firm = figures.size != NOT_APPLICABLE
    located, has_size = dice.chance(0.96, count), is_firm & dice.chance(0.9, count)
    profiled = (actors.kind == CLUSTER) & dice.chance(0.93, count)
    identifiers = ids("ORG", np.arange(count))
    updated = AS_AT_DAY - dice.between(0, 900, count)
    return {
        "organisation_id": identifiers,
        "name": names(dice, actors),
        "org_type": named(KINDS, actors.kind),
        "size_class": where(is_firm | dice.chance(0.7, count), named(SIZES, figures.size)),
        "country_code": named(atlas().codes, actors.country),
        **_regions(world),
        "city": where(located, named(atlas().city_names, actors.city)),
        "latitude": numbers(np.where(located, np.round(actors.latitude, 4), np.nan)),
        "longitude": numbers(np.where(located, np.round(actors.longitude, 4), np.nan)),
        "nace_version": where(is_firm, named(["2"], np.zeros(count, np.int64))),
        "nace_code": where(is_firm, _by_sector(dice, "nace_codes", actors.sector)),
        "ecosystem_id": where(dice.chance(0.97, count), pa.array(actors.sector + 1)),
        "eccp_profile_url": where(
            profiled, joined("https://example.org/profile", identifiers, separator="/")
        ),
        "eccp_registered": profiled,
        "founded_year": where(
            dice.chance(0.8, count), pa.array(2019 - dice.lag(14, 0.8, count, least=1) % 150)
        ),
        "employees_fte": numbers(np.where(dice.chance(0.85, count), figures.staff, np.nan)),
        "turnover_eur": numbers(np.where(has_size, np.rint(figures.turnover / 1000) * 1000, np.nan)),
        "export_share_pct": numbers(np.where(has_size, figures.export_share, np.nan)),
        "baseline_year": where(has_size, pa.array(_baseline_year(world))),
        "exported_before": where(is_firm, pa.array(figures.exports)),
        "source": named(["synthetic"], np.zeros(count, np.int64)),
        "updated_at": pa.array(updated.astype("datetime64[s]")),
    }


def _regions(world: World) -> Columns:
    """NUTS codes as a register has them: most of level 3, some of 2 and 1, some none."""
    dice, count = Dice(world.seed, "regions"), len(world.actors)
    length = np.array([5, 4, 3, 0])[dice.pick([80.0, 8.0, 4.0, 8.0], count)]
    whole = np.array(atlas().city_nuts)[world.actors.city]
    codes = np.select(
        [length == cut for cut in (5, 4, 3)], [whole, whole.astype("<U4"), whole.astype("<U3")], ""
    )
    has_region = codes != ""
    return {
        "nuts_version": where(has_region, pa.array(np.full(count, NUTS_VERSION))),
        "nuts_id": where(has_region, pa.array(codes)),
    }


def _baseline_year(world: World) -> Ints:
    """The year before the wave of the organisation's latest registration began."""
    wave = np.zeros(len(world.actors), np.int64)
    registrations = world.registrations
    np.maximum.at(wave, registrations.organisation, world.frame.wave[registrations.partnership])
    return np.where(wave == 2, 2021, 2019)


def names(dice: Dice, actors: Actors) -> Column:
    """An invented name for each organisation."""
    count = len(actors)
    scripts = {row["script"]: _stems(row) for row in material("syllables")}
    offsets = dict(zip(scripts, np.cumsum([0, *map(len, scripts.values())]), strict=False))
    own = np.array([list(scripts).index(script) for script in atlas().scripts])[actors.country]
    script = np.where(dice.chance(0.45, count), own, 0)
    sizes, begins = np.array([len(stems) for stems in scripts.values()]), np.array(list(offsets.values()))
    position = begins[script] + np.floor(dice.uniform(count) * sizes[script]).astype(np.int64)
    stem = named([stem for stems in scripts.values() for stem in stems], position)
    elided = np.isin(actors.country, [atlas().position("FR"), atlas().position("IT")]) & (script == 0)
    elided &= dice.chance(0.04, count)
    stem = joined(named(["", "L'"], elided.astype(np.int64)), stem, separator="")
    return joined(stem, _by_sector(dice, "words", actors.sector), _endings(dice, actors))


def _stems(row: dict[str, str]) -> list[str]:
    return [
        "".join(parts) for parts in product(*(row[key].split(";") for key in ("first", "middle", "last")))
    ]


def _by_sector(dice: Dice, field: str, sector: Ints) -> Column:
    return _one_of(dice, [row[field].split(";") for row in material("ecosystem_words")], sector)


def _endings(dice: Dice, actors: Actors) -> Column:
    """Legal forms for firms, what it is for all others."""
    lists = [list(forms) for forms in atlas().legal_forms] + [
        [_NOUNS[kind]] for kind in KINDS if kind in _NOUNS
    ]
    nouns = {kind: place for place, kind in enumerate(_NOUNS)}
    of_kind = np.array([len(atlas().codes) + nouns[kind] if kind in nouns else NOBODY for kind in KINDS])
    return _one_of(dice, lists, np.where(of_kind[actors.kind] < 0, actors.country, of_kind[actors.kind]))


def _one_of(dice: Dice, lists: list[list[str]], which: Ints) -> Column:
    """A random entry of the list each row points at."""
    sizes = np.array([len(entries) for entries in lists])
    begins = np.cumsum(sizes) - sizes
    position = begins[which] + np.floor(dice.uniform(len(which)) * sizes[which]).astype(np.int64)
    return named([entry for entries in lists for entry in entries], position)


def cluster_membership(dice: Dice, world: World) -> Columns:
    """SMEs and support organisations belong to clusters of their country; a few to none, or not in time."""
    actors = world.actors
    registered = np.zeros(len(actors), np.bool_)
    registered[world.registrations.organisation] = True
    needs = registered & (actors.kind > 1) & (actors.kind <= SME)
    homes = world.clusters[np.argsort(actors.country[world.clusters], kind="stable")]
    countries = actors.country[homes]
    begins = np.searchsorted(countries, np.arange(len(atlas().codes)))
    sizes = np.bincount(countries, minlength=len(atlas().codes))
    first, second = (np.flatnonzero(needs & dice.chance(share, len(actors))) for share in (0.965, 0.12))
    member = np.concatenate([first, second])
    country = actors.country[member]
    cluster = homes[begins[country] + np.floor(dice.uniform(len(member)) * sizes[country]).astype(np.int64)]
    pairs = np.unique(np.stack([member, cluster]), axis=1)
    count = pairs.shape[1]
    since = np.datetime64("2020-06-01") - dice.between(30, 4_000, count)
    since = np.where(dice.chance(0.01, count), AS_AT_DAY - dice.between(1, 400, count), since)
    left = np.where(dice.chance(0.02, count), AS_AT_DAY - dice.between(1, 900, count), NEVER)
    return {
        "member_id": ids("ORG", pairs[0]),
        "cluster_id": ids("ORG", pairs[1]),
        "valid_from": days(since),
        "valid_to": days(np.where(left > since, left, NEVER)),
    }
