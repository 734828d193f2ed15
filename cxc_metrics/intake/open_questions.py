"""What the files leave open and only a person can say. Asked in words that who answers knows.

The command line answers by options, the Data page by fields, a `register.toml` by an entry of the same name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_DECLARE: Final = {
    "as_at": "Declare as_at, the day the register describes",
    "date_format": "Declare date_format as DD/MM/YYYY or MM/DD/YYYY",
    "decimal": "Declare decimal as a point (.) or a comma (,)",
}


def declare(name: str) -> str:
    """The end of a message that asks for `as_at`, `date_format` or `decimal`; without a full stop."""
    return f"{_DECLARE[name]}, with the check or in register.toml"


def answers_needed(problems: Iterable[str]) -> tuple[str, ...]:
    """What these problems ask for, each once, in the order of the questions above."""
    given = tuple(problems)
    return tuple(name for name, words in _DECLARE.items() if any(words in problem for problem in given))
