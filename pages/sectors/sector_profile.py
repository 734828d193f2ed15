"""One ecosystem in full, as visitor and as host, beside all others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from cxc_metrics.contract import ecosystems
from cxc_metrics.scope import Scope
from cxc_metrics.words import language
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.sectors.sector_matrix import COUNTED, CROSSING, SIDES
from ui import session
from ui.parts import (
    brief_menu,
    folded,
    portrait,
    tiles,
    views,
)
from ui.parts.portrait import Side, SideFigures, Subject
from ui.parts.portrait_course import course


def profile(scope: Scope) -> None:
    """One ecosystem of the reader's choice, or the one ecosystem of the selection."""
    st.header(say("sectors.profile"), anchor=False)
    sector_code = session.page_value("sector_profile")
    text = sector_code or _selected(scope)
    code = int(text) if text.isdecimal() and len(text) < 4 else None
    codes = list(ecosystems())
    st.session_state["w_sector_profile"] = code if code in codes else None
    st.selectbox(
        say("sectors.choose"),
        codes,
        index=None,
        format_func=lambda code: language.label("visitor_sector", code),
        key="w_sector_profile",
        placeholder=say("sectors.choose_hint"),
        on_change=_profile_changed,
        width=420,
    )
    if text and code not in codes:
        st.warning(say("sectors.unknown", code=markdown_text(text)), icon=":material/filter_alt_off:")
    elif code is not None:
        _drawn(code, scope)
    else:
        st.caption(say("sectors.choose_why"))


def _profile_changed() -> None:
    chosen = st.session_state["w_sector_profile"]
    session.go_on_page(sector_profile=str(chosen) if chosen else None)


def _selected(scope: Scope) -> str:
    """The ecosystem of the selection, where it names only one."""
    named = {*scope.visitor_sector, *scope.host_sector}
    return str(named.pop()) if len(named) == 1 else ""


def _of(role: str, codes: Sequence[int], scope: Scope) -> Scope:
    return scope.with_(**dict.fromkeys(SIDES, ())).with_(**{f"{role}_sector": tuple(codes)})


def _drawn(code: int, scope: Scope) -> None:
    # Whoever may choose one value or all of a filter sees it beside all.
    every = [] if session.reader().is_bound else list(ecosystems())
    sides = [Side(role, _of(role, [code], scope), _of(role, every, scope)) for role in portrait.ROLES]
    name = language.label("visitor_sector", code, short=True)
    subject = Subject("sector", name, say("sectors.all"), say("sectors.average"), len(ecosystems()))
    measured = [portrait.figures_of(side, subject) for side in sides]
    _headline(subject, sides, measured)
    brief_menu.subject_menu("sector", "sector", str(code))
    st.caption(say("sectors.against_group", members=subject.members))
    kosovo = False
    for column, side, figures in zip(folded.beside(2), sides, measured, strict=True):
        with column:
            kosovo |= _side(code, side, subject, figures)
    if kosovo:
        portrait.footnote()


def _headline(subject: Subject, sides: Sequence[Side], measured: Sequence[SideFigures]) -> None:
    """How often it travels and hosts, and how often into another ecosystem."""
    shown = [
        portrait.tile(say(f"sectors.{kpi}_{side.role}"), kpi, figures, subject)
        for kpi in (COUNTED, CROSSING)
        for side, figures in zip(sides, measured, strict=True)
    ]
    tiles.draw(shown, least=180)


def _side(code: int, side: Side, subject: Subject, measured: SideFigures) -> bool:
    """One side of the ecosystem: figures, partners, countries, years; whether Kosovo is among them."""
    name = markdown_text(subject.name)
    st.header(say(f"profile.as_{side.role}", name=name), anchor=False)
    measurement = measured.measurement
    if COUNTED not in measurement.not_measurable and not measurement[COUNTED].value:
        st.info(say(f"profile.none_{side.role}", name=name), icon=":material/search_off:")
        return False
    portrait.figures_table(side, measured, subject)
    other = "host_sector" if side.role == "visitor" else "visitor_sector"
    portrait.spread(
        side,
        other,
        subject,
        title=say(f"sectors.partners_{side.role}", name=name),
        on_pick=_pick_pair(code, f"{side.role}_sector", other),
    )
    own = f"{side.role}_country"
    kosovo = portrait.spread(
        side, own, subject, title=say(f"sectors.countries_{side.role}", name=name), on_pick=views.pick(own)
    )
    title = say(f"sectors.years_{side.role}", name=name)
    course(side, measured, CROSSING, subject, title=title)
    return kosovo


def _pick_pair(code: int, own: str, other: str) -> Callable[[Sequence[Any]], None]:
    """A click on a partner selects the pair, a second click takes it away; the profile stays open."""

    def picked(data: Sequence[Any]) -> None:
        scope = session.scope()
        pair = scope.with_(**{own: (code,), other: (int(data[0]),)})
        chosen = scope.with_(**dict.fromkeys(SIDES, ())) if pair == scope else pair
        st.query_params.from_dict(session.page_address(chosen, sector_profile=str(code)))

    return picked
