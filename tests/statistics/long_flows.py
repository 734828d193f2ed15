"""Flows written as a long table, for tests of what is measured on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxc_metrics.statistics.flows.flow_table import FlowTable


def from_long(long: pd.DataFrame, nodes: Sequence[object], *, empty_diagonal: bool) -> FlowTable:
    """A long table (origin, destination, weight) over `nodes`; a missing side is None."""
    listed = pd.Index(np.array(nodes, dtype=object))
    origin, destination = (
        listed.get_indexer(pd.Index(long[side].to_numpy(dtype=object))) for side in ("origin", "destination")
    )
    return FlowTable.from_positions(origin, destination, long["weight"], nodes, empty_diagonal=empty_diagonal)
