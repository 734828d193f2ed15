"""What one page run works on: register, data version, selection, and measuring with a cache.

The only place of the interface that opens the register.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import ParamSpec
from urllib.parse import parse_qs, urlencode

import streamlit as st

from cxc_metrics.errors import RegisterError, UnknownName
from cxc_metrics.measure import COMPARISONS, YEAR_BEFORE, Measurement, Question, Scope, measure_all, options
from cxc_metrics.paths import register_dir
from cxc_metrics.register import Register, Snapshot, open_register
from ui import language, memory, words
from ui.plain import markdown_text
from ui.words import say

_P = ParamSpec("_P")
_SCOPE = "_scope"
_VERSION = "_data_version"
_SHOWN, _ASKED = "_shown", "_asked"
_NOTES, _DRAWN = "_notes", "_drawn"
_LANGUAGE = "_language"
_BESIDE = "_beside"
LANGUAGE_PARAMETER, BESIDE_PARAMETER = "lang", "beside"
# In the address: everything, set beside the selection.
EVERYTHING = "all"
# Addresses copied before comparisons were named after what they compare with.
_RENAMED = {"previous": YEAR_BEFORE}


def register() -> Register:
    """The store of data versions, wherever the environment says it is."""
    return _open_register(str(register_dir()))


@st.cache_resource(max_entries=8, show_spinner=False)
def _open_register(directory: str) -> Register:
    return open_register(directory)


@st.cache_resource(max_entries=8, show_spinner=False)
def _open_snapshot(directory: str, snapshot_id: str) -> Snapshot:
    return _open_register(directory).open(snapshot_id)


def served_id() -> str | None:
    """Id of the data version that is served by default; None if nothing was published."""
    return register().current_id()


def snapshot_served() -> Snapshot | None:
    """The data version served by default, whatever a visitor asks."""
    served = served_id()
    return _open_snapshot(str(register_dir()), served) if served else None


def snapshot() -> Snapshot | None:
    """The data version this run shows: the one the address names, else the one served."""
    wanted = st.session_state.get(_VERSION) or served_id()
    return _open_snapshot(str(register_dir()), wanted) if wanted else None


def shown() -> Snapshot:
    """The data version shown; RegisterError if nothing was published."""
    # Found once a run by the shell: a page asks sixty times, and each time the store's pointer would be read.
    current = st.session_state.get(_SHOWN) or snapshot()
    if current is None:
        raise RegisterError("Nothing has been published yet: use the Data page or `cxc publish PATH`.")
    return current


def choose_version(snapshot_id: str | None) -> str | None:
    """Show that data version from now on; the reason if it cannot be opened, and the served one stays."""
    st.session_state.pop(_VERSION, None)
    st.session_state.pop(_SHOWN, None)
    if not snapshot_id or snapshot_id == served_id():
        return None
    try:
        _open_snapshot(str(register_dir()), snapshot_id)
    except (RegisterError, UnknownName) as error:
        return str(error)
    st.session_state[_VERSION] = snapshot_id
    return None


def begin(snapshot: Snapshot | None) -> None:
    """Called by the shell at the start of each run: what `shown` gives until its end."""
    st.session_state[_SHOWN], st.session_state[_ASKED] = snapshot, {}


def told(key: str, **values: object) -> str:
    """The text of that id, in words for persons where rows of the register stand for many of them."""
    of_persons = f"{key}_persons"
    counts_persons = shown().manifest.grain == "aggregate" and of_persons in words.catalogue()
    return say(of_persons if counts_persons else key, **values)


def set_scope(scope: Scope) -> None:
    """Called by the shell once per run, before the page."""
    st.session_state[_SCOPE] = scope


def scope() -> Scope:
    """The selection of this run."""
    chosen = st.session_state.get(_SCOPE)
    return chosen if isinstance(chosen, Scope) else Scope()


def ask(questions: Sequence[Question]) -> None:
    """What a page will ask in this run, asked at once: the engine answers side by side."""
    st.session_state[_ASKED] = _answers(shown(), tuple(questions))


def answered(question: Question) -> Measurement:
    """The answer to a question on the data version shown; asked now if nobody has yet."""
    found: Measurement | None = st.session_state.get(_ASKED, {}).get(question)
    return found or _answers(shown(), (question,))[question]


def answered_on(snapshot: Snapshot, question: Question) -> Measurement:
    """The answer to a question on another data version than the one shown."""
    return _answers(snapshot, (question,))[question]


def measured(
    kpis: Sequence[str],
    *,
    by: Sequence[str] = (),
    scope: Scope,
    compare: str | Scope | None = None,
    totals: bool = False,
) -> Measurement:
    """`measure` on the data version shown, remembered per data version and question."""
    return answered(Question(tuple(kpis), tuple(by), scope, compare, totals))


# Shared and never changed: a measurement is frozen, and pages only read its table.
@memory.remembered(512)
def _answers(snapshot: Snapshot, questions: tuple[Question, ...]) -> dict[Question, Measurement]:
    return dict(zip(questions, measure_all(snapshot, questions), strict=True))


def choose_beside(text: str | None) -> list[str]:
    """Set a second selection beside the first, as the address writes it; what of it was ignored and why."""
    second, notes = read_beside(text, shown()) if text else (None, [])
    st.session_state[_BESIDE] = second
    return notes


def beside() -> str | Scope | None:
    """What is set beside the selection: the name of a comparison, a second selection, or nothing."""
    found = st.session_state.get(_BESIDE)
    return found if isinstance(found, (str, Scope)) else None


def read_beside(text: str, snapshot: Snapshot) -> tuple[str | Scope | None, list[str]]:
    """A comparison's name, or a selection written as in an address (`host_country=DE&wave=1`)."""
    text = _RENAMED.get(text, text)
    if text in COMPARISONS:
        return text, []
    if text == EVERYTHING:
        return Scope(), []
    scope, notes = Scope.from_query(parse_qs(text), snapshot)
    if scope.is_everything:
        return None, [*map(str, notes), say("beside.unknown", text=text)]
    return scope, [str(note) for note in notes]


