"""How is it computed? The catalogue, the data dictionary, the rules, the words."""

from __future__ import annotations

import streamlit as st

from ui import methods_page
from ui.words import say

tabs = st.tabs(
    [say(f"methods.{name}") for name in ("catalogue", "dictionary", "rules", "words", "notes")], key="methods"
)
with tabs[0]:
    methods_page.catalogue()
with tabs[1]:
    methods_page.dictionary()
with tabs[2]:
    methods_page.rules()
with tabs[3]:
    methods_page.words()
with tabs[4]:
    methods_page.notes()
