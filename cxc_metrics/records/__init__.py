"""Records one by one: the exchanges behind a number, cards of an exchange and of an organisation, what a
partnership has to do next; organisations, projects and events of registers without pairs.

Tables are plain (codes, ISO dates) and ready for export; `cell_in_words` gives a cell in words.
"""

from __future__ import annotations

from .exchange_card import (
    ExchangeCard,
    exchange_card,
    partnerships_of,
)
from .exchanges import (
    ORDERS,
    exchanges,
    orders,
)
from .organisation_card import (
    OrganisationCard,
    organisation_card,
)
from .organisations import (
    organisations,
)
from .part import (
    Part,
    cell_in_words,
)
from .rows_behind import (
    Rows,
    rows,
)
from .standing import (
    Standing,
    against_others,
    pipeline,
    standing,
)
from .taking_part import (
    events,
    participants,
    projects,
)
from .work_list import (
    WORK_PARTS,
    Role,
    work_list,
)

__all__ = [
    "ORDERS",
    "WORK_PARTS",
    "ExchangeCard",
    "OrganisationCard",
    "Part",
    "Role",
    "Rows",
    "Standing",
    "against_others",
    "cell_in_words",
    "events",
    "exchange_card",
    "exchanges",
    "orders",
    "organisation_card",
    "organisations",
    "participants",
    "partnerships_of",
    "pipeline",
    "projects",
    "rows",
    "standing",
    "work_list",
]
