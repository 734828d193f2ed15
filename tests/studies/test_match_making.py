"""Who should meet whom: who waits and who has room, against own SQL; what ranking and weights may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxc_metrics.errors import InvalidScope, NotMeasurable, UnknownName
from cxc_metrics.sample.truth import PREFERENCES
from cxc_metrics.statistics.matching.features import utilities
from cxc_metrics.statistics.matching.ranking import ranked
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.studies.match_making import (
    MatchingPool,
    RegisterRows,
    by_country_and_ecosystem,
    by_ecosystem,
    evaluated_ranking,
    fitted_weights,
    matching_pool,
    past_choices,
    read_weights,
    register_rows,
    written_weights,
)
from cxc_metrics.studies.match_making.evaluated_ranking import MEASURES
from cxc_metrics.studies.match_making.register_rows import day_number


@pytest.fixture(scope="module")
def version(sample_register: Path) -> Iterator[DataVersion]:
    with Store(sample_register).current() as opened:
        yield opened


@pytest.fixture(scope="module")
def rows(version: DataVersion) -> RegisterRows:
    return register_rows(version)


@pytest.fixture(scope="module")
def pool(rows: RegisterRows) -> MatchingPool:
    return matching_pool(rows)


def test_who_waits_and_who_has_room_is_what_plain_sql_says(version: DataVersion, pool: MatchingPool) -> None:
    """Once more from the register's own tables; every exchange of the sample names its match."""
    last = pool.as_at + timedelta(days=182)
    waiting = version.query(
        """
        SELECT max(r.registration_id) AS registration_id
        FROM registration r
        WHERE r.role = 'VO' AND r.status = 'accepted' AND NOT coalesce(r.decided_on > $as_at, false)
          AND r.registration_id NOT IN (
            SELECT vo_registration_id FROM match WHERE status = 'validated'
              AND NOT coalesce(greatest(vo_validated_on, ho_validated_on) > $as_at, false))
        GROUP BY r.organisation_id""",
        {"as_at": pool.as_at},
    )
    assert pool.visitors["registration_id"].tolist() == sorted(waiting["registration_id"].to_pylist())
    room = version.query(
        """
        SELECT r.registration_id, greatest(coalesce(r.capacity, 1) - count(x.exchange_id), 0) AS free
        FROM registration r
        LEFT JOIN match m ON m.ho_registration_id = r.registration_id
        LEFT JOIN exchange x ON x.match_id = m.match_id AND x.status NOT IN ('cancelled', 'ineligible')
          AND coalesce(x.actual_start, x.planned_start) BETWEEN $as_at AND $last
        WHERE r.role = 'HO' AND r.status = 'accepted' AND NOT coalesce(r.decided_on > $as_at, false)
        GROUP BY r.registration_id, r.capacity ORDER BY r.registration_id""",
        {"as_at": pool.as_at, "last": last},
    ).to_pandas()
    assert (pool.first_day, pool.last_day) == (pool.as_at, last)
    assert pool.hosts["registration_id"].tolist() == room["registration_id"].tolist()
    assert pool.hosts["free"].tolist() == room["free"].tolist()
    assert (pool.hosts["visits"] > 0).any()
    assert (pool.hosts["free"] == 0).any()


def test_supply_and_demand_add_up_to_who_waits_and_has_room(pool: MatchingPool) -> None:
    table = by_country_and_ecosystem(pool)
    guests = pool.visitors[~pool.visitors["visit_used"] & (pool.visitors["working_days"] >= 3)]
    guests = guests[pool.guests.eligible[guests.index]]
    houses = pool.hosts[(pool.hosts["free"] > 0) & (pool.hosts["working_days"] >= 3)]
    assert table["visitors"].sum() == len(guests) > 0
    assert (table["hosts"].sum(), table["places"].sum()) == (len(houses), houses["free"].sum())
    wished = sum(
        country != own
        for own, names in zip(guests["country"], guests["wished"], strict=True)
        for country in names
    )
    assert table["wished_by"].sum() == wished > 0
    assert (table["balance"] == table["places"] - table["wished_by"]).all()
    ecosystems = by_ecosystem(pool)
    assert ecosystems["balance"].sum() == houses["free"].sum() - len(guests)


def test_ranked_hosts_keep_the_rules_and_an_assignment_gives_none_of_them_twice(pool: MatchingPool) -> None:
    weights = dict.fromkeys(("same_ecosystem", "country_wished", "hosted", "dates"), 1.0)
    assigned = pool.assigned(weights)
    table = assigned.table
    assert assigned.best.worth >= assigned.greedy.worth
    placed = table[table["host"].notna()]
    assert len(placed) == assigned.best.placed > 0
    assert (placed["country"] != placed["host_country"]).all()
    taken = placed["host_registration_id"].value_counts()
    free = pool.hosts.set_index("registration_id")["free"]
    assert (taken <= free.reindex(taken.index)).all()
    assert table.loc[table["host"].isna(), "lacks"].notna().all()
    first = str(placed["registration_id"].iloc[0])
    hosts = pool.ranked_hosts(first, weights).table
    assert hosts["points"].is_monotonic_decreasing
    own = placed.iloc[0]
    match = hosts[hosts["registration_id"] == own["host_registration_id"]].iloc[0]
    assert match["points"] == own["points"]
    values = sum(weights[name] * match[name] for name in weights)
    assert match["points"] == pytest.approx(100 * values / 4, abs=0.01)
    partnership = str(placed["partnership_id"].iloc[0])
    alone = pool.assigned(weights, partnership).table
    assert set(alone["partnership_id"]) == {partnership}
    assert len(alone) == (pool.visitors["partnership_id"] == partnership).sum()


