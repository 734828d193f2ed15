"""The views several pages share: measure, draw, and let a click set the selection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from cxc_metrics.access import EU_AVERAGE, TOGETHER, stands_for_eu
from cxc_metrics.catalogue import Kpi
from cxc_metrics.contract import countries
from cxc_metrics.contract.codes import ELIGIBLE_WAVES
from cxc_metrics.contract.reference import KOSOVO_NOTE, REST_OF_WORLD
from cxc_metrics.disclosure import Figures
from cxc_metrics.export.pictures import default_drawing
from cxc_metrics.export.pictures.colours import of_side
from cxc_metrics.export.pictures.drawings import RankedBars
from cxc_metrics.export.pictures.drawings_of_countries import CountryMap
from cxc_metrics.export.pictures.map_extent import Extent, extent_of
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import (
    blocks,
    inspection,
    map_marks,
    marking,
)

MOST_BARS: Final = 20
_NO_CORRIDORS: Final = map_marks.Corridors()


def pick(field: str) -> Callable[[Sequence[Any]], None]:
    """A click on a mark makes its code the filter; a second click on the same one takes it away."""

    def picked(data: Sequence[Any]) -> None:
        scope = session.scope()
        chosen = scope.with_(**{field: (str(data[0]),)})
        session.select(scope.with_(**{field: ()}) if chosen == scope else chosen)

    return picked


def ranking(key: str, title: str, kpi: str, by: str, scope: Scope, *, in_one: bool = False) -> None:
    """Ranked bars of one KPI by one dimension, the largest first, in the colour of its side; a click selects
    where it is a filter. With `in_one` title and finding are one heading.
    """
    whole = scope.apart_from(by)
    second = marking.unfiltered(session.second_selection(), by)
    measurement = session.measured([kpi], by=[by], scope=whole, compare=second)
    if measurement.not_measurable:
        blocks.chart(key, title, None, measurement, finding="")
        return
    table = measurement.frame().dropna(subset=[kpi])
    missing = table.loc[table[by].isna(), kpi]
    ranked = _by_size(table[(table[kpi] > 0) & table[by].notna()], measurement)
    top = marking.first(ranked, by, scope, MOST_BARS)
    unit, form = unit_of(measurement), form_of(measurement.kpis[0])
    figure = (
        RankedBars(
            list(top[by]),
            _labels(by, top),
            list(top[kpi]),
            unit=unit,
            number=form,
            colour=of_side(by),
            hover=_pointed_at(measurement, top, by),
            selected=marking.marked(scope, by),
            second=_second(measurement, top),
        )
        if len(top)
        else None
    )
    finding = _leaders(ranked, measurement, by)
    notes = [say("chart.first", shown=len(top), total=len(ranked))] if len(ranked) > len(top) else []
    if form == "count" and len(missing) and missing.iloc[0] > 0:
        notes.append(say("chart.not_recorded", count=numbers.number(missing.iloc[0])))
    notes += [*_mark_told(measurement), marking.note(scope, by)]
    note = " ".join(filter(None, notes))
    on_pick = pick(by) if by in Scope.fields() else None
    blocks.chart(key, title, figure, measurement, finding=finding, on_pick=on_pick, note=note, in_one=in_one)


def form_of(kpi: Kpi) -> str:
    """How its values stand on bars."""
    if kpi.is_percent:
        return "share"
    return "decimal" if kpi.kind == "ratio" else "count"


def _second(measurement: Figures, rows: pd.DataFrame) -> tuple[str, list[float]] | None:
    """What a mark beside each bar is called, and where it stands; None where nothing is compared."""
    if measurement.compare is None:
        return None
    [figure] = measurement
    name = _eu_average(measurement) or say("beside.other")
    return name, list(rows[figure.compared_name])


def _eu_average(measurement: Figures) -> str:
    if measurement.compare is None or measurement.compare.name != EU_AVERAGE:
        return ""
    return say(f"beside.eu_series_{stands_for_eu(measurement.kpis[0]) or TOGETHER}")


def _mark_told(measurement: Figures) -> list[str]:
    compare = measurement.compare
    if compare is None:
        return []
    if average := _eu_average(measurement):
        return [say("beside.mark_eu", average=average)]
    other = compare.scope.sentence(session.reader(), locale=language.chosen())
    return [say("beside.mark", selection=markdown_text(other))]


def country_map(
    key: str, title: str, kpi: str, by: str, scope: Scope, *, picks: bool = True, in_one: bool = False
) -> None:
    """The map of one KPI by country; a click selects the country, unless it `picks` nothing."""
    measurement = session.measured([kpi], by=[by], scope=scope.apart_from(by))
    if measurement.not_measurable:
        blocks.chart(key, title, None, measurement, finding="")
        return
    table = measurement.frame().dropna(subset=[kpi, by])
    if _counts(measurement):
        table = table[table[kpi] > 0]
    table = _by_size(table, measurement)
    finding = _leaders(table, measurement, by)
    draw_map(
        key,
        title,
        measurement,
        table,
        by,
        finding=finding,
        on_pick=pick(by) if picks else None,
        unit=unit_of(measurement),
        selected=marking.marked(scope, by),
        hint=marking.note(scope, by),
        corridors=map_marks.corridors(kpi, by, scope),
        in_one=in_one,
    )


def draw_map(
    key: str,
    title: str,
    measurement: Figures,
    table: pd.DataFrame,
    by: str,
    *,
    finding: str,
    on_pick: Callable[[Sequence[Any]], None] | None,
    unit: str,
    texts: Sequence[str] = (),
    signed: bool = False,
    selected: Sequence[int | str] = (),
    hint: str = "",
    corridors: map_marks.Corridors = _NO_CORRIDORS,
    in_one: bool = False,
) -> None:
    """The countries of a measurement's table on the map; what is not in view is listed below it.

    The map shows the part of the world that holds 95% of the records.
    `texts` are said beside the value when a country is pointed at (else what it rests on); `signed` values
    have 0 in the middle of the scale; `selected` countries have a thick border; `corridors` are arcs upon it.
    """
    extent = _extent(measurement, table, by)
    shapes = [extent.shows(map_marks.iso3_of(code)) for code in table[by]]
    drawn = table[pd.Series(shapes, table.index, dtype=bool)]
    details = texts or map_marks.sizes(measurement, table)
    drawing = CountryMap(
        [map_marks.iso3_of(code) for code in drawn[by]],
        list(drawn[by]),
        _labels(by, drawn),
        list(drawn[measurement.kpis[0].id]),
        unit=unit,
        number=measurement.kpis[0].number_format,
        extent=extent,
        diverging=signed,
        hover=[detail for detail, shape in zip(details, shapes, strict=True) if shape],
        selected=selected,
        unvalued=map_marks.unvalued(measurement, set(table[by]), by, extent),
        plain=map_marks.plain_words(),
        arcs=corridors.arcs,
        arcs_name=corridors.name,
    )
    note = _map_note(by, measurement, table, drawn)
    blocks.chart(
        key,
        title,
        drawing if len(table) else None,
        measurement,
        finding=finding,
        on_pick=on_pick,
        note="  \n".join([hint, note] if hint else [note]),
        in_one=in_one,
    )


def _extent(measurement: Figures, table: pd.DataFrame, by: str) -> Extent:
    """Of numbers they say themselves how much each country holds, of shares what they rest on."""
    figure = measurement[measurement.ids[0]]
    weights = figure.series() if figure.kpi.additive else figure.series("n")
    held = weights.reindex(table.index).fillna(0).astype("float64")
    return extent_of({map_marks.iso3_of(code): weight for code, weight in zip(table[by], held, strict=True)})


def _counts(measurement: Figures) -> bool:
    """Whether 0 means nothing: such a country keeps the colour of land, one with a share of 0 % does not."""
    return measurement.kpis[0].additive or measurement.kpis[0].kind == "distinct"


def _without_rest(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """The rows of countries, where `by` are countries: the rest of the world is none (definitions 1)."""
    return table[table[by].astype("str") != REST_OF_WORLD]


def _by_size(table: pd.DataFrame, measurement: Figures) -> pd.DataFrame:
    """The largest first; of equal ones that which rests on more."""
    figure = measurement[measurement.ids[0]]
    rests = figure.series("n").reindex(table.index).fillna(0)
    return table.iloc[np.lexsort((-rests.to_numpy("float64"), -table[figure.kpi.id].to_numpy("float64")))]


def _pointed_at(measurement: Figures, rows: pd.DataFrame, by: str) -> list[str]:
    """Name and what the value rests on."""
    sizes = map_marks.sizes(measurement, rows)
    return [", ".join(filter(None, pair)) for pair in zip(_labels(by, rows), sizes, strict=True)]


def _leaders(ranked: pd.DataFrame, measurement: Figures, by: str) -> str:
    named, figure = _without_rest(ranked, by), measurement[measurement.ids[0]]
    sizes = figure.series("n").reindex(named.index)
    values = [
        numbers.value_of_n(figure.kpi, value, n) for value, n in zip(named[figure.kpi.id], sizes, strict=True)
    ]
    return sentences.leaders(list(zip(_labels(by, named), values, strict=True)), what=say(f"many.{by}"))


def _map_note(by: str, measurement: Figures, table: pd.DataFrame, drawn: pd.DataFrame) -> str:
    figure = measurement[measurement.ids[0]]
    rest = table[~table[by].isin(drawn[by])]
    values = [numbers.kpi_value(figure.kpi, value) for value in rest[figure.kpi.id]]
    beyond = [f"{name} ({value})" for name, value in zip(_labels(by, rest), values, strict=True)]
    shown = say("chart.drawn", drawn=len(drawn), total=len(_without_rest(table, by)))
    not_drawn = say("chart.not_drawn", names=markdown_text(", ".join(beyond)))
    parts = [f"{shown} {not_drawn}" if beyond else shown]
    if hidden := [
        language.label(by, code, session.reader()) for code in map_marks.named_hidden(measurement, by)
    ]:
        parts.append(say("profile.hidden", names=markdown_text(", ".join(hidden))))
    parts += [say("chart.map_source"), say("chart.map_disclaimer")]
    return "  \n".join([*parts, KOSOVO_NOTE.replace("*", "\\*")])


def unreached(title: str, by: str, scope: Scope, kpi: str = "O01") -> None:
    """Countries that take part without a held exchange on that side; Member States apart from the others."""
    whole = scope.apart_from(by)
    measurement = session.measured([kpi], by=[by], scope=whole)
    if measurement.not_measurable:
        blocks.chart(f"unreached_{by}", title, None, measurement, finding="")
        return
    st.header(title, anchor=False)
    marking.narrowed(whole)
    of_scheme = session.reader().manifest.is_of_scheme
    st.markdown(say(f"countries.unreached_{by}" if of_scheme else f"countries.unreached_held_{by}"))
    if measurement.is_protected:
        st.caption(say("protected.none_shown"))
    table = measurement.frame()
    reached = set(table.loc[table[kpi] > 0, by].dropna())
    waves = scope.wave or ELIGIBLE_WAVES
    missing = [countries()[code] for code in map_marks.taking_part(waves) if code not in reached]
    for group, members in (("eu", True), ("other" if of_scheme else "held", False)):
        names = [
            language.label(by, place.country_code, session.reader())
            for place in missing
            if place.eu_member is members
        ]
        listed = markdown_text(", ".join(names)) if names else say("countries.none_missing")
        st.markdown(f"**{say(f'countries.missing_{group}')}**  \n{listed}")
    st.caption(inspection.source_line(measurement))


def _labels(by: str, table: pd.DataFrame) -> list[str]:
    reader = session.reader()
    return [language.label(by, code, reader) for code in table[by]]


def unit_of(measurement: Figures) -> str:
    """What the first KPI counts, as an axis or a sentence names it."""
    return default_drawing.unit_of(measurement.kpis[0])
