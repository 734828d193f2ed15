"""A table that shows a part of a longer list: its headings order the whole list, never the part.

Streamlit's own grid has a menu on each heading that sorts the rows shown, which no option takes away; so this
is a table of the page itself (docs/decisions/075). All text is set as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import pandas as pd

from cxc_metrics.words.plain import one_line, shorten
from ui.components import ordering_table
from ui.components.ordering_table import Heading
from ui.parts import tables
from ui.session import below


def turned(order: str, name: str) -> str:
    """The order after a click on the heading of that column: by it, and the other way round from then on."""
    return f"-{name}" if order == name else name


def table_of(
    key: str,
    table: pd.DataFrame,
    names: Sequence[str],
    *,
    alt: str,
    order: str = "",
    orders: Collection[str] = (),
    on_order: Callable[[str], None] | None = None,
    on_pick: Callable[[int], None] | None = None,
) -> None:
    """Draw a table of text; its headings order the list of which it is a part.

    `names` are the columns' own names, in the order of the table; of them, `orders` can be ordered by, and
    `order` is how they are (a leading minus: downwards), which its heading says. Other headings are plain
    text. `on_pick` is called with the number of a row that was picked, by mouse or keyboard.
    """

    def ordered(name: str) -> None:
        if on_order is not None:
            on_order(turned(order, name))
        below.stay()

    def picked(row: int) -> None:
        if on_pick is not None:
            on_pick(row)
        below.stay()

    ordering_table.draw(
        key,
        _headings(table, names, order, orders if on_order is not None else ()),
        [
            [shorten(one_line(cell), tables.LONGEST_CELL) for cell in row]
            for row in table.itertuples(index=False, name=None)
        ],
        label=alt,
        most=tables.ROWS_A_PAGE,
        on_order=ordered,
        on_pick=picked if on_pick is not None else None,
    )


def _headings(
    table: pd.DataFrame, names: Sequence[str], order: str, orders: Collection[str]
) -> list[Heading]:
    right = tables.numbers_right(table)
    way = "descending" if order.startswith("-") else "ascending"
    return [
        {
            "name": name,
            "text": one_line(heading),
            "orders": name in orders,
            "sorted": way if name == order.removeprefix("-") else "",
            "right": str(heading) in right,
        }
        for heading, name in zip(table.columns, names, strict=True)
    ]
