"""Numbers on a chart, as a reader writes them: on a mark, beside an axis, in a legend."""

from __future__ import annotations

from typing import Final

from cxc_metrics.words import numbers
from cxc_metrics.words.texts import say

_WHOLE_FROM: Final = 1_000


def written(value: float | None, number: str, *, on_axis: bool = False) -> str:
    """A number as it stands on a mark, or shorter beside an axis.

    `number` is `share`, `count`, `decimal`, `EUR` or a format of Python and d3 alike: `+,d`, `.1%`, `,.2f`.
    An average of counts below 1 000 has one decimal.
    """
    if number == "share" or number.endswith("%"):
        return numbers.percent(value, decimals=0 if on_axis else _decimals(number, 1))
    signed, decimals = number.startswith("+"), 1 if number == "decimal" else _decimals(number, 0)
    if number == "count" and value is not None and not float(value).is_integer() and abs(value) < _WHOLE_FROM:
        decimals = 1
    if on_axis and value is not None and decimals and float(value).is_integer():
        decimals = 0
    if signed or (value is not None and value < 0):
        return numbers.difference(value, decimals=decimals).removeprefix("" if signed else "+")
    return numbers.number(value, decimals=decimals)


def interval(low: float, high: float, number: str) -> str:
    """From the one to the other, or the number where both are written alike."""
    ends = written(low, number), written(high, number)
    return ends[0] if ends[0] == ends[1] else say("chart.interval", low=ends[0], high=ends[1])


def _decimals(number: str, otherwise: int) -> int:
    _, point, rest = number.partition(".")
    return int(rest[0]) if point and rest[:1].isdigit() else otherwise
