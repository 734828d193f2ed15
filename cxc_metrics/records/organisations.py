"""Organisations by name: what a search offers while somebody types."""

from __future__ import annotations

from typing import Final

from cxc_metrics.errors import InvalidScope, NotMeasurable
from cxc_metrics.measuring import Statement
from cxc_metrics.store import DataVersion

from .exchanges import MOST_WORDS
from .part import missing
from .rows_behind import Rows

MOST_NAMES: Final = 24


def organisations(version: DataVersion, text: str, limit: int = MOST_NAMES) -> Rows:
    """Organisations whose name or identifier has every word of a text in it, by name.

    Columns: organisation_id, name, country_code. Case and accents do not matter; a text without a word finds
    none. `total` is how many are given, not how many there are.

    Raises InvalidScope for a text of too many words, NotMeasurable without the table.
    """
    if reason := missing(version, "organisation"):
        raise NotMeasurable(reason)
    words = list(dict.fromkeys(text.split()))
    if len(words) > MOST_WORDS:
        raise InvalidScope(f"A search has at most {MOST_WORDS} different words; this one has {len(words)}.")
    bound = {f"w{place}": word for place, word in enumerate(words, start=1)}
    wanted = [version.dialect.mentions(["name", "organisation_id"], f"${name}") for name in bound]
    sql = (
        "SELECT organisation_id, name, country_code\nFROM organisation\n"
        f"WHERE {' AND '.join(wanted) or 'false'}\n"
        f"ORDER BY name, organisation_id\nLIMIT {max(int(limit), 0)}"
    )
    statement = Statement(sql, bound, ("Organisations of a name",), version.dialect)
    table = version.query(sql, bound).to_pandas()
    return Rows(table=table, total=len(table), offset=0, statement=statement)
