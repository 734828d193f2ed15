"""Whether this server takes files."""

from __future__ import annotations

import ipaddress
import os

import streamlit as st


def uploads_allowed() -> bool:
    """Nobody is asked who they are, so only a server on the loopback takes files."""
    host = os.environ.get("CXC_HOST", "").strip() or st.get_option("server.address") or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
