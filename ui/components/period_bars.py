"""Bars over periods, of which each opens what is behind it; plain HTML, no chart library to load."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, TypedDict

from .registering import own_component

_BARS: Final = own_component("period_bars")


class Bar(TypedDict):
    """A bar: its height as a part of the axis (0 to 1), and its value in words."""

    share: float
    text: str


class Period(TypedDict):
    """A period: its code, its name, whether it is `open` (goes on), all of it in words, a bar per series.

    A bar is None where there is no value, which is not zero.
    """

    code: str
    name: str
    open: bool
    said: str
    bars: list[Bar | None]


class Axis(NamedTuple):
    """What is counted, and the ticks: where (0 to 1) and what is written there."""

    unit: str
    ticks: Sequence[tuple[float, str]]


def draw(
    key: str,
    periods: Sequence[Period],
    *,
    series: Sequence[tuple[str, str]],
    axis: Axis,
    label: str,
    height: int,
) -> None:
    """The bars, `height` pixels high. `series` are name and colour; with one there is no legend.

    `label` says to a screen reader what is to be seen.
    """
    _BARS(
        key=key,
        data={
            "name": key,
            "periods": list(periods),
            "series": [list(each) for each in series],
            "unit": axis.unit,
            "ticks": [list(tick) for tick in axis.ticks],
            "label": label,
            "height": height,
        },
    )
