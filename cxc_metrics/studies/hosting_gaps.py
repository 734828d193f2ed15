"""Gaps: which countries host (or send) fewer than one would think, each against one named reference.

References (definitions 5): `registrations`, the country's share of the accepted registrations of that role
times all visits; `gravity`, a model without effects of the side in question; `population`, once a table of it
with year and source is shipped. *Fewer* and *more* are said of gravity only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from cxc_metrics.catalogue import dimension
from cxc_metrics.contract.codes import COUNTED_BY_SCHEME, ELIGIBLE_WAVES
from cxc_metrics.contract.reference import countries, eu_members
from cxc_metrics.measuring.statement import Statement
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.values import expand
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flows.flow_table import FlowTable, Node

from .country_pairs import country_pairs
from .gap_inputs import SIDES, GapInputs, Side, narrowing

if TYPE_CHECKING:
    from cxc_metrics.statistics.flows.hosting_gap import GapFit

COLUMNS: Final = (
    "country",
    "eu_member",
    "accepted",
    "observed",
    "by_registrations",
    "registrations_gap",
    "modelled",
    "gap",
    "ratio",
    "ratio_low",
    "ratio_high",
    "fewer",
    "more",
    "note",
)
NOT_ON_RECORD: Final = "no accepted registration on record"
CORRIDOR_COLUMNS: Final = (*SIDES, "observed", "modelled", "gap", "modelled_low", "modelled_high")


@dataclass(frozen=True, eq=False)
class Gaps:
    """Countries of a selection of one data version against the references; see `gaps`.

    `coefficients` of gravity: term, estimate (an elasticity for log_distance and log_pool, else a log ratio).
    `not_measurable`: part (`observed`, `registrations`, `gravity`, `population`) → why it is not there; its
    columns are then empty. `visits` are those counted, between two known countries, `accepted` the
    registrations they are set against.

    `corridors` are what the countries of the table are made of, those with the lowest gap first:
    visitor_country, host_country, observed, modelled by the same gravity (those of a country add up to its
    number), gap, modelled_low and modelled_high (95 % of the modelled number, by the same resamples). Pairs
    outside of the model are there where there was a visit.
    """

    table: pd.DataFrame
    corridors: pd.DataFrame
    coefficients: pd.DataFrame
    not_measurable: dict[str, str]
    notes: tuple[str, ...]
    side: Side
    scope: Scope
    version_id: str
    as_at: date | None
    is_synthetic: bool
    unit: str
    visits: int = 0
    accepted: int = 0
    statements: tuple[Statement, ...] = field(default=())


def gaps(version: DataVersionLike, scope: Scope | None = None, *, side: Side = "host") -> Gaps:
    """Each country's visits hosted (or sent) against the references, those furthest below gravity first.

    Every Member State has a row, and where the scheme's list binds the register every other country that may
    take part, with 0 where there was no visit.

    Columns of `table`: country; eu_member; accepted (registrations of that role, decided by the end of the
    selection's period); observed; by_registrations (share of accepted × all visits), registrations_gap
    (observed less that); modelled by gravity, gap, ratio, ratio_low, ratio_high (95 %), fewer (the whole
    interval below 1), more (above); note (why something is empty). Flows from and to the rest of the world
    are left out. Models are fitted to the whole matrix: countries of the selection on that side only choose
    rows.

    What cannot be told is in `not_measurable`; nothing is raised for it. The first call loads the library for
    gravity, which takes some seconds.
    """
    selection = scope if scope is not None else Scope()
    source = GapInputs(version, selection, side)
    flows, pool = source.flows(), source.pool()
    if flows is None:
        return _answer(source, pd.DataFrame(columns=list(COLUMNS)))
    if side == "visitor":
        flows = flows.transposed()
    in_model = sorted({str(node) for node in (*flows.nodes, *pool)})
    table = pd.DataFrame({"country": sorted({*in_model, *_taking_part(version, selection)})})
    received = {str(node): amount for node, amount in zip(flows.nodes, flows.received, strict=True)}
    table["observed"] = table["country"].map(received).fillna(0.0)
    fit = None
    if pool:
        source.accepted = sum(pool.values())
        table["accepted"] = [pool.get(code, 0) for code in table["country"]]
        table["by_registrations"] = table["accepted"] / source.accepted * flows.total
        table["registrations_gap"] = table["observed"] - table["by_registrations"]
        fit = _fitted(source, _over(flows, in_model), pool)
    if fit is not None:
        table = table.merge(_of_gravity(fit), on="country", how="left")
        table["note"] = table["note"].astype(object).fillna(NOT_ON_RECORD)
    return _answer(source, _chosen(table, selection, side), flows, fit)


def _taking_part(version: DataVersionLike, scope: Scope) -> set[str]:
    """The Member States, and whoever else may take part where the scheme's list of countries binds."""
    if version.manifest.countable != COUNTED_BY_SCHEME:
        return set(eu_members())
    waves = scope.wave or ELIGIBLE_WAVES
    return {code for code, each in countries().items() if any(map(each.eligible_in, waves))} | set(
        eu_members()
    )


def _fitted(source: GapInputs, flows: FlowTable, pool: dict[Node, int]) -> GapFit | None:
    """The model, None (and why) where there is none."""
    from cxc_metrics.statistics.flows.hosting_gap import hosting_gap

    try:
        return hosting_gap(flows, country_pairs([str(node) for node in flows.nodes]), pool)
    except NotEstimable as error:
        source.refused["gravity"] = error.reason
        return None


def _answer(
    source: GapInputs, table: pd.DataFrame, flows: FlowTable | None = None, fit: GapFit | None = None
) -> Gaps:
    """All of it."""
    manifest = source.version.manifest
    empty = pd.DataFrame(columns=["term", "estimate"])
    corridors = _corridors(flows, fit, source.side)
    own = f"{source.side}_country"
    return Gaps(
        table=_completed(table),
        corridors=corridors[corridors[own].isin(table["country"])].reset_index(drop=True),
        coefficients=empty if fit is None else fit.coefficients,
        not_measurable=source.refused,
        notes=_notes(fit, source.scope, source.side),
        side=source.side,
        scope=source.scope,
        version_id=source.version.id,
        as_at=manifest.as_at,
        is_synthetic=manifest.is_synthetic,
        unit="persons" if manifest.grain == "aggregate" else "exchanges",
        visits=int(flows.total) if flows is not None else 0,
        accepted=source.accepted,
        statements=tuple(source.statements),
    )


def _corridors(flows: FlowTable | None, fit: GapFit | None, side: Side) -> pd.DataFrame:
    """Pairs of the model and those with a visit; `flows` has the side in question as its destinations."""
    ends = ("visitor_country", "host_country") if side == "host" else ("host_country", "visitor_country")
    pairs = pd.DataFrame(columns=["origin", "destination", "observed", "modelled", "low", "high"])
    if flows is not None:
        names = np.array([str(node) for node in flows.nodes], dtype=object)
        seen = {"origin": names[flows.origin], "destination": names[flows.destination]}
        pairs = pd.DataFrame({**seen, "observed": flows.weight})
        modelled = None if fit is None else fit.pairs.drop(columns="observed")
        pairs = (
            pairs.merge(modelled, on=["origin", "destination"], how="outer")
            if modelled is not None
            else pairs.assign(modelled=np.nan, low=np.nan, high=np.nan)
        )
    pairs = pairs.assign(
        observed=pairs["observed"].fillna(0), gap=pairs["observed"].fillna(0) - pairs["modelled"]
    )
    named = {"origin": ends[0], "destination": ends[1], "low": "modelled_low", "high": "modelled_high"}
    pairs = pairs.rename(columns=named)[list(CORRIDOR_COLUMNS)]
    numbers = dict.fromkeys(CORRIDOR_COLUMNS[3:], "float64")
    pairs = pairs.astype({"observed": "Int64", **dict.fromkeys(SIDES, "str"), **numbers})
    return pairs.sort_values(["gap", *SIDES], kind="stable", na_position="last").reset_index(drop=True)


def _over(flows: FlowTable, countries: list[str]) -> FlowTable:
    """The same flows over more nodes: who has accepted hosts and no visit is one too."""
    place = {code: position for position, code in enumerate(countries)}
    moved = np.array([place[str(node)] for node in flows.nodes], dtype=np.int64)
    return FlowTable.from_positions(
        moved[flows.origin], moved[flows.destination], flows.weight, countries, empty_diagonal=True
    )


def _of_gravity(fit: GapFit) -> pd.DataFrame:
    places = fit.places
    return pd.DataFrame(
        {
            "country": [str(node) for node in places["node"]],
            "modelled": places["modelled"],
            "gap": places["gap"],
            "ratio": places["ratio"],
            "ratio_low": places["low"],
            "ratio_high": places["high"],
            "fewer": places["high"] < 1.0,
            "more": places["low"] > 1.0,
            "note": places["note"],
        }
    )


def _notes(fit: GapFit | None, scope: Scope, side: Side) -> tuple[str, ...]:
    notes = []
    other = "visitor" if side == "host" else "host"
    if getattr(scope, f"{other}_country"):
        notes.append(f"Of all {other} countries: those of the selection do not narrow it.")
    if visits_only := [name for name in scope.active() if name not in narrowing(side)]:
        named = ", ".join(dimension(name).noun for name in visits_only)
        notes.append(f"Visits are those of the selection; registrations are not narrowed by {named}.")
    if fit is None:
        return tuple(notes)
    if fit.no_interval:
        notes.append(fit.no_interval)
    if fit.outside:
        notes.append(
            f"{fit.outside:.0f} visits are outside the model: with a country that has no accepted "
            "registration on record, or no known distance."
        )
    if fit.inestimable_terms:
        notes.append(f"Not told apart: {', '.join(fit.inestimable_terms)}.")
    return tuple(notes)


def _chosen(table: pd.DataFrame, scope: Scope, side: Side) -> pd.DataFrame:
    if chosen := getattr(scope, f"{side}_country"):
        table = table[table["country"].isin(expand(f"{side}_country", chosen))]
    table = table.assign(eu_member=table["country"].isin(eu_members()))
    order = [name for name in ("gap", "registrations_gap") if name in table.columns]
    return table.sort_values([*order, "country"], kind="stable", na_position="last").reset_index(drop=True)


def _completed(table: pd.DataFrame) -> pd.DataFrame:
    """All columns in order, with a type each also where there is nothing to tell."""
    whole = table.reindex(columns=list(COLUMNS))
    judged = whole["ratio_low"].notna()
    for name in ("fewer", "more"):
        whole[name] = whole[name].astype("boolean").where(judged)
    whole["note"] = whole["note"].astype(object).where(whole["note"].notna(), "")
    kinds = {
        "country": "str",
        "eu_member": "boolean",
        "note": "str",
        "accepted": "Int64",
        "observed": "Int64",
    }
    numbers = [name for name in COLUMNS if name not in {*kinds, "fewer", "more"}]
    return whole.astype({**kinds, **dict.fromkeys(numbers, "float64")})
