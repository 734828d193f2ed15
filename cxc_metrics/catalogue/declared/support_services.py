"""Services of a support network, partnering profiles and interest in them; how many visitors it reaches."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.aggregate import (
    Count,
    DistinctKeys,
    Quotient,
    Share,
    ShareOfKeys,
    Sum,
)

_SERVICES = "facts 5.1; definitions 9"
_INTEREST = "facts 5.3; definitions 9 (expression to agreement)"
_BY_FIRST_DAY = "Dated by the first day of the service, not by the day of the achievement."
_REACH = "definitions 9 (support travels together)"
_ON_RECORD = "Only services that this register has; what others gave, or gave before it begins, is not in it."

SUPPORT: tuple[Kpi, ...] = (
    Count(
        id="S01",
        name="Services",
        level=Level.ACTIVITY,
        fact="service",
        unit="services",
        definition="Services of a support network to organisations, by their first day.",
        reference=_SERVICES,
        caveat=(
            "An organisation served twice counts twice: S02 counts organisations. A service may be long "
            "or short."
        ),
        shown_with=("S02",),
    ),
    DistinctKeys(
        id="S02",
        name="Clients",
        level=Level.OUTPUT,
        fact="service",
        unit="organisations",
        keys=("organisation_id",),
        without_dimensions=("achievement_type",),
        definition="Different organisations with at least one service. n counts services.",
        reference="definitions 9 (different organisations served)",
        caveat=(
            "Not additive: a client of two years, or of two kinds of service, is one in each and one in all."
        ),
        shown_with=("S01",),
    ),
    Count(
        id="S03",
        name="Achievements",
        level=Level.RESULT,
        fact="service",
        unit="achievements",
        among="achieved",
        definition=(
            "Services of which something came: an agreement, or an outcome of advice or innovation support."
        ),
        reference=_SERVICES,
        caveat=(
            f"As the network reports them, not checked here. {_BY_FIRST_DAY} Late services have had less "
            "time."
        ),
        shown_with=("S03v", "S04"),
    ),
    Sum(
        id="S03v",
        name="Value of achievements",
        level=Level.RESULT,
        fact="service",
        unit="EUR",
        value="achievement_value_eur",
        among="achieved AND achievement_value_eur IS NOT NULL",
        definition="What achievements are worth where a value is recorded.",
        reference=f"{_SERVICES}; definitions 1 (money is exact)",
        caveat=f"Told by clients, for some achievements only; few large ones move it. {_BY_FIRST_DAY}",
        shown_with=("S03",),
    ),
    Quotient(
        id="S04",
        name="Achievements per 100 clients",
        level=Level.RESULT,
        fact="service",
        unit="per 100 clients",
        above="S03",
        below="S02",
        per=100,
        definition="Achievements over the different organisations served, times 100. n counts organisations.",
        reference="definitions 9 (achievements per 100 clients)",
        caveat=(
            "A client may have several achievements, so it can be over 100. Late services have had less time."
        ),
        shown_with=("S03",),
    ),
    ShareOfKeys(
        id="S05",
        name="Service reach",
        level=Level.OUTPUT,
        fact="dossier",
        key="visitor_id",
        of="service_ever",
        among="countable",
        definition=(
            "Visiting organisations of countable exchanges that used a service of a support network at "
            "any time, as a share of all of them. n counts organisations."
        ),
        reference=_REACH,
        caveat=f"{_ON_RECORD} That support and visits go to the same organisations says nothing of causes.",
        shown_with=("S05b", "S05a"),
    ),
    ShareOfKeys(
        id="S05b",
        name="Service before the visit",
        level=Level.OUTPUT,
        fact="dossier",
        key="visitor_id",
        of="service_before",
        among="countable AND service_before IS NOT NULL",
        definition=(
            "Visiting organisations of countable exchanges with a service that began before the first day "
            "of their first held visit, as a share of those of which that can be told. n counts "
            "organisations."
        ),
        reference=_REACH,
        caveat=f"{_ON_RECORD} Early visits have less of a past on record than late ones.",
        shown_with=("S05", "S05a"),
    ),
    ShareOfKeys(
        id="S05a",
        name="Service within a year after the visit began",
        level=Level.OUTPUT,
        fact="dossier",
        key="visitor_id",
        of="service_since_on <= first_visit_on + 365",
        among="countable AND service_before IS NOT NULL AND first_visit_on <= $as_at - 365",
        definition=(
            "Visiting organisations of countable exchanges with a service that began within 365 days from "
            "the first day of their first held visit, as a share of those that first visited at least 365 "
            "days before the as-at date and of which it can be told. n counts organisations."
        ),
        reference=f"{_REACH}; definitions 3 (only cohorts old enough)",
        caveat=(
            "Visits of the last year are left out, so that they do not read as failures. A service during "
            "the visit is after."
        ),
        shown_with=("S05", "S05b"),
    ),
    Count(
        id="S06",
        name="Profiles published",
        level=Level.ACTIVITY,
        fact="profile",
        unit="profiles",
        definition=(
            "Offers and requests that clients published as partnering profiles, by the day of publication."
        ),
        reference="facts 5.3",
        caveat="Published in the period, whether they are still open or have expired since.",
        shown_with=("S07",),
    ),
    Count(
        id="S07",
        name="Expressions of interest",
        level=Level.ACTIVITY,
        fact="expression",
        unit="expressions of interest",
        definition=(
            "Interest that other organisations expressed in published profiles, by the day it was received."
        ),
        reference=_INTEREST,
        caveat=(
            "Two of one organisation in one profile are two. Those received after the profile expired are "
            "in it: S07x."
        ),
        shown_with=("S06", "S07x", "S08"),
    ),
    Count(
        id="S07x",
        name="Expressions of interest in an expired profile",
        level=Level.QUALITY,
        fact="expression",
        unit="expressions of interest",
        among="lapsed",
        definition="Expressions of interest received after the last day of the profile.",
        reference=_INTEREST,
        caveat=(
            "They are kept and counted in S07: interest that came late is interest, or the profile was "
            "renewed."
        ),
        shown_with=("S07",),
    ),
    Share(
        id="S08",
        name="Expression to agreement",
        level=Level.RESULT,
        fact="expression",
        of="agreed",
        among="received_on <= $as_at - 183",
        without_dimensions=("expression_status",),
        definition=(
            "Expressions of interest that led to an agreement, as a share of those received at least 183 "
            "days before the as-at date."
        ),
        reference=_INTEREST,
        caveat=(
            "Only expressions old enough, so that late ones do not read as failures. Declined ones stay in."
        ),
        shown_with=("S07",),
    ),
)
