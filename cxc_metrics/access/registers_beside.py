"""Figures of several registers beside each other: each measured on its own, never in one series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cxc_metrics.catalogue import HEADLINES, Kpi
from cxc_metrics.disclosure import Figures
from cxc_metrics.errors import CxcError
from cxc_metrics.scope import Scope

from .reader import Reader


def measure_beside(
    readers: Sequence[Reader], kpis: Sequence[str | Kpi] = (), *, where: Sequence[str] = ()
) -> tuple[Figures, ...]:
    """The same figures in each of these registers: an answer each, with its own source and reasons.

    Without `kpis` the headline of each, all of them for all. `where` holds conditions as `Scope.from_where`
    reads them, in each register's own codes. Nothing is added up and nothing is called a change: registers
    count other things. CxcError where two readers are of one register, or where a condition means nothing in
    one of them.
    """
    often = Counter(reader.manifest.register_name for reader in readers)
    if twice := [name for name, times in often.items() if times > 1]:
        raise CxcError(
            f"Register {twice[0]} would stand beside itself. Name different registers; data versions of one "
            "register are compared on the Data page."
        )
    wanted = tuple(kpis) or headlines(readers)
    return tuple(reader.measure(wanted, scope=Scope.from_where(where, reader)) for reader in readers)


def headlines(readers: Sequence[Reader]) -> tuple[str, ...]:
    """The figures of these registers' headlines, each once."""
    return tuple(dict.fromkeys(kpi for reader in readers for kpi in HEADLINES[reader.manifest.shape]))
