"""A second selection beside the first: figures of both in a table, each with the difference."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from cxc_metrics.access import EU_AVERAGE, MEMBER, Change, Reader, stands_for_eu
from cxc_metrics.disclosure import Figure, Figures
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import foot, tables


def in_words(second: str | Scope, reader: Reader) -> str:
    """The second selection in words. Not escaped."""
    if isinstance(second, str):
        return say(f"beside.{second}")
    return second.sentence(reader, locale=language.chosen())


def can_be_drawn(figures: Sequence[str], scope: Scope) -> bool:
    """Whether something stands beside the selection; where there is only a wish for it, why nothing does."""
    second = session.second_selection()
    if second is None:
        return False
    selection = markdown_text(in_words(second, session.reader()))
    if second == scope:
        st.info(say("beside.same", selection=selection), icon=":material/compare_arrows:")
        return False
    if _measured(figures, scope).compare is None:
        st.info(say("beside.nothing", selection=selection), icon=":material/compare_arrows:")
        return False
    return True


def draw(figures: Sequence[str], scope: Scope) -> None:
    """A page's main figures for both selections, with the difference; nothing without a second one."""
    second = session.second_selection()
    if second in (None, scope) or (measurement := _measured(figures, scope)).compare is None:
        return
    with st.container(border=True, key="beside"):
        st.markdown(f"**{say('beside.title')}**")
        st.caption(_said(measurement))
        tables.show(_table(measurement), alt=say("beside.title"))
        foot.draw("beside", say("beside.title"), measurement, source=False)


def _measured(figures: Sequence[str], scope: Scope) -> Figures:
    return session.measured(figures, scope=scope, compare=session.second_selection())


def _said(measurement: Figures) -> str:
    """What is compared with. Markdown, escaped."""
    if measurement.compare is None:
        return ""
    if measurement.compare.name == EU_AVERAGE:
        return say("beside.eu_kept")
    other = in_words(measurement.compare.scope, session.reader())
    return say("beside.kept", selection=markdown_text(other))


def _table(measurement: Figures) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                say("beside.figure"): figure.kpi.name,
                say("beside.this"): _own(figure),
                say("beside.other"): "" if figure.reason else _compared(figure, measurement),
                say("beside.difference"): "" if figure.reason else _difference(figure),
            }
            for figure in measurement
        ]
    )


def _own(figure: Figure) -> str:
    if figure.reason:
        return sentences.not_measurable(figure.reason)
    text = numbers.with_unit(figure.kpi, figure.value)
    return f"{text} ({say('measure.n', n=numbers.number(figure.n))})" if figure.kpi.is_percent else text


def _compared(figure: Figure, measurement: Figures) -> str:
    """The value of the other selection; of the EU average with what it is of."""
    if measurement.compare is None or measurement.compare.name != EU_AVERAGE:
        return numbers.with_unit(figure.kpi, figure.compared)
    if figure.compared is None:
        return say("beside.eu_none")
    if stands_for_eu(figure.kpi) == MEMBER:
        return say("beside.eu_member", value=numbers.average_with_unit(figure.kpi, figure.compared))
    return say("beside.eu_together", value=numbers.with_unit(figure.kpi, figure.compared))


def _difference(figure: Figure) -> str:
    change = figure.change
    if change is None:
        return ""
    text = change.text(language.babel_id())
    if change.doubt:
        return say("beside.doubt", change=text, why=change.doubt)
    low, high = figure.part("change_low"), figure.part("change_high")
    if low is not None and high is not None:
        ends = [Change(float(end), change.unit).text(language.babel_id()) for end in (low, high)]
        text = say("beside.interval", change=text, low=ends[0], high=ends[1])
    reason = figure.part("change_reason")
    return say("beside.doubt", change=text, why=reason) if reason else text
