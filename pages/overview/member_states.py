"""Which of the 27 Member States took part, as visitor or as host, and which are missing."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from cxc_metrics.contract.reference import eu_members
from cxc_metrics.disclosure import Figures
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.overview import page_questions
from ui import session
from ui.parts import blocks, foot, marking

KEY = "overview_members"
# More names than this would drown a sentence; the list below it has them all.
MOST_NAMES = 6
_GROUPS = ("both", "only_sent", "only_hosted", "missing")


def draw(scope: Scope) -> None:
    """Reached of 27 in one sentence, then every Member State by what it did; O08m decides who is missing."""
    whole = scope.apart_from(*page_questions.SIDES)
    measurement, title = page_questions.headline(whole).only("O08m"), say("overview.members")
    value = None if measurement.not_measurable else measurement["O08m"].value
    if not value:
        blocks.chart(KEY, title, None, measurement, finding="")
        return
    st.header(title, anchor=False)
    marking.narrowed(whole)
    st.markdown(markdown_text(in_words(measurement)))
    for group, codes in _grouped(measurement, scope).items():
        if codes or group == "missing":
            listed = markdown_text(_names(codes)) if codes else say("overview.none_missing")
            count = numbers.number(len(codes))
            st.markdown(f"**{say(f'overview.members_{group}', count=count)}**  \n{listed}")
    if measurement.is_protected:
        st.caption(say("protected.none_shown"))
    foot.draw(KEY, title, measurement)


def in_words(measurement: Figures) -> str:
    """One sentence: how many took part and who is missing, a few by name. Plain text."""
    lacking = missing(measurement)
    reached = numbers.number(measurement["O08m"].value)
    if not lacking:
        return say("overview.all_reached")
    if len(lacking) > MOST_NAMES:
        return say("overview.many_missing", reached=reached, count=numbers.number(len(lacking)))
    return say("overview.reached_missing", reached=reached, names=_names(lacking))


def missing(measurement: Figures) -> list[str]:
    """Codes of the Member States that were not reached, in protocol order."""
    return str(measurement["O08m"].part("missing") or "").split()


def _grouped(measurement: Figures, scope: Scope) -> dict[str, list[str]]:
    sent, hosted = (page_questions.reached(scope, side) for side in page_questions.SIDES)
    lacking = set(missing(measurement))
    groups: dict[str, list[str]] = {group: [] for group in _GROUPS}
    for code in eu_members():
        if code in lacking:
            groups["missing"].append(code)
        elif code in sent and code in hosted:
            groups["both"].append(code)
        elif code in sent or code in hosted:
            groups["only_sent" if code in sent else "only_hosted"].append(code)
    return groups


def _names(codes: Iterable[str]) -> str:
    reader = session.reader()
    return ", ".join(language.label("visitor_country", code, reader) for code in codes)
