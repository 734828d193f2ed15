"""Corridors: every ordered pair of countries, its visits beside two models of them.

Quasi-independence asks what a pair would exchange if hosts were met regardless of where the visitor comes
from (N04); gravity also accounts for distance, border and language, and what is then much lower than
modelled is flagged *fewer visits than modelled* (definitions 5). Both are fitted to the whole matrix:
filters on countries only select rows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from cxc_metrics.errors import WITH_THIS_REGISTER
from cxc_metrics.measuring.statement import Statement
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.values import expand
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.errors import NotEstimable, OneInEveryFlow
from cxc_metrics.statistics.flags import NOT_AVAILABLE
from cxc_metrics.statistics.flows.flow_table import FlowTable
from cxc_metrics.statistics.flows.quasi_independence import (
    quasi_independence,
    refuse_hub,
    relative_intensity,
)

from .country_pairs import country_pairs
from .whole_matrix import whole_flows

if TYPE_CHECKING:
    from cxc_metrics.statistics.gravity.model import GravityFit

_SIDES = ("visitor_country", "host_country")
_INTENSITY = ("modelled", "intensity", "shown", "ranked", "flag", "reading")
_GRAVITY = ("distance_km", "border", "common_language", "gravity_modelled", "gravity_ratio", "gravity_note")
_TAIL = ("lower_tail", "adjusted", "fewer")
COLUMNS = (*_SIDES, "observed", *_INTENSITY, *_GRAVITY, *_TAIL)
_COEFFICIENTS = ("term", "estimate", "std_error", "df", "low", "high")


@dataclass(frozen=True, eq=False)
class Corridors:
    """Corridors of a selection of one data version; see `corridors`.

    `coefficients` are those of gravity: term, estimate, std_error, df, low, high (an elasticity for
    log_distance, else a log ratio). `not_measurable`: part (`observed`, `intensity`, `gravity`, `fewer`) →
    why it is not there; its columns are then empty. `notes` are sentences to be shown with the rest.
    `unit` is what is counted, `exchanges` how many of them between different countries.
    `inestimable_origins`, `inestimable_destinations` name the countries gravity can say nothing of on that
    side, `inestimable_terms` the characteristics that do not vary beyond them.
    """

    table: pd.DataFrame
    coefficients: pd.DataFrame
    not_measurable: dict[str, str]
    notes: tuple[str, ...]
    scope: Scope
    version_id: str
    as_at: date | None
    is_synthetic: bool
    unit: str
    exchanges: int = 0
    inestimable_origins: tuple[str, ...] = ()
    inestimable_destinations: tuple[str, ...] = ()
    inestimable_terms: tuple[str, ...] = ()
    statement: Statement | None = None

    def within(self, scope: Scope) -> Corridors:
        """The pairs of the countries chosen in `scope`, where this is that selection without its countries.

        Models are fitted to the whole matrix either way, so this is what `corridors` gives for `scope`.
        """
        return replace(self, table=_selected(self.table, scope), scope=scope)


def corridors(version: DataVersionLike, scope: Scope | None = None) -> Corridors:
    """All ordered pairs of the countries that occur in a selection, in the order of their codes.

    Columns of `table`: visitor_country, host_country, observed; under quasi-independence modelled, intensity
    (observed / modelled; empty where modelled below 1), shown (modelled at 1 or more), ranked (at 5 or
    more), flag (`:` where not shown), reading ("0 of 3.2 by size alone"); distance_km, border,
    common_language; under gravity gravity_modelled, gravity_ratio, gravity_note (why not), and of pairs
    modelled at 1 or more lower_tail (probability of so few, scaled by the dispersion), adjusted (Benjamini
    and Hochberg), fewer (adjusted at most 10 %: fewer visits than modelled). A country with itself is no
    pair. Where rows stand for many persons, persons are counted.

    What cannot be told is in `not_measurable`, with the reason; nothing is raised for it. The first call
    loads the library for gravity, which takes some seconds.
    """
    selection = scope if scope is not None else Scope()
    source = _Fitting(version, selection)
    flows = source.flows()
    if flows is None:
        return source.answer(pd.DataFrame(columns=list(COLUMNS)))
    table = _observed(flows)
    try:
        table = table.merge(_intensities(flows), on=list(_SIDES), how="left")
    except NotEstimable as error:
        source.refused["intensity"] = source.reason(error)
    pairs = country_pairs([str(node) for node in flows.nodes])
    table = table.merge(
        pairs.rename(columns=dict(zip(("origin", "destination"), _SIDES, strict=True))), how="left"
    )
    fit = source.gravity(flows, pairs)
    if fit is not None:
        table = table.merge(_gravity_columns(fit), on=list(_SIDES), how="left")
        table = table.merge(source.tails(fit), on=list(_SIDES), how="left")
    table = _selected(table, selection)
    return source.answer(_completed(table), flows, fit)


class _Fitting:
    """What was asked of a data version, and what could not be told and why."""

    def __init__(self, version: DataVersionLike, scope: Scope) -> None:
        self.version, self.scope = version, scope
        self.refused: dict[str, str] = {}
        self.statement: Statement | None = None

    def flows(self) -> FlowTable | None:
        """The whole matrix; None where it is not measurable."""
        flows, self.statement, reason = whole_flows(self.version, "N04", _SIDES, self.scope)
        if reason:
            self.refused["observed"] = reason
        return flows

    def gravity(self, flows: FlowTable, pairs: pd.DataFrame) -> GravityFit | None:
        """The fitted model, None where there is none."""
        from cxc_metrics.statistics.gravity.model import gravity

        try:
            return gravity(flows, pairs)
        except NotEstimable as error:
            self.refused["gravity"] = self.reason(error)
            return None

    def tails(self, fit: GravityFit) -> pd.DataFrame:
        """Pairs with the probability of so few."""
        from cxc_metrics.statistics.flows.corridors import fewer_than_modelled

        try:
            fewer = fewer_than_modelled(fit)
        except NotEstimable as error:
            self.refused["fewer"] = error.reason
            return pd.DataFrame(columns=[*_SIDES, *_TAIL])
        return _by_side(fewer)[[*_SIDES, *_TAIL]]

    def reason(self, error: NotEstimable) -> str:
        """Why there is no model, as a lack of the register where no selection has flows between others."""
        if not isinstance(error, OneInEveryFlow):
            return error.reason
        flows, _, _ = whole_flows(self.version, "N04", _SIDES, Scope())
        try:
            if flows is not None:
                refuse_hub(flows)
        except OneInEveryFlow as of_register:
            return f"{WITH_THIS_REGISTER}: {of_register.finding}"
        return error.reason

    def answer(
        self, table: pd.DataFrame, flows: FlowTable | None = None, fit: GravityFit | None = None
    ) -> Corridors:
        """All of it."""
        manifest = self.version.manifest
        return Corridors(
            table=table,
            coefficients=pd.DataFrame(columns=list(_COEFFICIENTS)) if fit is None else fit.coefficients,
            not_measurable=self.refused,
            notes=_notes(flows, fit),
            scope=self.scope,
            version_id=self.version.id,
            as_at=manifest.as_at,
            is_synthetic=manifest.is_synthetic,
            unit="persons" if manifest.grain == "aggregate" else "exchanges",
            exchanges=int(flows.total) if flows is not None else 0,
            inestimable_origins=_named(fit.inestimable_origins if fit else ()),
            inestimable_destinations=_named(fit.inestimable_destinations if fit else ()),
            inestimable_terms=fit.inestimable_terms if fit else (),
            statement=self.statement,
        )


def _notes(flows: FlowTable | None, fit: GravityFit | None) -> tuple[str, ...]:
    notes = []
    if flows is not None and flows.unknown:
        notes.append(f"{flows.unknown:.0f} without a known country on both sides are left out.")
    if fit is not None:
        if fit.no_interval:
            notes.append(fit.no_interval)
        if fit.inestimable_origins:
            notes.append(f"Nothing can be modelled from: {', '.join(_named(fit.inestimable_origins))}.")
        if fit.inestimable_destinations:
            notes.append(f"Nothing can be modelled to: {', '.join(_named(fit.inestimable_destinations))}.")
        if fit.inestimable_terms:
            notes.append(f"Not told apart from the countries: {', '.join(fit.inestimable_terms)}.")
    return tuple(notes)


def _named(nodes: Collection[str | int]) -> tuple[str, ...]:
    return tuple(str(node) for node in nodes)


def _by_side(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns=dict(zip(("origin", "destination"), _SIDES, strict=True)))


def _observed(flows: FlowTable) -> pd.DataFrame:
    """All ordered pairs of different countries with what was observed."""
    weights = flows.matrix()
    names = [str(node) for node in flows.nodes]
    return pd.DataFrame(
        [
            (sender, other, int(weights[i, j]))
            for i, sender in enumerate(names)
            for j, other in enumerate(names)
            if i != j
        ],
        columns=[*_SIDES, "observed"],
    )


def _intensities(flows: FlowTable) -> pd.DataFrame:
    table = _by_side(relative_intensity(quasi_independence(flows)))
    shown = table["shown"]
    return table[[*_SIDES]].assign(
        modelled=table["modelled"],
        intensity=table["relative_intensity"].where(shown),
        shown=shown,
        ranked=table["ranked"],
        flag=table["flag"].where(shown, NOT_AVAILABLE),
        reading=table["reading"],
    )


def _gravity_columns(fit: GravityFit) -> pd.DataFrame:
    table = _by_side(fit.pairs)
    return table[[*_SIDES]].assign(
        gravity_modelled=table["modelled"], gravity_ratio=table["ratio"], gravity_note=table["note"]
    )


def _selected(table: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    for side in _SIDES:
        if chosen := getattr(scope, side):
            table = table[table[side].isin(expand(side, chosen))]
    return table.reset_index(drop=True)


def _completed(table: pd.DataFrame) -> pd.DataFrame:
    """All columns in order, with a type each also where there is nothing to tell."""
    types = dict.fromkeys(("shown", "ranked", "border", "common_language", "fewer"), "boolean")
    types |= dict.fromkeys(("flag", "reading", "gravity_note"), "str")
    whole = table.reindex(columns=list(COLUMNS))
    numbers = [name for name in COLUMNS if name not in types and name not in _SIDES and name != "observed"]
    for name in ("flag", "reading", "gravity_note"):
        whole[name] = whole[name].astype(object).where(whole[name].notna(), "")
    return whole.astype({**types, **dict.fromkeys(numbers, "float64")})
