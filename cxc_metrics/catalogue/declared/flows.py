"""Output: how visits connect countries, ecosystems, partnerships and clusters (definitions 5, facts 6.4)."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.flow import (
    BalanceFlow,
    BrokerFlow,
    CrossingFlow,
    EffectiveFlow,
    HostsConcentration,
    HostsFlow,
    IntensityFlow,
    NewPairs,
    named,
)

from .flow_links import LINKS
from .flow_words import (
    CLUSTERS,
    COUNTRIES,
    ECOSYSTEMS,
    NO_REST,
    NO_REST_ROWS,
    PERSONS,
    REST_IS_ONE,
    WHOLE,
)

FLOWS: tuple[Kpi, ...] = (
    *LINKS,
    BalanceFlow(
        id="N03",
        name="Net balance of a country",
        level=Level.OUTPUT,
        fact="exchange",
        unit="-1 to 1",
        among="countable",
        over=COUNTRIES,
        rows_of=("visitor_country",),
        method=named("balance_of_countries"),
        empty="A balance is told country by country, and this row is no country with an exchange",
        definition=(
            "(Hosted - sent) / (hosted + sent) countable exchanges of a country: -1 only sends, +1 only "
            "hosts. The country stands in the column of the visitor's country, countries that only host too."
        ),
        reference="facts 9.1 N03, 6.4; definitions 5 (u below 30, hidden below 5)",
        caveat=(f"n counts both ways: every exchange is in two countries. {REST_IS_ONE} {WHOLE} {PERSONS}"),
    ),
    IntensityFlow(
        id="N04",
        name="Relative intensity of a pair",
        level=Level.OUTPUT,
        fact="exchange",
        unit="× by size alone",
        among="countable",
        over=COUNTRIES,
        rows_of=COUNTRIES,
        method=named("intensity_of_country_pairs"),
        empty="No pair, or one without an exchange and below 1 by size alone",
        definition=(
            "Countable exchanges from one country to another over those by size alone: if hosts were met "
            "regardless of where the visitor comes from (quasi-independence over all countries, no country "
            "with itself). Shown where size alone gives 1 or more, ranked where 5 or more."
        ),
        reference="facts 9.1 N04, 6.4 (Goodman 1968; Batagelj 2025); definitions 5",
        caveat=f"Size is accounted for, distance and language are not. {REST_IS_ONE} {WHOLE} {PERSONS}",
    ),
    IntensityFlow(
        id="N04s",
        name="Relative intensity of ecosystems",
        level=Level.OUTPUT,
        fact="exchange",
        unit="× by size alone",
        among="countable",
        over=ECOSYSTEMS,
        rows_of=ECOSYSTEMS,
        without_dimensions=("cross_sector",),
        method=named("intensity_of_ecosystem_pairs"),
        empty="No pair, or one without an exchange and below 1 by size alone",
        definition=(
            "Countable exchanges from one industrial ecosystem to another, or the same, over those by size "
            "alone: if hosts were met regardless of the visitor's ecosystem (independence). Shown where size "
            "alone gives 1 or more, ranked where 5 or more."
        ),
        reference="facts 6.4; definitions 5 (the diagonal is not empty for ecosystems)",
        caveat="Exchanges without a known ecosystem on either side are left out.",
    ),
    EffectiveFlow(
        id="N05",
        name="Effective number of host countries",
        level=Level.OUTPUT,
        fact="exchange",
        unit="countries",
        among="countable",
        over=COUNTRIES,
        method=named("effective_hosts"),
        definition=(
            "As if so many countries had hosted equally often: 1/H, where H is the sum of the squared shares "
            "of host countries; beside it the exponential of the entropy. By chance: what as many exchanges "
            "show if every country that hosts here were equally likely to host."
        ),
        reference="facts 9.1 N05, 6.4 (Laakso and Taagepera 1979; Hill 1973); definitions 5",
        caveat=f"Never above the number of exchanges. {NO_REST} {WHOLE} {PERSONS}",
    ),
    EffectiveFlow(
        id="N05v",
        name="Effective number of host countries of a visitor country",
        level=Level.OUTPUT,
        fact="exchange",
        unit="countries",
        among="countable",
        over=COUNTRIES,
        rows_of=("visitor_country",),
        method=named("effective_hosts_of_visitors"),
        empty="It is told visitor country by visitor country, and this row is none with an exchange",
        definition=(
            "1/H of the countries that host the visitors of one country; beside it the exponential of the "
            "entropy. By chance: what as many exchanges of that country show by size alone."
        ),
        reference="facts 9.1 N05, 6.4; definitions 5",
        caveat=f"Hidden below 5 exchanges, unreliable below 30. {NO_REST} {WHOLE} {PERSONS}",
    ),
    BrokerFlow(
        id="N06",
        name="Cluster brokerage",
        level=Level.OUTPUT,
        fact="cluster_link",
        unit="%",
        among="countable",
        over=CLUSTERS,
        method=named("strongest_broker"),
        definition=(
            "Highest betweenness of any cluster in the network of clusters whose members exchanged, as a "
            "share of that of the centre of a star: how much of the network hangs on one cluster. n counts "
            "clusters; cluster by cluster it is told by `cluster_brokerage`."
        ),
        reference="facts 9.2 N06, 6.4 (Freeman 1979); definitions 5",
        caveat="Unstable on small networks. Clusters without an exchange in the selection are left out.",
    ),
    NewPairs(
        id="N07",
        name="Share of new country pairs",
        level=Level.OUTPUT,
        fact="dossier",
        among=NO_REST_ROWS,
        sides=COUNTRIES,
        first="pair_first",
        before="exchanges_before",
        without_dimensions=COUNTRIES,
        definition=(
            "Pairs of countries whose first countable exchange in the register, in either direction, is in "
            "this selection, as a share of the pairs in use in it. n counts pairs."
        ),
        reference="facts 9.2 N07; definitions 5",
        caveat=(
            "New to this register: what was before it began is not known. In the view closed and validated "
            "the first exchange is still the first held one. One direction alone does not tell whether a "
            f"pair is new, so it cannot be told by country. {NO_REST}"
        ),
    ),
    CrossingFlow(
        id="N08",
        name="Cross-sector index",
        level=Level.OUTPUT,
        fact="exchange",
        unit="-1 to 1",
        among="countable",
        over=ECOSYSTEMS,
        without_dimensions=("cross_sector",),
        method=named("crossing_of_ecosystems"),
        definition=(
            "Countable exchanges between different industrial ecosystems minus those within one, over all "
            "with both known: -1 all within, +1 all between. By size alone: if hosts were met regardless of "
            "the visitor's ecosystem. O10 is the share of those between."
        ),
        reference="facts 6.4 (Krackhardt and Stern 1988); definitions 5",
        caveat="Exchanges without a known ecosystem on either side are left out and counted beside.",
    ),
    HostsConcentration(
        id="X02",
        name="Concentration of hosts",
        level=Level.QUALITY,
        fact="exchange",
        unit="0 to 1",
        among=NO_REST_ROWS,
        host="host_id",
        definition=(
            "Sum of the squared shares of host organisations in countable exchanges (Herfindahl-Hirschman): "
            "1 if one organisation hosts all. By chance: if these hosts were equally likely."
        ),
        reference="facts 9.2 X02, 6.4; definitions 5",
        caveat=(
            "Hosts that were never visited are not among the equally likely, so what chance gives is an "
            f"upper bound. {NO_REST}"
        ),
        shown_with=("X02c",),
    ),
    HostsFlow(
        id="X02c",
        name="Concentration of host countries",
        level=Level.QUALITY,
        fact="exchange",
        unit="0 to 1",
        among=NO_REST_ROWS,
        over=("host_country",),
        method=named("concentration_of_hosts"),
        definition=(
            "Sum of the squared shares of host countries in countable exchanges (Herfindahl-Hirschman): 1 if "
            "one country hosts all. By chance: if these countries were equally likely."
        ),
        reference="facts 9.2 X02, 6.4; definitions 5",
        caveat=f"Countries that never hosted are not among the equally likely. {NO_REST} {PERSONS}",
        shown_with=("X02",),
    ),
)
