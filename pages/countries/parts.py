"""The parts of the Countries page: what the map shows, the table, one country beside the EU-27."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from cxc_metrics.catalogue import catalogue, dimension
from cxc_metrics.contract import countries
from cxc_metrics.contract.codes import ELIGIBLE_WAVES
from cxc_metrics.contract.country_names import read_country
from cxc_metrics.contract.reference import EU27, REST_OF_WORLD, eu_members
from cxc_metrics.disclosure import Figure
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.figures.theme import palette
from ui.parts import (
    blocks,
    marking,
    portrait,
    side_by_side,
    tiles,
    views,
)
from ui.parts.portrait import Side, SideFigures, Subject
from ui.parts.tiles import Tile

# What the map can show, the first without a word in the address; the net balance stands with the visitors'.
SHOWN: Final = {"hosted": "host_country", "sent": "visitor_country", "balance": "visitor_country"}
BALANCE: Final = "N03"
BESIDE: Final = ("O01", "O02", "O04", "O10")
_SIDES: Final = ("visitor_country", "host_country")


def shown() -> str:
    """What the map shows, as the address says."""
    asked = session.page_value("show")
    return asked if asked in SHOWN else next(iter(SHOWN))


def controls(scope: Scope) -> str:
    """The switches above the map, set from the address; the KPI in force."""
    view, main = shown(), session.reader().volume()
    by = SHOWN[view]
    ids = tuple(dict.fromkeys((main, *side_by_side.offered(by, scope))))
    asked = session.page_value("figure")
    figure = asked if asked in ids else main
    st.session_state["w_show"], st.session_state["w_figure"] = view, figure
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            say("countries.side"),
            list(SHOWN),
            format_func=lambda one: say(f"countries.{one}"),
            required=True,
            key="w_show",
            on_change=lambda: session.go_on_page(show=_unless_first(st.session_state["w_show"])),
        )
        if view != "balance":
            st.selectbox(
                say("countries.figure"),
                ids,
                format_func=side_by_side.named,
                key="w_figure",
                on_change=lambda: session.go_on_page(
                    figure=None if st.session_state["w_figure"] == main else st.session_state["w_figure"]
                ),
                width=420,
            )
    if asked and asked not in ids and view != "balance":
        st.warning(
            say("profile.not_offered", figures=markdown_text(asked), by=dimension(by).label.lower()),
            icon=":material/filter_alt_off:",
        )
    return BALANCE if view == "balance" else figure


def _unless_first(view: str) -> str | None:
    return None if view == next(iter(SHOWN)) else view


def country_map(figure: str, scope: Scope) -> None:
    """The map of what the switches say."""
    by = SHOWN[shown()]
    if figure == BALANCE:
        _balance(scope)
    elif figure == session.reader().volume():
        views.country_map("countries_map", say(f"countries.map_{by}"), figure, by, scope)
    else:
        title = say(f"countries.figure_{by}", name=markdown_text(catalogue()[figure].name))
        views.country_map("countries_map", title, figure, by, scope)


def _balance(scope: Scope) -> None:
    """Hosted less sent over both; a click opens the country's profile, because it is about both sides."""
    title = say("countries.map_balance")
    measurement = session.measured([BALANCE], by=["visitor_country"], scope=_everywhere(scope))
    if measurement.not_measurable:
        blocks.chart("countries_map", title, None, measurement, finding="")
        return
    table = measurement.frame().dropna(subset=[BALANCE, "visitor_country"])
    table = table.sort_values(BALANCE, ascending=False, kind="stable")
    views.draw_map(
        "countries_map",
        title,
        measurement,
        table,
        "visitor_country",
        finding=_balance_told(measurement[BALANCE], table),
        on_pick=lambda data: session.go_on_page(country=str(data[0])),
        unit=say("countries.balance").lower(),
        texts=[_balance_of(measurement[BALANCE], row) for row in table.to_dict("records")],
        signed=True,
        selected=[code for side in _SIDES for code in marking.marked(scope, side)],
        hint=" ".join(filter(None, [session.told("countries.balance_hint"), marking.note(scope, *_SIDES)])),
    )


def _signed(value: float) -> str:
    """With its sign, as a balance is read."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + numbers.number(abs(value), decimals=2)


def _balance_of(figure: Figure, row: Mapping[Hashable, Any]) -> str:
    cell = figure.cell_of(row)
    told = say(
        "countries.balance_of",
        name=language.label("visitor_country", row["visitor_country"], session.reader()),
        value=_signed(float(cell.value or 0.0)),
        hosted=numbers.number(figure.part_of(row, "received")),
        sent=numbers.number(figure.part_of(row, "sent")),
    )
    return f"{told} {say('countries.unreliable')}" if "u" in cell.flag else told


def _balance_told(figure: Figure, table: pd.DataFrame) -> str:
    """The ends of the scale, of countries with enough exchanges if there are such."""
    if table.empty:
        return say("sentence.none", what=say("many.visitor_country"))
    rows = table.to_dict("records")
    ends = [row for row in rows if "u" not in figure.cell_of(row).flag] or rows
    return say(
        "countries.balance_told",
        hosts=int((table[BALANCE] > 0).sum()),
        sends=int((table[BALANCE] < 0).sum()),
        highest=_balance_of(figure, ends[0]),
        lowest=_balance_of(figure, ends[-1]),
    )


def table(scope: Scope) -> None:
    """Countries side by side on the side that the map shows."""
    by = SHOWN[shown()]
    defaults = [session.reader().volume(), *BESIDE]
    side_by_side.draw(
        "countries_table",
        say(f"countries.table_{by}"),
        by,
        scope,
        list(dict.fromkeys(defaults))[: side_by_side.MOST_FIGURES],
        on_pick=views.pick(by),
    )


def profile(scope: Scope) -> None:
    """One country of the reader's choice, or the one country of the selection."""
    st.header(say("countries.profile"), anchor=False)
    asked = session.page_value("country")
    meant = read_country(asked or _selected(scope))
    code = meant[0] if len(meant) == 1 else (asked or "")
    known = _choices()
    st.session_state["w_country"] = code if code in known else None
    st.selectbox(
        say("countries.choose"),
        known,
        index=None,
        format_func=lambda one: language.label("visitor_country", one),
        key="w_country",
        placeholder=say("countries.choose_hint"),
        on_change=lambda: session.go_on_page(country=st.session_state["w_country"]),
        width=420,
    )
    if code and code not in known:
        st.warning(say("countries.unknown", code=markdown_text(asked)), icon=":material/filter_alt_off:")
    elif code:
        _drawn(code, scope)
    else:
        st.caption(say("countries.choose_why"))


