"""The address of a page run: selection, language and page parameters, read, bounded and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Final, ParamSpec

import streamlit as st

from cxc_metrics.scope import Scope
from cxc_metrics.words import language
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say

from .collected_figures import TRAY_PARAMETER, written_tray
from .notes import note
from .second import SECOND_PARAMETER, second_selection, written_second
from .versions import is_narrowed, reader_or_none, speak, store, viewer
from .who_visits import person

_P = ParamSpec("_P")
LANGUAGE_PARAMETER: Final = "lang"
VERSION_PARAMETER: Final = "data"
REGISTER_PARAMETER: Final = "register"
VIEWER_PARAMETER: Final = "viewer"
FIGURE_PARAMETER: Final = "figure"
# Longer than anything that is written into these parameters; a second selection is an address of its own.
LONGEST_VALUE: Final = 200
_LONGEST: Final = {SECOND_PARAMETER: 10_000, TRAY_PARAMETER: 1_000}
_SCOPE, _DRAWN, _LANGUAGE = "_scope", "_drawn", "_language"
_PERSON = "_person_drawn"
_PARAMETERS, _RETURN = "_page_parameters", "_page_memory"
# What a visitor finds again on coming back to the page: the own partnership, as VOP or HOP.
_KEPT_FOR_RETURN = frozenset({"my", "role"})


def set_scope(scope: Scope) -> None:
    """Called by the shell once per run, before the page."""
    st.session_state[_SCOPE] = scope


def scope() -> Scope:
    """The selection of this run."""
    chosen = st.session_state.get(_SCOPE)
    return chosen if isinstance(chosen, Scope) else Scope()


def choose_language(code: str | None) -> str | None:
    """Write numbers and country names in that language (None: as before); the reason if it is not offered."""
    offered = language.choose(code if code is not None else st.session_state.get(_LANGUAGE, language.DEFAULT))
    st.session_state[_LANGUAGE] = language.chosen()
    return None if offered else say("language.unknown", code=markdown_text(str(code)))


def bound_address() -> None:
    """Called by the shell first: what no control of ours writes leaves the address, and that is said."""
    ours = {
        LANGUAGE_PARAMETER,
        SECOND_PARAMETER,
        TRAY_PARAMETER,
        VERSION_PARAMETER,
        REGISTER_PARAMETER,
        VIEWER_PARAMETER,
    }
    bounded = _page_parameters() | ours
    for name in [name for name in st.query_params if name in bounded]:
        most = _LONGEST.get(name, LONGEST_VALUE)
        if any(len(value) > most for value in st.query_params.get_all(name)):
            del st.query_params[name]
            too_long = say("selection.too_long", name=name, most=most)
            note(f"{say('selection.not_applied')}: {too_long}")


def asked_address() -> dict[str, list[str]]:
    """The parameters in the address bar, each with all its values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def address_drawn() -> None:
    """Called by the shell when the selection is read: the address this run draws."""
    st.session_state[_DRAWN] = asked_address()
    st.session_state[_PERSON] = person()


def drawn_address() -> dict[str, list[str]] | None:
    """The address the last run of the shell drew; None before the first."""
    drawn: dict[str, list[str]] | None = st.session_state.get(_DRAWN)
    return drawn


def resumed(part: Callable[_P, None]) -> Callable[_P, None]:
    """For a part of a page that runs again on its own (a fragment), without the shell before it.

    The shell says how to write numbers; and where a click in the part has changed the address, or the visitor
    is somebody else by now (logged out in another tab), the whole page must follow.
    """

    @wraps(part)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        if asked_address() != drawn_address() or person() != st.session_state.get(_PERSON):
            st.rerun()
        language.choose(st.session_state.get(_LANGUAGE, language.DEFAULT))
        speak()
        part(*args, **kwargs)

    return run


def address(scope: Scope, **changes: object) -> Mapping[str, list[str]]:
    """Query parameters that reproduce this selection on this data version: language and comparison too."""
    current = reader_or_none()
    query = dict(scope.with_(**changes).to_query())
    # Not language.chosen(): callbacks ask before the shell has set it for this run.
    written = st.session_state.get(_LANGUAGE, language.DEFAULT)
    if written != language.DEFAULT:
        query[LANGUAGE_PARAMETER] = [written]
    if is_narrowed():
        query[VIEWER_PARAMETER] = [str(viewer())]
    if (second := second_selection()) is not None:
        query[SECOND_PARAMETER] = [written_second(second)]
    if text := written_tray():
        query[TRAY_PARAMETER] = [text]
    if current is None:
        return query
    if len(store().register_names()) > 1:
        query[REGISTER_PARAMETER] = [current.manifest.register_name]
    return {**query, VERSION_PARAMETER: [current.id]}


def set_page_parameters(names: Iterable[str]) -> None:
    """Called by the shell first: the parameters of single pages, which each page declares.

    They are kept on a change of the selection and dropped on a change of page.
    """
    st.session_state[_PARAMETERS] = frozenset(names)


def _page_parameters() -> frozenset[str]:
    declared: frozenset[str] = st.session_state.get(_PARAMETERS, frozenset())
    return declared


def select(scope: Scope) -> None:
    """Make that the selection: only the address is written, everything else follows from it."""
    st.query_params.from_dict(page_address(scope, page=None))


def kept_parameters(url_path: str, query: Mapping[str, list[str]], *, arrived: bool) -> dict[str, list[str]]:
    """Of an address, what belongs to the page; on arrival by the navigation, what is remembered of it."""
    memory = st.session_state.setdefault(_RETURN, {})
    kept = {name: values for name, values in query.items() if name in _page_parameters()}
    if arrived:
        kept = dict(memory.get(url_path, {}))
    memory[url_path] = {name: values for name, values in kept.items() if name in _KEPT_FOR_RETURN}
    return kept


def page_value(name: str) -> str:
    """The value of a page parameter in the address; an empty text without one."""
    return str(st.query_params.get(name, ""))


def page_figure(figures: Sequence[str]) -> str:
    """Of the figures a page can be about, the one of the address; the first where it names none of them."""
    named = page_value(FIGURE_PARAMETER)
    return named if named in figures else figures[0]


def go_on_page(**changes: str | None) -> None:
    """Write page parameters into the address; None or an empty text takes one away."""
    st.query_params.from_dict(page_address(scope(), **changes))


def page_address(scope: Scope, **changes: str | None) -> dict[str, list[str]]:
    """The address of this selection with the parameters of the page as they are, but for the changes."""
    kept = {name: st.query_params.get_all(name) for name in st.query_params if name in _page_parameters()}
    changed = {name: [value] for name, value in changes.items() if value}
    return {
        **address(scope),
        **{name: values for name, values in kept.items() if name not in changes},
        **changed,
    }
