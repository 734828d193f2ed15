"""Between whom, and more or fewer visits than modelled?"""

from __future__ import annotations

from ui import flow_page, flow_tables, session

scope = session.scope()
if flow_tables.is_pair(scope):
    flow_tables.pair(flow_page.everywhere(scope), scope)
    flow_page.structure(scope)
else:
    flow_page.structure(scope)
    found = flow_page.of_selection(scope)  # after the headline: the first fit of a data version takes seconds
    flow_page.matrix(found)
    flow_tables.largest(found)
    flow_tables.fewer(found)