def _selected(scope: Scope) -> str:
    """The country of the selection, where it names only one."""
    named = {*scope.visitor_country, *scope.host_country} - {EU27}
    return named.pop() if len(named) == 1 else ""


def _choices() -> list[str]:
    """Countries that take part, or are in this register; in protocol order."""
    reader = session.reader()
    held = {*reader.options("visitor_country"), *reader.options("host_country")} - {REST_OF_WORLD}
    return [
        code
        for code, one in countries().items()
        if code in held or any(one.eligible_in(wave) for wave in ELIGIBLE_WAVES)
    ]


def _of(role: str, code: str, scope: Scope) -> Scope:
    """The selection with that country on one side, and any on the other."""
    return _everywhere(scope).with_(**{f"{role}_country": (code,)})


def _everywhere(scope: Scope) -> Scope:
    return scope.apart_from(*_SIDES)


def _drawn(code: str, scope: Scope) -> None:
    colours = {"visitor": palette().visitor, "host": palette().host}
    sides = [
        Side(role, _of(role, code, scope), _of(role, EU27, scope), colour) for role, colour in colours.items()
    ]
    subject = Subject(
        "country",
        language.label("visitor_country", code),
        say("countries.eu27"),
        say("countries.average"),
        len(eu_members()),
    )
    measured = [portrait.figures_of(side, subject) for side in sides]
    _headline(code, scope, subject, measured)
    st.caption(session.told("countries.beside", members=subject.members))
    kosovo = code == portrait.KOSOVO
    for column, side, figures in zip(st.columns(2, gap="large"), sides, measured, strict=True):
        with column:
            kosovo |= _side(code, side, subject, figures)
    if kosovo:
        portrait.footnote()


def _headline(code: str, scope: Scope, subject: Subject, measured: Sequence[SideFigures]) -> None:
    """Sent, hosted, and the balance of both."""
    main = session.reader().volume()
    sides = [
        portrait.tile(say(f"countries.{name}"), main, figures, subject)
        for name, figures in zip(("sent", "hosted"), measured, strict=True)
    ]
    tiles.draw([*sides, _own_balance(code, scope)], least=200, most=3)


def _own_balance(code: str, scope: Scope) -> Tile:
    measurement = session.measured([BALANCE], by=["visitor_country"], scope=_everywhere(scope))
    figure = measurement[BALANCE]
    rows = [row for row in measurement.frame().to_dict("records") if row["visitor_country"] == code]
    cell = figure.cell_of(rows[0]) if rows and not figure.reason else None
    value, flag = (cell.value, cell.flag) if cell else (None, ":")
    words = {"c": "balance_few", "u": "balance_unsure", "": "balance_unit"}
    return Tile(
        say("countries.balance"),
        say("measure.not_measurable_short") if value is None else _signed(value),
        f"{BALANCE}: {figure.reason or figure.kpi.definition}",
        below=(session.told(f"countries.{words[flag]}"),) if flag in words else (),
    )


def _side(code: str, side: Side, subject: Subject, measured: SideFigures) -> bool:
    """One side of the country: its figures, partners, ecosystems and years; whether Kosovo is among them."""
    main = session.reader().volume()
    name = markdown_text(subject.name)
    st.header(say(f"profile.as_{side.role}", name=name), anchor=False)
    found = measured.measurement
    if main not in found.not_measurable and not found[main].value:
        st.info(say(f"profile.none_{side.role}", name=name), icon=":material/search_off:")
        return False
    portrait.figures_table(side, measured, subject)
    other = "host_country" if side.role == "visitor" else "visitor_country"
    kosovo = portrait.spread(
        side,
        other,
        subject,
        title=say(f"countries.partners_{side.role}", name=name),
        on_pick=_pick_pair(code, f"{side.role}_country", other),
    )
    portrait.spread(
        side,
        f"{side.role}_sector",
        subject,
        title=say(f"countries.sectors_{side.role}", name=name),
        on_pick=views.pick(f"{side.role}_sector"),
    )
    portrait.course(side, measured, main, subject, title=say(f"countries.years_{side.role}", name=name))
    return kosovo


def _pick_pair(code: str, own: str, other: str) -> Callable[[Sequence[Any]], None]:
    """A click on a partner selects the pair, a second click takes it away; the profile stays open."""

    def picked(data: Sequence[Any]) -> None:
        scope = session.scope()
        pair = scope.with_(**{own: (code,), other: (str(data[0]),)})
        chosen = _everywhere(scope) if pair == scope else pair
        st.query_params.from_dict(session.page_address(chosen, country=code))

    return picked
