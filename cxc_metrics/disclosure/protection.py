"""What is hidden from whom: the only maker of what is disclosed.

What no rule protects yet is not shown to others than the internal viewer: closed is the safe side.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

import pandas as pd

from cxc_metrics.errors import NotShown
from cxc_metrics.measuring import Measurement, Statement
from cxc_metrics.scope import Scope

from .disclosed import SEAL, Study, Table
from .figures import Figures
from .origin import Origin
from .refusals import seen_by_others

T = TypeVar("T")


def disclose_measurement(measurement: Measurement, origin: Origin) -> Figures:
    """What the viewer may see of a measurement: the internal viewer all of it.

    Others see what a guard protected, without the SQL that it was counted by; where a row of the register is
    a published total, what was measured. Raises NotShown for what no guard has seen.
    """
    if origin.is_protected:
        if not measurement.is_guarded:
            require_seen(origin, "These figures")
        measurement = replace(measurement, statements=())
    return Figures(origin, SEAL, measurement)


def disclose_rows(
    table: pd.DataFrame,
    origin: Origin,
    *,
    scope: Scope | None = None,
    total: int | None = None,
    offset: int = 0,
    reason: str = "",
    statement: Statement | None = None,
    own: bool = False,
) -> Table:
    """What the viewer may see of rows: the internal viewer all of them, others their own, without the SQL."""
    require_seen(origin, "Records", own=own)
    statement = statement if origin.viewer.sees_all else None
    whole = len(table) if total is None else total
    return Table(
        origin, SEAL, table, scope, whole, offset, reason, statement, own=own and not origin.viewer.sees_all
    )


def disclose_declared(table: pd.DataFrame, origin: Origin) -> Table:
    """A list of our own declarations, which tells of no row of a register: everybody may see it."""
    return Table(origin, SEAL, table, None, len(table))


def disclose_study(study: T, origin: Origin, *, own: bool = False) -> Study[T]:
    """What the viewer may see of a study or card: the internal viewer all of it, others what is their own."""
    require_seen(origin, "This study", own=own)
    seen = study if origin.viewer.sees_all else _without_sql(study)
    return Study(origin, SEAL, seen, own=own and not origin.viewer.sees_all)


def _without_sql(study: T) -> T:
    """A study without the statements it was worked out by, where it carries them."""
    if not is_dataclass(study) or isinstance(study, type):
        return study
    nothing = {"statement": None, "statements": ()}
    return replace(study, **{each.name: nothing[each.name] for each in fields(study) if each.name in nothing})


def disclose_derived(study: T, figures: Figures) -> Study[T]:
    """What was worked out of figures that the viewer may see, and of nothing else."""
    return Study(figures.origin, SEAL, study, own=figures.is_exact and not figures.viewer.sees_all)


def disclose_within(study: Study[T], name: str) -> Figures:
    """The figures that a study was made of, held in its attribute of that name."""
    return disclose_measurement(getattr(study.result, name), study.origin)


def measured_in(figures: Figures) -> Measurement:
    """The numbers a viewer may see, for studies that are worked out of them."""
    return figures._of


def require_seen(origin: Origin, what: str, *, own: bool | None = None) -> None:
    """Raises NotShown where the viewer may not see that, before anything of it is looked up.

    `own` says whether it is of the viewer's own partnership; None of what is of no partnership.
    """
    viewer = origin.viewer
    if viewer.sees_all or (own and viewer.partnerships):
        return
    raise NotShown(seen_by_others(what, viewer, may_be_own=own is not None))
