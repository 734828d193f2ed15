"""One member of a group beside the group: a country beside the EU-27, an ecosystem beside all of them.

Works on measurements of the member whose comparison (`compare=`) is the selection of the whole group. What
stands for the group follows from the kind of KPI:

- numbers that add up (exchanges, days, euro): the average member, the group's number over its members, those
  without any included, so that one member stands beside one member;
- shares, ratios, means and medians: all rows of the group together. The average of the members' shares would
  weigh a member with three exchanges as much as one with three hundred;
- different organisations, countries and measures of a whole network: nothing. An organisation that met three
  members counts once in the group, so that neither the group's number nor a part of it is a member's.
"""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from cxc_metrics.catalogue import Kpi
from cxc_metrics.errors import CxcError
from cxc_metrics.measuring.measurement import Measurement

AVERAGE, WHOLE, NEITHER = "average", "whole", ""
_WITHOUT_GROUP: Final = frozenset({"distinct", "index"})


def stands_for_group(kpi: Kpi) -> str:
    """How a group is told beside one member: `average` member, `whole` group, or empty where neither fits."""
    if kpi.additive:
        return AVERAGE
    return NEITHER if kpi.kind in _WITHOUT_GROUP else WHOLE


def set_against_group(measurement: Measurement, members: int) -> pd.DataFrame:
    """Each KPI of a member beside its group, for each row of the measurement, totals included.

    Columns: the dimensions asked, `is_total` where totals were asked, `kpi` (id), `value`, `n`, `flag`,
    `group` (in the KPI's unit, a fraction for shares; empty where there is none), `stands` (`average`,
    `whole` or empty). `members` is how many the group has. KPIs that are not measurable are left out.
    Raises CxcError for a measurement without a comparison.
    """
    kept = [*measurement.by, *(["is_total"] if measurement.has_totals else [])]
    rows: list[tuple[Any, ...]] = []
    for kpi in measurement.kpis:
        if kpi.id in measurement.not_measurable:
            continue
        stands = stands_for_group(kpi)
        parts = [*kept, kpi.id, *(f"{kpi.id}_{part}" for part in ("n", "flag")), measurement.compared(kpi.id)]
        listed = (measurement.table[part].tolist() for part in parts)
        for *keys, value, n, flag, group in zip(*listed, strict=True):
            rows.append((*keys, kpi.id, value, n, flag, _of_one(group, stands, members), stands))
    against = pd.DataFrame(rows, columns=[*kept, "kpi", "value", "n", "flag", "group", "stands"])
    return against.astype({"value": "Float64", "n": "Int64", "group": "Float64"})


def _of_one(group: Any, stands: str, members: int) -> Any:
    """The group's number as it stands beside one member."""
    if stands == NEITHER or pd.isna(group):
        return None
    return group / members if stands == AVERAGE else group


def spread_against_group(measurement: Measurement, kpi: str) -> pd.DataFrame:
    """How a number that adds up spreads over the measurement's one dimension, for the member and its group.

    Columns: the dimension, `value`, `share`, `group_value`, `group_share`, `n`, the largest value first, in
    the order of the dimension's list where values are equal. Shares are fractions of what is recorded in the
    dimension (`n` for the member); they are empty where nothing is. Raises CxcError for another kind of
    measurement or KPI.
    """
    declared = next((kpi_measured for kpi_measured in measurement.kpis if kpi_measured.id == kpi), None)
    if declared is None or not declared.additive or len(measurement.by) != 1:
        raise CxcError(f"{kpi}: only a number that adds up, broken down by one dimension, is spread.")
    [name] = measurement.by
    table = measurement.details
    table = table[table[name].notna()]
    values = pd.DataFrame({name: table[name]})
    for column, value in (("", table[kpi]), ("group_", table[measurement.compared(kpi)])):
        numbers = value.astype("Float64").fillna(0)
        total = float(numbers.sum())
        values[f"{column}value"] = numbers
        values[f"{column}share"] = numbers / total if total else pd.array([pd.NA] * len(numbers), "Float64")
    values["n"] = values["value"].sum()
    order = [name, "value", "share", "group_value", "group_share", "n"]
    return values[order].sort_values("value", ascending=False, kind="stable").reset_index(drop=True)
