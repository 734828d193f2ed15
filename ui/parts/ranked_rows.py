"""Ranked bars on screen: names, numbers in words and lengths, of the drawing that leaves too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from cxc_metrics.export.pictures.drawings import RankedBars
from cxc_metrics.export.pictures.written_values import written
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import cut_apart, one_line
from cxc_metrics.words.texts import say
from ui.components import ranked_bars
from ui.components.ranked_bars import Bar, Look
from ui.figures.theme import palette
from ui.session import below

# Two lines of a name in the narrowest column of a page.
_LONGEST_NAME: Final = 60


def draw(
    key: str, drawing: RankedBars, alt: str, on_pick: Callable[[Sequence[Any]], None] | None = None
) -> None:
    """The bars, `alt` as their name for screen readers; `on_pick` receives the code picked, in a list."""
    codes = {str(code): code for code in drawing.codes}

    def picked(code: str) -> None:
        if on_pick is not None:
            on_pick([codes[code]])
            below.stay()

    second = drawing.second[0] if drawing.second else ""
    ranked_bars.draw(
        key,
        bars_of(drawing),
        Look(one_line(drawing.unit), palette().of(drawing.colour), palette().target, one_line(second)),
        label=one_line(alt),
        explains=say("tile.behind"),
        on_pick=None if on_pick is None else picked,
    )


def bars_of(drawing: RankedBars) -> list[Bar]:
    """A bar for each code, none of them below zero: the longest bar or mark is the whole width."""
    values = [numbers.present(value) for value in drawing.values]
    marks = (
        [numbers.present(value) for value in drawing.second[1]] if drawing.second else [None] * len(values)
    )
    top = max((value for value in [*values, *marks] if value is not None), default=0.0) or 1.0
    names = cut_apart(drawing.labels, _LONGEST_NAME)
    return [
        Bar(
            code=str(code),
            name=name,
            text=written(value, drawing.number),
            said=_said(drawing, place),
            share=max(value or 0.0, 0.0) / top,
            mark=None if mark is None else max(mark, 0.0) / top,
            chosen=code in drawing.selected,
            paler=bool(drawing.selected) and code not in drawing.selected,
        )
        for place, (code, name, value, mark) in enumerate(
            zip(drawing.codes, names, values, marks, strict=True)
        )
    ]


def _said(drawing: RankedBars, place: int) -> str:
    """Name, value and unit; of a second selection too."""
    name = one_line((drawing.hover or drawing.labels)[place]).removesuffix(".")
    parts = [f"{written(drawing.values[place], drawing.number)} {one_line(drawing.unit)}".strip()]
    if drawing.second:
        second, values = drawing.second
        parts.append(f"{one_line(second)}: {written(values[place], drawing.number)}")
    return f"{name}: {', '.join(parts)}"
