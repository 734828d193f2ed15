"""Rules of neighbouring schemes, which bind registers whose source names them, and all rules together.

Declared as those of the scheme are (`rules`).
"""

from __future__ import annotations

from typing import Final

from .rules import HELD_SQL, SCHEME_RULES, Rule, Severity

# One to six months: no month is shorter than 28 days, no six are longer than 184.
_LEAST_DAYS: Final = 28
_MOST_DAYS: Final = 184
_STAY: Final = "(days_between(actual_start, actual_end) + 1)"

_MOBILISE_SME: Final = (
    Rule(
        "MS1",
        "Stay of one to six months (MobiliseSME)",
        Severity.BREACH,
        f"""SELECT exchange_id, 'actual_end' AS "column", {_STAY} AS value FROM exchange
            WHERE status IN {HELD_SQL} AND ({_STAY} < {_LEAST_DAYS} OR {_STAY} > {_MOST_DAYS})""",
        "The stay lasted {value} calendar days",
        "A stay lasts one to six months",
        "facts 4.1",
    ),
    Rule(
        "MS2",
        "Sending side is an SME (MobiliseSME)",
        Severity.BREACH,
        """SELECT e.exchange_id, 'vo_id' AS "column", coalesce(o.size_class, o.org_type) AS value
           FROM exchange e JOIN organisation o ON o.organisation_id = e.vo_id
           WHERE e.status NOT IN ('cancelled', 'ineligible')
             AND (o.org_type <> 'sme' OR coalesce(o.size_class, 'micro') = 'large')""",
        "The sending side is no SME: {value}",
        "Only SMEs send; larger companies may host",
        "facts 4.1",
        ("exchange", "organisation"),
    ),
)

NEIGHBOUR_RULES: Final[dict[str, Rule]] = {rule.id: rule for rule in _MOBILISE_SME}
RULES: Final[dict[str, Rule]] = SCHEME_RULES | NEIGHBOUR_RULES
