"""The conformed dimensions, each declared once: its name, label and values, the contract columns it is made
of and where it stands on the visitor's and the host's side.

From here follow the columns of facts (`facts.splice`), the filters of a selection and how they are told
(`scope`), `--by`, options, exports and the data dictionary. docs/how-to/add-a-dimension.md adds one. Those
of what is recorded beside exchanges stand in `dimensions_beside_exchanges`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from cxc_metrics.errors import UnknownName

from . import codes
from .dimension import (
    KIND_OF_VISIT,
    PARTICIPANT,
    Attribute,
    Dimension,
    Origin,
    Values,
    differing,
    of_exchange,
    of_fact,
    of_organisation,
)
from .dimensions_beside_exchanges import DIMENSIONS_BESIDE_EXCHANGES, EVENT_COUNTRY

_WAVE: Final = "exchange.wave"
_DISTANCE_BAND: Final = (
    "coded(CASE WHEN e.distance_km < 200 THEN 'under_200' WHEN e.distance_km < 500 THEN '200_to_500' "
    "WHEN e.distance_km < 1000 THEN '500_to_1000' WHEN e.distance_km < 2000 THEN '1000_to_2000' "
    "WHEN e.distance_km >= 2000 THEN '2000_and_over' END, distance_band)"
)
_SIDES: Final = ("visitor", "host", PARTICIPANT)
_ALL: Final = (
    Dimension(
        "wave",
        "Wave",
        Values.WAVE,
        "1 = 2020–22, 2 = 2022–24.",
        _WAVE,
        is_filter=True,
        in_sentence=", {}",
        exchange=Origin("e.wave", ((_WAVE,),)),
        registration=Origin("p.wave", (("registration.partnership_id",), ("partnership.wave",))),
    ),
    *of_organisation(
        "country",
        "{Side} country",
        "Country of the {visiting} organisation.",
        "organisation.country_code",
        sides=_SIDES,
        exchange={"visitor": "exchange.vo_country", "host": "exchange.ho_country"},
        participant="project_participant.country_code",
        attendance={
            "visitor": Origin("coded(a.person_country, country)", (("event_attendance.person_country",),)),
            "host": Origin("coded(coalesce(a.event_country, w.country_code), country)", (EVENT_COUNTRY,)),
        },
        is_filter=True,
        each={
            "visitor": {"in_sentence": "from {}", "list_name": "country"},
            "host": {"in_sentence": "to {}"},
            PARTICIPANT: {"in_sentence": ", participants from {}"},
        },
    ),
    *of_organisation(
        "sector",
        "Industrial ecosystem of the {side}",
        "Primary industrial ecosystem of the organisation.",
        "organisation.ecosystem_id",
        sides=_SIDES,
        is_filter=True,
        each={
            # A bare sector means the visitor's (definitions 2).
            "visitor": {"in_sentence": KIND_OF_VISIT, "alias": "sector", "list_name": "industrial ecosystem"},
            "host": {"in_sentence": "to hosts in {}"},
            PARTICIPANT: {"in_sentence": ", participants in {}"},
        },
    ),
    of_exchange(
        "partnership",
        "Partnership",
        "The visitor's partnership (VOP): the only one an exchange counts for.",
        "exchange.vop_id",
        registration=Origin("coded(r.partnership_id, partnership)", (("registration.partnership_id",),)),
        is_filter=True,
        in_sentence=", partnership {}",
    ),
    of_exchange(
        "host_partnership",
        "Host's partnership",
        "The host's partnership (HOP): a separate view that is never added to the visitor's.",
        "exchange.hop_id",
        is_filter=True,
        in_sentence=", host's partnership {}",
    ),
    *of_organisation(
        "type",
        "Type of the {side}",
        "As registered; the type is not checked again at the visit.",
        "organisation.org_type",
        is_filter=True,
        each={
            "visitor": {"in_sentence": ", visitor: {}", "list_name": "organisation type"},
            "host": {"in_sentence": ", host: {}"},
        },
    ),
    *of_organisation(
        "size",
        "Size of the {side}",
        "Size class as registered.",
        "organisation.size_class",
        sides=_SIDES,
        is_filter=True,
        each={
            "visitor": {"in_sentence": ", size of the visitor: {}", "list_name": "size class"},
            "host": {"in_sentence": ", size of the host: {}"},
            PARTICIPANT: {"in_sentence": ", size of the participant: {}"},
        },
    ),
    *of_organisation(
        "nuts2",
        "Region of the {side} (NUTS 2)",
        "First four characters of a NUTS 2 or NUTS 3 code, with its version. Shorter codes, codes without a "
        "version and Kosovo are not recorded.",
        "organisation.nuts_id",
        also=("organisation.nuts_version",),
        sql=(
            "CASE WHEN fits(nuts_id, '^[A-Z][A-Z][0-9A-Z][0-9A-Z][0-9A-Z]?$') "
            "AND nuts_id NOT LIKE 'XK%' THEN substring(nuts_id, 1, 4) || ' (' || nuts_version || ')' END"
        ),
        sides=("host",),
        is_filter=True,
        in_sentence="to hosts of the region {}",
        example="DE71 (2021)",
    ),
    of_exchange(
        "mode",
        "Mode",
        "Physical, virtual or hybrid.",
        "exchange.mode",
        is_filter=True,
        in_sentence=KIND_OF_VISIT,
    ),
    of_exchange("status", "Status", "Status of the exchange in the register.", "exchange.status"),
    of_fact(
        "cancel_reason",
        "Reason of cancellation",
        "Recorded for cancelled exchanges only.",
        "exchange.cancel_reason",
    ),
    Dimension(
        "distance_band",
        "Distance",
        Values.CODE,
        "Distance between visitor and host in bands.",
        codes=codes.DISTANCE_BAND,
        exchange=Origin(_DISTANCE_BAND, (("exchange.distance_km",),)),
    ),
    differing(
        "cross_sector",
        "Between ecosystems",
        "Visitor and host differ in ecosystem.",
        "v.sector <> h.sector",
        "exchange.vo_id",
        "exchange.ho_id",
        "organisation.ecosystem_id",
    ),
    differing(
        "cross_partnership",
        "Between partnerships",
        "Visitor's and host's partnerships differ.",
        "e.vop_id <> e.hop_id",
        "exchange.vop_id",
        "exchange.hop_id",
    ),
    *DIMENSIONS_BESIDE_EXCHANGES,
    Dimension(
        "support_before",
        "Used a service before acceptance",
        Values.FLAG,
        "The visitor used a service of a support network before it was first accepted as one.",
    ),
    Dimension("year", "Year", Values.TIME, "Calendar year of the KPI's own date, written 2021."),
    Dimension("quarter", "Quarter", Values.TIME, "Quarter of the KPI's own date, written 2021-Q1."),
    Dimension("month", "Month", Values.TIME, "Month of the KPI's own date, written 2021-03."),
)

_DIMENSIONS: Mapping[str, Dimension] = MappingProxyType({dimension.id: dimension for dimension in _ALL})
# What else addresses and command lines call a dimension.
ALIASES: Mapping[str, str] = MappingProxyType(
    {declared.alias: declared.id for declared in _ALL if declared.alias}
)


def dimensions() -> Mapping[str, Dimension]:
    """All dimensions by id, in the order of the catalogue."""
    return _DIMENSIONS


def filters() -> tuple[Dimension, ...]:
    """The dimensions a selection may narrow, in the order of the catalogue."""
    return tuple(declared for declared in _ALL if declared.is_filter)


def attributes() -> tuple[Attribute, ...]:
    """What organisations are told by, whichever side they are on."""
    return tuple(dict.fromkeys(declared.attribute for declared in _ALL if declared.attribute))


def of_organisations() -> tuple[str, ...]:
    """Ids of the dimensions that tell of the organisation on one side."""
    return tuple(declared.id for declared in _ALL if declared.side)


def dimension(name: str) -> Dimension:
    """One dimension by id or alias (`sector`); UnknownName with the nearest one if there is none."""
    try:
        return _DIMENSIONS[ALIASES.get(name, name)]
    except KeyError:
        raise UnknownName("dimension", name, (*_DIMENSIONS, *ALIASES)) from None


@cache
def code_labels(name: str) -> Mapping[str | int, str]:
    """Code → English label of a dimension with a closed list, in its order; empty for all others."""
    return dimension(name).labels
