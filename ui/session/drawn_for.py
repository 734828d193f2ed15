"""For whom what stands on each screen was drawn; and drawing it anew when its visit is no more that person's.

A login ends in one tab, by itself or by the table of people, while others stay open: what they show must not
wait for a click.
"""

from __future__ import annotations

from typing import Final

import anyio
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cxc_metrics.people import Person

from .who_visits import person, person_of_visit

SECONDS: Final = 2.0
# Visits by the id of their session; a tab that lost its connection is one for as long as it may come back.
_DRAWN_FOR: dict[str, Person] = {}


def settle_visitor() -> None:
    """Called by the shell as each run begins: who is to see what it draws."""
    context = get_script_run_ctx()
    if context is not None:
        _DRAWN_FOR[context.session_id] = person()


def draw_anew() -> None:
    """Run each open visit again that is another person's than what stands on its screen was drawn for.

    To be called where the server's requests are served, as all that is asked of a visit is.
    """
    if not runtime.exists():
        return
    running = runtime.get_instance()
    for session_id, drawn_for in list(_DRAWN_FOR.items()):
        now = person_of_visit(session_id)
        visit = running.get_app_session(session_id)
        if now is None or visit is None or now == drawn_for:
            continue
        # Once for a change: a busy server may take longer to begin than this waits to look again.
        _DRAWN_FOR[session_id] = now
        # As Streamlit itself runs a page again whose file has changed.
        visit.request_rerun(visit._client_state)


async def draw_anew_forever(every: float = SECONDS) -> None:
    """Look for visits that are another person's by now, and forget those that are over."""
    while True:
        await anyio.sleep(every)
        draw_anew()
        if runtime.exists():
            sessions = runtime.get_instance()._session_mgr
            for session_id in [each for each in _DRAWN_FOR if sessions.get_session_info(each) is None]:
                del _DRAWN_FOR[session_id]
