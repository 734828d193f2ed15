"""Who meets whom, as a matrix that can be clicked: by country, by ecosystem."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from cxc_metrics.export.pictures.drawings_of_countries import Matrix, Sign
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, sentences
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import blocks, marking, portrait, views


def matrix(
    key: str, title: str, kpi: str, rows: str, columns: str, scope: Scope, *, in_one: bool = False
) -> None:
    """Who meets whom: an ordered matrix, and a click selects both ends."""
    whole = scope.apart_from(rows, columns)
    measurement = session.measured([kpi], by=[rows, columns], scope=whole)
    if measurement.not_measurable:
        blocks.chart(key, title, None, measurement, finding="")
        return
    table = measurement.frame().dropna(subset=[kpi])
    used = table[table[kpi] > 0].dropna(subset=[rows, columns])
    cells = dict(zip(zip(used[rows], used[columns], strict=True), used[kpi], strict=True))
    reader = session.reader()
    pairs = [
        (language.label(rows, row, reader), language.label(columns, column, reader), value)
        for (row, column), value in cells.items()
    ]
    total = session.measured([kpi], scope=whole)[kpi].value
    blocks.chart(
        key,
        title,
        _matrix_drawing(used, cells, (rows, columns), views.unit_of(measurement), scope) if cells else None,
        measurement,
        finding=sentences.corridors(pairs, total=total),
        on_pick=pick_pair(rows, columns),
        note=marking.note(scope, rows, columns),
        in_one=in_one,
    )


def _matrix_drawing(
    used: pd.DataFrame,
    cells: Mapping[tuple[Any, Any], float],
    sides: tuple[str, str],
    unit: str,
    scope: Scope,
) -> Matrix:
    reader = session.reader()
    rows, columns = (_ordered(side, used) for side in sides)
    names = [
        [[language.label(side, code, reader, short=short) for code in codes] for short in (False, True)]
        for side, codes in zip(sides, (rows, columns), strict=True)
    ]
    return Matrix(
        rows,
        columns,
        [[cells.get((row, column)) for column in columns] for row in rows],
        row_labels=names[0][0],
        column_labels=names[1][0],
        short_rows=names[0][1],
        short_columns=above(sides[1], columns) or names[1][1],
        row_title=language.heading(sides[0]),
        column_title=language.heading(sides[1]),
        unit=unit,
        signs=_themselves(sides, rows, columns, cells),
        selected=(marking.marked(scope, sides[0]), marking.marked(scope, sides[1])),
    )


def _themselves(
    sides: tuple[str, str],
    rows: Sequence[Any],
    columns: Sequence[Any],
    cells: Mapping[tuple[Any, Any], float],
) -> list[Sign]:
    """Countries with themselves, where the register has no exchange of any with itself: it does not apply."""
    own = [(code, code) for code in rows if code in columns]
    if not all(side.endswith("country") for side in sides) or any(pair in cells for pair in own):
        return []
    return [Sign(code, code, say("flows.sign_itself"), say("flows.itself")) for code, _ in own]


def above(side: str, codes: Sequence[Any]) -> list[str]:
    """Codes of countries as they stand above columns: a phone has no room for names; nothing of others."""
    if not side.endswith("country"):
        return []
    return [f"{code}*" if code == portrait.KOSOVO else str(code) for code in codes]


def _ordered(side: str, table: pd.DataFrame) -> list[Any]:
    """The codes in the order of their list (countries: protocol order)."""
    order = {code: place for place, code in enumerate(session.reader().options(side))}
    return sorted(dict.fromkeys(table[side]), key=lambda code: order.get(code, len(order)))


def pick_pair(rows: str, columns: str) -> Callable[[Sequence[Any]], None]:
    """A click on a cell makes its two codes the filter; a second click on the same one takes them away."""

    def picked(data: Sequence[Any]) -> None:
        scope = session.scope()
        chosen = scope.with_(**{rows: (str(data[0]),), columns: (str(data[1]),)})
        session.select(scope.with_(**{rows: (), columns: ()}) if chosen == scope else chosen)

    return picked