def written_beside(second: str | Scope) -> str:
    """The text that `read_beside` reads back."""
    if isinstance(second, str):
        return second
    return EVERYTHING if second.is_everything else urlencode(second.to_query(), doseq=True)


def covered_period() -> tuple[date, date]:
    """First day of the first year with exchanges, and the day the data version describes."""
    current = shown()
    years = options("year", current)
    first = date(int(years[0]), 1, 1) if years else current.manifest.as_at
    return first, current.manifest.as_at


def note(text: str) -> None:
    """Tell the visitor once, above the page; text is Markdown already escaped."""
    st.session_state.setdefault(_NOTES, []).append(text)


def take_notes() -> list[str]:
    """The notes of this run, which are then forgotten."""
    return list(st.session_state.pop(_NOTES, []))


def choose_language(code: str | None) -> str | None:
    """Write numbers and country names in that language (None: as before); the reason if it is not offered."""
    known = language.choose(code if code is not None else st.session_state.get(_LANGUAGE, language.DEFAULT))
    st.session_state[_LANGUAGE] = language.chosen()
    return None if known else say("language.unknown", code=markdown_text(str(code)))


def bound_address() -> None:
    """Called by the shell first: what no control of ours writes leaves the address, and that is said."""
    for name in [name for name in st.query_params if name in _BOUNDED]:
        most = _LONGEST_SELECTION if name == BESIDE_PARAMETER else LONGEST_VALUE
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


def drawn_address() -> dict[str, list[str]] | None:
    """The address the last run of the shell drew; None before the first."""
    found: dict[str, list[str]] | None = st.session_state.get(_DRAWN)
    return found


def resumed(part: Callable[_P, None]) -> Callable[_P, None]:
    """For a part of a page that runs again on its own (a fragment), without the shell before it.

    The shell says how to write numbers; and where a click in the part has changed the address, the whole page
    must follow.
    """

    @wraps(part)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        if asked_address() != drawn_address():
            st.rerun()
        language.choose(st.session_state.get(_LANGUAGE, language.DEFAULT))
        part(*args, **kwargs)

    return run


def address(scope: Scope, **changes: object) -> Mapping[str, list[str]]:
    """Query parameters that reproduce this selection on this data version: language and comparison too."""
    current = st.session_state.get(_SHOWN) or snapshot()
    query = dict(scope.with_(**changes).to_query())
    # Not language.chosen(): callbacks ask before the shell has set it for this run.
    written = st.session_state.get(_LANGUAGE, language.DEFAULT)
    if written != language.DEFAULT:
        query[LANGUAGE_PARAMETER] = [written]
    if (second := beside()) is not None:
        query[BESIDE_PARAMETER] = [written_beside(second)]
    return {**query, "data": [current.id]} if current else query


# Parameters of single pages: kept on a change of the selection, dropped on a change of page.
PAGE_PARAMETERS = frozenset(
    {
        "section",
        "show",
        "country",
        "figure",
        "figures",
        "sector_profile",
        "side",
        "rule",
        "search",
        "order",
        "page",
        "all",
        "exchange",
        "organisation",
        "my",
        "role",
        "view",
        "bounds",
        "waiting",
        "difference",
        "differ",
        "gap",
        "kpi",
        "level",
        "part",
        "table",
    }
)
# Longer than anything that is written into these parameters; a second selection is an address of its own.
LONGEST_VALUE = 200
_LONGEST_SELECTION = 10_000
_BOUNDED = PAGE_PARAMETERS | {LANGUAGE_PARAMETER, BESIDE_PARAMETER, "data"}
# What a visitor finds again on coming back to the page: the own partnership, as VOP or HOP.
_KEPT_FOR_RETURN = frozenset({"my", "role"})
_RETURN = "_page_memory"


def kept_parameters(url_path: str, query: Mapping[str, list[str]], *, arrived: bool) -> dict[str, list[str]]:
    """Of an address, what belongs to the page; on arrival by the navigation, what is remembered of it."""
    memory = st.session_state.setdefault(_RETURN, {})
    found = {name: values for name, values in query.items() if name in PAGE_PARAMETERS}
    if arrived:
        found = dict(memory.get(url_path, {}))
    memory[url_path] = {name: values for name, values in found.items() if name in _KEPT_FOR_RETURN}
    return found


def page_value(name: str) -> str:
    """The value of a page parameter in the address; an empty text without one."""
    return str(st.query_params.get(name, ""))


def go_on_page(**changes: str | None) -> None:
    """Write page parameters into the address; None or an empty text takes one away."""
    st.query_params.from_dict(page_address(scope(), **changes))


def page_address(scope: Scope, **changes: str | None) -> dict[str, list[str]]:
    """The address of this selection with the parameters of the page as they are, but for the changes."""
    kept = {name: st.query_params.get_all(name) for name in st.query_params if name in PAGE_PARAMETERS}
    changed = {name: [value] for name, value in changes.items() if value}
    return {
        **address(scope),
        **{name: values for name, values in kept.items() if name not in changes},
        **changed,
    }
