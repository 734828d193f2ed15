"""From which visits this server takes files."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import HTTPConnection
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cxc_metrics.people import Duty, Person, UnknownKey

from .versions import viewer
from .who_visits import may, person, person_of

# Visits whose last run was that of somebody who publishes: nobody else sends files, by whatever address.
_SENDING: dict[str, Person] = {}


def settle_sender() -> None:
    """Called by the shell in each run, when its viewer is settled: whether this visit may send files."""
    context = get_script_run_ctx()
    if context is None:
        return
    if may(Duty.PUBLISH) and viewer().sees_all:
        _SENDING[context.session_id] = person()
    else:
        _SENDING.pop(context.session_id, None)


def may_send(session_id: str, request: HTTPConnection) -> bool:
    """Whether a visit may send files now, and a request that brings one is of the person who visits."""
    sender = _SENDING.get(session_id)
    try:
        return sender is not None and sender.may(Duty.PUBLISH) and person_of(request) == sender
    except UnknownKey:
        return False


def forget_senders(is_there: Callable[[str], bool]) -> None:
    """Forget the visits that have ended."""
    for session_id in [each for each in list(_SENDING) if not is_there(each)]:
        _SENDING.pop(session_id, None)
