"""Where ecosystems meet, and how often they cross over."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import YEAR_BEFORE
from cxc_metrics.disclosure import Figures
from cxc_metrics.export import leading
from cxc_metrics.export.pictures.drawings import Series, Trend
from cxc_metrics.export.pictures.drawings_of_countries import Matrix, Sign
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.flags import PROVISIONAL
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import (
    blocks,
    marking,
    matrices,
    side_by_side,
    views,
)
from ui.session import untellable

COUNTED, CROSSING, INDEX, AGAINST = "O01", "O10", "N08", "N04s"
SHOWN: Final = ("observed", "against")
# What the table and the profile of an ecosystem show of it.
FIGURES: Final = ("O01", "O10", "O04", "O07")
SIDES: Final = ("visitor_sector", "host_sector")


def lacking(scope: Scope) -> bool:
    """Say why this register or selection has no ecosystems, where it has none."""
    measurement = session.measured([CROSSING], by=["visitor_sector"], scope=scope)
    if all(map(untellable.outside, measurement.not_measurable.values())):
        return False  # of the whole selection there are figures
    for reason in measurement.not_measurable.values():
        st.info(markdown_text(sentences.reason(reason)), icon=":material/block:")
    return bool(measurement.not_measurable)


def headline(scope: Scope) -> None:
    """How much, how broad, how often across ecosystems, and the index beside what chance would give."""
    ids = [COUNTED, "O09", CROSSING]
    history = session.measured(ids, by=["year"], scope=scope, totals=True)
    figures_now = session.measured([*ids, INDEX], scope=scope, compare=YEAR_BEFORE)
    blocks.headline("sectors_headline", figures_now, history)
    if not untellable.is_kept(INDEX, (), scope):
        st.caption(_crossing_told(scope))


def _crossing_told(scope: Scope) -> str:
    measurement = session.measured([INDEX], scope=scope)
    figure = measurement[INDEX]
    if figure.reason or figure.value is None or figure.part("modelled") is None:
        return say("sectors.index_meaning")
    sentence = say(
        "sectors.index_told",
        value=numbers.kpi_value(figure.kpi, figure.value),
        modelled=numbers.kpi_value(figure.kpi, figure.part("modelled")),
        unknown=numbers.number(figure.part("unknown")),
    )
    return f"{say('sectors.index_meaning')} {sentence}"


def matrix(scope: Scope) -> None:
    """Visitor's ecosystem × host's: exchanges, or how they stand against the model; a click selects both."""
    shown = _chosen(scope)
    kpi = AGAINST if shown == "against" else COUNTED
    whole = scope.apart_from(*SIDES)
    measurement = session.measured([kpi], by=list(SIDES), scope=whole)
    title = say(f"sectors.matrix_{shown}")
    if measurement.not_measurable:
        blocks.chart("sectors_matrix", title, None, measurement, finding="")
        return
    every = measurement.frame().dropna(subset=list(SIDES))
    cells = every.dropna(subset=[kpi])
    cells = cells[cells[kpi] != 0]
    finding = _strongest_told(cells, measurement, whole, shown)
    blocks.chart(
        "sectors_matrix",
        title,
        _drawing(cells, every, kpi, scope) if len(cells) else None,
        measurement,
        finding=finding,
        on_pick=matrices.pick_pair(*SIDES),
        note=" ".join(filter(None, [say(f"sectors.matrix_{shown}_note"), marking.note(scope, *SIDES)])),
        drawn=measurement.table(leading(measurement.frame(), *SIDES, kpi)),
    )


def _chosen(scope: Scope) -> str:
    """What the matrix shows, in a control where there is a choice for this viewer."""
    if untellable.is_kept(AGAINST, SIDES, scope):
        return SHOWN[0]
    shown = "against" if session.page_value("show") == "against" else "observed"
    st.session_state["w_show"] = shown
    st.segmented_control(
        say("sectors.show"),
        SHOWN,
        format_func=lambda choice: say(f"sectors.{choice}"),
        required=True,
        key="w_show",
        on_change=lambda: session.go_on_page(
            show=None if st.session_state["w_show"] == SHOWN[0] else st.session_state["w_show"]
        ),
    )
    return shown


def _drawing(cells: pd.DataFrame, every: pd.DataFrame, kpi: str, scope: Scope) -> Matrix:
    """All ecosystems there are on both sides in one order, so that the diagonal is the ecosystem itself."""
    shown = "against" if kpi == AGAINST else "observed"
    codes = sorted({*cells["visitor_sector"], *cells["host_sector"]})
    values = cells.set_index(list(SIDES))[kpi].to_dict()
    names = [language.label("visitor_sector", code) for code in codes]
    short = [language.label("visitor_sector", code, short=True) for code in codes]
    return Matrix(
        codes,
        codes,
        [[values.get((row, to)) for to in codes] for row in codes],
        row_labels=names,
        column_labels=names,
        short_rows=short,
        short_columns=short,
        row_title=say("sectors.of_visitor"),
        column_title=say("sectors.of_host"),
        unit=say(f"sectors.unit_{shown}"),
        number="decimal" if shown == "against" else "count",
        scale="times" if shown == "against" else "amounts",
        signs=_signs(every, set(codes)) if shown == "against" else (),
        selected=(marking.marked(scope, SIDES[0]), marking.marked(scope, SIDES[1])),
    )


def _signs(every: pd.DataFrame, codes: set[Any]) -> list[Sign]:
    """Pairs that met in no exchange: where size alone gives at least one, and where it gives less."""
    inside = every[every[SIDES[0]].isin(codes) & every[SIDES[1]].isin(codes)]
    bare = inside[~(inside[AGAINST] > 0)]
    return [
        Sign(row, to, say("flows.sign_small" if pd.isna(value) else "flows.sign_none"), str(reading))
        for row, to, value, reading in zip(
            bare[SIDES[0]], bare[SIDES[1]], bare[AGAINST], bare[f"{AGAINST}_reading"], strict=True
        )
    ]


def _strongest_told(cells: pd.DataFrame, measurement: Figures, scope: Scope, shown: str) -> str:
    """The share that crosses over, and the strongest pair of two different ecosystems."""
    across = cells[cells["visitor_sector"] != cells["host_sector"]]
    if shown == "against":
        across = across[across[f"{AGAINST}_ranked"] == 1]
    if across.empty:
        return say("sectors.no_crossing")
    best = across.sort_values(measurement.kpis[0].id, ascending=False, kind="stable").iloc[0]
    ends = {
        side: language.label(name, best[name]) for side, name in zip(("sender", "host"), SIDES, strict=True)
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
    crossing = table.dropna(subset=[CROSSING])
    provisional = [PROVISIONAL in cell.flag for cell in measurement.details()[CROSSING].cells]
    drawing = Trend(
        [str(year) for year in table["year"]],
        [Series(kpi.name, [None if pd.isna(value) else float(value) for value in table[CROSSING]])],
        unit=kpi.noun,
        number="share",
        provisional=provisional,
    )
    finding = say("sectors.no_crossing")
    if len(crossing):
        first, last = crossing.iloc[0], crossing.iloc[-1]
        finding = say(
            "sectors.years_told",
            total=numbers.percent(measurement[CROSSING].value),
            first=first["year"],
            was=numbers.percent(first[CROSSING]),
            last=last["year"],
            now=numbers.percent(last[CROSSING]),
        )
    drawn = drawing if len(crossing) else None
    blocks.chart(
        "sectors_years",
        title,
        drawn,
        measurement.only(CROSSING),
        finding=finding,
        note=say("chart.paler") if any(provisional) else "",
    )


def table(scope: Scope) -> None:
    """Ecosystems side by side in figures of the reader's choice."""
    side_by_side.draw(
        "sectors_table",
        say("sectors.table"),
        "visitor_sector",
        scope,
        FIGURES,
        on_pick=views.pick("visitor_sector"),
    )
