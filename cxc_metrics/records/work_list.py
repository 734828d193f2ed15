"""What a partnership has to do next, by the as-at date of the data version and never by today's."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from cxc_metrics.contract import codes
from cxc_metrics.contract.rules import DROPPED_SQL, FUNDED_SQL
from cxc_metrics.errors import NotMeasurable, UnknownName
from cxc_metrics.measuring.population import described_day, everything
from cxc_metrics.store import DataVersion

from .part import (
    Params,
    Part,
    acronym_of,
    in_order,
    missing,
    name_of,
    part,
)

# As the visitors' partnership (VOP), or as the hosts' (HOP).
Role = Literal["visitor", "host"]
WORK_PARTS: Final = ("starts", "reports", "payments", "surveys")
# Starts are looked for this far ahead; payment is due this long after the last day (facts 1.6).
AHEAD_DAYS: Final = 30
PAYMENT_DAYS: Final = 10
_ENDED: Final = "exchange.actual_end"
_OWN: Final[dict[str, tuple[str, str]]] = {"visitor": ("vop_id", "hop_id"), "host": ("hop_id", "vop_id")}


def work_list(
    version: DataVersion, partnership: str, as_at: date | None = None, *, role: Role = "visitor"
) -> dict[str, Part]:
    """Four tables by `WORK_PARTS`, each with its rows or why the register has none.

    `role` says whose exchanges: those of the partnership's own visitors, or those its members host. `as_at`
    is the data version's unless given; what happened after it has not happened yet, but statuses are those of
    the data version. All tables begin with exchange_id and what is to be done; visitor, visitor_country,
    host, host_country and other_partnership follow.

    - starts: neither cancelled nor ineligible, first day (planned where not begun) in the 30 days after the
      as-at date, no Commitment to Quality with four signatures. Columns started_on, in_days, signatures (of
      four), missing (who has not signed). The soonest first.
    - reports: countable and ended, the visitor's closing report not handed in (`missing`) or not validated
      (`to_validate`): column report, ended_on, age_days (since the last day), submitted_on. No deadline is
      published, so nothing is "due". The oldest first.
    - payments: countable, funded, ended more than 10 days before, not paid, or paid on a day nobody recorded:
      column payment (`unpaid`, `no_date`), ended_on, age_days, late_days (past day 10), lump_sum_agreed_eur.
    - surveys: invited and not answered: survey_round, organisation, invited_on, age_days. The earliest
      invitation first.

    Raises UnknownName for a partnership there is not, NotMeasurable where the register has none.
    """
    _require_partnership(version, partnership)
    params: Params = {"partnership": partnership, "as_at": as_at or described_day(version)}
    signed = tuple(f"document.signed_{who}_on" for who in ("vo", "ho", "vop", "hop"))
    begins = "exchange.planned_start|exchange.actual_start"
    money = "exchange.lump_sum_agreed_eur|exchange.lump_sum_paid_eur"
    return {
        "starts": part(version, _starts(version, role), params, "document", begins, *signed),
        "reports": part(
            version, _reports(version, role), params, "document", _ENDED, "document.submitted_on"
        ),
        "payments": part(version, _payments(version, role), params, _ENDED, "exchange.paid_on", money),
        "surveys": part(
            version,
            _surveys(version, role),
            params,
            "survey_invitation",
            "registration",
            "survey_invitation.invited_on",
        ),
    }


def _require_partnership(version: DataVersion, partnership: str) -> None:
    if reason := missing(version, "partnership"):
        raise NotMeasurable(reason)
    names = version.labels("partnership")
    if partnership not in names:
        raise UnknownName("partnership", partnership, names)


def _who(version: DataVersion, role: Role) -> str:
    """The columns every table ends with, over the exchange `x`."""
    return f"""{name_of(version, "x.vo_id")} AS visitor, x.vo_country AS visitor_country,
            {name_of(version, "x.ho_id")} AS host, x.ho_country AS host_country,
            {acronym_of(version, f"x.{_OWN[role][1]}")} AS other_partnership"""


def _age(version: DataVersion, day: str) -> str:
    """Days since then, on the as-at date."""
    return version.dialect.days_between(day, "$as_at")


def _starts(version: DataVersion, role: Role) -> str:
    dialect = version.dialect
    signers = {"vo": "visitor", "ho": "host", "vop": "visitor's partnership", "hop": "host's partnership"}
    signed = {who: f"coalesce(signed_{who}_on <= $as_at, false)" for who in signers}
    count = " + ".join(f"CASE WHEN {sql} THEN 1 ELSE 0 END" for sql in signed.values())
    unsigned = [
        f"CASE WHEN NOT {sql} THEN {dialect.literal(signers[who])} END" for who, sql in signed.items()
    ]
    everybody = dialect.literal(", ".join(signers.values()))
    begins = "coalesce(x.actual_start, x.planned_start)"
    return f"""
        WITH signed AS (
            SELECT exchange_id, document_id, {count} AS signatures,
                   {dialect.joined_texts(unsigned, ", ")} AS missing
            FROM document WHERE doc_type = 'commitment_to_quality'),
        paper AS (
            SELECT exchange_id, signatures, missing, row_number() OVER (
                PARTITION BY exchange_id ORDER BY signatures DESC, document_id) AS place
            FROM signed)
        SELECT x.exchange_id AS exchange_id, {begins} AS started_on,
            {dialect.days_between("$as_at", begins)} AS in_days, coalesce(d.signatures, 0) AS signatures,
            coalesce(d.missing, {everybody}) AS missing, {_who(version, role)}
        FROM exchange AS x LEFT JOIN paper AS d ON d.exchange_id = x.exchange_id AND d.place = 1
        WHERE x.{_OWN[role][0]} = $partnership AND x.status NOT IN {DROPPED_SQL}
            AND {begins} > $as_at AND {begins} <= $as_at + {AHEAD_DAYS}
            AND coalesce(d.signatures, 0) < 4
        ORDER BY started_on, x.exchange_id"""


def _reports(version: DataVersion, role: Role) -> str:
    in_time = version.dialect.only("submitted_on <= $as_at")
    return f"""
        WITH paper AS (
            SELECT exchange_id, min(submitted_on){in_time} AS submitted_on,
                   max(CASE WHEN validated_on <= $as_at THEN 1 ELSE 0 END) AS validated
            FROM document WHERE doc_type = 'closing_report_vo' GROUP BY exchange_id)
        SELECT x.exchange_id AS exchange_id,
            CASE WHEN d.submitted_on IS NULL THEN 'missing' ELSE 'to_validate' END AS report,
            x.actual_end AS ended_on, {_age(version, "x.actual_end")} AS age_days, d.submitted_on,
            {_who(version, role)}
        FROM exchange AS x
        JOIN {everything(version, "exchange").rows} AS f ON f.exchange_id = x.exchange_id
        LEFT JOIN paper AS d ON d.exchange_id = x.exchange_id
        WHERE x.{_OWN[role][0]} = $partnership AND f.countable AND x.actual_end <= $as_at
            AND coalesce(d.validated, 0) = 0
        ORDER BY x.actual_end, x.exchange_id"""


def _payments(version: DataVersion, role: Role) -> str:
    return f"""
        SELECT x.exchange_id AS exchange_id,
            CASE WHEN x.lump_sum_paid_eur > 0 AND x.paid_on IS NULL THEN 'no_date' ELSE 'unpaid' END
                AS payment,
            x.actual_end AS ended_on, {_age(version, "x.actual_end")} AS age_days,
            {_age(version, "x.actual_end")} - {PAYMENT_DAYS} AS late_days, x.lump_sum_agreed_eur,
            {_who(version, role)}
        FROM exchange AS x
        JOIN {everything(version, "exchange").rows} AS f ON f.exchange_id = x.exchange_id
        WHERE x.exchange_id IN (SELECT exchange_id FROM exchange WHERE {FUNDED_SQL})
            AND x.{_OWN[role][0]} = $partnership AND f.countable
            AND x.actual_end < $as_at - {PAYMENT_DAYS} AND NOT coalesce(x.paid_on <= $as_at, false)
        ORDER BY x.actual_end, x.exchange_id"""


def _surveys(version: DataVersion, role: Role) -> str:
    # An invitation hangs on its exchange's partnership; where nobody travelled, on the registration's.
    return f"""
        SELECT x.exchange_id AS exchange_id, i.survey_round,
            {name_of(version, "i.organisation_id")} AS organisation, i.invited_on,
            {_age(version, "i.invited_on")} AS age_days, {_who(version, role)}
        FROM survey_invitation AS i
        LEFT JOIN exchange AS x ON x.exchange_id = i.exchange_id
        LEFT JOIN registration AS r ON r.registration_id = i.registration_id
        WHERE i.side = '{role}' AND coalesce(x.{_OWN[role][0]}, r.partnership_id) = $partnership
            AND i.invited_on <= $as_at AND NOT coalesce(i.responded_on <= $as_at, false)
        ORDER BY i.invited_on, {in_order("i.survey_round", codes.SURVEY_ROUND)}, i.invitation_id"""
