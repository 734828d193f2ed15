"""One organisation over the whole scheme: what it visited and hosted, where it belongs, its papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from cxc_metrics.contract import codes
from cxc_metrics.contract.rules import USES_VISIT_SQL
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.measuring.population import everything
from cxc_metrics.store import DataVersion

from .part import (
    Part,
    acronym_of,
    in_order,
    missing,
    name_of,
    part,
    unknown,
)

_DETAILS: Final = (
    "name",
    "org_type",
    "size_class",
    "country_code AS country",
    "city",
    "ecosystem_id AS sector",
    "eccp_registered",
    "founded_year",
)
# Rule C05 counts an organisation's visits wherever it registered.
_USES_VISIT: Final = f"""
    SELECT *, coalesce({USES_VISIT_SQL}, false) AS uses_visit
    FROM exchange"""


@dataclass(frozen=True)
class OrganisationCard:
    """One organisation, scheme-wide: all partnerships, all waves, whatever the selection.

    `details` are its own columns that have a value. `visits_used` counts funded physical visits (rule C05
    allows one), `held_as_visitor` and `held_as_host` countable exchanges (None where the register cannot tell
    what counts).

    - visits, hosting: exchange_id, started_on, ended_on, status, mode, partner, partner_country, partnership
      (that of the visitor), countable; visits also uses_visit.
    - clusters: cluster, valid_from, valid_to. consortia: partnership, member_role.
    - papers: exchange_id, side, doc_type, signed_on (by this organisation), submitted_on, validated_on.
    """

    organisation_id: str
    details: dict[str, Any]
    visits_used: int
    held_as_visitor: int | None
    held_as_host: int | None
    visits: Part
    hosting: Part
    clusters: Part
    consortia: Part
    papers: Part


def organisation_card(version: DataVersion, organisation_id: str) -> OrganisationCard:
    """Everything about one organisation. UnknownName for one there is not, NotMeasurable without the
    table.
    """
    if reason := missing(version, "organisation"):
        raise NotMeasurable(reason)
    key = {"key": organisation_id}
    details = version.query(
        f"SELECT {', '.join(_DETAILS)} FROM organisation WHERE organisation_id = $key", key
    ).to_pylist()
    if not details:
        raise unknown(version, "organisation", organisation_id)
    visits = part(version, _exchanges(version, "vo", "ho"), key, "exchange")
    hosting = part(version, _exchanges(version, "ho", "vo"), key, "exchange")
    return OrganisationCard(
        organisation_id=organisation_id,
        details={name: value for name, value in details[0].items() if value is not None},
        visits_used=int(visits.table["uses_visit"].sum()),
        held_as_visitor=_held(version, visits),
        held_as_host=_held(version, hosting),
        visits=visits,
        hosting=Part(hosting.table.drop(columns=["uses_visit"]), hosting.reason),
        clusters=part(version, _clusters(version), key, "cluster_membership"),
        consortia=part(version, _consortia(version), key, "partnership_member"),
        papers=part(version, _PAPERS, key, "document"),
    )


def _held(version: DataVersion, part: Part) -> int | None:
    return int(part.table["countable"].sum()) if "countable" in version.fact_columns("exchange") else None


def _exchanges(version: DataVersion, own: str, other: str) -> str:
    return f"""
        SELECT x.exchange_id AS exchange_id, coalesce(x.actual_start, x.planned_start) AS started_on,
               x.actual_end AS ended_on, x.status, x.mode, {name_of(version, f"x.{other}_id")} AS partner,
               x.{other}_country AS partner_country,
               {acronym_of(version, "x.vop_id")} AS partnership, f.countable, x.uses_visit
        FROM ({_USES_VISIT}) AS x
        JOIN {everything(version, "exchange").rows} AS f ON f.exchange_id = x.exchange_id
        WHERE x.{own}_id = $key
        ORDER BY started_on, x.exchange_id"""


def _clusters(version: DataVersion) -> str:
    return f"""
        SELECT {name_of(version, "m.cluster_id")} AS cluster, m.valid_from, m.valid_to
        FROM cluster_membership AS m WHERE m.member_id = $key ORDER BY m.valid_from, m.cluster_id"""


def _consortia(version: DataVersion) -> str:
    return f"""
        SELECT {acronym_of(version, "m.partnership_id")} AS partnership, m.role AS member_role
        FROM partnership_member AS m WHERE m.organisation_id = $key ORDER BY m.partnership_id"""


_PAPERS: Final = f"""
    SELECT x.exchange_id AS exchange_id, CASE WHEN x.vo_id = $key THEN 'visitor' ELSE 'host' END AS side,
           d.doc_type,
           CASE WHEN x.vo_id = $key THEN d.signed_vo_on ELSE d.signed_ho_on END AS signed_on,
           d.submitted_on, d.validated_on
    FROM document AS d JOIN exchange AS x ON x.exchange_id = d.exchange_id
    WHERE x.vo_id = $key OR x.ho_id = $key
    ORDER BY x.exchange_id, {in_order("d.doc_type", codes.DOCUMENT_TYPE)}, d.document_id"""
