"""The data version a page run shows, as its visitor may see it: the address names it, else the one served."""

from __future__ import annotations

from datetime import date

import streamlit as st

from cxc_metrics.access import Operator, Reader, open_register
from cxc_metrics.disclosure import INTERNAL, Viewer
from cxc_metrics.errors import RegisterError, UnknownName
from cxc_metrics.paths import register_dir
from cxc_metrics.words import register_words

_VERSION, _SHOWN = "_data_version", "_shown"


def register() -> Operator:
    """The store of data versions, wherever the environment says it is."""
    return _open_register(str(register_dir()))


@st.cache_resource(max_entries=8, show_spinner=False)
def _open_register(directory: str) -> Operator:
    return open_register(directory)


@st.cache_resource(max_entries=8, show_spinner=False)
def _open_reader(directory: str, version_id: str, viewer: Viewer) -> Reader:
    reader = _open_register(directory).reader(version_id, viewer=viewer)
    if reader is None:
        raise UnknownName("data version", version_id, ())
    return reader


def viewer() -> Viewer:
    """As whom the visitor reads."""
    return INTERNAL


def served_id() -> str | None:
    """Id of the data version that is served by default; None if nothing was published."""
    return register().served_id()


def reader_served() -> Reader | None:
    """A reader of the data version served by default, whatever a visitor asks."""
    served = served_id()
    return _open_reader(str(register_dir()), served, viewer()) if served else None


def reader_asked() -> Reader | None:
    """A reader of the data version this run shows: the one the address names, else the one served."""
    wanted = st.session_state.get(_VERSION) or served_id()
    return _open_reader(str(register_dir()), wanted, viewer()) if wanted else None


def reader() -> Reader:
    """A reader of the data version shown; RegisterError if nothing was published."""
    # Found once a run by the shell: a page asks sixty times, and each time the store's pointer would be read.
    current = reader_or_none()
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
        _open_reader(str(register_dir()), version_id, viewer())
    except (RegisterError, UnknownName) as error:
        return str(error)
    st.session_state[_VERSION] = version_id
    return None


def show(shown: Reader | None) -> None:
    """Called by the shell at the start of each run: what `reader` gives until its end, and whose nouns."""
    st.session_state[_SHOWN] = shown
    speak()


def speak() -> None:
    """Say texts in the nouns of the register shown from now on in this run."""
    shown = reader_or_none()
    register_words.choose(*([shown.vocabulary] if shown else []))


def reader_or_none() -> Reader | None:
    """As `reader`; None if nothing was published."""
    current: Reader | None = st.session_state.get(_SHOWN)
    return current or reader_asked()


def covered_period() -> tuple[date, date]:
    """First day of the first year with the register's units, and the day the data version describes."""
    current = reader()
    years = [int(year) for year in current.options("year")]
    last = current.manifest.as_at or date(max(years), 12, 31)
    return date(min(years), 1, 1) if years else last, last
