"""What the columns of facts name that different things are counted of, and the keys such things have.

A keyed fact (`store.keyed_version`) has a column `record_key` and, beside each of these columns, one of its
name and `_key`. The same kind and identifier have the same key in every fact and data version. Where records
name who their amounts come from, `contributor_records` is how many of the fact's records name the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

RECORD_KEY: Final = "record_key"
# Keys are whole numbers below this; sums of them are taken modulo it.
KEY_BITS: Final = 48
MODULUS: Final = 1 << KEY_BITS
UNITS: Final = {
    "visitor_id": "organisation",
    "host_id": "organisation",
    "organisation_id": "organisation",
    "organisation": "organisation",
    "person": "person",
    "event": "event",
    "project": "project",
    "partnership": "partnership",
    "meeting_id": "meeting_id",
    "invitation_id": "invitation_id",
}
# These hold the number that an organisation has in a data version, and not the register's own identifier.
NUMBERED: Final = frozenset({"visitor_id", "host_id", "organisation_id"})
# Who a record's amounts come from or go to, by fact; where a record names nobody it stands for itself.
CONTRIBUTORS: Final[Mapping[str, str]] = {
    "exchange": "visitor_id",
    "dossier": "visitor_id",
    "event_attendance": "person",
    "project_participant": "organisation",
    "service": "organisation_id",
}
CONTRIBUTOR_RECORDS: Final = "contributor_records"
_UNIT = re.compile(rf"(?:^|(?<=\bTHEN ))({'|'.join(UNITS)})(?=$| END$)")


def as_key(expression: str) -> str:
    """The key of what an expression names: of a column, or of one that a CASE gives for some rows.

    >>> as_key("visitor_id"), as_key("CASE WHEN event IS NULL THEN person END")
    ('visitor_id_key', 'CASE WHEN event IS NULL THEN person_key END')
    """
    return _UNIT.sub(r"\1_key", expression)


def has_key(expression: str) -> bool:
    """Whether what an expression names has keys."""
    return bool(_UNIT.search(expression))
