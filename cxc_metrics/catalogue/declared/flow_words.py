"""What several flow KPIs say and go over, in one wording."""

from __future__ import annotations

from typing import Final

from cxc_metrics.contract.reference import REST_OF_WORLD

COUNTRIES: Final = ("visitor_country", "host_country")
ECOSYSTEMS: Final = ("visitor_sector", "host_sector")
PARTNERSHIPS: Final = ("partnership", "host_partnership")
CLUSTERS: Final = ("visitor_cluster", "host_cluster")
WHOLE: Final = "Computed over all countries, whatever countries are selected."
PERSONS: Final = "Where a row of the register stands for many persons, flows are persons."
NO_REST: Final = "The rest of the world is no country: exchanges from it and to it are left out."
NO_REST_ROWS: Final = (
    f"countable AND visitor_country <> '{REST_OF_WORLD}' AND host_country <> '{REST_OF_WORLD}'"
)
REST_IS_ONE: Final = "The rest of the world counts as one partner."
AGAINST_CHANCE: Final = (
    "Beside it what chance gives: the mean, and the range of 95%, of 200 tables with as many exchanges, "
    "drawn by size alone, as if hosts were met regardless of where the visitor comes from."
)
FALLS: Final = (
    "Depends on the number of exchanges: read it beside what chance gives, not against another period."
)
OWN: Final = "A visit within one's own group is possible and counts as a link."
TWICE: Final = "An exchange between members of several clusters counts for each pair of clusters."
