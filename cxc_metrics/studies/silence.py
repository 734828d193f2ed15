"""Survey shares and means weighted for those who kept silent, beside the unweighted, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from cxc_metrics.catalogue import (
    SurveyMean,
    SurveyMedian,
    SurveyShare,
    catalogue,
)
from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.catalogue.kinds.by_method import CLUSTER, UNIT, VALUE
from cxc_metrics.engine import Kind
from cxc_metrics.errors import UnknownName
from cxc_metrics.measuring.measurable import as_seen, reason_against
from cxc_metrics.measuring.population import Population, filled_columns, view_of
from cxc_metrics.measuring.statement import Statement
from cxc_metrics.measuring.survey_rule import WHY, few_hidden
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.suppression import FEWEST
from cxc_metrics.statistics.survey.raking import (
    Raked,
    raked,
    weighted_mean,
    weighted_share,
)

# Definitions 4 asks who answered by these; the organisation's own, whichever side it was on.
RAKED_OVER: Final = ("country_group", "organisation_sector", "organisation_type", "partnership")
COLUMNS: Final = (
    "kpi",
    "name",
    "unit",
    "n",
    "asked",
    "unweighted",
    "unweighted_low",
    "unweighted_high",
    "weighted",
    "weighted_low",
    "weighted_high",
    "moved",
    "effective_n",
    "largest_weight",
    "cut",
    "silent",
    "reason",
)
_ASKED_ON: Final = "invited_on"
_NO_RANKS: Final = (
    "a median is not weighted: its interval lies between two of the answers in order, and answers that stand "
    "for more or less than one have no such places"
)
Weighable = SurveyShare | SurveyMean


@dataclass(frozen=True, eq=False)
class Silence:
    """Survey shares and means with and without weights; see `weighted_for_silence`.

    `groups` shows what was weighted, by kpi: characteristic, group, asked, answered, weighted (shares).
    """

    table: pd.DataFrame
    groups: pd.DataFrame
    over: tuple[str, ...]
    statements: tuple[Statement, ...]


def weighted_for_silence(
    version: DataVersionLike, kpis: Sequence[str], scope: Scope | None = None
) -> Silence:
    """Survey shares and means among those asked in a selection, without and with weights for the silent.

    Columns of `table`: kpi, name, unit; n (answers), asked; unweighted and weighted with their intervals (of
    shares as fractions); moved (weighted less unweighted, of shares in percentage points, of means in their
    unit); effective_n (Kish's, of the weights), largest_weight, cut (weights held at five), silent (asked,
    and nobody of their groups answered), reason (why there is no weighted figure; medians have none). Raked
    over those of country group, ecosystem, type and partnership that the register has. A period counts by the
    day of the invitation on both sides, so that the answers are those of the people asked. Raises UnknownName
    for a KPI that is no share, mean or median of a survey.
    """
    survey_kpis = [_survey_figure(name) for name in kpis]
    selection = scope or Scope()
    rows: list[dict[str, object]] = []
    groups: list[pd.DataFrame] = []
    statements: list[Statement] = []
    over: tuple[str, ...] = ()
    for kpi in survey_kpis:
        reason = reason_against(kpi, (), selection, version)
        if reason or isinstance(kpi, SurveyMedian):
            rows.append(_named(kpi, reason or _NO_RANKS))
            continue
        columns = filled_columns(version, kpi.fact)
        over = tuple(name for name in RAKED_OVER if name in columns)
        people, statement = _people(version, kpi, selection, over)
        statements.append(statement)
        row, compared = _weighted_row(kpi, people, over)
        rows.append(row)
        groups.append(_without_few(compared, int(str(row.get("n", 0)))).assign(kpi=kpi.id))
    kept = [group for group in groups if len(group)]
    empty = pd.DataFrame(columns=["characteristic", "group", "asked", "answered", "weighted", "kpi"])
    return Silence(
        table=_typed(pd.DataFrame(rows, columns=list(COLUMNS))),
        groups=pd.concat(kept, ignore_index=True) if kept else empty,
        over=over,
        statements=tuple(statements),
    )


def _survey_figure(name: str) -> Weighable | SurveyMedian:
    declared = find_kpi(name)
    if not isinstance(declared, Weighable | SurveyMedian):
        names = [weighable.id for weighable in catalogue().values() if isinstance(weighable, Weighable)]
        raise UnknownName("survey share or mean", name, names)
    return declared


def _named(kpi: Weighable | SurveyMedian, reason: str) -> dict[str, object]:
    return {"kpi": kpi.id, "name": kpi.name, "unit": kpi.unit, "reason": reason}


def _people(
    version: DataVersionLike, kpi: Weighable, scope: Scope, over: tuple[str, ...]
) -> tuple[pd.DataFrame, Statement]:
    """One row per person asked, or per organisation where the KPI counts these: value, cluster, groups."""
    seen = as_seen(kpi, scope)
    assert isinstance(seen, Weighable)  # noqa: S101 - reason_against has made sure
    view = view_of(scope, version)
    population = Population(version, kpi.fact, scope, view, _ASKED_ON).of(seen.among)
    given = {name: sql for name, sql in seen.inputs(view).items() if name not in over}
    given |= {name: view.dialect.cast(name, Kind.TEXT) for name in over}
    selected = ", ".join(f"{sql} AS {name}" for name, sql in given.items())
    statement = population.statement(
        f"SELECT {selected}\n{population.clause()}\nORDER BY invitation_id",
        f"{kpi.id} {kpi.name}, those asked",
    )
    rows = version.query(statement.sql, statement.params).to_pandas()
    if UNIT not in rows:
        return rows, statement
    folded = seen.folded(rows, ())[[UNIT, VALUE, CLUSTER]]
    people = rows.dropna(subset=[UNIT]).drop_duplicates(UNIT)[[UNIT, *over]]
    return people.merge(folded, on=UNIT, how="left").reset_index(drop=True), statement


def _weighted_row(
    kpi: Weighable, people: pd.DataFrame, over: tuple[str, ...]
) -> tuple[dict[str, object], pd.DataFrame]:
    """The row of the table, and the groups it was weighted by."""
    value = pd.to_numeric(people[VALUE]).astype("float64")
    answered = value.notna()
    n = int(answered.sum())
    if 0 < n < FEWEST:
        return {**_named(kpi, WHY), "asked": len(people)}, pd.DataFrame()
    answered_columns = {**_named(kpi, ""), "n": n, "asked": len(people)}
    try:
        if not over:
            raise NotEstimable(
                "the register tells neither country, ecosystem, type nor partnership of those asked"
            )
        weights = raked(people, answered, over)
    except NotEstimable as error:
        return {**answered_columns, "reason": error.reason}, pd.DataFrame()
    return {
        **answered_columns,
        **_figures(kpi, value[answered], people[CLUSTER][answered], weights),
    }, weights.groups


def _without_few(groups: pd.DataFrame, n: int) -> pd.DataFrame:
    """The groups without the shares of those that hold few of the answers, or would give these away."""
    if groups.empty:
        return groups
    answers = groups.assign(answers=(n * groups["answered"]).round().astype("int64"))
    hidden = pd.concat([few_hidden(part, "answers") for _, part in answers.groupby("characteristic")])
    return groups.assign(**{name: groups[name].mask(hidden) for name in ("answered", "weighted")})


def _figures(kpi: Weighable, value: pd.Series, cluster: pd.Series, raked: Raked) -> dict[str, object]:
    is_share = isinstance(kpi, SurveyShare)
    weighted = weighted_share if is_share else weighted_mean
    plain = weighted(value, np.ones(len(value)), cluster)
    mended = weighted(value, raked.weights, cluster)
    return {
        "unweighted": plain.estimate,
        "unweighted_low": plain.low,
        "unweighted_high": plain.high,
        "weighted": mended.estimate,
        "weighted_low": mended.low,
        "weighted_high": mended.high,
        "moved": (100.0 if is_share else 1.0) * (mended.estimate - plain.estimate),
        "effective_n": raked.effective_n,
        "largest_weight": raked.largest,
        "cut": raked.cut,
        "silent": raked.silent,
    }


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    texts = {"kpi", "name", "unit", "reason"}
    counts = {"n", "asked", "cut", "silent"}
    numbers = [name for name in COLUMNS if name not in {*texts, *counts}]
    return table.astype({**dict.fromkeys(counts, "Int64"), **dict.fromkeys(numbers, "float64")})
