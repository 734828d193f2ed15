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

    `is_listed` says whether they stand in the table of people.
    """

    subject: str
    viewer: Viewer
    duties: frozenset[Duty] = frozenset()
    name: str = ""
    is_listed: bool = False

    def may(self, duty: Duty) -> bool:
        """Whether that is theirs to do."""
        return duty in self.duties


NOBODY: Final = Person("", PUBLIC)
# Whoever sits at the machine that serves nobody else: the key of this start was handed to them.
AT_THIS_MACHINE: Final = Person("local", INTERNAL, frozenset(Duty))
