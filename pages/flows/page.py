"""Between whom, and more or fewer visits than modelled?"""

from __future__ import annotations

from pages.flows import parts as flow_page
from pages.flows import tables as flow_tables
from ui import session
from ui.session import below

HEIGHT_BELOW = 1800

scope = session.scope()


def more() -> None:
    found = flow_page.everywhere(scope)
    flow_tables.largest(found, scope)
    flow_tables.fewer(found, scope)


if flow_tables.is_pair(scope):
    flow_tables.pair(flow_page.everywhere(scope), scope)
flow_page.structure(scope)
# After the headline: the first fit of a data version takes seconds.
flow_page.matrix(flow_page.everywhere(scope), scope)
below.rest("flows", more, height=HEIGHT_BELOW)
