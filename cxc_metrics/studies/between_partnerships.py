"""Partnerships beside each other: which differ by more than chance alone would give (definitions 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from cxc_metrics.catalogue import Kpi, Share, catalogue
from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.engine import Kind
from cxc_metrics.errors import WITH_THIS_REGISTER, NotMeasurable, UnknownName
from cxc_metrics.measuring.answer import measure
from cxc_metrics.measuring.measurement import Measurement
from cxc_metrics.measuring.population import Population, described_day, view_of
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.survey.shrinkage import (
    Shrunken,
    funnel,
    shrunken_rates,
    shrunken_shares,
)
from cxc_metrics.statistics.waiting.target_chance import DAYS_PER_MONTH

COUNT: Final = "O01"
_POINTS: Final = 60  # of each limit's line


@dataclass(frozen=True, eq=False)
class Between:
    """Partnerships in one KPI; see `between_partnerships`. `curve` are the limits as lines, by n.

    `mean` is that of all together; `strength` what the common mean weighs against a partnership's own n
    (infinite where they differ by no more than chance).
    """

    kpi: Kpi
    table: pd.DataFrame
    curve: pd.DataFrame
    mean: float
    strength: float
    measurement: Measurement


def between_partnerships(version: DataVersionLike, kpi: str, scope: Scope | None = None) -> Between:
    """All partnerships of a selection in a register share, or in exchanges per month of their grant (O01).

    Columns of `table`, by acronym: partnership, name, value, n (records, or months of the grant within the
    selection), shrunken, low95, high95, low998, high998 (what chance alone would give at that n if all were
    equal: no confidence interval), beyond (0.95 or 0.998 where the value lies outside those limits, else 0).
    A selection of partnerships is set aside: without the others there is no comparison.

    Raises UnknownName for another kind of KPI, NotMeasurable with the reason, as under eight partnerships.
    """
    declared = find_kpi(kpi)
    if declared.id != COUNT and not isinstance(declared, Share):
        shares = [share_kpi.id for share_kpi in catalogue().values() if isinstance(share_kpi, Share)]
        raise UnknownName("register share", kpi, [COUNT, *shares])
    selection = (scope or Scope()).without("partnership")
    measured = measure(version, [declared.id], by=["partnership"], scope=selection)
    if reason := measured.not_measurable.get(declared.id):
        raise NotMeasurable(reason)
    if declared.id == COUNT and (absent := version.missing_tables("partnership")):
        raise NotMeasurable(f"{WITH_THIS_REGISTER}: it has no table {absent[0]}")
    table = measured.table.dropna(subset=["partnership"])
    units = pd.DataFrame({"partnership": table["partnership"].astype("str")})
    try:
        if declared.id == COUNT:
            held = dict(zip(units["partnership"], table[COUNT], strict=True))
            rates = shrunken_rates(_months(held, version, selection), unit="partnership")
        else:
            rates = shares_of(units, table[declared.id], table[f"{declared.id}_n"])
    except NotEstimable as error:
        raise NotMeasurable(f"Not measurable in this selection: {error.reason}") from None
    sizes = np.geomspace(rates.table["n"].min(), rates.table["n"].max(), _POINTS)
    curve = funnel(rates.mean, sizes, counts=declared.id == COUNT)
    return Between(declared, _named(rates, version), curve, rates.mean, rates.strength, measured)


def shares_of(units: pd.DataFrame, value: pd.Series, n: pd.Series) -> Shrunken:
    """Shrunken shares of measured values that rest on something; raises as `shrunken_shares`."""
    size = n.astype("float64").to_numpy()
    share = value.astype("float64").to_numpy()
    measured = np.isfinite(share) & (size > 0)
    kept = units[measured].assign(yes=np.rint(share[measured] * size[measured]), n=size[measured])
    return shrunken_shares(kept, unit="partnership")


def _months(held: Mapping[str, float], version: DataVersionLike, scope: Scope) -> pd.DataFrame:
    """Exchanges and months of each grant that lie in the selection and before the as-at day.

    A partnership that held none in the selection is one too.
    """
    waves = Scope(wave=scope.wave)
    grants = Population(version, "partnership", waves, view_of(waves, version))
    named = version.dialect.cast("partnership", Kind.TEXT)
    ends = "end_date" if "end_date" in grants.columns else version.dialect.nothing(Kind.DAY)
    lengths = grants.query(
        f"SELECT {named} AS partnership, start_date, {ends} AS end_date\n{grants.clause()}\nORDER BY 1"
    ).to_pylist()
    first = scope.period.start if scope.period else date.min
    as_at = described_day(version)
    last = min(scope.period.end, as_at) if scope.period else as_at
    rows = [
        (row["partnership"], held.get(row["partnership"], 0.0), days / DAYS_PER_MONTH)
        for row in lengths
        if row["start_date"]
        and (days := (min(row["end_date"] or last, last) - max(row["start_date"], first)).days + 1) > 0
    ]
    return pd.DataFrame(rows, columns=["partnership", "count", "exposure"]).astype({"count": "float64"})


def _named(rates: Shrunken, version: DataVersionLike) -> pd.DataFrame:
    table, names = rates.table, version.labels("partnership")
    value = table["value"]
    outer = (value < table["low998"]) | (value > table["high998"])
    inner = (value < table["low95"]) | (value > table["high95"])
    table = table.assign(
        name=[names.get(partnership_id, partnership_id) for partnership_id in table["partnership"]],
        beyond=np.select([outer, inner], [0.998, 0.95], default=0.0),
    )
    order = table["name"].str.casefold()
    return (
        table.assign(order=order).sort_values(["order", "partnership"], kind="stable").drop(columns="order")
    )
