"""One exchange with everything the register knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from cxc_metrics.contract import RULES, codes
from cxc_metrics.measuring.population import everything
from cxc_metrics.store import DataVersion

from .part import (
    Part,
    acronym_of,
    in_order,
    name_of,
    part,
    unknown,
)

_DETAILS: Final = (
    "status",
    "phase",
    "mode",
    "wave",
    "planned_start",
    "planned_end",
    "actual_start",
    "actual_end",
    "working_days",
    "distance_km",
    "participants",
    "lump_sum_agreed_eur",
    "lump_sum_paid_eur",
    "paid_on",
    "cancel_reason",
)

_OF_ORGANISATION: Final = ("organisation_id", "name", "org_type", "size_class", "ecosystem_id")


@dataclass(frozen=True)
class ExchangeCard:
    """One exchange.

    `details` are its own columns that have a value, in the order of the process; `countable` and
    `validated` say whether it counts (None where the register cannot tell).

    - parties: two rows: side, organisation_id, name, org_type, size_class, country, sector, partnership.
    - papers: doc_type, signatures (of the four a Commitment to Quality needs), the four dates of signing,
      submitted_on, validated_on.
    - participations: side, organisation, person_ref (a random pseudonym), job_level, funded, attended,
      withdrawn_on.
    - meetings: meeting_kind, held_on, organisation, partner, follow_up.
    - outcomes: outcome_type, outcome_status, organisation, partner, partner_country, amount_eur,
      reported_in, reported_on, occurred_on.
    - breaches: rule, title, hint; the reason names the rules that could not be evaluated.
    """

    exchange_id: str
    details: dict[str, Any]
    countable: bool | None
    validated: bool | None
    parties: pd.DataFrame
    papers: Part
    participations: Part
    meetings: Part
    outcomes: Part
    breaches: Part


def partnerships_of(version: DataVersion, exchange_id: str) -> frozenset[str]:
    """The partnerships an exchange is of, the visitor's and the host's; empty for one there is not."""
    facts = everything(version, "exchange")
    rows = version.query(
        f"SELECT partnership, host_partnership FROM {facts.rows} AS f WHERE exchange_id = $key",
        {"key": exchange_id},
    )
    return frozenset(str(value) for row in rows.to_pylist() for value in row.values() if value is not None)


def exchange_card(version: DataVersion, exchange_id: str) -> ExchangeCard:
    """Everything about one exchange, whatever the selection. UnknownName for one there is not."""
    key = {"key": exchange_id}
    counts = version.query(
        f"SELECT countable, validated FROM {everything(version, 'exchange').rows} AS f "
        "WHERE exchange_id = $key",
        key,
    ).to_pylist()
    if not counts:
        raise unknown(version, "exchange", exchange_id)
    details = version.query(f"SELECT {', '.join(_DETAILS)} FROM exchange WHERE exchange_id = $key", key)
    tells = "countable" in version.fact_columns("exchange")
    breaches = version.query(
        "SELECT DISTINCT rule FROM exchange_breach WHERE exchange_id = $key ORDER BY rule", key
    )["rule"].to_pylist()
    return ExchangeCard(
        exchange_id=exchange_id,
        details={name: value for name, value in details.to_pylist()[0].items() if value is not None},
        countable=counts[0]["countable"] if tells else None,
        validated=counts[0]["validated"] if tells else None,
        parties=_parties(version, exchange_id),
        papers=part(version, _papers(), key, "document"),
        participations=part(version, _participations(version), key, "participation"),
        meetings=part(version, _meetings(version), key, "meeting"),
        outcomes=part(version, _outcomes(version), key, "outcome"),
        breaches=Part(_breaches(breaches), _left_open(version, exchange_id, whole=not breaches)),
    )


def _parties(version: DataVersion, exchange_id: str) -> pd.DataFrame:
    # Without the table there are no names; the columns stay, empty.
    empty = ", ".join(f"NULL AS {name}" for name in _OF_ORGANISATION)
    relation = "organisation" if "organisation" in version.manifest.tables else f"(SELECT {empty})"
    sql = f"""
        SELECT s.side, s.organisation_id, o.name, o.org_type, o.size_class, s.country,
               o.ecosystem_id AS sector, {acronym_of(version, "s.partnership_id")} AS partnership
        FROM (SELECT 1 AS place, 'visitor' AS side, vo_id AS organisation_id, vo_country AS country,
                     vop_id AS partnership_id FROM exchange WHERE exchange_id = $key
              UNION ALL
              SELECT 2, 'host', ho_id, ho_country, hop_id FROM exchange WHERE exchange_id = $key) AS s
        LEFT JOIN {relation} AS o ON o.organisation_id = s.organisation_id ORDER BY s.place"""
    table: pd.DataFrame = version.query(sql, {"key": exchange_id}).to_pandas()
    return table


def _papers() -> str:
    signed = "signed_vo_on, signed_ho_on, signed_vop_on, signed_hop_on"
    counted = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in signed.split(", "))
    return f"""
        SELECT doc_type, CASE WHEN doc_type = 'commitment_to_quality' THEN {counted} END AS signatures,
               {signed}, submitted_on, validated_on
        FROM document WHERE exchange_id = $key
        ORDER BY {in_order("doc_type", codes.DOCUMENT_TYPE)}, document_id"""


def _participations(version: DataVersion) -> str:
    return f"""
        SELECT x.side, {name_of(version, "x.organisation_id")} AS organisation, x.person_ref, x.job_level,
               x.funded, x.attended, x.withdrawn_on
        FROM participation AS x WHERE x.exchange_id = $key
        ORDER BY {in_order("x.side", codes.SIDE)}, x.participation_id"""


def _meetings(version: DataVersion) -> str:
    return f"""
        SELECT m.kind AS meeting_kind, m.held_on, {name_of(version, "m.org_a")} AS organisation,
               {name_of(version, "m.org_b")} AS partner, m.follow_up
        FROM meeting AS m WHERE m.exchange_id = $key ORDER BY m.held_on, m.meeting_id"""


def _outcomes(version: DataVersion) -> str:
    return f"""
        SELECT u.outcome_type, u.status AS outcome_status,
               {name_of(version, "u.organisation_id")} AS organisation,
               {name_of(version, "u.partner_id")} AS partner, u.partner_country, u.amount_eur, u.reported_in,
               u.reported_on, u.occurred_on
        FROM outcome AS u WHERE u.exchange_id = $key
        ORDER BY {in_order("u.outcome_type", codes.OUTCOME_TYPE)}, u.reported_on, u.outcome_id"""


def _breaches(rules: list[str]) -> pd.DataFrame:
    rows = [(rule, RULES[rule].title, RULES[rule].hint) for rule in rules]
    return pd.DataFrame(rows, columns=["rule", "title", "hint"], dtype="str")


def _left_open(version: DataVersion, exchange_id: str, *, whole: bool) -> str:
    """Rules not evaluated: for this exchange, as a cell they need was emptied; for the whole register."""
    reasons = []
    if rules := version.undecided_rules(exchange_id):
        reasons.append(f"not evaluated, as a cell that is needed was emptied: {', '.join(rules)}")
    if whole and version.manifest.rules_not_evaluated:
        rules = tuple(sorted(version.manifest.rules_not_evaluated))
        reasons.append(f"not evaluated with this register: {', '.join(rules)}")
    return "; ".join(reasons)
