"""Choices with planted weights: do the intervals of the fit hold them?

Two kinds of draws. In the first every visitor chooses among the hosts open to it as the model says (Gumbel
draws), each for itself. The second is the synthetic register, drawn anew with another seed: its wishes agree
with hosts by `sample.truth.PREFERENCES` (decision 141), hosts are chosen by whatever else leads there, many
visitors come to one host, and the fit is that of match-making, with its features and its open hosts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxc_metrics.sample.draw import Dice
from cxc_metrics.sample.drawing import FAULTS
from cxc_metrics.sample.exchanges import exchange
from cxc_metrics.sample.frames import assemble
from cxc_metrics.sample.matches import match, matched_hosts, registration
from cxc_metrics.sample.organisations import economy, organisation
from cxc_metrics.sample.partnerships import partnership
from cxc_metrics.sample.scheme import AS_AT
from cxc_metrics.sample.truth import PREFERENCES
from cxc_metrics.sample.wishes import registration_preference
from cxc_metrics.sample.world import World, build
from cxc_metrics.statistics.matching.choice_model import ChoiceFit
from cxc_metrics.studies.match_making import RegisterRows, fitted_weights, past_choices
from tests.statistics.matching_world import fitted_again

MODEL = "choices as the model says"
REGISTER = "the synthetic register"
PLANTED: Mapping[str, Mapping[str, float]] = {
    MODEL: {
        "same_ecosystem": 1.5,
        "country_wished": 1.0,
        "language": 0.5,
        "hosted": 2.0,
        "same_partnership": 0.8,
    },
    REGISTER: PREFERENCES,
}
EXCHANGES = 2_000
_HELD = ("awaiting_reports", "awaiting_validation", "awaiting_payment", "completed")


@dataclass(frozen=True)
class FittedDraw:
    """One weight of one draw: what was planted, what was fitted, and its interval."""

    feature: str
    planted: float
    weight: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Whether the interval holds the planted weight."""
        return self.low <= self.planted <= self.high


def fitted_draws(scenario: str, number: int) -> list[FittedDraw]:
    """All planted weights of the draw of that number."""
    planted = PLANTED[scenario]
    fit = _of_model(planted, number) if scenario == MODEL else _of_register(number)
    table = fit.weights.set_index("feature")
    columns = ["weight", "low", "high"]
    return [
        FittedDraw(name, weight, *(float(table.loc[name, column]) for column in columns))
        for name, weight in planted.items()
    ]


def _of_model(planted: Mapping[str, float], number: int) -> ChoiceFit:
    return fitted_again(np.random.default_rng(number), planted, visitors=400, hosts=300)


def _of_register(number: int) -> ChoiceFit:
    rows = drawn_rows(EXCHANGES, number)
    fit = fitted_weights(past_choices(rows), rows.as_at).fit
    assert fit is not None
    return fit


def drawn_rows(exchanges: int, seed: int) -> RegisterRows:
    """What match-making reads of the synthetic register, without a file of it."""
    world = build(exchanges, seed, max(3, round(FAULTS * exchanges)), lambda _step: None)
    registrations = _registrations(world)
    place = pd.Series(np.arange(len(registrations)), index=registrations["registration_id"])
    wishes = _frame(
        "registration_preference",
        registration_preference(Dice(seed, "wishes"), world, matched_hosts(world)),
    )
    wishes["place"] = wishes["registration_id"].map(place)
    matches = _matches(world, place)
    return RegisterRows(
        registrations=registrations,
        preferences=wishes.dropna(subset=["place", "value"]).astype({"place": np.int64}),
        matches=matches,
        visits=_visits(world),
        as_at=AS_AT,
    )


def _registrations(world: World) -> pd.DataFrame:
    travelled = np.zeros(len(world.actors), np.bool_)
    travelled[world.visitor_org] = True
    figures = economy(Dice(world.seed, "economy"), world.actors, travelled)
    rows = _frame("registration", registration(Dice(world.seed, "registration"), world))
    organisations = _frame("organisation", organisation(Dice(world.seed, "organisation"), world, figures))
    grants = _frame("partnership", partnership(Dice(world.seed, "partnership"), world))
    grants["runs_until"] = grants["extended_to"].fillna(grants["end_date"])
    rows = rows.merge(
        organisations[["organisation_id", "name", "org_type", "country_code", "ecosystem_id"]],
        on="organisation_id",
        how="left",
    ).merge(
        grants.rename(columns={"start_date": "runs_from"})[
            ["partnership_id", "acronym", "runs_from", "runs_until"]
        ],
        on="partnership_id",
        how="left",
    )
    rows = rows.rename(
        columns={"decided_on": "decided", "country_code": "country", "ecosystem_id": "ecosystem"}
    )
    ended = rows["status"].isin(["expired", "withdrawn"]) & rows["decided"].notna()
    rows["once_accepted"] = (rows["status"] == "accepted") | ended
    return rows.sort_values("registration_id", ignore_index=True)


def _matches(world: World, place: pd.Series) -> pd.DataFrame:
    rows = _frame("match", match(Dice(world.seed, "match"), world))
    rows = rows[rows["status"] == "validated"].reset_index(drop=True)
    made = rows[["vo_validated_on", "ho_validated_on"]].max(axis=1)
    return pd.DataFrame(
        {
            "visitor": rows["vo_registration_id"].map(place).astype(np.int64),
            "host": rows["ho_registration_id"].map(place).astype(np.int64),
            "origin": rows["origin"],
            "began": rows["initiated_on"].fillna(made),
            "made": made,
        }
    )


def _visits(world: World) -> pd.DataFrame:
    rows = _frame("exchange", exchange(Dice(world.seed, "exchange"), world, with_links=True))
    held = rows["status"].isin(_HELD) & (rows["working_days"] >= 3) & rows["vop_id"].notna()
    return pd.DataFrame(
        {
            "visitor_id": rows["vo_id"],
            "host_id": rows["ho_id"],
            "day": rows["actual_start"].fillna(rows["planned_start"]),
            "held": (held & (rows["vo_country"] != rows["ho_country"])).astype(bool),
        }
    )


def _frame(name: str, columns: dict[str, object]) -> pd.DataFrame:
    """A contract table with its days as numbers since 1970."""
    table = assemble(name, columns).to_pandas()
    for column in table.columns:
        filled = table[column].dropna()
        if len(filled) and hasattr(filled.iloc[0], "isoformat"):
            days = pd.to_datetime(table[column]).to_numpy("datetime64[D]")
            table[column] = np.where(np.isnat(days), np.nan, days.astype(np.float64))
    return table
