"""Who asks: as whom they read, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cxc_metrics.disclosure import INTERNAL, PUBLIC, Viewer


class Duty(StrEnum):
    """What changes what others read."""

    PUBLISH = "publish"
    ROLL_BACK = "roll_back"
    ADMINISTER = "administer"


@dataclass(frozen=True)
class Person:
    """Whoever sends a request: `subject` is how the login names them, empty where nobody said who they are.

    `listed_as` is how the table of people names them, empty where they do not stand in it.
    """

    subject: str
    viewer: Viewer
    duties: frozenset[Duty] = frozenset()
    name: str = ""
    listed_as: str = ""

    @property
    def is_listed(self) -> bool:
        """Whether they stand in the table of people."""
        return bool(self.listed_as)

    def may(self, duty: Duty) -> bool:
        """Whether that is theirs to do."""
        return duty in self.duties


NOBODY: Final = Person("", PUBLIC)
# Whoever sits at the machine that serves nobody else: the key of this start was handed to them.
AT_THIS_MACHINE: Final = Person("local", INTERNAL, frozenset(Duty))
