"""Small registers for one test, published as any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cxc_metrics.store import DataVersion, Store
from tests.store.hand_made import checked, exchange, register_rows

Rows = Sequence[Mapping[str, Any]]


def published(
    folder: Path, exchanges: Rows, *, as_at: date = date(2022, 6, 30), **tables: Any
) -> DataVersion:
    """Exchanges (see `visit`) with the organisations ES1, ES2, DE1, DE2 and the partnerships A and B.

    Further tables by name; `source`, `breaches` and the like go to the checked tables.
    """
    known = {"source", "breaches", "emptied", "findings", "is_synthetic", "columns_present", "tables"}
    more = {name: value for name, value in tables.items() if name in known}
    rows = register_rows(exchanges, **{name: value for name, value in tables.items() if name not in known})
    with checked(rows, as_at=as_at, **more) as clean:
        return Store(folder / "store").publish(clean)


def visit(key: str, day: str | None = None, **more: Any) -> dict[str, Any]:
    """A countable exchange of ES1 (partnership A) at DE1 (partnership B) that begins on that day."""
    start = date.fromisoformat(day) if day else None
    return exchange(key, actual_start=start, actual_end=None, **more)
