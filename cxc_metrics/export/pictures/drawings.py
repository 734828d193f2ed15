"""What a chart shows, as plain values: a page hands it to the screen, and the same to the maker of pictures.

A drawing knows no library that draws. Colours are named by what they mean (`colours.Meaning`), numbers by
their form: `share`, `count`, `decimal`, `EUR`, or a figure's own format (`.2f`, `,d`, `.1%`). A missing value
is a gap, never nought. `hover` is what the screen says when a mark is pointed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from .colours import Meaning
from .drawings_of_countries import CountryMap, Matrix, Streams, Values


@dataclass(frozen=True)
class Series:
    """Values under one name, in the colour of what they mean."""

    name: str
    values: Values
    colour: Meaning = "held"


@dataclass(frozen=True)
class RankedBars:
    """Horizontal bars in the order given, the first on top.

    `codes` stand for the bars; those `selected` are drawn full, the others paler. `second` is the name of a
    second selection with its values, drawn as a mark across each bar.
    """

    codes: Sequence[object]
    labels: Sequence[str]
    values: Values
    _: KW_ONLY
    unit: str
    number: str = "count"
    colour: Meaning = "held"
    hover: Sequence[str] = ()
    selected: Sequence[object] = ()
    second: tuple[str, Values] | None = None


@dataclass(frozen=True)
class GroupedBars:
    """Horizontal bars of several series side by side; `selected` codes are drawn full, the others paler."""

    codes: Sequence[object]
    labels: Sequence[str]
    series: Sequence[Series]
    _: KW_ONLY
    unit: str
    number: str = "count"
    selected: Sequence[object] = ()


@dataclass(frozen=True)
class Trend:
    """Bars over periods; a provisional period is drawn paler."""

    periods: Sequence[str]
    series: Sequence[Series]
    _: KW_ONLY
    unit: str
    number: str = "count"
    provisional: Sequence[bool] = ()
    stacked: bool = False
    height: int = 300

    @property
    def is_open(self) -> list[bool]:
        """Which periods are provisional."""
        return list(self.provisional) or [False] * len(self.periods)


@dataclass(frozen=True)
class LineNames:
    """What is written beside the lines of a running total; `planned` stands on the line of the target."""

    held: str
    virtual: str
    planned: str
    extrapolated: str
    unit: str


@dataclass(frozen=True)
class RunningTotal:
    """A running total at the end of each period, the virtual part of it, and what was planned.

    Without `virtual` values only the total is drawn, without `planned` no target. `extrapolated` are the ends
    of a straight line that continues the total: dashed, because nothing of it was observed.
    """

    days: Sequence[date]
    held: Sequence[int]
    virtual: Sequence[int | None]
    _: KW_ONLY
    names: LineNames
    hover: Sequence[Sequence[str]]
    colour: Meaning = "held"
    planned: int | None = None
    extrapolated: Sequence[tuple[date, float]] = ()


@dataclass(frozen=True)
class Arrivals:
    """How a share (a fraction of all units) grows with the days since a start, between `lows` and `highs`.

    `middle` is the day by which half had arrived, marked and named `middle_words`. The interval is drawn
    where there is one.
    """

    days: Sequence[float]
    shares: Values
    lows: Values
    highs: Values
    _: KW_ONLY
    unit: str
    axis: str
    middle: float | None = None
    middle_words: str = ""
    height: int = 320


@dataclass(frozen=True)
class Dots:
    """One series: values by row with their intervals, the text of each dot, and how it is drawn.

    `symbol` is `circle` or `diamond-open`. `outer_lows` and `outer_highs` are a second, wider range that is
    drawn thin behind the interval.
    """

    name: str
    estimates: Values
    lows: Values
    highs: Values
    hover: Sequence[str]
    colour: Meaning = "held"
    symbol: str = "circle"
    outer_lows: Values = ()
    outer_highs: Values = ()


@dataclass(frozen=True)
class Intervals:
    """One row per label, in it a dot of each series one below the other; rows are never joined by a line.

    `whole` draws shares from 0 to 1; `zero` marks the value 0, `limits` further values by dashed lines;
    `tight` is for long lists. Series keep to the order given, the first on top.
    """

    labels: Sequence[str]
    series: Sequence[Dots]
    _: KW_ONLY
    unit: str
    number: str = "share"
    whole: bool = True
    zero: bool = False
    limits: Sequence[float] = ()
    tight: bool = False


@dataclass(frozen=True)
class Dumbbells:
    """Two numbers of each row and the way between them: what was seen beside what it is set against.

    Between `lows` and `highs` lies what was seen as far as it is uncertain. `groups` are (name, how many
    rows), one after the other with a heading each; `texts` stand behind the rows, `codes` for them. Rows
    without a reference have what was seen alone. Those `selected` have a band behind them.
    """

    codes: Sequence[object]
    labels: Sequence[str]
    seen: Series
    reference: Series
    _: KW_ONLY
    unit: str
    number: str = "count"
    lows: Values = ()
    highs: Values = ()
    groups: Sequence[tuple[str, int]] = ()
    texts: Sequence[str] = ()
    hover: Sequence[str] = ()
    selected: Sequence[object] = ()

    @property
    def headings(self) -> list[tuple[int, str]]:
        """The row of each group's heading, counted from above, headings included."""
        starts = accumulate((count for _, count in self.groups), initial=0)
        return [
            (start + place, name)
            for place, (start, (name, _)) in enumerate(zip(starts, self.groups, strict=False))
        ]

    @property
    def places(self) -> list[int]:
        """The row of each code, headings included."""
        taken = {row for row, _ in self.headings}
        every = range(len(self.codes) + len(taken))
        return [row for row in every if row not in taken]

    @property
    def end(self) -> float:
        """Where the last mark of all is."""
        return max((max(marks) for marks in self._marks()), default=1.0) or 1.0

    @property
    def beside(self) -> list[tuple[float, bool]]:
        """Where each row's text stands, and whether before its first mark: behind the last there is no room
        where that is far out.
        """
        far = 0.6 * self.end
        return [(min(marks), True) if max(marks) > far else (max(marks), False) for marks in self._marks()]

    def _marks(self) -> list[list[float]]:
        """All that is drawn in each row."""
        none: Values = [None] * len(self.codes)
        drawn = (self.seen.values, self.reference.values, self.lows or none, self.highs or none)
        rows = zip(*drawn, strict=True)
        return [[float(mark) for mark in row if mark is not None and mark == mark] or [0.0] for row in rows]


