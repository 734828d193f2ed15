"""Gaps: which countries host (or send) fewer than one would think, each against one named reference.

References (definitions 5): `registrations`, the country's share of the accepted registrations of that role
times all visits; `gravity`, a model without effects of the side in question; `population`, once a table of it
with year and source is shipped. *Fewer* and *more* are said of gravity only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from cxc_metrics.catalogue import dimension
from cxc_metrics.contract.reference import REST_OF_WORLD
from cxc_metrics.errors import WITH_THIS_REGISTER
from cxc_metrics.measuring.population import Population, described_day, view_of
from cxc_metrics.measuring.statement import Statement
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.values import expand
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flows.flow_table import FlowTable, Node

from .country_pairs import country_pairs
from .whole_matrix import whole_flows

if TYPE_CHECKING:
    from cxc_metrics.statistics.flows.hosting_gap import GapFit

Side = Literal["host", "visitor"]

COLUMNS: Final = (
    "country",
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
NO_POPULATION: Final = (
    "not available: no table of populations with year and source is shipped, and none is made up"
)
_SIDES: Final = ("visitor_country", "host_country")
_ROLES: Final = MappingProxyType({"host": "HO", "visitor": "VO"})
# Filters of a selection that say which registrations count; what is left says which visits do.
_OF_REGISTRATIONS: Final = MappingProxyType(
    {"wave": "wave", "sector": "{}_sector", "type": "{}_type", "size": "{}_size"}
)


@dataclass(frozen=True, eq=False)
class Gaps:
    """Countries of a selection of one data version against the references; see `gaps`.

    `coefficients` of gravity: term, estimate (an elasticity for log_distance and log_pool, else a log ratio).
    `not_measurable`: part (`observed`, `registrations`, `gravity`, `population`) → why it is not there; its
    columns are then empty. `visits` are those counted, between two known countries, `accepted` the
    registrations they are set against.
    """

    table: pd.DataFrame
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
    """Each country's visits hosted (or sent) against the references, those with the lowest ratio first.

    Columns of `table`: country; accepted (registrations of that role, decided by the end of the selection's
    period); observed; by_registrations (share of accepted × all visits), registrations_gap (observed less
    that); modelled by gravity, gap, ratio, ratio_low, ratio_high (95 %), fewer (the whole interval below 1),
    more (above); note (why something is empty). Flows from and to the rest of the world are left out. Models
    are fitted to the whole matrix: countries of the selection on that side only choose rows.

    What cannot be told is in `not_measurable`; nothing is raised for it. The first call loads the library for
    gravity, which takes some seconds.
    """
    selection = scope if scope is not None else Scope()
    source = _Fitting(version, selection, side)
    flows, pool = source.flows(), source.pool()
    if flows is None:
        return source.answer(pd.DataFrame(columns=list(COLUMNS)))
    if side == "visitor":
        flows = flows.transposed()
    countries = sorted({str(node) for node in (*flows.nodes, *pool)})
    table = pd.DataFrame({"country": countries})
    table["observed"] = table["country"].map(
        {str(node): amount for node, amount in zip(flows.nodes, flows.received, strict=True)}
    )
    table["observed"] = table["observed"].fillna(0.0)
    fit = None
    if pool:
        source.accepted = sum(pool.values())
        table["accepted"] = [pool.get(code, 0) for code in countries]
        table["by_registrations"] = table["accepted"] / source.accepted * flows.total
        table["registrations_gap"] = table["observed"] - table["by_registrations"]
        fit = source.gravity(_over(flows, countries), pool)
    if fit is not None:
        table = table.merge(_of_gravity(fit), on="country", how="left")
    return source.answer(_chosen(table, selection, side), flows, fit)


class _Fitting:
    """What was asked of a data version, and what could not be told and why."""

    def __init__(self, version: DataVersionLike, scope: Scope, side: Side) -> None:
        self.version, self.scope, self.side = version, scope, side
        self.refused: dict[str, str] = {"population": NO_POPULATION}
        self.statements: list[Statement] = []
        self.accepted = 0

    def flows(self) -> FlowTable | None:
        """The whole matrix without the rest of the world; None where it is not measurable."""
        table, statement, reason = whole_flows(
            self.version, "N04", _SIDES, self.scope, without=(REST_OF_WORLD,)
        )
        self.statements += [statement] if statement else []
        if reason:
            self.refused["observed"] = reason
        return table

    def pool(self) -> dict[Node, int]:
        """Accepted registrations of the side's role by country; empty, and why, where there are none."""
        country = f"{self.side}_country"
        if reason := self._lacking(country):
            self._refuse(reason)
            return {}
        narrowed = self._narrowed()
        registrations = Population(self.version, "registration", narrowed, view_of(narrowed, self.version))
        if missing := narrowed.lacking(registrations.columns, None):
            names = ", ".join(dimension(name).noun for name in missing)
            self._refuse(f"Not measurable in this selection: registrations cannot be told by {names}")
            return {}
        accepted = registrations.of(
            f"role = '{_ROLES[self.side]}'",
            "registration_status = 'accepted'",
            f"{country} <> '{REST_OF_WORLD}'",
        )
        if "decided_on" in registrations.columns:
            end = self.scope.period.end if self.scope.period else described_day(self.version)
            accepted = accepted.of("coalesce(decided_on, $until) <= $until", until=end)
        statement = accepted.statement(
            f"SELECT {country} AS country, count(*) AS accepted\n{accepted.clause()}\n"
            f"GROUP BY {country}\nORDER BY {country}",
            "Accepted registrations by country",
        )
        self.statements.append(statement)
        columns = self.version.query(statement.sql, statement.params).to_pydict()
        pool: dict[Node, int] = {
            str(country): int(n) for country, n in zip(columns["country"], columns["accepted"], strict=True)
        }
        if not pool:
            self._refuse("No registration of this role has been accepted in this selection")
        return pool

    def _lacking(self, country: str) -> str:
        """Why the register has no accepted registrations by country; empty where it has."""
        if absent := self.version.missing_tables("registration"):
            return f"{WITH_THIS_REGISTER}: it has no table {' and no table '.join(absent)}"
        needed = ("role", "registration_status", country)
        missing = [gap for column in needed for gap in self.version.missing_columns("registration", column)]
        return f"{WITH_THIS_REGISTER}: it has no {', no '.join(missing)}" if missing else ""

    def _narrowed(self) -> Scope:
        """The part of the selection that says which registrations count."""
        names = [name.format(self.side) for name in _OF_REGISTRATIONS.values()]
        partnership = self.scope.partnership if self.side == "visitor" else self.scope.host_partnership
        return Scope(**{name: getattr(self.scope, name) for name in names}, partnership=partnership)

    def _refuse(self, reason: str) -> None:
        self.refused |= {"registrations": reason, "gravity": reason}

    def gravity(self, flows: FlowTable, pool: dict[Node, int]) -> GapFit | None:
        """The fitted model, None where there is none."""
        from cxc_metrics.statistics.flows.hosting_gap import hosting_gap

        try:
            return hosting_gap(flows, country_pairs([str(node) for node in flows.nodes]), pool)
        except NotEstimable as error:
            self.refused["gravity"] = error.reason
            return None

    def answer(self, table: pd.DataFrame, flows: FlowTable | None = None, fit: GapFit | None = None) -> Gaps:
        """All of it."""
        manifest = self.version.manifest
        empty = pd.DataFrame(columns=["term", "estimate"])
        return Gaps(
            table=_completed(table),
            coefficients=empty if fit is None else fit.coefficients,
            not_measurable=self.refused,
            notes=_notes(fit, self.scope, self.side),
            side=self.side,
            scope=self.scope,
            version_id=self.version.id,
            as_at=manifest.as_at,
            is_synthetic=manifest.is_synthetic,
            unit="persons" if manifest.grain == "aggregate" else "exchanges",
            visits=int(flows.total) if flows is not None else 0,
            accepted=self.accepted,
            statements=tuple(self.statements),
        )


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
    if visits_only := [name for name in scope.active() if name not in _narrowing(side)]:
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


