"""What partnerships may see of who waits, who has room and what was chosen (decision 156)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pandas as pd

from .matching_pool import MatchingPool
from .register_rows import RegisterRows


def rows_of_partnerships(rows: RegisterRows, partnerships: Collection[str]) -> RegisterRows:
    """The rows with the matches of their own visitors, and the visits whose visitor or host is theirs."""
    own = rows.registrations["partnership_id"].isin(partnerships).to_numpy()
    return replace(
        rows,
        matches=rows.matches[own[rows.matches["visitor"].to_numpy(dtype=np.int64)]].reset_index(drop=True),
        visits=rows.visits[rows.visits[["vop_id", "hop_id"]].isin(partnerships).any(axis=1)],
    )


def pool_of_partnerships(
    pool: MatchingPool, rows: RegisterRows, partnerships: Collection[str]
) -> MatchingPool:
    """Their own waiting visitors, and of all hosts what a catalogue tells.

    Visits hosted are those of their own records, which are what ranks too; capacities and visits in the days
    asked are left out. Free places stay: without them nobody can be asked.
    """
    mine = np.flatnonzero(pool.visitors["partnership_id"].isin(partnerships).to_numpy())
    places = pd.Index(rows.registrations["registration_id"]).get_indexer(pool.hosts["registration_id"])
    days = np.full(len(places), rows.today + 1.0)
    hosted = rows_of_partnerships(rows, partnerships).visits_before(places, days)
    return replace(
        pool,
        visitors=pool.visitors.iloc[mine].reset_index(drop=True),
        guests=pool.guests.take(mine),
        hosts=pool.hosts.drop(columns=["capacity", "visits"]).assign(hosted_visits=hosted),
        houses=replace(pool.houses, hosted=hosted),
        repeated=0,
    )
