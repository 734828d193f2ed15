"""The register and data version a page run shows, as its visitor may see it: the address names them.

Without a word of the address: of the register shown first, the data version served.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import streamlit as st

from cxc_metrics.access import Operator, Reader, RegisterSummary, open_register
from cxc_metrics.disclosure import INTERNAL, PUBLIC, Viewer, viewer_named
from cxc_metrics.errors import CxcError, NotMeasurable, RegisterError, UnknownName
from cxc_metrics.paths import register_dir
from cxc_metrics.people import AT_THIS_MACHINE, Person
from cxc_metrics.words import register_words
from cxc_metrics.words.texts import say

from .who_visits import person

_REGISTER, _VERSION, _SHOWN, _VIEWER = "_register", "_data_version", "_shown", "_viewer"
# Set where the register shown has not the partnership of whoever visits.
_ELSEWHERE: Final = "_elsewhere"
_CLOSED: Final = {"public": frozenset({"exchanges", "matching", "data"}), "partnership": frozenset({"data"})}


def store() -> Operator:
    """The store of registers, wherever the environment says it is."""
    return _open_store(str(register_dir()))


def register() -> Operator:
    """The register this run shows; the whole store before the first publication."""
    name = register_name()
    return store() if name is None else store().register(name)


@st.cache_resource(max_entries=8, show_spinner=False)
def _open_store(directory: str) -> Operator:
    return open_register(directory)


@st.cache_resource(max_entries=16, show_spinner=False)
def _open_reader(directory: str, version_id: str, viewer: Viewer) -> Reader:
    reader = _open_store(directory).reader(version_id, viewer=viewer)
    if reader is None:
        raise UnknownName("data version", version_id, ())
    return reader


def subject() -> str | None:
    """Who the visitor is to the audit log; None for the account of this machine, at which they sit."""
    return subject_of(person())


def subject_of(visitor: Person) -> str | None:
    """Who somebody is to the audit log, as `subject`."""
    return None if visitor == AT_THIS_MACHINE else visitor.subject or "public"


def viewer() -> Viewer:
    """As whom the visitor reads: as who they are, or as whom they let themselves be shown less."""
    own = person().viewer
    chosen: Viewer = st.session_state.get(_VIEWER, own)
    return chosen if own.includes(chosen) and _ELSEWHERE not in st.session_state else PUBLIC


def show_as(text: str | None) -> list[str]:
    """Read as that viewer from now on, without a text as who one is; why not, if it cannot be.

    Then as the public: who meant to show less is never shown more.
    """
    own, reasons = person().viewer, []
    st.session_state.pop(_VIEWER, None)
    try:
        wanted = viewer_named(text) if text else own
        if not own.includes(wanted):
            reasons.append(say("viewer.not_yours", viewer=wanted.in_words))
            wanted = PUBLIC
    except CxcError as error:
        wanted = PUBLIC
        reasons.append(say("viewer.not_there", reason=error))
    if wanted != own:
        st.session_state[_VIEWER] = wanted
    st.session_state.pop(_SHOWN, None)
    return reasons


def is_narrowed() -> bool:
    """Whether the visitor wants to be shown less than they may see: then the address says so."""
    return _VIEWER in st.session_state and viewer() != person().viewer


def settle_viewer() -> list[str]:
    """Read as the public where the register shown has not the viewer's partnership; why, if so."""
    st.session_state.pop(_ELSEWHERE, None)
    if not viewer().partnerships:
        return []
    try:
        reader_asked()
    except UnknownName as error:
        if is_narrowed():
            st.session_state[_VIEWER] = PUBLIC
        else:
            st.session_state[_ELSEWHERE] = True
        return [say("viewer.not_there", reason=error)]
    return []


def closed_pages() -> frozenset[str]:
    """The pages that the viewer may not open, by id."""
    return _CLOSED.get(viewer().kind, frozenset())


def registers() -> list[RegisterSummary]:
    """All registers of the store, by name."""
    return store().registers()


def register_name() -> str | None:
    """The register this run shows; None before the first publication."""
    return st.session_state.get(_REGISTER) or store().name


def served_id() -> str | None:
    """Id of the data version that the register shown serves; None if nothing was published."""
    return register().served_id()


def readers_served(seen_by: Viewer = INTERNAL) -> Iterator[Reader]:
    """A reader of what each register serves, that shown first before the others: of no visit.

    Registers whose version cannot be read are left out: whoever chooses one is told why. Raises RegisterError
    where figures are to be protected from that viewer and cannot be.
    """
    first = store().name
    for summary in sorted(registers(), key=lambda each: each.name != first):
        if summary.served_id is not None and not summary.problem:
            yield _open_reader(str(register_dir()), summary.served_id, seen_by)


def readers_beside() -> Iterator[Reader]:
    """The reader of this run, then one of what each other register serves, as the visitor reads it.

    A partnership has nothing of its own in another register, and reads it as the public does.
    """
    shown = reader_or_none()
    if shown is None:
        return
    seen_by = PUBLIC if viewer().partnerships else viewer()
    yield shown
    for each in readers_served():
        if each.manifest.register_name != shown.manifest.register_name:
            yield _open_reader(str(register_dir()), each.id, seen_by)


def reader_served(name: str) -> Reader | None:
    """A reader of what a register serves; None if there is no such register, or it serves nothing."""
    served = next((each.served_id for each in registers() if each.name == name), None)
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


def choose(name: str | None, version_id: str | None) -> list[str]:
    """Show that data version from now on, else what that register serves; why, if it cannot be.

    Without both, what the register shown serves. A data version is of one register, so it decides.
    """
    st.session_state.pop(_VERSION, None)
    st.session_state.pop(_SHOWN, None)
    reasons = []
    try:
        if version_id:
            owner = store().register_of(version_id, viewer=viewer())
            meant = _open_reader(str(register_dir()), version_id, INTERNAL)
            if not _is_served(owner, meant.id):
                meant.require_open_to(viewer())
                st.session_state[_VERSION] = version_id
            st.session_state[_REGISTER] = owner
            if name not in (None, owner):
                reasons.append(say("app.other_register", version=version_id, register=owner, wanted=name))
            return reasons
    except (NotMeasurable, RegisterError, UnknownName) as error:
        reasons.append(str(error))
    try:
        if name:
            store().register(name)
            st.session_state[_REGISTER] = name
    except UnknownName as error:
        reasons.append(str(error))
    return reasons


def _is_served(name: str, version_id: str) -> bool:
    try:
        return store().register(name).served_id() == version_id
    except RegisterError:
        return False  # the pointer is damaged: what the address names can be read all the same


def show(shown: Reader | None) -> None:
    """Called by the shell at the start of each run: what `reader` gives until its end, and whose nouns."""
    st.session_state[_SHOWN] = shown
    speak()


def speak() -> None:
    """Say texts in the nouns of the register shown from now on in this run."""
    shown = reader_or_none()
    register_words.choose(*([shown.vocabulary] if shown else []))


def reader_or_none() -> Reader | None:
    """As `reader`; None if nothing was published, or if it cannot be read, which the shell says."""
    current: Reader | None = st.session_state.get(_SHOWN)
    if current is not None:
        return current
    try:
        return reader_asked()
    except RegisterError:
        return None


def covered_period() -> tuple[date, date]:
    """First day of the first year with the register's units, and the day the data version describes."""
    current = reader()
    years = [int(year) for year in current.options("year")]
    last = current.manifest.as_at or date(max(years), 12, 31)
    return date(min(years), 1, 1) if years else last, last
