"""What is this based on, is it sound? Data version, sources, data issues, publishing, history."""

from __future__ import annotations

import streamlit as st

from cxc_metrics.words.texts import say
from pages.data import parts as data_page
from pages.data import upload
from ui import session

reader = session.reader_asked()
if reader is not None:
    data_page.version(reader)
    data_page.issues(reader)
st.header(say("upload.title"), anchor=False)
upload.draw()
data_page.history()
