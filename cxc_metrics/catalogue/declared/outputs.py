"""Output: what the scheme delivered, counted on countable exchanges (definitions 1)."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level, Wording
from cxc_metrics.catalogue.kinds.aggregate import (
    Count,
    Coverage,
    DistinctKeys,
    Ratio,
    Share,
    Sum,
)
from cxc_metrics.contract import ecosystems
from cxc_metrics.contract.reference import REST_OF_WORLD, eu_members

_AS_REGISTERED = "Organisation type is as registered, not re-checked at the visit."
_REST = "The rest of the world (XX) is not counted as a country."

# Exact, so that the order of rows and threads decides nothing: a half day is one, a third of one is rounded.
_DAYS = "CAST(working_days AS DECIMAL(12, 6))"

OUTPUTS: tuple[Kpi, ...] = (
    Count(
        id="O01",
        name="Exchanges held",
        level=Level.OUTPUT,
        fact="exchange",
        unit="exchanges",
        among="countable",
        definition=(
            "Countable exchanges: held (awaiting reports, validation or payment, or completed), at least "
            "three working days, between two countries, with a visitor's partnership. One visiting "
            "organisation at one host is one exchange; it counts for the visitor's partnership only."
        ),
        reference="facts 9.1 O01; definitions 1 and 2",
        caveat=(
            "Counts exchanges, not participants or events. Breaches of other rules are counted and flagged."
        ),
        shown_with=("O01v",),
        validated_as="O01v",
        elsewhere=Wording(
            "Exchanges",
            "Exchanges between two countries that do not end before they start. Those within one country are "
            "kept and not counted.",
            "Counts exchanges, not the persons or events behind them.",
        ),
    ),
    Count(
        id="O01v",
        name="Exchanges closed and validated",
        level=Level.OUTPUT,
        fact="exchange",
        unit="exchanges",
        among="validated",
        definition="Countable exchanges whose status is completed: reports validated, lump sum settled.",
        reference="facts 9.1 O01; definitions 1 and 2",
        caveat="Lags behind O01 by the time that reports, validation and payment take.",
        shown_with=("O01",),
    ),
    DistinctKeys(
        id="O02",
        name="Organisations reached",
        level=Level.OUTPUT,
        fact="exchange",
        unit="organisations",
        among="countable",
        keys=("visitor_id", "host_id"),
        definition="Different organisations that visited or hosted in at least one countable exchange.",
        reference="facts 9.1 O02; definitions 2",
        caveat=(
            "Not additive: an organisation active in two periods, countries or roles counts once in their "
            "total."
        ),
        shown_with=("O02s", "O02f"),
        official=(
            "Single Market Programme, number of SMEs, clusters and business network organisations, and "
            "business support organisations receiving support (SMP wording, for comparison)"
        ),
    ),
    Ratio(
        id="O03",
        name="Target attainment",
        level=Level.OUTPUT,
        fact="partnership",
        unit="%",
        numerator="countable",
        denominator="target_exchanges",
        among="target_unit = 'exchange' AND target_exchanges > 0",
        definition=(
            "Countable exchanges of the partnerships that planned a number of exchanges, as a share of that "
            "number. Partnerships without a target, or with one in participants or events, are in neither "
            "part."
        ),
        reference="facts 9.1 O03; definitions 2; targets: sources S42, S33, S34, S47",
        caveat=(
            "Whole life of the partnership only: selections other than wave, partnership and view make it "
            "not measurable. A target counts exchanges for the visitor's partnership."
        ),
    ),
    Share(
        id="O04",
        name="SME share of visitors",
        level=Level.OUTPUT,
        fact="exchange",
        of="visitor_type = 'sme'",
        among="countable",
        definition=(
            "Countable exchanges whose visiting organisation is an SME, as a share of all countable "
            "exchanges."
        ),
        reference="facts 9.1 O04; definitions 2",
        caveat=_AS_REGISTERED,
    ),
    Sum(
        id="O05",
        name="Working days delivered",
        level=Level.OUTPUT,
        fact="exchange",
        unit="days",
        value=_DAYS,
        among="countable",
        definition="Working days without travel of all countable exchanges, virtual ones included.",
        reference="facts 9.1 O05; definitions 2",
        caveat="Days of exchanges, not of persons. The virtual days among them stand apart: O05v.",
        shown_with=("O05v",),
    ),
    Sum(
        id="O05v",
        name="Virtual working days",
        level=Level.OUTPUT,
        fact="exchange",
        unit="days",
        value=_DAYS,
        among="countable AND mode = 'virtual'",
        definition="Working days of countable virtual exchanges; they are part of O05.",
        reference="facts 9.1 O05 (virtual days reported apart)",
        caveat="As registered: half-day sessions may stand as whole days.",
        shown_with=("O05",),
    ),
    Sum(
        id="O06",
        name="Persons participating",
        level=Level.OUTPUT,
        fact="exchange",
        unit="persons",
        value="attended_visitors",
        value_at_aggregate="participants",
        whole=True,
        among="countable",
        definition=(
            "Persons of the visiting organisations who attended countable exchanges, one per exchange and "
            "person. In an aggregated source the persons its countable rows stand for."
        ),
        reference="facts 9.1 O06; definitions 2",
        caveat=(
            "Participations: a person who took part in two exchanges counts twice. Hosts' staff are not "
            "included."
        ),
        of_persons=Wording(
            "Persons",
            "The persons that the rows of the register between two countries stand for, added up.",
            "As published: a person who went twice counts twice.",
        ),
        official=(
            "Single Market Programme, number of entrepreneurs benefitting from mentoring and mobility "
            "schemes (SMP wording, for comparison)"
        ),
    ),
    Share(
        id="O07",
        name="Virtual share",
        level=Level.OUTPUT,
        fact="exchange",
        of="mode = 'virtual'",
        among="countable",
        definition="Countable virtual exchanges as a share of all countable exchanges.",
        reference="facts 9.1 O07",
        caveat="Travel was hardly possible in 2020–21: compare those years and later ones apart.",
    ),
    Coverage(
        id="O08o",
        name="Visitor countries",
        level=Level.OUTPUT,
        fact="exchange",
        unit="countries",
        among="countable",
        codes=("visitor_country",),
        excluded=(REST_OF_WORLD,),
        definition="Different countries that visiting organisations of countable exchanges came from.",
        reference="facts 9.1 O08; definitions 2",
        caveat=f"{_REST} Not additive.",
        shown_with=("O08h", "O08m"),
    ),
    Coverage(
        id="O08h",
        name="Host countries",
        level=Level.OUTPUT,
        fact="exchange",
        unit="countries",
        among="countable",
        codes=("host_country",),
        excluded=(REST_OF_WORLD,),
        definition="Different countries in which countable exchanges were hosted.",
        reference="facts 9.1 O08; definitions 2",
        caveat=f"{_REST} Not additive.",
        shown_with=("O08o", "O08m"),
    ),
    Coverage(
        id="O08m",
        name="EU Member States reached",
        level=Level.OUTPUT,
        fact="exchange",
        unit="of 27",
        among="countable",
        codes=("visitor_country", "host_country"),
        universe=eu_members(),
        definition=(
            "Member States of the EU-27 that sent or hosted at least one countable exchange; the others are "
            "named."
        ),
        reference="facts 9.1 O08; definitions 2",
        caveat="Composition of 2020: the United Kingdom is not a Member State in any year. Not additive.",
        shown_with=("O08o", "O08h"),
    ),
    Coverage(
        id="O09",
        name="Industrial ecosystems covered",
        level=Level.OUTPUT,
        fact="exchange",
        unit="of 14",
        among="countable",
        codes=("visitor_sector",),
        universe=tuple(ecosystems()),
        definition=(
            "Industrial ecosystems of the visitors of countable exchanges, out of 14; the others are named."
        ),
        reference="facts 9.1 O09; definitions 2 (a bare sector is the visitor's)",
        caveat="Primary ecosystem only; visitors without one are not counted. Not additive.",
    ),
    Share(
        id="O10",
        name="Cross-sector share",
        level=Level.OUTPUT,
        fact="exchange",
        of="cross_sector",
        among="countable AND cross_sector IS NOT NULL",
        definition=(
            "Countable exchanges whose visitor and host differ in primary industrial ecosystem, as a share "
            "of those where both are known."
        ),
        reference="facts 9.1 O10",
        caveat="Exchanges with an unknown ecosystem on either side are left out: n says how many were used.",
    ),
    Share(
        id="O11",
        name="Cross-partnership share",
        level=Level.OUTPUT,
        fact="exchange",
        of="cross_partnership",
        among="countable AND cross_partnership IS NOT NULL",
        definition=(
            "Countable exchanges whose visitor's and host's partnerships differ, as a share of those where "
            "both are known."
        ),
        reference="facts 9.1 O11",
        caveat=(
            "They still count for the visitor's partnership only. Exchanges without a host's partnership "
            "are left out."
        ),
    ),
)
