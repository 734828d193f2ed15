"""How many of what, in words."""

from __future__ import annotations


def counted(number: int, singular: str, many: str) -> str:
    """The number with the word that belongs to it.

    >>> counted(1, "day", "days"), counted(0, "day", "days")
    ('1 day', '0 days')
    """
    return f"{number} {singular if number == 1 else many}"
