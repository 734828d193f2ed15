"""Names as people write them: headers and file names regardless of case, spaces and underscores."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import PurePath

from cxc_metrics.contract import TABLES
from cxc_metrics.contract.country_names import fold_country
from cxc_metrics.errors import did_you_mean

README_SHEET = "README"
CODES_SHEET = "Codes"
# A year, two years, a year with quarter, half or month; a wave. No days: they say when a copy was made.
_PERIOD = r"(?:(?:19|20)\d\d(?:(?:19|20)\d\d|\d\d|q[1-4]|h[12])?|(?:wave|welle|vague)\d)"
_PERIOD_AT_AN_END = re.compile(rf"^{_PERIOD}(?=[a-z])|(?<=[a-z]){_PERIOD}$")
_PERIODS = re.compile(rf"(?<!\d){_PERIOD}(?!\d)")
_APART = re.compile(r"[ _-]")
_NOT_ALNUM = re.compile(r"[^0-9a-z]+")
# "exchange (2)", "exchange - Copy", "2024_exchange_final": a table's name with something around it.
_DECORATION = re.compile(r"(copy|kopie|copie|final|new|neu|old|export|data|table|v?\d+)")


@lru_cache(maxsize=4096)  # each delivery asks for all columns of the contract
def fold(name: str) -> str:
    """A name without case, accents, spaces, underscores and punctuation.

    >>> fold(" Vo_Country ")
    'vocountry'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return _NOT_ALNUM.sub("", plain.casefold())


def folded_column(name: str) -> str:
    """A column's name without case, accents, spaces and punctuation, in any script.

    >>> folded_column(" Home_Country "), folded_column("Χώρα"), folded_column("#")
    ('homecountry', 'χωρα', '#')
    """
    return fold_country(name.replace("_", " ")).replace(" ", "") or name.strip()


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
    """The contract table a file or sheet of that name holds: its name, alone or with a period or wave.

    >>> table_for("Exchanges"), table_for("exchange 2021-22"), table_for("exchange (2)")
    ('exchange', 'exchange', None)
    """
    return _table_names().get(fold(name)) or _table_names().get(_PERIOD_AT_AN_END.sub("", fold(name)))


def period_in(name: str) -> str:
    """The years, quarter, month or wave a name tells its part of a table by; empty where it tells none.

    >>> period_in("register.xlsx[exchange 2021-22]"), period_in("exchange_wave2"), period_in("exchange")
    ('202122', 'wave2', '')
    """
    return "".join(_PERIODS.findall(_APART.sub("", name.casefold())))


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
    spellings: dict[str, str] = {}
    listed = list(columns)
    for name, aliases in listed:
        spellings.update({fold(alias): name for alias in aliases})
    spellings.update({fold(name): name for name, _ in listed})
    match = HeaderMatch()
    for index, cell in enumerate(header):
        column = spellings.get(fold(cell))
        if column is None:
            match.unknown.append((index, cell))
        elif column in match.position:
            match.twice.append(cell)
        else:
            match.position[column] = index
    return match


def suggestion(cell: str, missing: Iterable[str]) -> str:
    """The hint for an unknown column: the nearest of the columns not yet found."""
    near = did_you_mean(cell, missing)
    return (
        f"Rename it{near}" if "did you mean" in near else "Remove it, or rename it to a column of the table"
    )
