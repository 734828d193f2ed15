"""JSON: the description and the rows in one document."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import IO, Any

import numpy as np
import pandas as pd

from cxc_metrics.export.column_types import is_missing
from cxc_metrics.export.documented import Documented
from cxc_metrics.export.outgoing import Outgoing


def to_json(leaving: Outgoing) -> bytes:
    """The description of metadata.json, with the rows themselves as `rows`. Equal questions, equal bytes."""
    content = io.BytesIO()
    write_json(content, leaving.about, [leaving.table])
    return content.getvalue()


def write_json(target: IO[bytes], about: Documented, pages: Iterable[pd.DataFrame]) -> None:
    """The same of a table that comes page by page: the rows come last."""
    described = {name: value for name, value in about.metadata().items() if name != "rows"}
    target.write(json.dumps(described, ensure_ascii=False, indent=1).encode()[:-2] + b',\n "rows": [')
    lead = b"\n  "
    for page in pages:
        names = list(map(str, page.columns))
        columns = [_cells(page.iloc[:, place]) for place in range(page.shape[1])]
        for values in zip(*columns, strict=True):
            row = dict(zip(names, values, strict=True))
            target.write(lead + json.dumps(row, ensure_ascii=False).encode())
            lead = b",\n  "
    target.write(b"\n ]\n}\n")


def _cells(column: pd.Series) -> list[Any]:
    # Asked of the column, what is missing costs a tenth of asking every cell.
    empty = column.isna().tolist()
    return [
        None if missing else _filled(value) for value, missing in zip(column.tolist(), empty, strict=True)
    ]


def plain(value: Any) -> Any:
    """A cell as JSON has it: null for what is missing or no number, ISO dates."""
    return None if is_missing(value) else _filled(value)


def _filled(value: Any) -> Any:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(part) for part in value]
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float) and not np.isfinite(value):
        return None
    if isinstance(value, date):
        midnight = isinstance(value, pd.Timestamp) and value == value.normalize() and value.tzinfo is None
        return str(value.date()) if isinstance(value, pd.Timestamp) and midnight else value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, bool | int | float) else str(value)
