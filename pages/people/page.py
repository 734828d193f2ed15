"""Who am I here, which programs read for me, and who sees and may do what?"""

from __future__ import annotations

import streamlit as st

from cxc_metrics.people import Duty
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.people import listed_people, outcome, own_keys
from ui import session

me = session.person()
duties = ", ".join(say(f"people.{duty}") for duty in sorted(me.duties)) or say("people.no_duties")
st.markdown(
    say("people.you", subject=markdown_text(me.subject), viewer=markdown_text(str(me.viewer)), duties=duties)
)
outcome.draw()
if me.is_listed:
    own_keys.draw(me)
if me.may(Duty.ADMINISTER):
    listed_people.draw()
