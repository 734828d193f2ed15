"""One row for each unit: an organisation asked in two rounds is still one organisation."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def one_per_unit(
    rows: pd.DataFrame,
    by: Sequence[str],
    *,
    unit: str,
    order: Sequence[str],
    value: str = "value",
    cluster: str = "cluster",
) -> pd.DataFrame:
    """Fold rows to one per group of `by` and `unit`: yes where any row says yes.

    Args:
        rows: one row per answer; rows without a `value` are left out, and a unit that only has such rows.
        by: columns of the group keys.
        unit: column of the unit; rows without one are left out.
        order: columns that put the answers of a unit in order (day, then key).
        value: column of 0 and 1, or of numbers of which the greatest counts.
        cluster: column of the cluster; a unit that answered in several belongs to that of its first answer.

    Returns:
        The columns `by`, `unit`, `value` and `cluster`.
    """
    answered = rows[rows[value].notna() & rows[unit].notna()].sort_values(list(order), kind="stable")
    keys = [*by, unit]
    # Not the groups' "first": it would pass over a missing cluster to that of a later answer.
    first = answered.drop_duplicates(keys)[[*keys, cluster]]
    folded = answered.groupby(keys, dropna=False, observed=True, sort=True)[value].max().reset_index()
    return folded.merge(first, on=keys, how="left")
