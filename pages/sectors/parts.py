"""The parts of the Sectors page: where ecosystems meet, how often they cross over, one of them in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import YEAR_BEFORE
from cxc_metrics.contract import ecosystems
from cxc_metrics.disclosure import Figures
from cxc_metrics.export import leading
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import figures, session
from ui.figures.clicks import clickable
from ui.figures.theme import palette
from ui.parts import (
    blocks,
    marking,
    matrices,
    portrait,
    side_by_side,
    tiles,
    views,
)
from ui.parts.portrait import Side, SideFigures, Subject

COUNTED, CROSSING, INDEX, AGAINST = "O01", "O10", "N08", "N04s"
SHOWN: Final = ("observed", "against")
BESIDE: Final = ("O01", "O10", "O04", "O07")
_SIDES: Final = ("visitor_sector", "host_sector")


def lacking(scope: Scope) -> bool:
    """Say why this register or selection has no ecosystems, where it has none."""
    measurement = session.measured([CROSSING], by=["visitor_sector"], scope=scope)
    for reason in measurement.not_measurable.values():
        st.info(markdown_text(sentences.reason(reason)), icon=":material/block:")
    return bool(measurement.not_measurable)


def headline(scope: Scope) -> None:
    """How much, how broad, how often across ecosystems, and the index beside what chance would give."""
    ids = [COUNTED, "O09", CROSSING]
    history = session.measured(ids, by=["year"], scope=scope, totals=True)
    figures_now = session.measured([*ids, INDEX], scope=scope, compare=YEAR_BEFORE)
    blocks.headline("sectors_headline", figures_now, history)
    st.caption(_crossing_told(scope))


def _crossing_told(scope: Scope) -> str:
    measurement = session.measured([INDEX], scope=scope)
    figure = measurement[INDEX]
    if figure.reason or figure.value is None or figure.part("modelled") is None:
        return say("sectors.index_meaning")
    told = say(
        "sectors.index_told",
        value=numbers.kpi_value(figure.kpi, figure.value),
        modelled=numbers.kpi_value(figure.kpi, figure.part("modelled")),
        unknown=numbers.number(figure.part("unknown")),
    )
    return f"{say('sectors.index_meaning')} {told}"


def matrix(scope: Scope) -> None:
    """Visitor's ecosystem × host's: exchanges, or how they stand against the model; a click selects both."""
    shown = "against" if session.page_value("show") == "against" else "observed"
    st.session_state["w_show"] = shown
    st.segmented_control(
        say("sectors.show"),
        SHOWN,
        format_func=lambda one: say(f"sectors.{one}"),
        required=True,
        key="w_show",
        on_change=lambda: session.go_on_page(
            show=None if st.session_state["w_show"] == SHOWN[0] else st.session_state["w_show"]
        ),
    )
    kpi = AGAINST if shown == "against" else COUNTED
    whole = scope.apart_from(*_SIDES)
    measurement = session.measured([kpi], by=list(_SIDES), scope=whole)
    title = say(f"sectors.matrix_{shown}")
    if measurement.not_measurable:
        blocks.chart("sectors_matrix", title, None, measurement, finding="")
        return
    column = f"{AGAINST}_log2" if shown == "against" else COUNTED
    cells = measurement.frame().dropna(subset=[*_SIDES, column])
    cells = cells[cells[column] != 0] if shown == "observed" else cells
    finding = _strongest_told(cells, measurement, whole, shown)
    blocks.chart(
        "sectors_matrix",
        title,
        _drawing(cells, column, shown, scope) if len(cells) else None,
        measurement,
        finding=finding,
        on_pick=matrices.pick_pair(*_SIDES),
        note=" ".join(filter(None, [say(f"sectors.matrix_{shown}_note"), marking.note(scope, *_SIDES)])),
        drawn=measurement.table(leading(measurement.frame(), *_SIDES, column)),
    )


def _drawing(cells: pd.DataFrame, column: str, shown: str, scope: Scope) -> Any:
    """All ecosystems there are on both sides in one order, so that the diagonal is the ecosystem itself."""
    codes = sorted({*cells["visitor_sector"], *cells["host_sector"]})
    known = cells.set_index(list(_SIDES))[column].to_dict()
    names = [language.label("visitor_sector", code) for code in codes]
    short = [language.label("visitor_sector", code, short=True) for code in codes]
    drawing = figures.flow_matrix(
        codes,
        codes,
        [[known.get((row, to)) for to in codes] for row in codes],
        palette(),
        row_labels=names,
        column_labels=names,
        short_rows=short,
        short_columns=short,
        row_title=say("sectors.of_visitor"),
        column_title=say("sectors.of_host"),
        unit=say(f"sectors.unit_{shown}"),
        number="decimal" if shown == "against" else "count",
        diverging=shown == "against",
        selected=(marking.marked(scope, _SIDES[0]), marking.marked(scope, _SIDES[1])),
    )
    return clickable(drawing)


def _strongest_told(cells: pd.DataFrame, measurement: Figures, scope: Scope, shown: str) -> str:
    """The share that crosses over, and the strongest pair of two different ecosystems."""
    across = cells[cells["visitor_sector"] != cells["host_sector"]]
    if shown == "against":
        across = across[across[f"{AGAINST}_ranked"] == 1]
    if across.empty:
        return say("sectors.no_crossing")
    best = across.sort_values(measurement.kpis[0].id, ascending=False, kind="stable").iloc[0]
    ends = {
        side: language.label(name, best[name]) for side, name in zip(("sender", "host"), _SIDES, strict=True)
    }
    if shown == "against":
        return say("sectors.against_told", **ends, reading=best[f"{AGAINST}_reading"])
    share = session.measured([COUNTED, "O09", CROSSING, INDEX], scope=scope, compare=YEAR_BEFORE)
    return say(
        "sectors.observed_told",
        **ends,
        value=numbers.number(best[COUNTED]),
        share=numbers.percent(share[CROSSING].value),
        n=numbers.number(share[CROSSING].n),
    )


def years(scope: Scope) -> None:
    """The cross-sector share year by year."""
    ids = [COUNTED, "O09", CROSSING]
    measurement = session.measured(ids, by=["year"], scope=scope, totals=True)
    title = say("sectors.years")
    if CROSSING in measurement.not_measurable:
        blocks.chart("sectors_years", title, None, measurement, finding="")
        return
    table, kpi = measurement.frame(totals=False), measurement.kpis[2]
    known = table.dropna(subset=[CROSSING])
    drawing = figures.trend(
        [str(year) for year in table["year"]],
        {kpi.name: ([None if pd.isna(one) else float(one) for one in table[CROSSING]], palette().held)},
        palette(),
        unit=kpi.name.lower(),
        number="share",
        provisional=["p" in cell.flag for cell in measurement.details()[CROSSING].cells],
    )
    finding = say("sectors.no_crossing")
    if len(known):
        first, last = known.iloc[0], known.iloc[-1]
        finding = say(
            "sectors.years_told",
            total=numbers.percent(measurement[CROSSING].value),
            first=first["year"],
            was=numbers.percent(first[CROSSING]),
            last=last["year"],
            now=numbers.percent(last[CROSSING]),
        )
    drawn = drawing if len(known) else None
    blocks.chart("sectors_years", title, drawn, measurement.only(CROSSING), finding=finding)


def table(scope: Scope) -> None:
    """Ecosystems side by side in figures of the reader's choice."""
    side_by_side.draw(
        "sectors_table",
        say("sectors.table"),
        "visitor_sector",
        scope,
        BESIDE,
        on_pick=views.pick("visitor_sector"),
    )


