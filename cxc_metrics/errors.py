"""The errors a user may meet. Imports nothing of ours.

Every message says what was wrong, where, and what to do. Command line and pages print it as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from os import PathLike
from typing import Final

# A message may quote a file, whose cells and names may be of any length.
MOST_LETTERS: Final = 500

# Of a longer text no name is near.
_LONGEST_COMPARED = 100


class CxcError(Exception):
    """Base of all errors that are told to a user without a traceback."""


class UnknownName(CxcError):
    """A name (KPI, dimension, code, table, version) that is not in its list."""

    def __init__(self, kind: str, name: str, options: Iterable[str], *, hint: str | None = None) -> None:
        self.kind, self.name, self.options = kind, name, tuple(options)
        self._hint = hint
        super().__init__(kind, name, self.options)

    def __str__(self) -> str:
        # Made when it is told: of two thousand unknown codes nobody is told more than the first.
        tail = did_you_mean(self.name, self.options) if self._hint is None else f". {self._hint}"
        return f"Unknown {self.kind}: {shown(self.name)}{tail}"


class InvalidScope(CxcError):
    """A selection that cannot be asked: reversed period, code of another list, unreadable date."""


# How a reason begins that holds for every selection of a register.
WITH_THIS_REGISTER: Final = "Not measurable with this register"


class NotMeasurable(CxcError):
    """A KPI that this register or this selection does not allow: the message says why and what it does."""

    @property
    def is_of_register(self) -> bool:
        """Whether no selection of this register would help."""
        return str(self).startswith(WITH_THIS_REGISTER)


class NotShown(NotMeasurable):
    """What the viewer may not see: the message says who may."""


class IntakeError(CxcError):
    """Files that cannot be read at all, or tables that cannot be published: nothing was changed.

    `problems` are all that stopped it, one bounded line each, whatever the files had in their cells. `report`
    is a CSV file of the data issues that were found until then; it lasts as long as somebody holds it.
    """

    def __init__(self, *problems: str, report: PathLike[str] | None = None) -> None:
        self.report = report
        self.problems = tuple(dict.fromkeys(one_line(problem) for problem in problems))
        listed = "\n".join(f"- {problem}" for problem in self.problems)
        super().__init__(
            self.problems[0] if len(self.problems) == 1 else f"The register cannot be read:\n{listed}"
        )


class RegisterError(CxcError):
    """The store of data versions cannot be read, locked or written."""


class SourceError(CxcError):
    """A `source.toml` or its SQL that is not usable."""


def one_line(text: str, most: int = MOST_LETTERS) -> str:
    """Text on one line of bounded length: what does not print becomes a space, the middle is left out.

    >>> one_line("a" + chr(10) + "b"), one_line("x" * 30, 9)
    ('a b', 'xxxxx … x')
    """
    if len(text) > most:
        tail = most // 6
        text = f"{text[: most - tail - 3]} … {text[-tail:]}"
    return "".join(letter if letter.isprintable() else " " for letter in text)


def shown(text: str, most: int = 60) -> str:
    """A value as a message repeats it: in quotes, on one line, never longer than that.

    >>> shown("9" * 5000, 12)
    "'9999999 … 99'"
    """
    return repr(one_line(text, most))


def did_you_mean(name: str, options: Iterable[str]) -> str:
    """The tail of a message: the nearest option, or the short list of all, or nothing.

    >>> did_you_mean("O1", ["O01", "O02"])
    " – did you mean 'O01'?"
    """
    names = list(dict.fromkeys(options))
    name = name[:_LONGEST_COMPARED]
    folded = {option.casefold(): option for option in names}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f" – did you mean {folded[near[0]]!r}?"
    if 0 < len(names) <= 12:
        return f". Known: {', '.join(names)}"
    return ""
