"""How one partnership stands over its whole life: target, budget, pipeline, beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import pandas as pd

from cxc_metrics.contract import codes
from cxc_metrics.engine import Kind
from cxc_metrics.errors import NotMeasurable, UnknownName
from cxc_metrics.measuring import measure
from cxc_metrics.measuring.population import everything
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.quartiles_of_others import quartiles_of_others
from cxc_metrics.store import DataVersion
from cxc_metrics.studies.between_partnerships import shares_of

from .part import (
    Part,
    in_order,
    missing,
    part,
)
from .work_list import Role

# Shares of a partnership's exchanges that a manager can act on.
_COLUMNS: Final = (
    "kpi", "value", "n", "q1", "median", "q3", "others", "reason", "shrunken", "chance_low", "chance_high",
)  # fmt: skip
COMPARED: Final = ("O04", "O07", "O10", "A08", "Q01", "F03w")


@dataclass(frozen=True)
class Standing:
    """A partnership over its whole life as at the data version's day. None is not recorded, never 0.

    `target` is the planned number in `target_unit`; `attainment` (a fraction) only for a target in exchanges.
    `held_as_host` are exchanges hosted, a view of its own that is never added. `budget_left_eur` is the
    budget for lump sums less what was paid; it is below zero where more was paid.
    """

    partnership: str
    acronym: str
    title: str | None
    wave: int
    start_date: date
    end_date: date | None
    target: int | None
    target_unit: str | None
    held: int
    validated: int
    held_as_host: int
    budget_eur: float | None
    paid_eur: float | None
    attainment: float | None
    budget_left_eur: float | None


def standing(version: DataVersion, partnership: str) -> Standing:
    """How a partnership stands, whatever the selection.

    Raises UnknownName for a partnership there is not, NotMeasurable where the register has none or cannot say
    what counts.
    """
    if reason := missing(version, "partnership"):
        raise NotMeasurable(reason)
    if lacking := version.missing_columns("partnership", "countable"):
        raise NotMeasurable(f"not measurable with this register: it has no {lacking[0]}")
    names = version.labels("partnership")
    if partnership not in names:
        raise UnknownName("partnership", partnership, names)
    own, host = (version.dialect.cast(name, Kind.TEXT) for name in ("f.partnership", "host_partnership"))
    hosted = everything(version, "exchange").of(f"{host} = $partnership", "countable")
    row = version.query(
        f"""SELECT f.*, p.title, (SELECT count(*) {hosted.clause()}) AS hosted
            FROM {everything(version, "partnership").rows} AS f
            JOIN partnership AS p ON p.partnership_id = {own}
            WHERE p.partnership_id = $partnership""",
        {"partnership": partnership},
    ).to_pylist()[0]
    target, budget, paid = row["target_exchanges"], row["lump_sum_budget_eur"], row["lump_sum_paid_eur"]
    of_exchanges = bool(target) and row["target_unit"] == "exchange"
    return Standing(
        partnership=partnership,
        acronym=names[partnership],
        title=row["title"],
        wave=row["wave"],
        start_date=row["start_date"],
        end_date=row["end_date"],
        target=target,
        target_unit=row["target_unit"],
        held=row["countable"],
        validated=row["validated"],
        held_as_host=row["hosted"],
        budget_eur=_amount(budget),
        paid_eur=_amount(paid),
        attainment=row["countable"] / target if of_exchanges else None,
        budget_left_eur=None if budget is None or paid is None else float(budget - paid),
    )


def pipeline(version: DataVersion, partnership: str, *, role: Role = "visitor") -> Part:
    """Exchanges of a partnership by phase and status, in the order of the process: phase, status, n.

    All exchanges of the register, counted or not, so the sum is no KPI. A phase that is not recorded is
    empty.
    """
    column = "vop_id" if role == "visitor" else "hop_id"
    return part(
        version,
        f"""SELECT phase, status, count(*) AS n FROM exchange WHERE {column} = $partnership
            GROUP BY phase, status
            ORDER BY {in_order("phase", codes.PHASE)} NULLS LAST,
                {in_order("status", codes.EXCHANGE_STATUS)}""",
        {"partnership": partnership},
        f"exchange.{column}",
    )


def against_others(
    version: DataVersion, partnership: str, kpis: Sequence[str] = COMPARED, scope: Scope | None = None
) -> pd.DataFrame:
    """A partnership (as VOP) beside the quartiles of all the others (definitions 4): one row per KPI.

    Columns: kpi, value, n, q1, median, q3 (fractions for shares), others (how many they rest on), reason
    (why there are none); shrunken, chance_low, chance_high: the value drawn towards that of all partnerships
    as far as it rests on few, and between which values 95 % of equal partnerships of that n would lie by
    chance alone (from eight partnerships on, small ones and the own one included; no confidence interval).
    The own partnership is left out of the quartiles, and eight others with n of 30 or more are needed. KPIs
    that this register or selection cannot give have a reason and nothing else. A selection of partnerships is
    set aside: without the others there is no comparison.
    """
    everybody = (scope or Scope()).without("partnership")
    measured = measure(version, list(kpis), by=["partnership"], scope=everybody)
    rows = [
        {"kpi": kpi, "reason": measured.not_measurable[kpi]}
        if kpi in measured.not_measurable
        else {"kpi": kpi, **_among_others(measured.table, kpi, partnership)}
        for kpi in kpis
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _among_others(table: pd.DataFrame, kpi: str, partnership: str) -> dict[str, object]:
    units = pd.DataFrame(
        {"partnership": table["partnership"].astype("str"), "value": table[kpi], "n": table[f"{kpi}_n"]}
    ).dropna(subset=["partnership"])
    if partnership not in set(units["partnership"]):
        return {"reason": "no exchanges of this partnership in this selection"}
    quartiles = quartiles_of_others(units, unit="partnership").set_index("partnership").loc[partnership]
    return {**{str(name): value for name, value in quartiles.items()}, **_chance(units, partnership)}


def _chance(units: pd.DataFrame, partnership: str) -> dict[str, object]:
    """Shrunken value and funnel limits; nothing under eight partnerships or without a value."""
    try:
        table = shares_of(units[["partnership"]], units["value"], units["n"]).table
    except NotEstimable:
        return {}
    own = table[table["partnership"] == partnership]
    names = {"shrunken": "shrunken", "low95": "chance_low", "high95": "chance_high"}
    return {column: own[name].iloc[0] for name, column in names.items()} if len(own) else {}


def _amount(exact: Decimal | float | None) -> float | None:
    return None if exact is None else float(exact)
