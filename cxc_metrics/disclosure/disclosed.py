"""What a viewer may see, and nothing else: figures, tables and studies as they leave the house.

Only this room makes them (`protection`). Figures, sentences, tables and exports take them and no
measurement, no
frame: so nothing is drawn or written that has not passed here. Code in the same process that opens the data
file
by its path is outside this claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Generic, TypeVar

import pandas as pd

from cxc_metrics.errors import CxcError
from cxc_metrics.measuring import Statement
from cxc_metrics.scope import Scope

from .origin import Origin
from .viewer import Viewer

T_co = TypeVar("T_co", covariant=True)
# What is said wherever protected figures stand.
PROTECTED: Final = "protected: counts changed by up to five"
# Whoever holds it may make something disclosed; nobody outside of this room does.
SEAL: Final = object()


@dataclass(frozen=True)
class Disclosed:
    """Something a viewer may see, with where it comes from.

    Raises CxcError where anybody but the disclosure makes one.
    """

    origin: Origin
    _seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._seal is not SEAL:
            raise CxcError("Only the disclosure makes what may be seen: ask a Reader.")

    @property
    def viewer(self) -> Viewer:
        """Who may see it."""
        return self.origin.viewer

    @property
    def version_id(self) -> str:
        """Id of the data version."""
        return self.origin.version_id

    @property
    def as_at(self) -> date | None:
        """The day the register describes."""
        return self.origin.as_at

    @property
    def is_protected(self) -> bool:
        """Whether counts were changed and cells hidden for this viewer, which must be said."""
        return self.origin.is_protected

    @property
    def is_exact(self) -> bool:
        """Whether it is of records and nothing was changed, so that it must not be published as it is."""
        return self.origin.is_internal_only

    @property
    def holds_own_rows(self) -> bool:
        """Whether rows of the viewer's own partnership are exact among protected ones."""
        return False

    @property
    def is_synthetic(self) -> bool:
        """Whether the data are invented."""
        return self.origin.is_synthetic


class _OwnOrNot(Disclosed):
    """What may be of the viewer's own partnership alone: it is as it is then, and exact."""

    own: bool

    @property
    def is_protected(self) -> bool:
        """As `Disclosed`."""
        return self.origin.is_protected and not self.own

    @property
    def is_exact(self) -> bool:
        """As `Disclosed`."""
        return self.origin.is_internal_only or self.own


@dataclass(frozen=True)
class Table(_OwnOrNot):
    """Rows that a viewer may see: records, findings, what a chart draws.

    `total` is how many rows there are in all, `offset` how many come before these. `reason` says why there
    are none at all. `columns` describe what no declaration of ours does.
    """

    _of: pd.DataFrame = field(repr=False, compare=False)
    scope: Scope | None = None
    total: int = 0
    offset: int = 0
    reason: str = ""
    statement: Statement | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    own: bool = False

    def frame(self) -> pd.DataFrame:
        """The rows. A copy."""
        return self._of.copy(deep=False)

    def __len__(self) -> int:
        return len(self._of)

    def table(self, shaped: pd.DataFrame, columns: Mapping[str, str] | None = None) -> Table:
        """A table shaped from these rows."""
        return replace(self, _of=shaped, columns=dict(columns or self.columns))


@dataclass(frozen=True)
class Study(_OwnOrNot, Generic[T_co]):
    """What a viewer may see of a study: `result` has its own shape, told by the study."""

    result: T_co
    own: bool = False

    def table(
        self,
        shaped: pd.DataFrame,
        scope: Scope | None = None,
        *,
        columns: Mapping[str, str] | None = None,
        reason: str = "",
    ) -> Table:
        """A table of the study, or shaped from it; `reason` says why it has no rows."""
        disclosed = Table(self.origin, self._seal, shaped, scope, reason=reason, own=self.own)
        return replace(disclosed, total=len(shaped), columns=dict(columns or {}))


def required(value: object) -> None:
    """For whatever draws or writes: CxcError for a value that did not come through the disclosure."""
    if not isinstance(value, Disclosed):
        raise CxcError(
            f"A {type(value).__name__} has not passed the disclosure and cannot be shown: ask a Reader."
        )
