"""One waiting visitor: the hosts that the rules leave to it, the best first, with what speaks for each."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import Days, RankedHosts, Reader
from cxc_metrics.disclosure import Study
from cxc_metrics.words import matching_words, numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.matching import figure_foot
from pages.matching.days_and_weights import MatchingChoice
from ui import session
from ui.parts import tables
from ui.parts.exports import Said
from ui.session.memory import remembered

_ROWS: Final = 10
_LONGEST: Final = 500


def draw(reader: Reader, choice: MatchingChoice) -> None:
    """Choose a visitor, see its hosts; the address keeps the visitor."""
    title = say("matching.visitor")
    st.header(title, anchor=False)
    waiting = _waiting(reader, choice.days)
    chosen = _chosen(waiting)
    if chosen is None:
        return
    study = _ranked(reader, chosen, choice.changed, choice.days)
    ranked = study.result
    name = str(ranked.visitor["name"])
    if ranked.lacks:
        message = say("matching.visitor_none", visitor=name, lacks=matching_words.lack(ranked.lacks))
        st.info(markdown_text(message), icon=":material/block:")
        return
    rows = ranked.table.to_dict("records")
    home = ranked.visitor["country"]
    reasons = [matching_words.reasons(row, choice.weights, home) for row in rows]
    finding = say(
        "matching.visitor_finding",
        hosts=len(rows),
        visitor=name,
        host=rows[0]["name"],
        country=matching_words.country(rows[0]["country"]),
        points=numbers.number(rows[0]["points"]),
        reasons=reasons[0],
    )
    st.markdown(markdown_text(finding))
    shown = [
        {
            say("matching.host"): say("matching.ranked", rank=row["rank"], host=matching_words.named(row)),
            say("matching.points_column"): numbers.number(row["points"], decimals=1),
            say("matching.reasons"): say("matching.with_places", reasons=reason, places=int(row["free"])),
        }
        for row, reason in zip(rows, reasons, strict=True)
    ]
    tables.show(pd.DataFrame(shown), alt=finding, key="matching_hosts", rows=_ROWS, longest=_LONGEST)
    leaving = matching_words.in_columns(ranked.table).assign(reasons=reasons)
    said = Said(say("matching.visitor_file", visitor=name), finding)
    figure_foot.draw("matching_hosts", said, study.table(leaving), choice)
    figure_foot.kosovo([home, *ranked.table["country"]])


def _chosen(waiting: pd.DataFrame) -> str | None:
    """The control, set from the address; the waiting visitor in force."""
    if waiting.empty:
        st.caption(say("matching.nobody_waits"))
        return None
    wanted = session.page_value("match_visitor")
    names = {str(row["registration_id"]): matching_words.named(row) for row in waiting.to_dict("records")}
    chosen = wanted if wanted in names else None
    if wanted and chosen is None:
        st.warning(markdown_text(say("matching.visitor_gone", visitor=wanted)))
    st.session_state["w_match_visitor"] = chosen
    st.selectbox(
        say("matching.visitor_choose"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        key="w_match_visitor",
        placeholder=say("matching.visitor_hint"),
        on_change=lambda: session.go_on_page(match_visitor=st.session_state["w_match_visitor"]),
    )
    if chosen is None:
        st.caption(say("matching.visitor_why"))
    return chosen


@remembered(16)
def _waiting(reader: Reader, days: Days) -> pd.DataFrame:
    return reader.match_making.waiting(days).frame()


@remembered(64)
def _ranked(
    reader: Reader, visitor: str, changed: tuple[tuple[str, float], ...], days: Days
) -> Study[RankedHosts]:
    return reader.match_making.ranked_hosts(visitor, dict(changed), days)
