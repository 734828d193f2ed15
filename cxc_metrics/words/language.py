"""In which language numbers, dates and country names are written; the words of the interface are English.

The shell sets it once for each run of the script; everything else only reads it.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date
from functools import cache
from typing import Final

from babel import Locale

from cxc_metrics.contract.dimensions import dimension
from cxc_metrics.scope import Labelled
from cxc_metrics.scope import label as english_label

from . import register_words

DEFAULT: Final = "en"
# The official languages of the Union, in the order of their codes; English as Europe writes numbers.
# fmt: off
OFFERED: Final = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
)
# fmt: on
_BABEL: Final = {"en": "en_GB"}
_chosen: ContextVar[str] = ContextVar("language", default=DEFAULT)


def choose(code: str | None) -> bool:
    """Write in that language from now on in this run; False where it is none of those offered."""
    offered = code in OFFERED
    _chosen.set(str(code) if offered else DEFAULT)
    return offered


def chosen() -> str:
    """Code of the language in force."""
    return _chosen.get()


def babel_id() -> str:
    """The same for Babel: en is en_GB."""
    return _BABEL.get(chosen(), chosen())


@cache
def own_name(code: str) -> str:
    """What the language calls itself: Deutsch."""
    name = Locale.parse(code).get_display_name(code) or code
    return name[:1].upper() + name[1:]


def label(
    name: str,
    value: int | str | bool | date | None,
    named: Labelled | None = None,
    *,
    short: bool = False,
) -> str:
    """The name of one value of a dimension or filter; countries in the language in force."""
    return english_label(name, value, named, locale=chosen(), short=short)


def heading(name: str) -> str:
    """The name of a dimension itself, in the nouns of the register shown: Visitor country."""
    return register_words.in_nouns(dimension(name).label)
