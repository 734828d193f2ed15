"""One country: the corridors that its gap is made of, those furthest below first."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from cxc_metrics.export import leading
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.gaps.fitted_gaps import ChosenGaps, amount, name, seen_and_reference
from ui import session
from ui.parts import exports, tables
from ui.parts.exports import Said

# Corridors of which even one visit would be more than is modelled are counted, not listed.
LISTED_FROM: Final = 0.5


def corridors(chosen: ChosenGaps) -> None:
    """The corridors of the country that the address names, else of the one furthest below."""
    rows = chosen.rows.set_index("country", drop=False)
    named = session.page_value("country")
    code = named if named in rows.index else str(rows["country"].iloc[0])
    row = rows.loc[code].to_dict()
    both = seen_and_reference(row, chosen.reference)
    st.header(markdown_text(chosen.words("corridors", name=name(code), both=both)), anchor=False)
    _choice(list(rows["country"]), code)
    own, other = f"{chosen.side}_country", _other(chosen)
    table = chosen.gaps.corridors
    table = table[table[own] == code]
    listed = table[(table["observed"] > 0) | (table["modelled"] >= LISTED_FROM)]
    if listed.empty:
        st.caption(markdown_text(say("gaps.no_corridor", note=row["note"] or say("gaps.none_seen"))))
        return
    _list(listed, chosen, code)
    left_out = table[~table.index.isin(listed.index)]
    parts = [say("gaps.explained_corridors"), say("gaps.open_exchanges")]
    if len(left_out):
        total = amount(left_out["modelled"].sum())
        parts.append(say("gaps.left_out", count=numbers.number(len(left_out)), total=total))
    if chosen.reference == "registrations":
        parts.insert(0, say("gaps.share_has_no_corridors"))
    st.caption(markdown_text(" ".join(parts)))
    title = chosen.words("corridors", name=name(code), both=both)
    figures = session.measured(["N04"], by=["visitor_country", "host_country"], scope=chosen.gaps.scope)
    exports.single_table_menu("gap_corridors", Said(title), figures.table(leading(table, other, own)))


def _other(chosen: ChosenGaps) -> str:
    return "visitor_country" if chosen.side == "host" else "host_country"


def _choice(codes: list[str], code: str) -> None:
    """The same by the keyboard: a chart takes no keys."""
    st.session_state["w_gap_country"] = code
    st.selectbox(
        say("gaps.choose"),
        codes,
        format_func=name,
        key="w_gap_country",
        on_change=lambda: session.go_on_page(country=st.session_state["w_gap_country"]),
    )


def _list(listed: pd.DataFrame, chosen: ChosenGaps, code: str) -> None:
    """A row per corridor; the name of its other country leads to the exchanges."""
    other = _other(chosen)
    rows = listed.to_dict("records")
    shown = pd.DataFrame(
        [
            {
                say(f"gaps.{other}"): name(row[other]),
                say("gaps.seen_column"): numbers.number(row["observed"]),
                say("gaps.modelled"): amount(row["modelled"]),
                say("gaps.interval"): _interval(row["modelled_low"], row["modelled_high"]),
            }
            for row in rows
        ]
    )
    addresses = [_exchanges(chosen, code, str(row[other])) for row in rows]
    tables.show(shown, alt=say("gaps.corridors_of", name=name(code)), rows=len(shown), links=addresses)


def _interval(low: float, high: float) -> str:
    if numbers.is_missing(low):
        return numbers.NOT_AVAILABLE
    return say("gaps.from_to", low=amount(low), high=amount(high))


def _exchanges(chosen: ChosenGaps, code: str, other_code: str) -> str:
    pair = {f"{chosen.side}_country": (code,), _other(chosen): (other_code,)}
    return f"exchanges?{urlencode(session.address(chosen.gaps.scope, **pair), doseq=True)}"
