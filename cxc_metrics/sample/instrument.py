"""The questionnaire of facts 8.5: which item is asked in which round, of which side, and how it is coded.

Values: scales, counts and yes/no (1/0) are numbers; "do not know" and named answers are codes; changes due
to the exchange are -1, 0 or 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

T0, T1, T2, T3 = range(4)


@dataclass(frozen=True)
class Item:
    """One question. `visitors_only` and `smes_only` limit who is asked."""

    name: str
    rounds: tuple[int, ...]
    visitors_only: bool = False
    smes_only: bool = False


ITEMS: Final = (
    *(Item(f"obj_{number}", (T0, T1)) for number in (1, 2, 3, 4)),
    *(
        Item(name, (T1,))
        for name in ("sat_overall", "sat_match", "sat_support_vop", "sat_it_tool", "skill_new")
    ),
    Item("contacts_n", (T1,)),
    Item("followup_planned", (T1,)),
    Item("expect_xborder", (T1,)),
    Item("expect_newprod", (T1,)),
    Item("recommend", (T1,)),
    Item("other_schemes", (T1,)),
    Item("without_cxc", (T1, T2)),
    *(Item(name, (T2, T3)) for name in ("still_contact", "agr_commercial", "agr_technology", "agr_rdi")),
    Item("joint_proposal", (T2, T3)),
    Item("project_funded", (T2, T3)),
    Item("attribution", (T2, T3)),
    Item("cluster_joined", (T2,), visitors_only=True),
    *(Item(name, (T2, T3), smes_only=True) for name in ("turnover_chg", "share_chg", "jobs_chg", "innov")),
    Item("export_status", (T0, T3), smes_only=True),
    Item("export_share", (T0, T3), smes_only=True),
    Item("countries_active_n", (T0, T3), smes_only=True),
)
NAMES: Final = tuple(item.name for item in ITEMS)
# Asked also of those who never travelled: the rest is about an exchange.
WITHOUT_EXCHANGE: Final = (
    "obj_1",
    "obj_2",
    "obj_3",
    "obj_4",
    "export_status",
    "export_share",
    "countries_active_n",
)
CODES: Final = (
    "dk",
    "none",
    "partly",
    "mainly",
    "entirely",
    "yes_same",
    "later",
    "smaller",
    "no",
    "een",
    "eye",
    "euroclusters",
    "national",
)
