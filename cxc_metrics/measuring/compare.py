"""Comparisons: which other selection, and how its rows align with those asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cxc_metrics.catalogue import Kpi, dimension
from cxc_metrics.contract.dimension import Values
from cxc_metrics.contract.reference import EU27
from cxc_metrics.errors import UnknownName
from cxc_metrics.scope.period import Period, later
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.values import GROUPS
from cxc_metrics.scope.version_protocol import DataVersionLike

from .cells import Key, Value
from .naming import own_name
from .population import everything
from .sql import is_rolled_up

# The same length one year earlier; the other wave by months since its start; all partnerships; the EU's
# Member States.
YEAR_BEFORE, OTHER_WAVE, SCHEME, EU_AVERAGE = "year_before", "other_wave", "scheme", "eu_average"
COMPARISONS = (YEAR_BEFORE, OTHER_WAVE, SCHEME, EU_AVERAGE)
_PARTNERSHIPS = ("partnership", "host_partnership")
_WAVES = (1, 2)
# Fields of a selection that are no dimension of their own.
_NO_DIMENSION = frozenset({"period", "status"})


@dataclass(frozen=True)
class Alignment:
    """Another selection, and which of its rows stands beside which.

    `name` is what its columns are called after. `by` are its dimensions: those wanted, without the ones that
    it sums up. `months` is how many months later the asked rows are, `side` the filter whose country is set
    beside the EU average, else empty.
    """

    name: str
    scope: Scope
    wanted: tuple[str, ...]
    by: tuple[str, ...]
    months: int = 0
    side: str = ""

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
    means and medians: numbers and sums have no average there. `eu_average` is the same selection over the
    EU's Member States, beside one country (see `eu_average.py`). A Scope is a second selection, with a name
    of its own. Raises UnknownName for another comparison.
    """
    if isinstance(compare, Scope):
        return None if compare == scope else Alignment(own_name(compare, scope), compare, by, by)
    if compare == YEAR_BEFORE:
        return _year_before(scope, by, version)
    if compare == OTHER_WAVE:
        return _other_wave(scope, by, version)
    if compare == SCHEME:
        return _scheme(scope, by)
    if compare == EU_AVERAGE:
        return _eu_average(scope, by)
    raise UnknownName("comparison", compare, COMPARISONS)


def _year_before(scope: Scope, by: tuple[str, ...], version: DataVersionLike) -> Alignment | None:
    as_at = version.manifest.as_at
    current = scope.period.cut_at(as_at) if scope.period and as_at else None
    if current is None:
        return None
    return Alignment(YEAR_BEFORE, scope.with_(period=current.year_earlier()), by, by, months=12)


def _scheme(scope: Scope, by: tuple[str, ...]) -> Alignment | None:
    everybody = scope.with_(partnership=(), host_partnership=())
    summed = tuple(name for name in by if name not in _PARTNERSHIPS)
    return None if everybody == scope and summed == by else Alignment(SCHEME, everybody, by, summed)


def _eu_average(scope: Scope, by: tuple[str, ...]) -> Alignment | None:
    side = country_side(scope, by)
    if side is None:
        return None
    left = tuple(name for name in by if name != side)
    return Alignment(EU_AVERAGE, scope.with_(**{side: EU27}), by, left, side=side)


def country_side(scope: Scope, by: Sequence[str] = ()) -> str | None:
    """The filter whose one country is set beside the EU average; None where it is not one country.

    Without such a filter it is the one breakdown by country: each row is then a country.
    """
    sides = [name for name in Scope.fields() if name not in _NO_DIMENSION and _is_country(name)]
    chosen = {name: getattr(scope, name) for name in sides if getattr(scope, name)}
    if chosen:
        [(side, values), *others] = chosen.items()
        return side if not others and len(values) == 1 and values[0] not in GROUPS else None
    broken = [name for name in sides if name in by]
    return broken[0] if len(broken) == 1 else None


def _is_country(name: str) -> bool:
    return dimension(name).values is Values.COUNTRY


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
