"""What is this based on, is it sound? Data version, sources, data issues, publishing, history."""

from __future__ import annotations

import streamlit as st

from cxc_metrics.words.texts import say
from pages.data import parts as data_page
from pages.data import upload
from ui import session

version = session.version()
if version is not None:
    data_page.version(version)
    data_page.issues(version)
st.header(say("upload.title"), anchor=False)
upload.draw()
data_page.history()
