"""Between whom, and more or fewer visits than modelled?"""

from __future__ import annotations

from pages.flows import corridor_tables, corridors_fitted, flow_matrix, flow_structure
from ui import session
from ui.session import below

HEIGHT_BELOW = 1800

scope = session.scope()


def more() -> None:
    corridors = corridors_fitted.everywhere(scope)
    corridor_tables.largest(corridors, scope)
    corridor_tables.fewer(corridors, scope)


if corridor_tables.is_pair(scope):
    corridor_tables.pair(corridors_fitted.everywhere(scope), scope)
flow_structure.structure(scope)
# After the headline: the first fit of a data version takes seconds.
flow_matrix.matrix(corridors_fitted.everywhere(scope), scope)
below.rest("flows", more, height=HEIGHT_BELOW)
