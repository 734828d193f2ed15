"""What a map shows beside its values: who takes part without one, what is not shown, corridors."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

import pandas as pd

from cxc_metrics.contract import countries
from cxc_metrics.contract.codes import ELIGIBLE_WAVES
from cxc_metrics.contract.reference import REST_OF_WORLD
from cxc_metrics.disclosure import Figures
from cxc_metrics.export.pictures.drawings_of_countries import Arc, Unvalued
from cxc_metrics.export.pictures.map_extent import Extent
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import marking

_OTHER_SIDE: Final = {"visitor_country": "host_country", "host_country": "visitor_country"}


def taking_part(waves: Collection[int] = ELIGIBLE_WAVES, by: Sequence[str] = tuple(_OTHER_SIDE)) -> list[str]:
    """Countries that may take part, in protocol order: those eligible in these waves where the scheme's list
    binds the register, in another register those that stand in it on one of these sides.
    """
    reader = session.reader()
    if reader.manifest.is_of_scheme:
        return [code for code, each in countries().items() if any(map(each.eligible_in, waves))]
    held = {code for side in by for code in reader.options(side)} - {REST_OF_WORLD}
    return [code for code in countries() if code in held]


def iso3_of(code: str) -> str:
    """The three letters of a country's outline; empty for what has none."""
    country = countries().get(code)
    return (country.iso3 or "") if country and code != REST_OF_WORLD else ""


def named_hidden(measurement: Figures, by: str) -> list[str]:
    """The codes of countries whose number this viewer is not shown."""
    table, hides = measurement.frame(), [cell.hidden for cell in measurement[measurement.ids[0]].cells]
    return list(table.loc[pd.Series(hides, table.index, dtype=bool) & table[by].notna(), by])


def unvalued(measurement: Figures, valued: Collection[str], by: str, extent: Extent) -> list[Unvalued]:
    """Countries in view without a value: those that take part, and those of which none is shown."""
    hidden = named_hidden(measurement, by)
    waves = measurement.scope.wave or ELIGIBLE_WAVES
    without = [code for code in taking_part(waves, [by]) if code not in {*valued, *hidden}]
    kpi = measurement.kpis[0]
    if not (kpi.additive or kpi.kind == "distinct"):
        none = "chart.map_no_figure"
    else:
        none = "chart.map_few" if measurement.is_protected else "chart.map_none"
    groups = (
        _group("hatched", none, without, by, extent),
        _group("dotted", "chart.map_hidden", hidden, by, extent),
    )
    return [group for group in groups if group.codes]


def _group(pattern: str, words: str, codes: Sequence[str], by: str, extent: Extent) -> Unvalued:
    shown = [code for code in codes if extent.shows(iso3_of(code))]
    labels = [language.label(by, code, session.reader()) for code in shown]
    iso3 = [iso3_of(code) for code in shown]
    return Unvalued("hatched" if pattern == "hatched" else "dotted", say(words), iso3, shown, labels)


def plain_words() -> str:
    """What a country is called that is neither coloured nor has a pattern."""
    return say("chart.map_plain" if session.reader().manifest.is_of_scheme else "chart.map_plain_held")


def sizes(measurement: Figures, table: pd.DataFrame) -> list[str]:
    """What each value of a table rests on, in words; nothing where values are counts themselves."""
    figure = measurement[measurement.ids[0]]
    rests = (numbers.rests_on(figure.kpi, n) for n in figure.series("n").reindex(table.index))
    return [say("chart.map_n", n=n) if n else "" for n in rests]


class Corridors(NamedTuple):
    """One country's corridors, and what they are."""

    arcs: Sequence[Arc] = ()
    name: str = ""


def corridors(kpi: str, by: str, scope: Scope) -> Corridors:
    """Those of the one country that is selected of `by`; none where it is not one, or none are told."""
    chosen = marking.marked(scope, by)
    if by not in _OTHER_SIDE or len(chosen) != 1 or not session.reader().kpi(kpi).additive:
        return Corridors()
    own, other = str(chosen[0]), _OTHER_SIDE[by]
    measured = session.measured([kpi], by=[other], scope=scope.apart_from(other))
    if measured.not_measurable:
        return Corridors()
    way = "to" if by == "host_country" else "from"
    name = language.label(by, own, session.reader())
    words = say(f"chart.map_arcs_{way}", unit=measured.kpis[0].unit.capitalize(), name=name)
    return Corridors(list(_arcs(measured, own, other, name)), words)


def _arcs(measured: Figures, own: str, other: str, name: str) -> Iterator[Arc]:
    figure = measured[measured.ids[0]]
    is_host = other == "visitor_country"
    for code, cell in zip(measured.frame()[other], figure.cells, strict=True):
        iso3 = iso3_of(code) if isinstance(code, str) else ""
        if not iso3 or not cell.value or code == own:
            continue
        value = numbers.kpi_value(figure.kpi, cell.value)
        words = say("chart.map_to" if is_host else "chart.map_from", value=value, name=name)
        ends = (iso3, iso3_of(own)) if is_host else (iso3_of(own), iso3)
        yield Arc(*ends, float(cell.value), words)