class Stage(NamedTuple):
    """One bar: `value` None is not measurable; `text` stands behind the bar, `hover` is shown on it."""

    label: str
    value: float | None
    unit: str
    text: str
    hover: str
    colour: Meaning = "held"


@dataclass(frozen=True)
class Funnel:
    """Stages of a process; each run of stages with one unit has a heading with it and a scale of its own."""

    stages: Sequence[Stage]


@dataclass(frozen=True)
class Limit:
    """One line of chance: its values at the sizes of the curve, what it is called, how it is dashed.

    `dash` is `solid`, `dash` or `dot`.
    """

    name: str
    values: Sequence[float]
    dash: str


@dataclass(frozen=True)
class Chances:
    """Partnerships by how much they rest on, with the limits that chance alone would give.

    Those `outside` have full colour; `at` are the sizes of the `limits`. Those `selected` are named and
    ringed: the names of all would lie over each other.
    """

    sizes: Sequence[float]
    values: Sequence[float]
    names: Sequence[str]
    outside: Sequence[bool]
    _: KW_ONLY
    at: Sequence[float]
    limits: Sequence[Limit]
    hover: Sequence[str]
    x_title: str
    y_title: str
    number: str = "share"
    selected: Sequence[bool] = ()


Drawing = (
    RankedBars
    | GroupedBars
    | Trend
    | RunningTotal
    | Arrivals
    | Intervals
    | Dumbbells
    | Funnel
    | CountryMap
    | Matrix
    | Streams
    | Chances
)