def profile(scope: Scope) -> None:
    """One ecosystem of the reader's choice, or the one ecosystem of the selection."""
    st.header(say("sectors.profile"), anchor=False)
    asked = session.page_value("sector_profile")
    text = asked or _selected(scope)
    code = int(text) if text.isdecimal() and len(text) < 4 else None
    known = list(ecosystems())
    st.session_state["w_sector_profile"] = code if code in known else None
    st.selectbox(
        say("sectors.choose"),
        known,
        index=None,
        format_func=lambda one: language.label("visitor_sector", one),
        key="w_sector_profile",
        placeholder=say("sectors.choose_hint"),
        on_change=_profile_changed,
        width=420,
    )
    if text and code not in known:
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
    return scope.with_(**dict.fromkeys(_SIDES, ())).with_(**{f"{role}_sector": tuple(codes)})


def _drawn(code: int, scope: Scope) -> None:
    colours = {"visitor": palette().visitor, "host": palette().host}
    sides = [
        Side(role, _of(role, [code], scope), _of(role, list(ecosystems()), scope), colour)
        for role, colour in colours.items()
    ]
    name = language.label("visitor_sector", code, short=True)
    subject = Subject("sector", name, say("sectors.all"), say("sectors.average"), len(ecosystems()))
    measured = [portrait.figures_of(side, subject) for side in sides]
    _headline(subject, sides, measured)
    st.caption(say("sectors.beside", members=subject.members))
    kosovo = False
    for column, side, found in zip(st.columns(2, gap="large"), sides, measured, strict=True):
        with column:
            kosovo |= _side(code, side, subject, found)
    if kosovo:
        portrait.footnote()


def _headline(subject: Subject, sides: Sequence[Side], measured: Sequence[SideFigures]) -> None:
    """How often it travels and hosts, and how often into another ecosystem."""
    shown = [
        portrait.tile(say(f"sectors.{kpi}_{side.role}"), kpi, found, subject)
        for kpi in (COUNTED, CROSSING)
        for side, found in zip(sides, measured, strict=True)
    ]
    tiles.draw(shown, least=180)


def _side(code: int, side: Side, subject: Subject, measured: SideFigures) -> bool:
    """One side of the ecosystem: figures, partners, countries, years; whether Kosovo is among them."""
    name = markdown_text(subject.name)
    st.header(say(f"profile.as_{side.role}", name=name), anchor=False)
    found = measured.measurement
    if COUNTED not in found.not_measurable and not found[COUNTED].value:
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
    portrait.course(side, measured, CROSSING, subject, title=title)
    return kosovo


def _pick_pair(code: int, own: str, other: str) -> Callable[[Sequence[Any]], None]:
    """A click on a partner selects the pair, a second click takes it away; the profile stays open."""

    def picked(data: Sequence[Any]) -> None:
        scope = session.scope()
        pair = scope.with_(**{own: (code,), other: (int(data[0]),)})
        chosen = scope.with_(**dict.fromkeys(_SIDES, ())) if pair == scope else pair
        st.query_params.from_dict(session.page_address(chosen, sector_profile=str(code)))

    return picked
