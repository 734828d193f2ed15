"""Between whom, and more or fewer visits than modelled?"""

from __future__ import annotations

from cxc_metrics.errors import NotMeasurable
from cxc_metrics.words.texts import say
from pages.flows import corridor_tables, corridors_fitted, flow_matrix, flow_structure
from pages.flows.corridors_fitted import SIDES
from ui import session
from ui.parts import matrices
from ui.session import below, untellable

# Of each of the two tables below.
HEIGHT_OF_TABLE = 900

scope = session.scope()


def more() -> None:
    corridors = corridors_fitted.everywhere(scope)
    corridor_tables.largest(corridors, scope)
    if not corridors_fitted.lack(corridors):
        corridor_tables.fewer(corridors, scope)


def with_models() -> None:
    if corridor_tables.is_pair(scope):
        corridor_tables.pair(corridors_fitted.everywhere(scope), scope)
    flow_structure.structure(scope)
    # After the headline: the first fit of a data version takes seconds.
    flow_matrix.matrix(corridors_fitted.everywhere(scope), scope)
    why = corridors_fitted.lack(corridors_fitted.everywhere(scope))
    if why:
        for part in ("matrix_log2_intensity", "fewer"):
            untellable.fold(say(f"flows.{part}"), why)
    below.rest("flows", more, height=HEIGHT_OF_TABLE * (1 if why else 2))


def counts_alone() -> None:
    """For whom the models, which are fitted to every single corridor, are not shown."""
    flow_structure.structure(scope)
    counted = session.reader().volume()
    matrices.matrix("flows_matrix", say("flows.matrix_observed"), counted, *SIDES, scope)
    try:
        corridors_fitted.everywhere(scope)
    except NotMeasurable as error:
        untellable.refused(say("flows.matrix_log2_intensity"), error)


if session.reader().viewer.sees_all:
    with_models()
else:
    counts_alone()
