"""The one filter, drawn from the address and written to it (docs/decisions/010)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from cxc_metrics.access import Reader
from cxc_metrics.scope import Scope
from cxc_metrics.words import language
from cxc_metrics.words.plain import cut_apart, markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.frame import period_choice, second_selection
from ui.frame.period_choice import is_bound, is_full

_MAIN_FIELDS = ("visitor_country", "host_country", "visitor_sector", "partnership")
_MORE_FIELDS = (
    *("wave", "host_sector", "visitor_type", "visitor_size", "mode", "host_partnership"),
    *("client_country", "client_sector"),
)
# Where a register's units are no exchanges: the filters in the row, and those behind *More*.
_OF_SHAPE = {
    "participations": (
        ("participant_country", "participant_type"),
        ("participant_sector", "participant_size"),
    ),
    "one_to_one": (
        ("participant_country", "participant_sector"),
        ("participant_size", "partnership", "mode"),
    ),
    "meetings": (("visitor_country", "host_country"), ("visitor_sector", "visitor_type", "visitor_size")),
}
_STATUSES = ("held", "validated")


def draw(scope: Scope, reader: Reader) -> None:
    """Filters, view and comparison in a row, and under it the active ones as chips that can be removed.

    Where there is no room for all, view and comparison go to the next line together. What no row of the
    register can answer is not offered.
    """
    in_row, behind = (
        [field for field in fields if reader.can_filter(field)]
        for fields in _OF_SHAPE.get(reader.manifest.shape, (_MAIN_FIELDS, _MORE_FIELDS))
    )
    with _row("selection_bar"):
        with _row("selection_filters"):
            if reader.can_filter("period"):
                with _popover(say("selection.period"), int(scope.period is not None), "pop_period"):
                    period_choice.draw(scope, reader)
            for field in in_row:
                with _popover(say(f"field.{field}"), len(getattr(scope, field)), f"pop_{field}"):
                    _choice(field, scope, reader)
            if behind:
                _more(scope, reader, behind)
        with _row("selection_view"):
            if reader.can_filter("status"):
                _status(scope, reader)
            second_selection.choice(scope, reader)
    _chips(scope, reader)


def _row(key: str) -> st.delta_generator.DeltaGenerator:
    width: Literal["stretch", "content"] = "stretch" if key == "selection_bar" else "content"
    return st.container(horizontal=True, gap="xsmall", vertical_alignment="center", width=width, key=key)


def _more(scope: Scope, reader: Reader, fields: Sequence[str]) -> None:
    chosen = sum(len(getattr(scope, field)) for field in fields)
    with _popover(say("selection.more"), chosen, "pop_more"):
        for field in fields:
            _choice(field, scope, reader)


def _popover(label: str, chosen: int, key: str) -> st.delta_generator.DeltaGenerator:
    return st.popover(f"{label} · {chosen}" if chosen else label, key=key, type="secondary")


def _choice(field: str, scope: Scope, reader: Reader) -> None:
    codes = reader.options(field)
    names = [language.label(field, code, reader) for code in codes]
    labels = dict(zip(codes, cut_apart(names, 60), strict=True))
    key = f"w_{field}"
    st.session_state[key] = [code for code in getattr(scope, field) if code in labels]
    bound = is_bound(scope, reader)
    st.multiselect(
        say(f"field.{field}"),
        codes,
        format_func=labels.__getitem__,
        key=key,
        on_change=_on_change(field, key),
        placeholder=say("selection.any"),
        max_selections=1 if bound else None,
        disabled=bound and is_full(scope, field),
    )


def _on_change(field: str, key: str) -> Callable[[], None]:
    def changed() -> None:
        session.select(session.scope().with_(**{field: tuple(st.session_state[key])}))

    return changed


def _status(scope: Scope, reader: Reader) -> None:
    st.session_state["w_status"] = scope.status
    st.segmented_control(
        say("selection.view"),
        _STATUSES,
        format_func=lambda status: say(f"status.{status}"),
        key="w_status",
        required=True,
        label_visibility="collapsed",
        help=say("selection.view_help"),
        disabled=is_bound(scope, reader) and is_full(scope, "status"),
        on_change=lambda: session.select(session.scope().with_(status=st.session_state["w_status"])),
    )


def _chips(scope: Scope, reader: Reader) -> None:
    chips = scope.chips(reader, locale=language.chosen())
    if not chips:
        return
    shown = cut_apart([chip.label for chip in chips], 48)
    with st.container(horizontal=True, gap="xsmall", key="chips"):
        for chip, label in zip(chips, shown, strict=True):
            st.button(
                markdown_text(label),
                key=f"chip_{chip.field}_{chip.value}",
                icon=":material/close:",
                icon_position="right",
                help=say("selection.remove", label=markdown_text(chip.label)),
                on_click=session.select,
                args=(scope.without(chip.field, chip.value),),
            )
        st.button(
            say("selection.clear_all"),
            key="clear_all",
            type="tertiary",
            on_click=session.select,
            args=(Scope(),),
        )


def language_choice() -> None:
    """Under the navigation: the language of numbers and country names."""
    st.session_state["w_language"] = language.chosen()
    st.sidebar.selectbox(
        say("language.label"),
        language.OFFERED,
        format_func=language.own_name,
        key="w_language",
        help=say("language.help"),
        on_change=_language_changed,
    )


def _language_changed() -> None:
    session.choose_language(st.session_state["w_language"])
    st.query_params.from_dict(session.page_address(session.scope()))
