"""One country in full, as sender and as host, beside the EU-27."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from cxc_metrics.contract import countries
from cxc_metrics.contract.country_names import read_country
from cxc_metrics.contract.reference import EU27, REST_OF_WORLD, eu_members
from cxc_metrics.disclosure import Figures
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.flags import HIDDEN, NOT_AVAILABLE, UNRELIABLE
from cxc_metrics.words import language
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.countries.shown_on_map import BALANCE, everywhere, signed
from ui import session
from ui.parts import (
    brief_menu,
    folded,
    map_marks,
    portrait,
    tiles,
    views,
)
from ui.parts.portrait import Side, SideFigures, Subject
from ui.parts.portrait_course import course
from ui.parts.tiles import Tile
from ui.session import behind, untellable


def profile(scope: Scope) -> None:
    """One country of the reader's choice, or the one country of the selection."""
    st.header(say("countries.profile"), anchor=False)
    country_code = session.page_value("country")
    meant = read_country(country_code or _selected(scope))
    code = meant[0] if len(meant) == 1 else (country_code or "")
    codes = _choices()
    st.session_state["w_country"] = code if code in codes else None
    st.selectbox(
        say("countries.choose"),
        codes,
        index=None,
        format_func=lambda code: language.label("visitor_country", code),
        key="w_country",
        placeholder=say("countries.choose_hint"),
        on_change=lambda: session.go_on_page(country=st.session_state["w_country"]),
        width=420,
    )
    if code and code not in codes:
        st.warning(
            say("countries.unknown", code=markdown_text(country_code)), icon=":material/filter_alt_off:"
        )
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
    offered = held.union(map_marks.taking_part())
    return [code for code in countries() if code in offered]


def _of(role: str, code: str, scope: Scope) -> Scope:
    """The selection with that country on one side, and any on the other."""
    return everywhere(scope).with_(**{f"{role}_country": (code,)})


def _drawn(code: str, scope: Scope) -> None:
    sides = [Side(role, _of(role, code, scope), _of(role, EU27, scope)) for role in portrait.ROLES]
    subject = Subject(
        "country",
        language.label("visitor_country", code),
        say("countries.eu27"),
        say("countries.average"),
        len(eu_members()),
    )
    measured = [portrait.figures_of(side, subject) for side in sides]
    _headline(code, scope, subject, measured)
    brief_menu.subject_menu("country", "country", code)
    st.caption(say("countries.against_group", members=subject.members))
    kosovo = code == portrait.KOSOVO
    for column, side, figures in zip(folded.beside(2), sides, measured, strict=True):
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
    balance = session.measured([BALANCE], by=["visitor_country"], scope=everywhere(scope))
    if not untellable.folded(say("countries.balance"), balance):
        sides.append(_own_balance(code, balance))
    tiles.draw(sides, least=200, most=3)


def _own_balance(code: str, measurement: Figures) -> Tile:
    figure = measurement[BALANCE]
    rows = [row for row in measurement.frame().to_dict("records") if row["visitor_country"] == code]
    cell = figure.cell_of(rows[0]) if rows and not figure.reason else None
    value, flag = (cell.value, cell.flag) if cell else (None, NOT_AVAILABLE)
    words = {HIDDEN: "balance_few", UNRELIABLE: "balance_unsure", "": "balance_unit"}
    return Tile(
        say("countries.balance"),
        say("measure.not_measurable_short") if value is None else signed(value),
        f"{BALANCE}: {figure.reason or figure.kpi.definition}",
        below=(say(f"countries.{words[flag]}"),) if flag in words else (),
        figure=BALANCE,
        row=code,
        behind="" if value is None else behind.name_tile(BALANCE, measurement),
    )


def _side(code: str, side: Side, subject: Subject, measured: SideFigures) -> bool:
    """One side of the country: its figures, partners, ecosystems and years; whether Kosovo is among them."""
    main = session.reader().volume()
    name = markdown_text(subject.name)
    st.header(say(f"profile.as_{side.role}", name=name), anchor=False)
    measurement = measured.measurement
    if main not in measurement.not_measurable and not measurement[main].value:
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
    course(side, measured, main, subject, title=say(f"countries.years_{side.role}", name=name))
    return kosovo


def _pick_pair(code: str, own: str, other: str) -> Callable[[Sequence[Any]], None]:
    """A click on a partner selects the pair, a second click takes it away; the profile stays open."""

    def picked(data: Sequence[Any]) -> None:
        scope = session.scope()
        pair = scope.with_(**{own: (code,), other: (str(data[0]),)})
        chosen = everywhere(scope) if pair == scope else pair
        st.query_params.from_dict(session.page_address(chosen, country=code))

    return picked
