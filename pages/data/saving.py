"""Keeping a mapping: under its name beside the data versions, so that the next delivery is recognised."""

from __future__ import annotations

import streamlit as st

from cxc_metrics.errors import SourceError
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.data import kept_mappings
from pages.data.delivery import Delivery

_REPLACE = "map_replace"


def draw(sent: Delivery) -> bool:
    """Where the mapping will be kept, and the button that keeps it now; whether publishing may follow."""
    editing = sent.editing
    if editing is None:
        return True
    name = markdown_text(editing.mapping.name)
    st.subheader(say("saving.title"), anchor=False)
    sent.replaces = False
    if kept_mappings.is_in_the_way(editing):
        st.warning(say("saving.in_the_way", name=name), icon=":material/warning:")
        sent.replaces = st.checkbox(say("saving.replace", name=name), key=_REPLACE)
        if not sent.replaces:
            return False
    st.markdown(say("saving.will", name=name))
    if st.button(say("saving.save"), key="map_save"):
        try:
            kept_mappings.keep(editing, replace=sent.replaces)
        except SourceError as error:
            st.error(markdown_text(str(error)), icon=":material/error:")
        else:
            st.success(say("saving.saved", name=name), icon=":material/save:")
    return True
