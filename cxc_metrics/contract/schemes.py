"""Schemes that stand side by side, and by topic what is measured of each and what it published.

A topic's `figures` count the same in one unit, so a chart may show them; beside them only what a published
figure names as comparable (`Benchmark.kpis`, definitions 7). All else of a topic is told in its table alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from .benchmarks import Benchmark, benchmarks


@dataclass(frozen=True)
class Scheme:
    """One scheme, `short` where there is little room.

    `sources` are those whose registers are of it, none where no register can be read. `published_as` are its
    names in the list of published figures; those of its partnerships begin with the first and a colon.
    """

    id: str
    name: str
    short: str
    sources: tuple[str, ...]
    published_as: tuple[str, ...]

    def has_published(self, figure: Benchmark) -> bool:
        """Whether it, or a partnership of it, published that figure."""
        return figure.scheme in self.published_as or figure.scheme.startswith(f"{self.published_as[0]}: ")


@dataclass(frozen=True)
class Topic:
    """What schemes are set side by side in.

    `figures` and `more` are ids of KPIs by scheme, `published` ids of published figures.
    """

    id: str
    published: tuple[str, ...]
    figures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def compared(self) -> frozenset[str]:
        """The KPIs of its chart."""
        return frozenset(kpi for kpis in self.figures.values() for kpi in kpis)

    def of(self, scheme: str) -> tuple[str, ...]:
        """The KPIs that are measured of a scheme, those of the chart first."""
        return (*self.figures.get(scheme, ()), *self.more.get(scheme, ()))

    def may_stand_beside(self, figure: Benchmark) -> bool:
        """Whether a published figure may be set beside the KPIs of the chart."""
        return figure.comparable != "no" and bool(self.compared.intersection(figure.kpis))


SCHEMES: Final = (
    Scheme("cxc", "ClusterXchange", "CXC", ("cxc",), ("ClusterXchange",)),
    Scheme("celis", "CELIS", "CELIS", ("celis",), ("Cluster Excellence in Life Sciences (CELIS)",)),
    Scheme(
        "mobilise_sme", "MobiliseSME", "MobiliseSME", ("mobilise_sme",), ("MobiliseSME", "MobiliseSME pilot")
    ),
    Scheme("eye", "Erasmus for Young Entrepreneurs", "EYE", (), ("Erasmus for Young Entrepreneurs",)),
    Scheme("een", "Enterprise Europe Network", "EEN", ("een",), ("Enterprise Europe Network",)),
)

TOPICS: Final = (
    Topic(
        "reach",
        (
            "cxc_countries_wave1",
            "celis_countries",
            "mobilisesme_countries",
            "mobilisesme_sectors",
            "een_countries_2017_18",
            "een_countries_2023",
        ),
        {"cxc": ("O08o", "O08h"), "celis": ("A09c",), "mobilise_sme": ("O08o", "O08h")},
    ),
    Topic(
        "exchanges",
        (
            "cxc_expected_2020_22",
            "cxc_virtual_2021",
            "cxc_virtual_ongoing_2021",
            "cxc_virtual_upcoming_2021",
            "blues_target",
            "hempclub_target",
            "photonics_target",
            "excite_target",
            "excite_result",
            "excite_150_days",
            "safe_smart_food_result",
            "mobilisesme_exchanges",
            "mobilisesme_exchanges_2017_04",
            "mobilisesme_negotiation_2017_04",
            "mobilisesme_exchanges_per_company",
            "mobilisesme_objectives",
            "eye_exchanges_2013",
            "eye_exchanges_2017",
            "eye_relationships_2019",
        ),
        {"cxc": ("O01",), "mobilise_sme": ("O01",)},
        {"cxc": ("O01v",)},
    ),
    Topic(
        "participants",
        (
            "mobilisesme_first_phase",
            "cxc_clusters_wave1",
            "smart4nzeb_aim",
            "excite_sme_share",
            "eye_businesses_2013",
            "een_advised_2023",
            "een_partnering_2023",
            "een_guidance_2023",
            "een_businesses_since_2008",
        ),
        {"cxc": ("O02",), "celis": ("A09n",), "mobilise_sme": ("O02",), "een": ("S02",)},
        {"cxc": ("O04",), "mobilise_sme": ("O04",)},
    ),
    Topic(
        "registrations",
        (
            "mobilisesme_registrations_2017_04",
            "mobilisesme_registrations_2017_07",
            "mobilisesme_companies",
            "eye_applications_2010",
            "eye_applications_2017",
            "mobilisesme_need_survey_n",
            "mobilisesme_need_positive",
        ),
        {"cxc": ("A01",), "mobilise_sme": ("A01",)},
    ),
    Topic(
        "acceptance",
        ("eye_acceptance_2010",),
        {"cxc": ("A02",), "mobilise_sme": ("A02",)},
        {"cxc": ("A04v", "A04h"), "mobilise_sme": ("A04v", "A04h")},
    ),
    Topic(
        "balance",
        ("eye_host_ratio_2010",),
        {"cxc": ("A03",), "mobilise_sme": ("A03",)},
    ),
    Topic(
        "meetings",
        ("celis_meetings",),
        {"cxc": ("A09o",), "celis": ("A09o",)},
        {"cxc": ("A09g", "A09f"), "celis": ("A09g", "A09f")},
    ),
    Topic(
        "solutions",
        ("celis_solutions",),
        {"cxc": ("O13",), "celis": ("O13",)},
        {"cxc": ("O13p", "O13c"), "celis": ("O13p", "O13c")},
    ),
    Topic(
        "support",
        ("een_agreements_2017_18",),
        more={"een": ("S01", "S03", "S04", "S06", "S07", "S08")},
    ),
    Topic(
        "satisfaction",
        (
            "een_satisfaction_2017",
            "een_satisfaction_2017_18",
            "mobilisesme_match_sending",
            "mobilisesme_match_hosting",
            "mobilisesme_skills_visiting",
            "mobilisesme_skills_hosting",
            "mobilisesme_development",
        ),
        {"cxc": ("R02", "R03v", "R03h", "R04")},
    ),
    Topic(
        "anticipated",
        (
            "mobilisesme_xborder",
            "mobilisesme_newprod",
            "een_expected_turnover_2017",
            "een_expected_market_share_2017",
        ),
        {"cxc": ("R10x", "R10y")},
    ),
    Topic(
        "effects",
        (
            "een_turnover_2017_18",
            "een_market_share_2017_18",
            "een_jobs_2017_18",
            "een_innovation_2017_18",
        ),
        {"cxc": ("M04t", "M04m", "M04j", "M04i")},
    ),
    Topic(
        "partners",
        (
            "cxc_partnerships_wave1",
            "cxc_partnerships_wave2",
            "een_partners_2017_18",
            "een_partners_2023",
        ),
        {"cxc": ("I03",)},
    ),
    Topic(
        "money",
        (
            "cxc_grant_wave2",
            "cxc_call_2018_budget",
            "cxc_call_2020_budget",
            "mobilisesme_budget",
        ),
        {"cxc": ("I05",)},
        {"cxc": ("I01",)},
    ),
)

_SCHEMES: Final = MappingProxyType({scheme.id: scheme for scheme in SCHEMES})


def scheme(scheme_id: str) -> Scheme:
    """One scheme by id. KeyError for another."""
    return _SCHEMES[scheme_id]


def published(topic: Topic) -> tuple[tuple[Scheme, Benchmark], ...]:
    """What was published on a topic, with whose it is: scheme by scheme, in the topic's order."""
    by_id = {figure.id: figure for figure in benchmarks()}
    return tuple(
        (each, by_id[name]) for each in SCHEMES for name in topic.published if each.has_published(by_id[name])
    )
