"""The line on top of every page: search, the selection as a sentence of words that open, badges.

One script mounted three times: what does not change with the selection comes once (`index`), what is seen is
the `line`, and in a fragment of the page the server answers what a list or the search asks (`answers`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypedDict

import streamlit as st

from .registering import own_component

_LINE: Final = own_component("top_line", "chooser")
KEY: Final = "top_line"
_INDEX, _ANSWERS = f"{KEY}_index", f"{KEY}_answers"

# Kind, identifier, name and what choosing it does.
Thing = tuple[str, str, str, str]


class Option(TypedDict):
    """A value to choose: its name, and why it cannot be chosen (empty where it can)."""

    value: str
    label: str
    why: str


class Span(TypedDict, total=False):
    """From and to: days between `least` and `most`, or months or years of `spans`; what is chosen now, what
    an end left open means.
    """

    spans: list[str]
    least: str
    most: str
    first: str
    last: str
    start: str
    end: str
    says: dict[str, str]


class Word(TypedDict, total=False):
    """A word of the sentence: of which field, `lead` before it, its `text`, and what its list offers.

    Of the kind `plain` it is a text. `any` clears it; `several` may be ticked; `why` says that none may be
    chosen, `note` what to know of them; `counted`: a number beside each value can be asked for; `runs`: it
    opens nothing and acts at once. Without `options` the list is the one of the index.
    """

    field: str
    lead: str
    text: str
    label: str
    kind: str
    any: str
    chosen: list[str]
    several: bool
    counted: bool
    why: str
    note: str
    runs: bool
    options: list[Option]
    span: Span


class Badge(TypedDict):
    """What is said of all figures: in a word or two, explained, with what can be done (kind, id, label)."""

    id: str
    kind: str
    text: str
    texts: list[str]
    actions: list[tuple[str, str, str]]


class Wish(NamedTuple):
    """What a list or the search asks of the server: counts by a field, or organisations of a name."""

    field: str = ""
    find: str = ""


LONGEST_TEXT: Final = 200
MOST_VALUES: Final = 500


def index(lists: Mapping[str, Sequence[tuple[str, str]]], things: Sequence[Thing]) -> None:
    """The values of each field by name, and all that can be searched: sent again only when it is another."""
    _LINE(key=_INDEX, data={"role": "index", "lists": dict(lists), "things": list(things)})


def line(
    data: Mapping[str, Any],
    *,
    on_choose: Callable[[str, list[str]], None],
    on_go: Callable[[str, str], None],
) -> None:
    """The line as it is seen; the callbacks get texts of bounded length, of which nothing else is sure."""

    def chosen() -> None:
        event = _event("choose")
        values = event.get("values")
        texts = [_text(value) for value in values[:MOST_VALUES]] if isinstance(values, list) else []
        on_choose(_text(event.get("field")), texts)

    def gone() -> None:
        event = _event("go")
        on_go(_text(event.get("kind")), _text(event.get("id")))

    _LINE(
        key=KEY,
        data={"role": "line", "name": KEY, **data},
        on_choose_change=chosen,
        on_go_change=gone,
    )


def answers(data: Mapping[str, Any], *, on_ask: Callable[[Wish], None]) -> None:
    """What was asked last; to be called in a fragment, which alone runs when something is asked."""

    def put() -> None:
        wished = _event("ask", _ANSWERS)
        on_ask(Wish(_text(wished.get("field")), _text(wished.get("find"))))

    _LINE(key=_ANSWERS, data={"role": "answers", **data}, on_ask_change=put)


def _event(name: str, key: str = KEY) -> dict[str, object]:
    """What was sent; nothing where the page was left meanwhile."""
    event = st.session_state.get(key, {}).get(name)
    return event if isinstance(event, dict) else {}


def _text(value: object) -> str:
    """A text, of one that is too long a part that still is: whoever reads it says so."""
    return str(value or "")[: LONGEST_TEXT + 1]
