"""Output: how many links there are between countries, ecosystems, partnerships and clusters, and how many go
both ways (definitions 5, facts 6.4).
"""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.flow import ChanceFlow, ClusterFlow, named

from .flow_words import (
    AGAINST_CHANCE,
    CLUSTERS,
    COUNTRIES,
    ECOSYSTEMS,
    FALLS,
    NO_REST,
    OWN,
    PARTNERSHIPS,
    PERSONS,
    TWICE,
    WHOLE,
)

LINKS: tuple[Kpi, ...] = (
    ChanceFlow(
        id="N01",
        name="Network density",
        level=Level.OUTPUT,
        fact="exchange",
        unit="%",
        among="countable",
        over=COUNTRIES,
        method=named("density_of_active_countries"),
        definition=(
            "Ordered pairs of countries with at least one countable exchange, as a share of all ordered "
            f"pairs of active countries (those that sent or hosted one): L / (N(N-1)). {AGAINST_CHANCE}"
        ),
        reference="facts 9.1 N01, 6.4; definitions 5",
        caveat=f"{FALLS} {NO_REST} {WHOLE} {PERSONS}",
        shown_with=("N01e",),
    ),
    ChanceFlow(
        id="N01e",
        name="Network density among eligible countries",
        level=Level.OUTPUT,
        fact="exchange",
        unit="%",
        among="countable",
        over=COUNTRIES,
        by_eligibility=True,
        method=named("density_of_eligible_countries"),
        definition=(
            "Ordered pairs of eligible countries with at least one countable exchange, as a share of all "
            f"ordered pairs of countries eligible in wave 1 or wave 2. {AGAINST_CHANCE}"
        ),
        reference="facts 9.1 N01, 6.4, 7.1; definitions 5",
        caveat=f"{FALLS} Exchanges with other countries are left out: n counts the rest. {WHOLE}",
        shown_with=("N01",),
    ),
    ChanceFlow(
        id="N01s",
        name="Network density of ecosystems",
        level=Level.OUTPUT,
        fact="exchange",
        unit="%",
        among="countable",
        over=ECOSYSTEMS,
        without_dimensions=("cross_sector",),
        method=named("density_of_ecosystems"),
        definition=(
            "Ordered pairs of industrial ecosystems (visitor's, host's) with at least one countable "
            f"exchange, as a share of all 14 × 14 pairs. {AGAINST_CHANCE}"
        ),
        reference="facts 9.1 N01, 6.4; definitions 5",
        caveat=f"{OWN} {FALLS} Exchanges without a known ecosystem on either side are left out.",
    ),
    ChanceFlow(
        id="N01p",
        name="Network density of partnerships",
        level=Level.OUTPUT,
        fact="exchange",
        unit="%",
        among="countable",
        over=PARTNERSHIPS,
        without_dimensions=("cross_partnership",),
        method=named("density_with_loops"),
        definition=(
            "Ordered pairs of partnerships (visitor's, host's) with at least one countable exchange, as a "
            f"share of all pairs of partnerships that occur. {AGAINST_CHANCE}"
        ),
        reference="facts 9.1 N01, 6.4; definitions 5",
        caveat=f"{OWN} {FALLS} Exchanges without a host's partnership are left out.",
    ),
    ClusterFlow(
        id="N01c",
        name="Network density of clusters",
        level=Level.OUTPUT,
        fact="cluster_link",
        unit="%",
        among="countable",
        over=CLUSTERS,
        method=named("density_with_loops"),
        definition=(
            "Ordered pairs of clusters whose members had at least one countable exchange, as a share of all "
            f"pairs of clusters that occur. n counts links of exchanges. {AGAINST_CHANCE}"
        ),
        reference="facts 9.1 N01, 6.4; definitions 5",
        caveat=f"{OWN} {TWICE} {FALLS}",
    ),
    ChanceFlow(
        id="N02",
        name="Weighted reciprocity",
        level=Level.OUTPUT,
        fact="exchange",
        unit="%",
        among="countable",
        over=COUNTRIES,
        method=named("reciprocity_of_countries"),
        definition=(
            "Share of countable exchanges between countries that is returned: Σ min(w_ij, w_ji) / Σ w_ij. "
            f"{AGAINST_CHANCE}"
        ),
        reference="facts 9.1 N02, 6.4 (Squartini et al. 2013); definitions 5",
        caveat=f"{FALLS} {NO_REST} {WHOLE} {PERSONS}",
        shown_with=("N02b",),
    ),
    ChanceFlow(
        id="N02b",
        name="Two-way links",
        level=Level.OUTPUT,
        fact="exchange",
        unit="%",
        among="countable",
        over=COUNTRIES,
        method=named("binary_reciprocity_of_countries"),
        definition=(
            "Ordered pairs of countries in use whose reverse is in use too, as a share of all ordered pairs "
            f"in use (binary reciprocity). {AGAINST_CHANCE}"
        ),
        reference="facts 6.4 (Squartini et al. 2013); definitions 5",
        caveat=f"{FALLS} {NO_REST} {WHOLE}",
        shown_with=("N02",),
    ),
    ChanceFlow(
        id="N02s",
        name="Weighted reciprocity of ecosystems",
        level=Level.OUTPUT,
        fact="exchange",
        unit="%",
        among="countable",
        over=ECOSYSTEMS,
        without_dimensions=("cross_sector",),
        method=named("reciprocity_of_ecosystems"),
        definition=(
            "Share of countable exchanges between different industrial ecosystems that is returned. n counts "
            f"all with both ecosystems known. {AGAINST_CHANCE}"
        ),
        reference="facts 6.4; definitions 5",
        caveat=f"Visits within an ecosystem are neither returned nor not. {FALLS}",
    ),
    ChanceFlow(
        id="N02p",
        name="Weighted reciprocity of partnerships",
        level=Level.OUTPUT,
        fact="exchange",
        unit="%",
        among="countable",
        over=PARTNERSHIPS,
        without_dimensions=("cross_partnership",),
        method=named("reciprocity_with_loops"),
        definition=(
            "Share of countable exchanges between different partnerships that is returned. n counts all with "
            f"both partnerships known. {AGAINST_CHANCE}"
        ),
        reference="facts 6.4; definitions 5",
        caveat=f"Visits within a partnership are neither returned nor not. {FALLS}",
    ),
    ClusterFlow(
        id="N02c",
        name="Weighted reciprocity of clusters",
        level=Level.OUTPUT,
        fact="cluster_link",
        unit="%",
        among="countable",
        over=CLUSTERS,
        method=named("reciprocity_with_loops"),
        definition=(
            "Share of links between members of different clusters that is returned. n counts links of "
            f"exchanges. {AGAINST_CHANCE}"
        ),
        reference="facts 6.4; definitions 5",
        caveat=f"{TWICE} {FALLS}",
    ),
)
