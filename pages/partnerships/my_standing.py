"""How the partnership chosen stands, in numbers that open what is behind them where rows are."""

from __future__ import annotations

from typing import Final, NamedTuple

import streamlit as st

from cxc_metrics.access import Reader, Role, Standing, cell_in_words
from cxc_metrics.disclosure import Figures
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import tiles
from ui.parts.tiles import Tile
from ui.session import behind


class _Shown(NamedTuple):
    """A label, its number, how it is written, what to know about it, and the figure that it is."""

    label: str
    value: float | None
    text: str
    why: str
    figure: str = ""


_LIST_ONLY: Final = "my.list_only"


def draw(standing: Standing, role: Role, reader: Reader) -> None:
    """Name, days, and the figures of the whole life, whatever the selection."""
    title = f" – {markdown_text(standing.title)}" if standing.title else ""
    st.markdown(f"**{markdown_text(standing.acronym)}**{title}")
    st.markdown(say(f"my.{role}_told"))
    st.caption(
        say(
            "my.whole_life",
            start=numbers.day(standing.start_date),
            end=numbers.day(standing.end_date) if standing.end_date else say("my.open_end"),
            as_at=numbers.day(reader.manifest.as_at),
        )
    )
    shown = _hosted(standing) if role == "host" else _figures(standing)
    side = "host_partnership" if role == "host" else "partnership"
    own = Scope(**{side: standing.partnership})
    measured = session.measured([each.figure for each in shown if each.figure], scope=own)
    tiles.draw([_tile(each, measured) for each in shown], least=180)


def _tile(shown: _Shown, measured: Figures) -> Tile:
    """A number that the catalogue counts alike opens its rows; the others say where they are from."""
    text, explained = shown.text or say("measure.not_measurable_short"), shown.why
    if not shown.figure or shown.value is None:
        return Tile(say(f"my.{shown.label}"), text, explained)
    figure = measured[shown.figure]
    same = not figure.reason and figure.value == shown.value
    return Tile(
        say(f"my.{shown.label}"),
        text,
        explained or f"{figure.kpi.id}: {figure.kpi.definition}",
        figure=figure.kpi.id if same else "",
        behind=behind.name_tile(figure.kpi.id, measured) if same else "",
    )


def _hosted(standing: Standing) -> list[_Shown]:
    hosted = standing.held_as_host
    return [_Shown("hosted", hosted, numbers.number(hosted), "", "O01")]


def _figures(standing: Standing) -> list[_Shown]:
    unit = (cell_in_words("target_unit", standing.target_unit) or "").lower() if standing.target_unit else ""
    planned = numbers.number(standing.target) if standing.target else ""
    target = say("my.planned_in", target=planned, unit=unit) if planned and unit else planned
    no_share = say("my.other_unit", unit=unit) if target and unit else say("my.not_recorded")
    attainment = standing.attainment
    return [
        _Shown("held", standing.held, numbers.number(standing.held), "", "O01"),
        _Shown("validated", standing.validated, numbers.number(standing.validated), "", "O01v"),
        _Shown("planned", standing.target, target, say(_LIST_ONLY if target else "my.not_recorded")),
        _Shown(
            "attainment",
            attainment,
            "" if attainment is None else numbers.percent(attainment),
            no_share if attainment is None else "",
            "O03",
        ),
        _euro("paid", standing.paid_eur, "", "I01"),
        _euro("budget", standing.budget_eur, say(_LIST_ONLY)),
        _euro("left", standing.budget_left_eur, say("my.left_help")),
    ]


def _euro(label: str, value: float | None, why: str, figure: str = "") -> _Shown:
    if value is None:
        return _Shown(label, None, "", say("my.not_recorded"))
    return _Shown(label, value, numbers.number(value), why, figure)
