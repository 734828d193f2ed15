"""The data version a page run shows: the one the address names, else the one served."""

from __future__ import annotations

from datetime import date

import streamlit as st

from cxc_metrics.errors import RegisterError, UnknownName
from cxc_metrics.paths import register_dir
from cxc_metrics.scope import options
from cxc_metrics.store import DataVersion, Register, open_register

_VERSION, _SHOWN = "_data_version", "_shown"


def register() -> Register:
    """The store of data versions, wherever the environment says it is."""
    return _open_register(str(register_dir()))


@st.cache_resource(max_entries=8, show_spinner=False)
def _open_register(directory: str) -> Register:
    return open_register(directory)


@st.cache_resource(max_entries=8, show_spinner=False)
def _open_version(directory: str, version_id: str) -> DataVersion:
    return _open_register(directory).open(version_id)


def served_id() -> str | None:
    """Id of the data version that is served by default; None if nothing was published."""
    return register().current_id()


def version_served() -> DataVersion | None:
    """The data version served by default, whatever a visitor asks."""
    served = served_id()
    return _open_version(str(register_dir()), served) if served else None


def version() -> DataVersion | None:
    """The data version this run shows: the one the address names, else the one served."""
    wanted = st.session_state.get(_VERSION) or served_id()
    return _open_version(str(register_dir()), wanted) if wanted else None


def shown() -> DataVersion:
    """The data version shown; RegisterError if nothing was published."""
    # Found once a run by the shell: a page asks sixty times, and each time the store's pointer would be read.
    current = shown_or_served()
    if current is None:
        raise RegisterError("Nothing has been published yet: use the Data page or `cxc publish PATH`.")
    return current


def choose_version(version_id: str | None) -> str | None:
    """Show that data version from now on; the reason if it cannot be opened, and the served one stays."""
    st.session_state.pop(_VERSION, None)
    st.session_state.pop(_SHOWN, None)
    if not version_id or version_id == served_id():
        return None
    try:
        _open_version(str(register_dir()), version_id)
    except (RegisterError, UnknownName) as error:
        return str(error)
    st.session_state[_VERSION] = version_id
    return None


def show(version: DataVersion | None) -> None:
    """Called by the shell at the start of each run: what `shown` gives until its end."""
    st.session_state[_SHOWN] = version


def shown_or_served() -> DataVersion | None:
    """As `shown`; None if nothing was published."""
    current: DataVersion | None = st.session_state.get(_SHOWN)
    return current or version()


def covered_period() -> tuple[date, date]:
    """First day of the first year with exchanges, and the day the data version describes."""
    current = shown()
    years = options("year", current)
    first = date(int(years[0]), 1, 1) if years else current.manifest.as_at
    return first, current.manifest.as_at
