"""From which visits this server takes files."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import HTTPConnection
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cxc_metrics.people import Duty, UnknownKey

from .versions import viewer
from .who_visits import may, person_of

# Visits whose last run was that of somebody who publishes: nobody else sends files, by whatever address.
_SENDING: set[str] = set()


def settle_sender() -> None:
    """Called by the shell in each run, when its viewer is settled: whether this visit may send files."""
    context = get_script_run_ctx()
    if context is None:
        return
    if may(Duty.PUBLISH) and viewer().sees_all:
        _SENDING.add(context.session_id)
    else:
        _SENDING.discard(context.session_id)


def may_send(session_id: str, request: HTTPConnection) -> bool:
    """Whether a visit may send files now, and the request that brings one is of somebody who may."""
    return session_id in _SENDING and _publishes(request)


def _publishes(request: HTTPConnection) -> bool:
    try:
        return person_of(request).may(Duty.PUBLISH)
    except UnknownKey:
        return False


def forget_senders(is_there: Callable[[str], bool]) -> None:
    """Forget the visits that have ended."""
    _SENDING.difference_update([session_id for session_id in _SENDING.copy() if not is_there(session_id)])
