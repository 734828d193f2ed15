"""Who or what it is by name: the largest of a list, all of it to take away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.disclosure import Table
from cxc_metrics.errors import CxcError, NotMeasurable
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui.parts import exports, record_tables
from ui.session import untellable

MOST_ROWS: Final = 200
_MOST_EXPORTED: Final = 1_000_000
# Exact in the export; a grid sorts and aligns numbers only.
_AMOUNTS: Final = ("participations", "eu_contribution_eur")


def draw(key: str, title: str, listed: Callable[..., Table], scope: Scope) -> None:
    """The first rows of a list of records of the selection as a grid, with the number of all of them."""
    try:
        table = listed(scope, limit=MOST_ROWS)
    except NotMeasurable as error:
        untellable.refused(title, error)
        return
    except CxcError as error:
        st.header(title, anchor=False)
        st.info(markdown_text(error), icon=":material/filter_alt_off:")
        return
    st.header(title, anchor=False)
    if not table.total:
        st.info(sentences.nothing(scope), icon=":material/search_off:")
        return
    rows = table.frame()
    for name in set(_AMOUNTS).intersection(rows.columns):
        rows[name] = pd.to_numeric(rows[name])
    record_tables.grid(key, rows, alt=title)
    if len(rows) < table.total:
        st.caption(say("participants.first", shown=len(rows), total=numbers.number(table.total)))
    exports.single_table_menu(key, title, partial(listed, scope, limit=_MOST_EXPORTED))
