"""What is this based on, is it sound? Data version, sources, data issues, publishing, history."""

from __future__ import annotations

import streamlit as st

from cxc_metrics.words.texts import say
from pages.data import (
    issue_list,
    other_register,
    upload,
    version_facts,
    version_history,
    who_did_what,
)
from ui import session

reader = session.reader_or_none()
if reader is not None:
    version_facts.version(reader)
    issue_list.issues(reader)
st.header(say("upload.title"), anchor=False)
upload.draw()
version_history.history()
if reader is not None:
    other_register.beside(reader)
who_did_what.audit()
