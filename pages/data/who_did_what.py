"""Who published, rolled back or took records out: the newest entries of the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from cxc_metrics.errors import RegisterError
from cxc_metrics.people import Duty
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import tables

if TYPE_CHECKING:
    from cxc_metrics.access import AuditEntry

_MOST: Final = 200


def audit() -> None:
    """The newest entries, and what is wrong with the log; for who sees all and administers."""
    if not (session.viewer().sees_all and session.may(Duty.ADMINISTER)):
        return
    try:
        reading = session.store().audit.read(most=_MOST)
    except RegisterError as error:
        st.error(markdown_text(str(error)), icon=":material/error:")
        return
    if not reading.entries and not reading.problems:
        return
    st.header(say("audit.title"), anchor=False)
    st.caption(say("audit.what_it_is", most=_MOST))
    if reading.problems:
        listed = "\n".join(f"- {markdown_text(problem)}" for problem in reading.problems[:20])
        st.warning(f"{say('audit.damaged')}\n\n{listed}", icon=":material/warning:")
    rows = pd.DataFrame(
        [_row(entry) for entry in reversed(reading.entries)],
        columns=[say(f"audit.{name}") for name in ("at", "who", "what", "of")],
    )
    tables.show(rows, alt=say("audit.title"), key="audit")


def _row(entry: AuditEntry) -> tuple[str, str, str, str]:
    details = [
        entry.register_name,
        entry.version,
        *(f"{key}: {value}" for key, value in entry.detail.items()),
    ]
    said = say(f"audit.deeds.{entry.what.replace('-', '_')}")
    return (f"{entry.at:%Y-%m-%d %H:%M}", entry.who, said, " · ".join(filter(None, details)))
