"""Headers as they are compared: a delivery is known again by them, whatever their case and accents."""

from __future__ import annotations

from collections.abc import Iterable

from cxc_metrics.intake.layouts.names import folded_column


def folded_header(header: Iterable[str]) -> frozenset[str]:
    """The columns of a header, folded; those without a name left out."""
    return frozenset(folded_column(name) for name in header if name.strip())
