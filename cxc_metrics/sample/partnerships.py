"""The partnership tables: invented consortia with targets, budgets and members."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from cxc_metrics.contract.codes import MEMBER_ROLE

from .draw import (
    Days,
    Dice,
    Floats,
    Ints,
)
from .frames import (
    Columns,
    days,
    ids,
    named,
    numbers,
)
from .scheme import Scheme
from .world import World

_CALLS: Final = ("SYN-CLUSTER-2018", "SYN-CLUSTER-2020")
_GRANT_EUR: Final = (330_000, 440_000)
# The size for which the grants above are right; larger samples have larger grants.
_USUAL_SIZE: Final = 2_000


def partnership(dice: Dice, world: World) -> Columns:
    """One row per partnership; targets and budgets are set so that some are met and some are not."""
    frame = world.frame
    grant = np.array(_GRANT_EUR)[frame.wave - 1] * (0.85 + 0.3 * dice.uniform(frame.size))
    grant *= max(1.0, len(world.journeys) / _USUAL_SIZE)
    paid = np.bincount(world.journeys.vop, np.nan_to_num(world.visits.paid), frame.size)
    budget = np.ceil(paid / (0.55 + 0.55 * dice.uniform(frame.size)) / 500 + 1) * 500
    known_budget = dice.chance(0.9, frame.size)
    coordinators = np.unique(world.members[1], return_index=True)[1]
    return {
        **{name: _texts(frame, name) for name in ("partnership_id", "acronym", "title")},
        "wave": frame.wave,
        "call_id": named(_CALLS, frame.wave - 1),
        "grant_agreement": pa.array([f"SYN-{position + 1:06d}" for position in range(frame.size)]),
        "start_date": days(frame.starts),
        "end_date": days(_dates(frame, "end_date")),
        "extended_to": days(_dates(frame, "extended_to")),
        "coordinator_id": ids("ORG", world.members[0][coordinators]),
        "eu_grant_eur": np.rint(grant / 100) * 100,
        "lump_sum_budget_eur": numbers(np.where(known_budget, budget, np.nan)),
        "target_exchanges": numbers(_targets(world)),
        "target_unit": pa.array([row["target_unit"] or None for row in frame.rows], pa.string()),
        "website": pa.array([f"https://example.org/{row['acronym'].lower()}" for row in frame.rows]),
    }


def _texts(frame: Scheme, name: str) -> list[str]:
    return [row[name] for row in frame.rows]


def _dates(frame: Scheme, name: str) -> Days:
    return np.array([row[name] or "NaT" for row in frame.rows], dtype="datetime64[D]")


def _targets(world: World) -> Floats:
    """Planned numbers in the unit of each partnership: what was reached, divided by the listed pace."""
    frame, journeys = world.frame, world.journeys
    held = world.visits.held & ~journeys.home
    reached = {
        "exchange": np.bincount(journeys.vop, held, frame.size),
        "participant": np.bincount(journeys.vop, held * world.visits.persons, frame.size),
        "event": _events_of(frame, journeys.vop[held], journeys.event[held]),
    }
    targets = np.full(frame.size, np.nan)
    for position, row in enumerate(frame.rows):
        if unit := row["target_unit"]:
            wanted = reached[unit][position] / float(row["target_pace"])
            step = 10 if wanted >= 60 else 5
            targets[position] = max(step, round(wanted / step) * step)
    return targets


def _events_of(frame: Scheme, vop: Ints, event: Ints) -> Ints:
    pairs = np.unique(np.stack([vop, event])[:, event >= 0], axis=1)
    return np.bincount(pairs[0], minlength=frame.size)


def partnership_member(world: World) -> Columns:
    """The member clusters; the first of each partnership coordinates."""
    organisation, partnership_of = world.members
    first = np.zeros(len(organisation), np.int64)
    first[np.unique(partnership_of, return_index=True)[1]] = 1
    roles = (MEMBER_ROLE.codes[1], MEMBER_ROLE.codes[0])
    return {
        "partnership_id": named(world.frame.ids, partnership_of),
        "organisation_id": ids("ORG", organisation),
        "role": named(roles, first),
    }


def partnership_ecosystem(world: World) -> Columns:
    """The industrial ecosystems of each partnership, its main one first."""
    rows = [
        (row["partnership_id"], int(sector), place == 0)
        for row in world.frame.rows
        for place, sector in enumerate([row["primary_ecosystem"], *row["other_ecosystems"].split(";")])
    ]
    partnership_ids, sectors, primary = zip(*rows, strict=True)
    return {
        "partnership_id": list(partnership_ids),
        "ecosystem_id": list(sectors),
        "is_primary": list(primary),
    }
