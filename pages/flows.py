"""Between whom, and more or fewer visits than modelled?"""

from __future__ import annotations

from ui import flow_page, session

scope = session.scope()
flow_page.structure(scope)
found = flow_page.of_selection(scope)
flow_page.matrix(found)
flow_page.largest(found)
flow_page.fewer(found)
