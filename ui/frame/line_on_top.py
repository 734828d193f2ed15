"""The line on top of every page, put together; what is chosen in it goes into the address and nowhere else.

Whatever comes from the browser is written into the address as it is, and read by the shell as every address
is: what cannot be had is said there, and the rest applies (docs/decisions/149).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import streamlit as st

from cxc_metrics.access import Reader
from cxc_metrics.scope import Scope
from cxc_metrics.scope.from_text import to_address
from cxc_metrics.words import language
from cxc_metrics.words.texts import say
from ui import session
from ui.components import top_line
from ui.frame import line_answers, line_badges, search_things, second_selection, sentence_words
from ui.parts import second_beside
from ui.session import navigation

_STYLE: Final = "".join(
    (Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("line_on_top.css", "paper.css")
)
_WANTED: Final = "_page_wanted"
_START: Final = navigation.ENTRIES[0].id


class Wanted(NamedTuple):
    """A page that the line was asked to open, and the address it opens with."""

    page: str
    address: Mapping[str, list[str]]


def follow() -> None:
    """Called by the shell first: open the page that was chosen in the search."""
    wanted: Wanted | None = st.session_state.pop(_WANTED, None)
    if wanted is not None:
        st.switch_page(navigation.page(wanted.page), query_params=dict(wanted.address))


def draw(
    reader: Reader, page_id: str, figures: tuple[str, ...], hidden: frozenset[str], *, about: str = ""
) -> None:
    """Search and badges; the sentence where the selection acts on the page, `about` a figure of its own."""
    st.html(f"<style>{_STYLE}</style>")
    locale, scope = language.chosen(), session.scope()
    acts = navigation.acts(page_id)
    figure = session.page_figure(figures) if figures else ""
    subject = figure or about
    top_line.index(search_things.lists(reader, locale), search_things.things(reader, locale, hidden))
    top_line.line(
        {
            "base": " ".join((*map(str, reader.key), locale, figure)),
            "says": _says(),
            "words": sentence_words.words(scope, reader, figures, subject) if acts else [],
            "further": sentence_words.further(scope, reader, has_figure=bool(subject)) if acts else [],
            "badges": line_badges.badges(reader),
            "finds": reader.viewer.sees_all,
            "paper": _paper(scope, reader, figure) if acts else _notices(reader),
        },
        on_choose=_chosen,
        on_go=lambda kind, name: _gone(kind, name, acts=acts, figures=figures),
    )
    if acts or reader.viewer.sees_all:
        line_answers.draw(figure)


def _says() -> dict[str, str]:
    names = (
        *("search", "search_title", "search_hint", "search_foot", "selection", "badges", "filter"),
        *("several", "single", "nothing", "further"),
    )
    return {name: say(f"line.says.{name}") for name in names}


def _paper(scope: Scope, reader: Reader, figure: str) -> list[str]:
    """On paper: the selection, what is compared with, and what the badges explain."""
    sentence = scope.sentence(reader, locale=language.chosen())
    lines = [f"{reader.kpi(figure).name}: {sentence}" if figure else sentence]
    if (second := session.second_selection()) is not None:
        lines.append(say("beside.kept", selection=second_beside.in_words(second, reader)))
    return [*lines, *_notices(reader)]


def _notices(reader: Reader) -> list[str]:
    return [badge["texts"][0] for badge in line_badges.badges(reader)]


def _chosen(field: str, values: list[str]) -> None:
    """Values of a field, or none of it; without a field the whole selection is taken back."""
    scope = session.scope()
    if not field:
        session.select(Scope())
        return
    if field == session.SECOND_PARAMETER:
        text = second_selection.written(values[0], scope) if values else None
        st.query_params.from_dict(_changed(scope, field, [text] if text else []))
    elif field == session.FIGURE_PARAMETER:
        st.query_params.from_dict(_changed(scope, field, values))
    elif field in Scope.fields():
        _filter(field, values)


def _filter(field: str, values: list[str]) -> None:
    """What can be had is written as every address of ours: else Back would lead to what is written anew."""
    single = {"period", "status"}
    wanted = {field: values} if field in single else to_address({field: values})
    scope = session.scope()
    chosen, notes = Scope.from_query(wanted, session.reader())
    if not notes:
        session.select(scope.with_(**{field: getattr(chosen, field)}))
        return
    st.query_params.from_dict({**session.page_address(scope.without(field)), **wanted})


def _changed(scope: Scope, parameter: str, values: list[str]) -> dict[str, list[str]]:
    kept = {name: texts for name, texts in session.page_address(scope).items() if name != parameter}
    return {**kept, **({parameter: values} if values else {})}


def _gone(kind: str, name: str, *, acts: bool, figures: Sequence[str]) -> None:
    """What was chosen in the search or at a badge: a filter, a page, a figure, an organisation."""
    scope = session.scope()
    if kind in Scope.fields():
        if acts:
            _filter(kind, [name])
        else:
            kept = session.address(scope.without(kind))
            _open(_START, {**kept, **to_address({kind: [name]})})
        return
    if kind == search_things.FIGURE and name in figures:
        session.go_on_page(**{session.FIGURE_PARAMETER: name})
        return
    field = kind.removeprefix(search_things.PROFILE)
    own: dict[str, str] = {}
    page_id = name
    if kind == line_badges.NEWEST:
        session.choose(None, None)
        st.query_params.from_dict(session.address(scope))
        return
    if kind == line_badges.LAW:
        page_id, own = "methods", {"part": "law", "section": name}
    elif kind == search_things.FIGURE:
        page_id, own = "methods", {"kpi": name}
    elif kind == search_things.ORGANISATION:
        page_id, own = "exchanges", {"organisation": name}
    elif field in search_things.PROFILES and field != kind:
        page_id, parameter = search_things.PROFILES[field]
        own = {parameter: name}
    if page_id in {entry.id for entry in navigation.ENTRIES}:
        _open(page_id, {**session.address(scope), **{key: [text] for key, text in own.items()}})


def _open(page_id: str, address: Mapping[str, list[str]]) -> None:
    """In a callback no page can be opened: the run that follows does it."""
    st.session_state[_WANTED] = Wanted(page_id, address)
