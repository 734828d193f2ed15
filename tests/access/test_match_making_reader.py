"""What a partnership is told of match-making: its own visitors, and of hosts what a catalogue shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import partnership_viewer
from cxc_metrics.errors import NotMeasurable, UnknownName
from cxc_metrics.store import Store
from cxc_metrics.studies.match_making import (
    fitted_weights,
    matching_pool,
    past_choices,
    pool_of_partnerships,
    register_rows,
    rows_of_partnerships,
)

OWN = "W2-06"


def test_a_partnership_reads_its_own_visitors_and_no_visits_of_others(sample_register: Path) -> None:
    """Visits hosted are counted once more in the register's table, held or not: those of the partnership's
    own records, and of all."""
    with Store(sample_register).current() as version:
        internal, manager = Reader(version), Reader(version, partnership_viewer([OWN]))
        everybody = internal.match_making.waiting().frame()
        waiting = manager.match_making.waiting().frame()
        assert set(waiting["partnership_id"]) == {OWN}
        own_of_all = everybody[everybody["partnership_id"] == OWN].reset_index(drop=True)
        assert waiting.equals(own_of_all)
        placed = manager.match_making.assigned(OWN).result.table.dropna(subset="host").iloc[0]
        visitor = str(placed["registration_id"])
        ranked = manager.match_making.ranked_hosts(visitor).result.table
        all_ranked = internal.match_making.ranked_hosts(visitor).result.table
        assert set(ranked["registration_id"]) == set(all_ranked["registration_id"])
        assert set(all_ranked.columns) - set(ranked.columns) == {"capacity", "visits"}
        own_visits, visits = (
            version.query(
                f"""SELECT r.registration_id, count(x.exchange_id) AS visits
                FROM registration r LEFT JOIN exchange x ON x.ho_id = r.organisation_id {among}
                  AND x.status IN ('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')
                  AND x.working_days >= 3 AND x.vo_country <> x.ho_country AND x.vop_id IS NOT NULL
                WHERE r.role = 'HO' GROUP BY r.registration_id"""
            )
            .to_pandas()
            .set_index("registration_id")["visits"]
            for among in (f"AND '{OWN}' IN (x.vop_id, x.hop_id)", "")
        )
        assert ranked["hosted_visits"].tolist() == own_visits[ranked["registration_id"]].tolist()
        assert all_ranked["hosted_visits"].tolist() == visits[all_ranked["registration_id"]].tolist()
        assert ranked["hosted_visits"].sum() < all_ranked["hosted_visits"].sum()
        other = str(everybody[everybody["partnership_id"] != OWN]["registration_id"].iloc[0])
        for unseen in (other, "nobody"):
            with pytest.raises(UnknownName, match="registration of an accepted visitor"):
                manager.match_making.ranked_hosts(unseen)
        with pytest.raises(NotMeasurable, match="Corridors with fewer visits than modelled can be seen by"):
            manager.match_making.ranked_hosts(visitor, {"corridor": 1.0})


def test_matches_and_past_visits_of_others_change_nothing_that_a_partnership_reads(
    sample_register: Path,
) -> None:
    """Every visit held among others is there three times, and every second match of others is gone."""
    with Store(sample_register).current() as version:
        rows = register_rows(version)
    others = ~rows.visits[["vop_id", "hop_id"]].isin([OWN]).any(axis=1)
    past = rows.visits[others & rows.visits["held"] & (rows.visits["day"] < rows.today)]
    theirs = rows.registrations["partnership_id"].iloc[rows.matches["visitor"]].to_numpy() != OWN
    changed = replace(
        rows,
        visits=pd.concat([rows.visits, past, past], ignore_index=True),
        matches=rows.matches[~theirs | (rows.matches.index % 2 == 0)].reset_index(drop=True),
    )
    assert len(past) > 100
    assert len(changed.matches) < len(rows.matches)
    pools = [pool_of_partnerships(matching_pool(some), some, [OWN]) for some in (rows, changed)]
    assert pools[0].visitors.equals(pools[1].visitors)
    assert pools[0].hosts.equals(pools[1].hosts)
    fits = [
        fitted_weights(past_choices(rows_of_partnerships(some, [OWN])), rows.as_at)
        for some in (rows, changed)
    ]
    assert fits[0].weights == fits[1].weights
    assert fits[0].fit is not None
    assert fits[0].choices == fits[1].choices < 200
