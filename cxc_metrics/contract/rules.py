"""The scheme's rules C01–C13 as declarations (facts 1.8, severities of definitions 1).

A rule's SQL, neutral (`engine.dialect`), selects the offending exchanges from the clean contract tables and
the reference tables (`ref_country`, `ref_ecosystem`, `ref_org_type`) as `(exchange_id, "column", value)`;
several lines per exchange are allowed. A rule whose tables are absent is not evaluated, which the manifest
says; it is never a breach. Breaches never remove a row: the definition of *countable* alone decides what
counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .codes import HELD_STATUSES, among


class Severity(StrEnum):
    """`reject` leaves the row out, `cell` empties one cell, `breach` keeps and marks it; what `warn` does
    depends on its code (`intake.outcome`).

    In the order in which they are told, gravest first.
    """

    REJECT = "reject"
    CELL = "cell"
    BREACH = "breach"
    WARN = "warn"


# What makes a register other than clean: exit code 1.
NOT_CLEAN: Final = (Severity.REJECT, Severity.CELL, Severity.BREACH)


@dataclass(frozen=True)
class Rule:
    """One rule of a scheme.

    `message` may use `{value}`; `hint` says what to do; `needs` are the contract tables without which the
    rule cannot be evaluated; `source` names the section of the domain facts.
    """

    id: str
    title: str
    severity: Severity
    sql: str
    message: str
    hint: str
    source: str
    needs: tuple[str, ...] = ("exchange",)


HELD_SQL: Final = among(HELD_STATUSES)
# What was given up or may not be: no rule of an exchange that goes on is held against it.
DROPPED_SQL: Final = "('cancelled', 'ineligible')"
# Definitions 1: funded is what the scheme agreed or paid.
FUNDED_SQL: Final = "(coalesce(lump_sum_agreed_eur, 0) > 0 OR coalesce(lump_sum_paid_eur, 0) > 0)"


def began_sql(exchange: str = "exchange") -> str:
    """Whether the exchange of that alias began, whatever became of it."""
    return f"({exchange}.status <> 'cancelled' AND {exchange}.actual_start IS NOT NULL)"


# Rule C05: an organisation visits once in the scheme with money.
USES_VISIT_SQL: Final = f"(mode = 'physical' AND {began_sql()} AND {FUNDED_SQL})"

_COMPLETE_CTQ: Final = """doc_type = 'commitment_to_quality' AND signed_vo_on IS NOT NULL
    AND signed_ho_on IS NOT NULL AND signed_vop_on IS NOT NULL AND signed_hop_on IS NOT NULL"""
_FOUR_SIGNATURES: Final = "greatest(signed_vo_on, signed_ho_on, signed_vop_on, signed_hop_on)"

_C08_SQL: Final = """
    SELECT exchange_id, 'lump_sum_paid_eur' AS "column", lump_sum_paid_eur AS value
    FROM (
        SELECT e.exchange_id, e.lump_sum_paid_eur,
               coalesce(c.lump_sum_cap_eur, e.lump_sum_cap_eur) AS cap,
               CASE WHEN e.mode = 'virtual' THEN 0
                    WHEN e.working_days < 5 OR e.distance_km < 200 THEN 0.5 ELSE 1 END AS factor
        FROM exchange e LEFT JOIN ref_country c ON c.country_code = e.ho_country)
    WHERE lump_sum_paid_eur > CASE WHEN factor = 0 THEN 0 ELSE cap * factor END"""

_C09_SQL: Final = f"""
    WITH paper AS (
        SELECT exchange_id,
               max(CASE WHEN {_COMPLETE_CTQ} THEN 1 END) AS ctq,
               min(CASE WHEN {_COMPLETE_CTQ} THEN {_FOUR_SIGNATURES} END) AS ctq_on,
               max(CASE WHEN doc_type = 'financial_agreement' AND signed_vo_on IS NOT NULL
                       AND signed_vop_on IS NOT NULL THEN 1 END) AS fa
        FROM document GROUP BY exchange_id)
    SELECT e.exchange_id, 'status' AS "column",
           CASE WHEN p.ctq IS NULL THEN 'no Commitment to Quality with four signatures'
                WHEN p.ctq_on > e.actual_start THEN 'Commitment to Quality signed after the start'
                ELSE 'no Financial Agreement signed by visitor and partnership' END AS value
    FROM exchange e LEFT JOIN paper p USING (exchange_id)
    WHERE e.status = 'completed'
      AND (p.ctq IS NULL OR p.ctq_on > e.actual_start
           OR ({FUNDED_SQL} AND p.fa IS NULL))"""

_C10_SQL: Final = """
    WITH paper AS (
        SELECT exchange_id,
               max(CASE WHEN doc_type = 'closing_report_vo' AND validated_on IS NOT NULL
                        THEN 1 END) AS report,
               max(CASE WHEN doc_type IN ('travel_evidence', 'accommodation_evidence') THEN 1 END) AS evidence
        FROM document GROUP BY exchange_id)
    SELECT e.exchange_id, 'paid_on' AS "column",
           CASE WHEN p.report IS NULL THEN 'paid without a validated closing report'
                WHEN p.evidence IS NULL THEN 'paid without evidence of travel or stay'
                ELSE 'paid ' || days_between(e.actual_end, e.paid_on) || ' days after the end' END AS value
    FROM exchange e LEFT JOIN paper p USING (exchange_id)
    WHERE e.lump_sum_paid_eur > 0
      AND (p.report IS NULL OR p.evidence IS NULL OR days_between(e.actual_end, e.paid_on) > 10)"""

_ALL: Final = (
    Rule(
        "C01",
        "Visitor and host in different countries",
        Severity.BREACH,
        f"""SELECT exchange_id, 'ho_country' AS "column", ho_country AS value FROM exchange
            WHERE status IN {HELD_SQL} AND vo_country = ho_country""",
        "Visitor and host are both in {value}",
        "Correct the countries; attendance at home is no exchange",
        "facts 1.4",
    ),
    Rule(
        "C02",
        "Both countries eligible in the wave",
        Severity.BREACH,
        f"""SELECT e.exchange_id, side AS "column", country AS value
           FROM (SELECT exchange_id, wave, status, 'vo_country' AS side, vo_country AS country FROM exchange
                 UNION ALL SELECT exchange_id, wave, status, 'ho_country', ho_country FROM exchange) e
           JOIN ref_country c ON c.country_code = e.country
           WHERE e.status NOT IN {DROPPED_SQL}
             AND NOT CASE e.wave WHEN 1 THEN c.cosme_2020_22 ELSE c.cosme_2022_24 END""",
        "{value} was not eligible in this wave",
        "Check the country of registration and the wave",
        "facts 1.4",
    ),
    Rule(
        "C03",
        "At least three working days",
        Severity.BREACH,
        f"""SELECT exchange_id, 'working_days' AS "column", working_days AS value FROM exchange
            WHERE status IN {HELD_SQL} AND working_days < 3""",
        "Only {value} working days",
        "An exchange lasts at least three working days without travel",
        "facts 1.5",
    ),
    Rule(
        "C04",
        "Stay of at most one month",
        Severity.WARN,
        """SELECT exchange_id, 'actual_end' AS "column", days_between(actual_start, actual_end) + 1 AS value
           FROM exchange WHERE mode = 'physical' AND days_between(actual_start, actual_end) + 1 > 31""",
        "The stay lasted {value} calendar days",
        "A physical stay lasts at most one month",
        "facts 1.5",
    ),
    Rule(
        "C05",
        "One funded physical visit per organisation",
        Severity.BREACH,
        f"""SELECT exchange_id, 'vo_id' AS "column", vo_id AS value
            FROM (SELECT exchange_id, vo_id, row_number() OVER (
                      PARTITION BY vo_id ORDER BY actual_start, exchange_id) AS visit
                  FROM exchange
                  WHERE {USES_VISIT_SQL})
            WHERE visit > 1""",
        "{value} had a funded physical visit before",
        "An organisation visits once in the scheme",
        "facts 1.5",
    ),
    Rule(
        "C06",
        "Visiting type is allowed to visit",
        Severity.WARN,
        f"""SELECT e.exchange_id, 'vo_id' AS "column", o.org_type AS value
           FROM exchange e JOIN organisation o ON o.organisation_id = e.vo_id
           JOIN ref_org_type t USING (org_type)
           WHERE e.status NOT IN {DROPPED_SQL} AND NOT t.may_visit""",
        "Organisation type {value} may host only",
        "Sources differ on this rule: check, do not delete",
        "facts 1.3",
        ("exchange", "organisation"),
    ),
    Rule(
        "C07",
        "Visitor belongs to a cluster profiled on the platform",
        Severity.WARN,
        f"""SELECT e.exchange_id, 'vo_id' AS "column", e.vo_id AS value
           FROM exchange e JOIN organisation o ON o.organisation_id = e.vo_id
           JOIN ref_org_type t USING (org_type)
           WHERE e.status NOT IN {DROPPED_SQL} AND t.needs_cluster_membership
             AND coalesce(e.actual_start, e.planned_start) IS NOT NULL
             AND NOT EXISTS (
                 SELECT 1 FROM cluster_membership m JOIN organisation c ON c.organisation_id = m.cluster_id
                 WHERE m.member_id = e.vo_id AND coalesce(c.eccp_registered, false)
                   AND coalesce(m.valid_from <= coalesce(e.actual_start, e.planned_start), true)
                   AND coalesce(m.valid_to >= coalesce(e.actual_start, e.planned_start), true))""",
        "{value} had no membership in a profiled cluster on the first day",
        "Add the membership or its dates",
        "facts 1.3",
        ("exchange", "organisation", "cluster_membership"),
    ),
    Rule(
        "C08",
        "Lump sum within the proxy cap",
        Severity.BREACH,
        _C08_SQL,
        "{value} EUR is above the proxy cap",
        "The official caps are not published; the proxy is facts 7.1",
        "facts 1.6",
    ),
    Rule(
        "C09",
        "Completed only with signed papers",
        Severity.BREACH,
        _C09_SQL,
        "{value}",
        "Four signatures before the start; a Financial Agreement where money was agreed",
        "facts 1.7",
        ("exchange", "document"),
    ),
    Rule(
        "C10",
        "Paid after validation, with evidence, within ten days",
        Severity.WARN,
        _C10_SQL,
        "{value}",
        "Payment follows the validated report and evidence within ten days",
        "facts 1.6",
        ("exchange", "document"),
    ),
    Rule(
        "C11",
        "A held exchange has a visitor's partnership",
        Severity.BREACH,
        f"""SELECT exchange_id, 'vop_id' AS "column", NULL AS value FROM exchange
            WHERE status IN {HELD_SQL} AND vop_id IS NULL""",
        "No visitor's partnership is recorded",
        "The exchange counts for the visitor's partnership only",
        "facts 0.1",
    ),
    Rule(
        "C12",
        "Dates within the partnership's project period",
        Severity.WARN,
        f"""SELECT e.exchange_id, 'actual_start' AS "column", e.actual_start AS value
           FROM exchange e JOIN partnership p ON p.partnership_id = e.vop_id
           WHERE e.status NOT IN {DROPPED_SQL}
             AND (e.actual_start < p.start_date
                  OR coalesce(e.actual_end, e.actual_start) > coalesce(p.extended_to, p.end_date))""",
        "{value} lies outside the partnership's period",
        "Check the dates or the extension",
        "facts 0.9",
        ("exchange", "partnership"),
    ),
    Rule(
        "C13",
        "No money for attendance at home",
        Severity.BREACH,
        f"""SELECT exchange_id, 'lump_sum_agreed_eur' AS "column",
                   greatest(coalesce(lump_sum_agreed_eur, 0), coalesce(lump_sum_paid_eur, 0)) AS value
            FROM exchange WHERE vo_country = ho_country AND {FUNDED_SQL}""",
        "{value} EUR for a visit within one country",
        "Attendance at home is not reimbursed",
        "facts 1.4",
    ),
)

SCHEME_RULES: Final[dict[str, Rule]] = {rule.id: rule for rule in _ALL}
