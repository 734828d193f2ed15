"""What can be measured in a selection, by what, and why the rest cannot."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from cxc_metrics.catalogue import (
    VOLUME,
    Flow,
    Kpi,
    Quotient,
    Unavailable,
    View,
    catalogue,
    dimension,
    dimensions,
)
from cxc_metrics.catalogue.declaration import ALL_ROWS
from cxc_metrics.contract.codes import COUNTED_BY_SCHEME
from cxc_metrics.errors import WITH_THIS_REGISTER
from cxc_metrics.facts import fact_definition
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike

from .date_precision import reason_against_dates, tells
from .in_words import as_named
from .population import (
    VALIDATED,
    filled_columns,
    view_of,
)

CANCELLED = "cancelled"
# Its rows are partnerships: held and validated are numbers of exchanges there.
PARTNERSHIP = "partnership"
_NOT_BOUND = f"{WITH_THIS_REGISTER}: the scheme's list of eligible countries does not bind it"
_AGGREGATED = (
    f"{WITH_THIS_REGISTER}: it is an aggregated source whose rows stand for many persons, so "
    "neither records nor organisations can be counted"
)


def dimensions_of(kpi: Kpi, version: DataVersionLike | None = None) -> tuple[str, ...]:
    """Dimensions a KPI can be broken down and filtered by; with a data version, those its register
    records.
    """
    if isinstance(kpi, Quotient):
        above, below = (dimensions_of(part, version) for part in kpi.parts())
        return tuple(name for name in above if name in below)
    if version is None:
        return _told_by(kpi, fact_definition(kpi.fact).columns)
    names = _told_by(kpi, filled_columns(version, kpi.fact))
    return tuple(name for name in names if tells(version, kpi.fact, kpi.period_field, name))


@lru_cache(maxsize=1024)
def _told_by(kpi: Kpi, columns: tuple[str, ...]) -> tuple[str, ...]:
    fact_columns, hidden = fact_definition(kpi.fact).columns, _hidden(kpi)
    return tuple(
        name
        for name, declared in dimensions().items()
        if name not in hidden
        and name in fact_columns
        and (kpi.period_field if declared.is_time else name) in columns
    )


def measurable_by(by: Sequence[str], scope: Scope, version: DataVersionLike) -> tuple[Kpi, ...]:
    """The KPIs of the catalogue that can be told by these dimensions in this selection, in its order."""
    names = [dimension(name).id for name in by]
    return tuple(kpi for kpi in catalogue().values() if reason_against(kpi, names, scope, version) is None)


def volume(version: DataVersionLike) -> str:
    """Id of the KPI that says how much happened: exchanges, persons where a row stands for many, or what
    else is the register's unit.
    """
    return VOLUME[version.manifest.shape]


def _hidden(kpi: Kpi) -> tuple[str, ...]:
    """Dimensions of the fact that the KPI cannot be told by."""
    if isinstance(kpi, Flow):
        return (*kpi.without_dimensions, *(name for name in kpi.over if name not in kpi.rows_of))
    return kpi.without_dimensions


def reason_against(kpi: Kpi, by: Sequence[str], scope: Scope, version: DataVersionLike) -> str | None:
    """Why a KPI is not measurable by these dimensions in this selection; None if it is."""
    parts = kpi.parts() if isinstance(kpi, Quotient) else (kpi,)
    reasons = (_reason_against(part, by, scope, version) for part in parts)
    return next((reason for reason in reasons if reason), None)


def _reason_against(kpi: Kpi, by: Sequence[str], scope: Scope, version: DataVersionLike) -> str | None:
    view = view_of(scope, version)
    if reason := _reason_of_kind(kpi, view, version):
        return reason
    seen = as_seen(kpi, scope)
    if seen is None:
        return _cannot_by(kpi, ["the view closed and validated"], Scope(), version)
    if missing := _missing_columns(seen, view, version):
        return f"{WITH_THIS_REGISTER}: it has no {', no '.join(missing)}"
    return reason_against_dates(kpi, by, scope, view, version) or _reason_in_selection(
        kpi, by, scope, version
    )


def _reason_of_kind(kpi: Kpi, view: View, version: DataVersionLike) -> str | None:
    """Why a register of that kind, with those tables, has no such KPI; its columns are another matter."""
    if isinstance(kpi, Unavailable):
        return f"{WITH_THIS_REGISTER}: {kpi.reason}"
    if absent := version.missing_tables(kpi.fact):
        return f"{WITH_THIS_REGISTER}: it has no table {' and no table '.join(absent)}"
    if kpi.by_eligibility and version.manifest.countable != COUNTED_BY_SCHEME:
        return _NOT_BOUND
    return None if kpi.measurable_at(view.aggregate) else _AGGREGATED


def _reason_in_selection(kpi: Kpi, by: Sequence[str], scope: Scope, version: DataVersionLike) -> str | None:
    if isinstance(kpi, Flow) and (needed := [name for name in kpi.rows_of if name not in by]):
        told_by = " and ".join(dimension(name).noun for name in needed)
        name = as_named(kpi, scope, version).name
        reason = f"Not measurable in this selection: {name} can only be told by {told_by}"
        return version.vocabulary.said(reason)
    dimensions = dimensions_of(kpi, version)
    wanted = [name for name in by if name not in dimensions]
    wanted += scope.lacking(filled_columns(version, kpi.fact), kpi.period_field)
    # The view (field `status`) is no filter on the dimension of that name.
    wanted += [name for name in scope.active() if name in _hidden(kpi) and name != "status"]
    if wanted:
        names = ["period" if name == "period" else dimension(name).noun for name in dict.fromkeys(wanted)]
        return _cannot_by(kpi, names, scope, version)
    return None


def as_seen(kpi: Kpi, scope: Scope) -> Kpi | None:
    """The KPI in the chosen view; None where its fact has no view.

    In the view closed and validated, a KPI that is not about countable exchanges is narrowed to the rows of
    validated ones: the view is never ignored. Of cancelled exchanges none is ever validated, and a
    partnership is neither.
    """
    if scope.status != VALIDATED:
        return kpi
    if CANCELLED in kpi.words():
        return None
    if kpi.follows_view:
        return kpi
    if kpi.fact == PARTNERSHIP or VALIDATED not in fact_definition(kpi.fact).columns:
        return None
    return replace(kpi, among=VALIDATED if kpi.among == ALL_ROWS else f"({kpi.among}) AND {VALIDATED}")


def missing_columns(kpi: Kpi, scope: Scope, version: DataVersionLike) -> tuple[str, ...]:
    """The contract columns, or whole tables, for want of which a KPI cannot be counted in a selection."""
    return _missing_columns(kpi, view_of(scope, version), version)


def _missing_columns(kpi: Kpi, view: View, version: DataVersionLike) -> tuple[str, ...]:
    needed = kpi.words(view).intersection(fact_definition(kpi.fact).columns)
    empty = sorted(needed.difference(filled_columns(version, kpi.fact)))
    missing = [gap for name in empty for gap in version.missing_columns(kpi.fact, name)]
    return tuple(dict.fromkeys(shortest(gap, version.manifest.tables) for gap in missing))


def shortest(gap: str, delivered: Collection[str]) -> str:
    """A missing column (`table.column`, alternatives joined by or); of a table not delivered the table."""
    alternatives = gap.split(" or ")
    delivered_columns = [column for column in alternatives if column.partition(".")[0] in delivered]
    return " or ".join(delivered_columns) or f"table {alternatives[0].partition('.')[0]}"


def _cannot_by(kpi: Kpi, names: Sequence[str], scope: Scope, version: DataVersionLike) -> str:
    name = as_named(kpi, scope, version).name
    reason = f"Not measurable in this selection: {name} cannot be told by {', '.join(names)}"
    return version.vocabulary.said(f"{reason}. {_has(kpi, version)}")


def _has(kpi: Kpi, version: DataVersionLike) -> str:
    names = [dimension(name).noun for name in dimensions_of(kpi, version)]
    period = ["period"] if kpi.period_field in filled_columns(version, kpi.fact) else []
    return f"It can by: {', '.join([*period, *names])}" if names else "It has no dimensions in this register"
