"""A second selection beside the first: chosen in the selection bar, shown on every page where it acts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from cxc_metrics.access import (
    Change,
    Reader,
)
from cxc_metrics.disclosure import Figure, Figures
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import foot, tables


def choice(scope: Scope, reader: Reader) -> None:
    """The menu of the selection bar."""
    second = session.second_selection()
    label = say("beside.choose") + (" · 1" if second is not None else "")
    with st.popover(label, key="pop_beside", type="secondary"):
        if second is not None:
            st.caption(markdown_text(in_words(second, reader)))
            st.button(say("beside.stop"), key="beside_stop", on_click=_set, args=(None,))
        st.button(
            say("beside.keep"),
            key="beside_keep",
            help=say("beside.keep_help"),
            disabled=scope.is_everything,
            on_click=_set,
            args=(scope,),
        )
        st.button(
            say("beside.all"),
            key="beside_all",
            disabled=scope.is_everything,
            on_click=_set,
            args=(Scope(),),
        )
        for name in session.comparisons(reader):
            possible = session.can_compare(name, scope)
            st.button(
                say(f"beside.{name}"),
                key=f"beside_{name}",
                disabled=not possible,
                help=None if possible else say(f"beside.why_{name}"),
                on_click=_set,
                args=(name,),
            )


def _set(second: str | Scope | None) -> None:
    session.choose_second(None if second is None else session.written_second(second))
    st.query_params.from_dict(session.page_address(session.scope()))


def in_words(second: str | Scope, reader: Reader) -> str:
    """The second selection in words. Not escaped."""
    if isinstance(second, str):
        return say(f"beside.{second}")
    return second.sentence(reader, locale=language.chosen())


def draw(figures: Sequence[str], scope: Scope, reader: Reader) -> None:
    """A page's main figures for both selections, with the difference; nothing without a second one."""
    second = session.second_selection()
    if second is None:
        return
    selection = markdown_text(in_words(second, reader))
    if second == scope:
        st.info(say("beside.same", selection=selection), icon=":material/compare_arrows:")
        return
    measurement = session.measured(figures, scope=scope, compare=second)
    if measurement.compare is None:
        st.info(say("beside.nothing", selection=selection), icon=":material/compare_arrows:")
        return
    with st.container(border=True, key="beside"):
        st.markdown(f"**{say('beside.title')}**")
        other = measurement.compare.scope
        st.caption(say("beside.kept", selection=markdown_text(in_words(other, reader))))
        tables.show(_table(measurement), alt=say("beside.title"))
        foot.draw("beside", say("beside.title"), measurement, source=False)


def _table(measurement: Figures) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                say("beside.figure"): figure.kpi.name,
                say("beside.this"): _own(figure),
                say("beside.other"): "" if figure.reason else numbers.with_unit(figure.kpi, figure.compared),
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
