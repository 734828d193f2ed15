"""Units of numbers: what one of a file's units is in the contract's."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Final

from cxc_metrics.contract import Column

from .mapped_column import NumberColumn

_SAME: Final = Decimal(1)
# (the file's unit, the contract's) → factor. No currency: rates change by the day.
UNITS: Final = MappingProxyType(
    {
        ("thousand EUR", "EUR"): Decimal(1_000),
        ("million EUR", "EUR"): Decimal(1_000_000),
        ("cent", "EUR"): Decimal("0.01"),
        ("m", "km"): Decimal("0.001"),
        ("mile", "km"): Decimal("1.609344"),
        ("part", "%"): Decimal(100),
        ("%", None): Decimal("0.01"),
    }
)


def factor_of(column: Column, unit: str | None) -> Decimal | None:
    """What one of this unit is in the column's; None where that is not known."""
    if unit is None or unit == column.unit:
        return _SAME
    return UNITS.get((unit, column.unit))


def factor_for(column: Column, mapped: NumberColumn) -> Decimal:
    """What every number of a mapped column is multiplied by."""
    if mapped.factor is not None:
        return mapped.factor
    return factor_of(column, mapped.unit) or _SAME


def is_worked_out(column: Column, mapped: NumberColumn) -> bool:
    """Whether something is calculated of the numbers before intake reads them."""
    return factor_for(column, mapped) != _SAME or mapped.take in ("sum", "min", "max")