def test_nothing_of_later_decides_a_ranking_or_a_weight(rows: RegisterRows) -> None:
    """What was matched and visited after a day is taken away, and hosts accepted after it are refused:
    choices up to that day rank their hosts as before, and their weights are the same."""
    day = date(2022, 6, 30)
    until = day_number(day)
    registrations = rows.registrations.copy()
    later = (registrations["decided"] > until) & (registrations["role"] == "HO")
    registrations.loc[later, ["status", "once_accepted"]] = ["rejected", False]
    ended = registrations["status"].isin(["expired", "withdrawn"])
    registrations.loc[ended & registrations["once_accepted"], "status"] = "accepted"
    earlier = replace(
        rows,
        registrations=registrations,
        matches=rows.matches[rows.matches["made"] <= until],
        visits=rows.visits[rows.visits["day"] <= until].reset_index(drop=True),
    )
    places = [_places(past_choices(which), until) for which in (rows, earlier)]
    assert len(places[0]) > 100
    assert places[0].equals(places[1])
    weights = [fitted_weights(past_choices(which), day).weights for which in (rows, earlier)]
    # The hosts differ in number, so other alternatives are drawn: alike within what fifty of them leave open.
    assert weights[0]["same_partnership"] == pytest.approx(weights[1]["same_partnership"], abs=0.3)


def _places(choices: object, until: int) -> pd.DataFrame:
    """Where the chosen host stands, by the visitor's country wished, hosted visits and partnership."""
    chosen = choices.take(np.flatnonzero(choices.made <= until))  # type: ignore[attr-defined]
    own = np.arange(len(chosen))
    pairs = chosen.pairs(own, np.arange(len(chosen.hosts))[None, :])
    scores = utilities(pairs, {"hosted": 2.0, "same_partnership": 1.5, "country_wished": 1.0, "dates": 0.3})
    place = ranked(scores.astype(np.float64), chosen.open_to(own), chosen.chosen)
    return pd.DataFrame({"day": chosen.day, "reciprocal": place.reciprocal})


def test_the_sample_s_planted_weights_are_within_their_intervals(rows: RegisterRows) -> None:
    """One draw: three of four at least. 400 draws are `make planted`."""
    fitted = fitted_weights(past_choices(rows), rows.as_at)
    assert fitted.fit is not None
    table = fitted.fit.weights.set_index("feature")
    inside = [
        table.loc[name, "low"] <= weight <= table.loc[name, "high"] for name, weight in PREFERENCES.items()
    ]
    assert sum(inside) >= 3
    assert fitted.weights["corridor"] == 0.0


def test_the_ranking_is_tried_on_matches_that_it_did_not_see(rows: RegisterRows) -> None:
    evaluation = evaluated_ranking(rows)
    table = evaluation.table.set_index("way")
    assert table.index.tolist() == ["ranking", "chance", "popularity", "same_ecosystem"]
    choices = past_choices(rows)
    tried = choices.day > day_number(evaluation.cut_off)
    assert evaluation.matches == tried.sum()
    assert evaluation.weights.choices == (choices.made <= day_number(evaluation.cut_off)).sum()
    sizes = choices.open_to(np.flatnonzero(tried)).sum(axis=1)
    assert table.loc["chance", "in_top"] == pytest.approx(np.minimum(10 / sizes, 1).mean())
    harmonic = [np.sum(1 / np.arange(1, size + 1)) / size for size in sizes]
    assert table.loc["chance", "reciprocal"] == pytest.approx(np.mean(harmonic))
    lows = {(way, name): table.loc[way, f"{name}_better_low"] for name in MEASURES for way in table.index[1:]}
    assert evaluation.not_better() == [pair for pair, low in lows.items() if low <= 0]
    assert {way for way, _ in evaluation.not_better()} <= {"popularity"}
    better = table.loc["ranking", "in_top"] - table.loc["popularity", "in_top"]
    assert table.loc["popularity", "in_top_better"] == pytest.approx(better)
    blind = replace(evaluation, table=evaluation.table.assign(in_top_better_low=0.1, reciprocal_better_low=0))
    assert blind.not_better() == [(way, "reciprocal") for way in table.index[1:]]
    with pytest.raises(NotMeasurable, match="matches started after 2024-05-31: 0, and 30 are needed"):
        evaluated_ranking(rows, rows.as_at)
    with pytest.raises(NotMeasurable, match="choose a later day"):
        evaluated_ranking(rows, date(2020, 9, 1))


def test_what_cannot_be_asked_says_what_to_do(pool: MatchingPool, rows: RegisterRows) -> None:
    with pytest.raises(UnknownName, match="waiting visitor"):
        pool.ranked_hosts("nobody", {})
    with pytest.raises(InvalidScope, match="the days end on 2024-05-01, before they begin on 2024-06-01"):
        matching_pool(rows, first_day=date(2024, 6, 1), last_day=date(2024, 5, 1))
    assert read_weights(["hosted=2", "dates:-0.5"]) == {"hosted": 2.0, "dates": -0.5}
    assert read_weights(written_weights({"hosted": 2.5, "skill": -1.0}).split(",")) == {
        "hosted": 2.5,
        "skill": -1.0,
    }
    for text in ("hosted", "hosted=", "hosted=much", "hosted=nan", "hosted=11"):
        with pytest.raises(InvalidScope, match="is no weight: write hosted=NUMBER"):
            read_weights([text])
    with pytest.raises(UnknownName, match="did you mean 'hosted'"):
        read_weights(["hostd=1"])
