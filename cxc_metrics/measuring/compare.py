"""Comparisons: which other selection, and how its rows align with those asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cxc_metrics.catalogue import Kpi, dimension
from cxc_metrics.errors import UnknownName
from cxc_metrics.scope.period import Period, later
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike

from .cells import Key, Value
from .naming import own_name
from .population import everything
from .sql import is_rolled_up

# The same length one year earlier; the other wave by months since its start; all partnerships.
YEAR_BEFORE, OTHER_WAVE, SCHEME = "year_before", "other_wave", "scheme"
COMPARISONS = (YEAR_BEFORE, OTHER_WAVE, SCHEME)
_PARTNERSHIPS = ("partnership", "host_partnership")
_WAVES = (1, 2)


@dataclass(frozen=True)
class Alignment:
    """Another selection, and which of its rows stands beside which.

    `name` is what its columns are called after. `by` are its dimensions: those wanted, without the ones that
    it sums up. `months` is how many months later the asked rows are.
    """

    name: str
    scope: Scope
    wanted: tuple[str, ...]
    by: tuple[str, ...]
    months: int = 0

    def suits(self, kpi: Kpi) -> bool:
        """Whether the KPI can be compared so: the whole scheme's number of exchanges is no average."""
        return self.name != SCHEME or kpi.kind not in {"count", "sum", "distinct"}

    def other(self, key: Key) -> Key | None:
        """The row of the other selection that stands beside this one; None where there can be none."""
        kept = [(place, name) for place, name in enumerate(self.wanted) if name in self.by]
        mask = 0
        for place, _ in kept:
            mask = mask << 1 | is_rolled_up(key.mask, self.wanted, place)
        values = [self._moved(name, key.values[place], -self.months) for place, name in kept]
        return None if None in (moved for moved, _ in values) else Key(mask, tuple(v for _, v in values))

    def own(self, key: Key) -> Key | None:
        """The asked row that stands beside this row of the other selection; None where rows are summed up."""
        if self.by != self.wanted:
            return None
        values = [self._moved(n, value, self.months) for n, value in zip(self.by, key.values, strict=True)]
        return None if None in (moved for moved, _ in values) else Key(key.mask, tuple(v for _, v in values))

    def _moved(self, name: str, value: Value, months: int) -> tuple[bool | None, Value]:
        """(True, the value that many months later); (None, …) where a year or quarter would be cut in two."""
        if value is None or not months or not dimension(name).is_time:
            return True, value
        moved = later(name, value, months)
        return (None, value) if moved is None else (True, moved)


def aligned(
    compare: str | Scope, scope: Scope, by: tuple[str, ...], version: DataVersionLike
) -> Alignment | None:
    """What to compare with; None where there is nothing (no period, no second wave, the same selection).

    `year_before` has the same length one year earlier, both cut at the as-at date (definitions 3): of a year
    that is known until May, January to May is compared. `other_wave` is the other of the two waves over as
    many months since its start. `scheme` is the same selection over all partnerships, for shares, ratios,
    means and medians: numbers and sums have no average there. A Scope is a second selection,
    with a name of its own. Raises
    UnknownName for another comparison.
    """
    if isinstance(compare, Scope):
        if compare == scope:
            return None
        return Alignment(own_name(compare, scope), compare, by, by)
    if compare == YEAR_BEFORE:
        as_at = version.manifest.as_at
        current = scope.period.cut_at(as_at) if scope.period and as_at else None
        return (
            Alignment(compare, scope.with_(period=current.year_earlier()), by, by, months=12)
            if current
            else None
        )
    if compare == OTHER_WAVE:
        return _other_wave(scope, by, version)
    if compare == SCHEME:
        everybody = scope.with_(partnership=(), host_partnership=())
        summed = tuple(name for name in by if name not in _PARTNERSHIPS)
        if everybody == scope and summed == by:
            return None
        return Alignment(compare, everybody, by, summed)
    raise UnknownName("comparison", compare, COMPARISONS)


def _other_wave(scope: Scope, by: tuple[str, ...], version: DataVersionLike) -> Alignment | None:
    """The other wave over the same months since the start of its first partnership."""
    starts, as_at = _starts(version), version.manifest.as_at
    if len(scope.wave) != 1 or set(starts) != set(_WAVES) or as_at is None:
        return None
    wave = scope.wave[0]
    (other,) = set(_WAVES) - {wave}
    period = (scope.period or Period(starts[wave], as_at)).cut_at(as_at)
    if period is None:
        return None
    months = (starts[wave].year - starts[other].year) * 12 + starts[wave].month - starts[other].month
    moved = Period(_shift(period.start, -months), _shift(period.end, -months))
    if moved.start > as_at:
        return None
    return Alignment(OTHER_WAVE, scope.with_(wave=other, period=moved), by, by, months=months)


def _starts(version: DataVersionLike) -> dict[int, date]:
    """First start of a partnership, by wave; nothing where the register has none."""
    if version.missing_tables("partnership"):
        return {}
    first_days = version.query(
        f"SELECT wave, min(start_date) AS first\n{everything(version, 'partnership').clause()}\nGROUP BY wave"
    )
    return {row["wave"]: row["first"] for row in first_days.to_pylist() if row["first"] is not None}


def _shift(day: date, months: int) -> date:
    """The same day of another month; a day that month has not is its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))
