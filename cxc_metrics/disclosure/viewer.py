"""Who reads: part of every answer, and of every key under which an answer is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cxc_metrics.errors import CxcError, UnknownName
from cxc_metrics.scope import Scope

INTERNAL_KIND: Final = "internal"
PARTNERSHIP_KIND: Final = "partnership"
PUBLIC_KIND: Final = "public"
_KINDS: Final = (INTERNAL_KIND, PARTNERSHIP_KIND, PUBLIC_KIND)
# A partnership has records as the visitor's and as the host's.
PARTNERSHIP_FIELDS: Final = ("partnership", "host_partnership")


@dataclass(frozen=True)
class Viewer:
    """A reader of data versions (definitions 10).

    `internal` sees everything but hidden survey answers; `partnership` its own records and figures exactly,
    those of the others as the public does; `public` protected figures and no record. `partnerships` are the
    ids of the own ones, for that kind alone.

    Raises UnknownName for a kind there is not, CxcError where kind and partnerships do not go together.
    """

    kind: str = INTERNAL_KIND
    partnerships: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise UnknownName("viewer", self.kind, _KINDS)
        if self.kind == PARTNERSHIP_KIND and not self.partnerships:
            raise CxcError("A partnership viewer needs the id of its partnership: partnership:ID.")
        if self.kind != PARTNERSHIP_KIND and self.partnerships:
            raise CxcError(f"The viewer {self.kind} has no partnerships: ask as partnership:ID.")

    def __str__(self) -> str:
        return ":".join([self.kind, *([",".join(sorted(self.partnerships))] if self.partnerships else [])])

    @property
    def in_words(self) -> str:
        """Whom it shows figures to, in a sentence: `the public`, `partnership W1-04`."""
        if not self.partnerships:
            return "internal people" if self.sees_all else "the public"
        ids = sorted(self.partnerships)
        return f"partnership{'s' if len(ids) > 1 else ''} {', '.join(ids)}"

    @property
    def sees_all(self) -> bool:
        """Whether nothing is protected from it."""
        return self.kind == INTERNAL_KIND

    def includes(self, other: Viewer) -> bool:
        """Whether this one sees exactly whatever the other does: it may be shown things as the other."""
        if self.sees_all or other.kind == PUBLIC_KIND:
            return True
        return other.kind == PARTNERSHIP_KIND and self.partnerships >= other.partnerships

    def owns(self, scope: Scope) -> bool:
        """Whether a selection is of own partnerships alone, as visitors' or as hosts'."""
        chosen = [getattr(scope, name) for name in PARTNERSHIP_FIELDS]
        return any(values and self.partnerships.issuperset(values) for values in chosen)


INTERNAL: Final = Viewer()
PUBLIC: Final = Viewer(PUBLIC_KIND)


def partnership_viewer(ids: Iterable[str]) -> Viewer:
    """The manager of these partnerships. CxcError for none."""
    return Viewer(PARTNERSHIP_KIND, frozenset(ids))


def viewer_named(text: str) -> Viewer:
    """The viewer that `str(viewer)` writes: `internal`, `public`, `partnership:ID` or `partnership:ID,ID`.

    Raises UnknownName for another name, CxcError for a partnership without its id.
    """
    kind, _, ids = text.strip().partition(":")
    return Viewer(kind, frozenset(part.strip() for part in ids.split(",") if part.strip()))