def _narrowing(side: Side) -> set[str]:
    """Filters that registrations follow too, and those that are told elsewhere."""
    own = {name.format(side) for name in _OF_REGISTRATIONS.values()}
    partnership = "partnership" if side == "visitor" else "host_partnership"
    return own | {partnership, "period", "status", *_SIDES}


def _chosen(table: pd.DataFrame, scope: Scope, side: Side) -> pd.DataFrame:
    if chosen := getattr(scope, f"{side}_country"):
        table = table[table["country"].isin(expand(f"{side}_country", chosen))]
    order = [name for name in ("ratio", "registrations_gap") if name in table.columns]
    return table.sort_values([*order, "country"], kind="stable", na_position="last").reset_index(drop=True)


def _completed(table: pd.DataFrame) -> pd.DataFrame:
    """All columns in order, with a type each also where there is nothing to tell."""
    whole = table.reindex(columns=list(COLUMNS))
    judged = whole["ratio_low"].notna()
    for name in ("fewer", "more"):
        whole[name] = whole[name].astype("boolean").where(judged)
    whole["note"] = whole["note"].astype(object).where(whole["note"].notna(), "")
    kinds = {"country": "str", "note": "str", "accepted": "Int64", "observed": "Int64"}
    numbers = [name for name in COLUMNS if name not in {*kinds, "fewer", "more"}]
    return whole.astype({**kinds, **dict.fromkeys(numbers, "float64")})
