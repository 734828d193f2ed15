"""The conformed dimensions: the same names in every fact, in `--by`, in filters, in the URL and in
exports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import cast

from cxc_metrics.contract import (
    codes,
    countries,
    ecosystems,
    organisation_types,
)
from cxc_metrics.errors import UnknownName


class Values(StrEnum):
    """What the values of a dimension are: decides order, label and how a filter value is read."""

    WAVE = "wave"
    COUNTRY = "country"
    SECTOR = "sector"
    PARTNERSHIP = "partnership"
    CODE = "code"
    FLAG = "flag"
    TIME = "time"


@dataclass(frozen=True)
class Dimension:
    """One dimension. `code_list` is set where the values are codes of a closed list."""

    id: str
    label: str
    values: Values
    description: str
    code_list: codes.CodeList | None = None

    @property
    def is_time(self) -> bool:
        """Whether the values are periods (year, quarter, month)."""
        return self.values is Values.TIME

    @property
    def is_integer(self) -> bool:
        """Whether the values are whole numbers in tables and exports."""
        return self.id == "year" or self.values in {Values.WAVE, Values.SECTOR}


_ORG_TYPE = "As registered; the type is not checked again at the visit."
_SIZE = "Size class as registered."
_SECTOR = "Primary industrial ecosystem of the organisation."

_ALL = (
    Dimension("wave", "Wave", Values.WAVE, "1 = 2020–22, 2 = 2022–24."),
    Dimension("visitor_country", "Visitor country", Values.COUNTRY, "Country of the visiting organisation."),
    Dimension("host_country", "Host country", Values.COUNTRY, "Country of the host organisation."),
    Dimension("visitor_sector", "Industrial ecosystem of the visitor", Values.SECTOR, _SECTOR),
    Dimension("host_sector", "Industrial ecosystem of the host", Values.SECTOR, _SECTOR),
    Dimension(
        "partnership",
        "Partnership",
        Values.PARTNERSHIP,
        "The visitor's partnership (VOP): the only one an exchange counts for.",
    ),
    Dimension(
        "host_partnership",
        "Host's partnership",
        Values.PARTNERSHIP,
        "The host's partnership (HOP): a separate view that is never added to the visitor's.",
    ),
    Dimension("visitor_type", "Type of the visitor", Values.CODE, _ORG_TYPE),
    Dimension("host_type", "Type of the host", Values.CODE, _ORG_TYPE),
    Dimension("visitor_size", "Size of the visitor", Values.CODE, _SIZE, codes.SIZE_CLASS),
    Dimension("host_size", "Size of the host", Values.CODE, _SIZE, codes.SIZE_CLASS),
    Dimension("mode", "Mode", Values.CODE, "Physical, virtual or hybrid.", codes.MODE),
    Dimension(
        "status", "Status", Values.CODE, "Status of the exchange in the register.", codes.EXCHANGE_STATUS
    ),
    Dimension(
        "cancel_reason",
        "Reason of cancellation",
        Values.CODE,
        "Recorded for cancelled exchanges only.",
        codes.CANCEL_REASON,
    ),
    Dimension(
        "distance_band",
        "Distance",
        Values.CODE,
        "Distance between visitor and host in bands.",
        codes.DISTANCE_BAND,
    ),
    Dimension("cross_sector", "Between ecosystems", Values.FLAG, "Visitor and host differ in ecosystem."),
    Dimension(
        "cross_partnership", "Between partnerships", Values.FLAG, "Visitor's and host's partnerships differ."
    ),
    Dimension("role", "Role", Values.CODE, "Role an organisation registers for.", codes.ROLE),
    Dimension(
        "registration_status",
        "Status of the registration",
        Values.CODE,
        "Where the request to take part stands.",
        codes.REGISTRATION_STATUS,
    ),
    Dimension(
        "match_status", "Status of the match", Values.CODE, "Where the match stands.", codes.MATCH_STATUS
    ),
    Dimension(
        "match_origin", "Origin of the match", Values.CODE, "How visitor and host met.", codes.MATCH_ORIGIN
    ),
    Dimension("document_type", "Kind of paper", Values.CODE, "Paper of an exchange.", codes.DOCUMENT_TYPE),
    Dimension("meeting_kind", "Kind of meeting", Values.CODE, "Who met whom.", codes.MEETING_KIND),
    Dimension("side", "Side", Values.CODE, "Whether the visitor or the host is asked.", codes.SIDE),
    Dimension(
        "survey_round",
        "Survey round",
        Values.CODE,
        "T0 baseline, T1 closing report, T2 6 months, T3 18 months.",
        codes.SURVEY_ROUND,
    ),
    Dimension("outcome_type", "Kind of outcome", Values.CODE, "What came of it.", codes.OUTCOME_TYPE),
    Dimension(
        "outcome_status",
        "Status of the outcome",
        Values.CODE,
        "Anticipated, in negotiation, achieved, verified, abandoned.",
        codes.OUTCOME_STATUS,
    ),
    Dimension("year", "Year", Values.TIME, "Calendar year of the KPI's own date, written 2021."),
    Dimension("quarter", "Quarter", Values.TIME, "Quarter of the KPI's own date, written 2021-Q1."),
    Dimension("month", "Month", Values.TIME, "Month of the KPI's own date, written 2021-03."),
)

_DIMENSIONS: Mapping[str, Dimension] = MappingProxyType({dimension.id: dimension for dimension in _ALL})
# A bare sector means the visitor's (definitions 2).
ALIASES: Mapping[str, str] = MappingProxyType({"sector": "visitor_sector"})


def dimensions() -> Mapping[str, Dimension]:
    """All dimensions by id, in the order of the catalogue."""
    return _DIMENSIONS


def dimension(name: str) -> Dimension:
    """One dimension by id or alias (`sector`); UnknownName with the nearest one if there is none."""
    try:
        return _DIMENSIONS[ALIASES.get(name, name)]
    except KeyError:
        raise UnknownName("dimension", name, (*_DIMENSIONS, *ALIASES)) from None


@cache
def code_labels(name: str) -> Mapping[str | int, str]:
    """Code → English label of a dimension with a closed list, in its order; empty for partnerships and
    time.
    """
    asked = dimension(name)
    if asked.values is Values.COUNTRY:
        return {code: country.name_en for code, country in countries().items()}
    if asked.values is Values.SECTOR:
        return {number: ecosystem.name_en for number, ecosystem in ecosystems().items()}
    if asked.values is Values.WAVE:
        return {1: "Wave 1 (2020–22)", 2: "Wave 2 (2022–24)"}
    if asked.id in {"visitor_type", "host_type"}:
        return {code: kind.label for code, kind in organisation_types().items()}
    return cast("dict[str | int, str]", asked.code_list.labels) if asked.code_list else {}
