"""Names as people write them: headers and file names regardless of case, spaces and underscores."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePath

from cxc_metrics.errors import did_you_mean
from cxc_metrics.vocabulary import TABLES

README_SHEET = "README"
CODES_SHEET = "Codes"
_NOT_ALNUM = re.compile(r"[^0-9a-z]+")
# "exchange (2)", "exchange - Copy", "2024_exchange_final": a table's name with something around it.
_DECORATION = re.compile(r"(copy|kopie|copie|final|new|neu|old|export|data|table|v?\d+)")


def fold(name: str) -> str:
    """A name without case, accents, spaces, underscores and punctuation.

    >>> fold(" Vo_Country ")
    'vocountry'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return _NOT_ALNUM.sub("", plain.casefold())


@cache
def _table_names() -> dict[str, str]:
    return {folded: name for name in TABLES for folded in (fold(name), fold(name) + "s", _plural(fold(name)))}


def _plural(folded: str) -> str:
    if folded.endswith("y"):
        return folded[:-1] + "ies"
    return folded + ("es" if folded.endswith(("ch", "s")) else "s")


def is_sheet(shown: str) -> bool:
    """Whether findings call it a sheet of a workbook: `register.xlsx[exchange]`."""
    return shown.endswith("]")


def stem(file_name: str) -> str:
    """The file's name without folder and endings: `a/exchange.csv.gz` gives `exchange`."""
    name = PurePath(file_name.replace("\\", "/")).name
    return name.split(".", 1)[0] if "." in name[1:] else name


def table_for(name: str) -> str | None:
    """The contract table a file or sheet of that name holds; None if it is not exactly one's name."""
    return _table_names().get(fold(name))


def resembling_table(name: str) -> str | None:
    """The table a name is probably meant for (`Exchange (2)`), though it is not its name."""
    bare = _DECORATION.sub("", fold(name))
    return _table_names().get(bare)


@dataclass
class HeaderMatch:
    """Which header cell is which column; and what is wrong with the header."""

    position: dict[str, int] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)


def match_header(header: Iterable[str], columns: Iterable[tuple[str, tuple[str, ...]]]) -> HeaderMatch:
    """Match header cells with columns given as (name, aliases). An exact name wins over an alias."""
    known: dict[str, str] = {}
    listed = list(columns)
    for name, aliases in listed:
        known.update({fold(alias): name for alias in aliases})
    known.update({fold(name): name for name, _ in listed})
    match = HeaderMatch()
    for index, cell in enumerate(header):
        found = known.get(fold(cell))
        if found is None:
            match.unknown.append((index, cell))
        elif found in match.position:
            match.twice.append(cell)
        else:
            match.position[found] = index
    return match


def suggestion(cell: str, missing: Iterable[str]) -> str:
    """The hint for an unknown column: the nearest of the columns not yet found."""
    near = did_you_mean(cell, missing)
    return (
        f"Rename it{near}" if "did you mean" in near else "Remove it, or rename it to a column of the table"
    )
