"""Between whom, and more or fewer visits than modelled?"""

from __future__ import annotations

from cxc_metrics.access import CORRIDORS, YEAR_BEFORE
from cxc_metrics.words.texts import say
from pages.flows import corridor_tables, corridors_fitted, flow_matrix
from pages.flows.corridors_fitted import SIDES
from ui import session
from ui.parts import blocks, folded, matrices, network_indices, views
from ui.session import below, untellable

# Of each of the two tables below.
HEIGHT_OF_TABLE = 900

scope = session.scope()


def more() -> None:
    corridors = corridors_fitted.everywhere(scope)
    corridor_tables.largest(corridors, scope)
    why = corridors_fitted.lack(corridors)
    if not why:
        corridor_tables.fewer(corridors, scope)
    structure(lack_is_said=bool(why))


def structure(*, lack_is_said: bool = False) -> None:
    """Indices of the network, where no Results page has them."""
    if not has_results():
        network_indices.structure(scope, lack_is_said=lack_is_said)


def has_results() -> bool:
    return network_indices.has_results(session.reader())


def with_models() -> None:
    if corridor_tables.is_pair(scope):
        corridor_tables.pair(corridors_fitted.everywhere(scope), scope)
    # The first fit of a data version takes seconds.
    flow_matrix.matrix(corridors_fitted.everywhere(scope), scope)
    why = corridors_fitted.lack(corridors_fitted.everywhere(scope))
    if why:
        for part in ("matrix_intensity", "fewer", *(() if has_results() else ("by_chance",))):
            untellable.fold(say(f"flows.{part}"), why)
    below.rest("flows", more, height=HEIGHT_OF_TABLE * (1 if why else 2))


def counts_alone() -> None:
    """For whom the models, which are fitted to every single corridor, are not shown."""
    counted = session.reader().volume()
    # Where filters leave no room for both countries together, each side has its own chart.
    blocks.headline("flows_headline", session.measured([counted], scope=scope, compare=YEAR_BEFORE))
    matrices.matrix("flows_matrix", say("flows.matrix_observed"), counted, *SIDES, scope)
    sides = zip(folded.beside(2), SIDES, ("sent", "hosted"), strict=True)
    for column, side, role in sides:
        with column:
            views.ranking(f"flows_{role}", say(f"countries.rank_{role}"), counted, side, scope)
    structure()
    untellable.closed(say("flows.matrix_intensity"), CORRIDORS, scope)


if session.reader().why_closed(CORRIDORS, scope) is None:
    with_models()
else:
    counts_alone()
