"""The least a Streamlit page can be: one filter and four figures."""

from __future__ import annotations

import streamlit as st

st.set_page_config(layout="wide")
status = st.segmented_control("View", ("held", "validated"), default="held", required=True, key="status")
factor = 1 if status == "held" else 2
for column, value in zip(st.columns(4), (10, 20, 30, 40), strict=True):
    column.metric("Figure", value * factor)
