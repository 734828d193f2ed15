"""What a study is to a reader: its name, what works it out, and whose records it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Concatenate, Generic, ParamSpec, TypeVar

from cxc_metrics.disclosure import Viewer
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class StudyKind(Generic[P, T]):
    """A study by name, and what works it out of a data version: see `access.studies` for those there are.

    `of_own` works it out of the records of the selection alone, for the partnership they are of; there is
    none where a study reads others beside it.
    """

    name: str
    work_out: Callable[Concatenate[DataVersion, P], T]
    of_own: Callable[Concatenate[DataVersion, P], T] | None = None

    def is_own(self, viewer: Viewer, scope: Scope) -> bool | None:
        """Whether a partnership is shown it of a selection, as of its own records; None for one of all."""
        return None if self.of_own is None else viewer.owns(scope)

    def selection_among(self, *args: P.args, **more: P.kwargs) -> Scope:
        """The selection among the arguments of a study; everything where there is none."""
        selection = signature(self.work_out).bind(None, *args, **more).arguments.get("scope")
        return selection if isinstance(selection, Scope) else Scope()
