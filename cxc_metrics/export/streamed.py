"""The rows behind a figure as a file, however many: page by page, with bounded memory and progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

import pandas as pd

from cxc_metrics.access import Reader
from cxc_metrics.contract import TABLES
from cxc_metrics.disclosure import Table
from cxc_metrics.errors import CxcError
from cxc_metrics.scope import Scope

from .column_types import Kind
from .documented import Documented, documented
from .exported import exported_frame
from .files.whole_files import whole_file
from .formats import ExportFormat

# Rows held at once.
PAGE: Final = 50_000
# Columns that only our facts have.
_OF_FACTS: Final[Mapping[str, Kind]] = {
    "period_date": "day",
    "visitor_sector": "whole",
    "host_sector": "whole",
}
Progress = Callable[[str, float], None]
_KINDS: Final[Mapping[type, Kind]] = {
    bool: "truth",
    int: "whole",
    float: "real",
    Decimal: "real",
    date: "day",
}


def stream_records(
    reader: Reader,
    kpi: str,
    scope: Scope,
    file: Path,
    form: ExportFormat,
    *,
    title: str = "",
    progress: Progress | None = None,
    page: int = PAGE,
) -> int:
    """Write all rows behind a figure in a selection; how many there were.

    At most `page` rows are held at once; `progress(step, done)` is called after each. Raises NotMeasurable
    where the viewer may not see them, CxcError where there are none, the format holds no rows, or the file
    cannot be written: no half of it is left then.
    """
    if form.stream is None:
        raise CxcError(
            f"Rows cannot be written as {form.name}: take csv, csv_eu, xlsx, parquet, json or zip."
        )
    first = reader.rows(kpi, scope, limit=page)
    if not first.total:
        raise CxcError(
            f"{file} was not written: no row is left in this selection ({scope.sentence(reader)})."
        )
    shown = exported_frame(first)
    about = _about(first, shown, title or f"Rows behind {kpi}")
    kinds = {name: kind for name, kind in declared_kinds().items() if name in shown}
    with whole_file(file) as target:
        form.stream(target, about, _pages(reader, kpi, scope, first, page, progress), kinds)
    return first.total


def _about(first: Table, shown: pd.DataFrame, title: str) -> Documented:
    about = documented(first, shown, title=title)
    return replace(about, rows=first.total, page={"total": first.total, "offset": 0, "reason": None})


def _pages(
    reader: Reader, kpi: str, scope: Scope, first: Table, page: int, progress: Progress | None
) -> Iterator[pd.DataFrame]:
    following = (
        reader.rows(kpi, scope, limit=page, offset=offset) for offset in range(page, first.total, page)
    )
    written = 0
    for table in chain([first], following):
        yield exported_frame(table)
        written += len(table)
        if progress is not None:
            progress(f"{written:,} of {first.total:,} rows", written / first.total)


@cache
def declared_kinds() -> Mapping[str, Kind]:
    """What the contract says of columns: a first page may hold nothing of one, and so not tell."""
    columns = [column for table in TABLES.values() for column in table.columns()]
    kinds: dict[str, set[Kind]] = {}
    for column in columns:
        kinds.setdefault(column.name, set()).add(_KINDS.get(column.python_type, "text"))
    return {**{name: next(iter(of)) for name, of in kinds.items() if len(of) == 1}, **_OF_FACTS}
