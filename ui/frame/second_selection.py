"""A second selection beside the first: chosen by a word of the line, shown on every page where it acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import (
    Change,
    Reader,
)
from cxc_metrics.disclosure import Figure, Figures
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from ui import session
from ui.components.top_line import Option, Word
from ui.parts import foot, tables

LONGEST_WORD: Final = 60


def word(scope: Scope, reader: Reader) -> Word:
    """The word of the sentence that says what is compared with, and offers what can be."""
    second = session.second_selection()
    kept = second if isinstance(second, str) else "all" if second == Scope() else ""
    narrowed = "" if not scope.is_everything else say("line.why_compare")
    options = [
        Option(value="keep", label=say("beside.keep"), why=narrowed),
        Option(value="all", label=say("beside.all"), why=narrowed),
    ]
    for name in session.comparisons(reader):
        why = "" if session.can_compare(name, scope) else say(f"beside.why_{name}")
        options.append(Option(value=name, label=say(f"beside.{name}"), why=why))
    return {
        "field": session.SECOND_PARAMETER,
        "lead": say("line.compared_with") if second is not None else "",
        "text": say("line.compare") if second is None else _short(in_words(second, reader)),
        "label": say("beside.choose"),
        "kind": "quiet" if second is None else "",
        "any": say("beside.stop") if second is not None else "",
        "chosen": [kept or "kept"] if second is not None else [],
        "several": False,
        "note": say("beside.keep_help"),
        "options": options,
    }


def _short(text: str) -> str:
    """As it stands within a sentence."""
    return shorten(f"{text[:1].lower()}{text[1:]}", LONGEST_WORD)


def written(choice: str, scope: Scope) -> str | None:
    """What a choice in its list writes into the address; another text as it is: the shell says why not."""
    if choice == "keep":
        return session.written_second(scope)
    return session.written_second(Scope()) if choice == "all" else choice or None


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
