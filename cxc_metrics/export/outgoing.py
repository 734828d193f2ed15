"""Something ready to leave in any format: what was disclosed, what is drawn of it, and its description."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cxc_metrics.disclosure import Figures, Table, required

from .documented import Documented, documented
from .exported import exported_frame
from .pictures.drawings import Drawing


@dataclass(frozen=True)
class Outgoing:
    """What leaves: figures or a table, with what a page says of them.

    `drawn` is what a chart draws, where that is not the figures' own table; `drawing` the plain values of the
    chart; `others` further answers that went into it; `link` the whole address, where a screen knows it.
    Raises CxcError for what has not passed the disclosure.
    """

    disclosed: Figures | Table
    title: str = ""
    finding: str = ""
    notes: tuple[str, ...] = ()
    drawn: Table | None = None
    drawing: Drawing | None = None
    others: tuple[Figures, ...] = ()
    link: str = ""

    def __post_init__(self) -> None:
        for part in (self.disclosed, *self.others, *([self.drawn] if self.drawn is not None else [])):
            required(part)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows that leave, under their own names."""
        return exported_frame(self.disclosed if self.drawn is None else self.drawn)

    @cached_property
    def about(self) -> Documented:
        """The description that every format shares."""
        return documented(
            self.disclosed,
            self.table,
            title=self.title,
            finding=self.finding,
            notes=self.notes,
            drawn=self.drawn,
            others=self.others,
            link=self.link,
        )
