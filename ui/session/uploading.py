"""Whether this server takes files, and from which visits."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from .versions import viewer

# Visits whose last run was an internal viewer's: nobody else sends files, whatever address is tried.
_SENDING: set[str] = set()


def settle_sender() -> None:
    """Called by the shell in each run, when its viewer is settled: whether this visit may send files."""
    context = get_script_run_ctx()
    if context is None:
        return
    if uploads_allowed() and viewer().sees_all:
        _SENDING.add(context.session_id)
    else:
        _SENDING.discard(context.session_id)


def may_send(session_id: str) -> bool:
    """Whether a visit may send files now."""
    return uploads_allowed() and session_id in _SENDING


def forget_senders(is_there: Callable[[str], bool]) -> None:
    """Forget the visits that have ended."""
    _SENDING.difference_update([session_id for session_id in _SENDING.copy() if not is_there(session_id)])


def uploads_allowed() -> bool:
    """Nobody is asked who they are, so only a server on the loopback takes files."""
    host = os.environ.get("CXC_HOST", "").strip() or st.get_option("server.address") or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
