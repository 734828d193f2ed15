"""The door as functions, for programs and notebooks: open a register, measure, and let go at the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxc_metrics.catalogue import Kpi
from cxc_metrics.disclosure import Figures, Viewer
from cxc_metrics.engine.duckdb import remove_scratch
from cxc_metrics.scope import Scope

from .operator import Operator
from .reader import Reader


def open_register(root: Path | str | None = None, name: str | None = None) -> Operator:
    """A register of the store: `open_register().reader()` reads the data version it serves.

    Without a name the one shown first. Raises RegisterError if the place exists but is not a folder that can
    be read, UnknownName for a register that is not there.
    """
    return Operator(root, name)


def measure(
    reader: Reader,
    kpis: Sequence[str | Kpi],
    *,
    by: Sequence[str] = (),
    scope: Scope | None = None,
    compare: str | Scope | None = None,
    totals: bool = False,
    viewer: Viewer | None = None,
) -> Figures:
    """`Reader.measure` as a function: values of KPIs by dimensions for a selection, as its viewer may see.

    `viewer` is another one, if the reader is internal: `measure(reader, ["O01"], viewer=PUBLIC)`.

    Raises UnknownName for a KPI, dimension or comparison there is not; what cannot be measured has its reason
    in the result.
    """
    reader = reader if viewer is None else reader.as_seen_by(viewer)
    return reader.measure(kpis, by=by, scope=scope, compare=compare, totals=totals)


def release() -> None:
    """Remove what this process keeps on disk for a while; called when it ends."""
    remove_scratch()
