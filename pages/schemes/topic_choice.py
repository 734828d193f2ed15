"""What the schemes are set side by side in: the address keeps it."""

from __future__ import annotations

import streamlit as st

from cxc_metrics.contract.schemes import TOPICS, Topic
from cxc_metrics.words.texts import say
from ui import session

PARAMETER = "topic"


def chosen() -> Topic:
    """The topic of the address, in a control that writes it back; the first where it names none."""
    topics = {topic.id: topic for topic in TOPICS}
    wanted = session.page_value(PARAMETER)
    st.session_state["w_topic"] = wanted if wanted in topics else next(iter(topics))
    name = st.selectbox(
        say("schemes.topic"),
        list(topics),
        format_func=lambda each: say(f"schemes.topic_{each}"),
        key="w_topic",
        on_change=lambda: session.go_on_page(**{PARAMETER: st.session_state["w_topic"]}),
    )
    return topics[name]
