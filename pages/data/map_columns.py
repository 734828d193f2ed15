"""Which column of the file is which column of the contract: needed ones first, the rest folded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

import streamlit as st

from cxc_metrics.contract import TABLES, Column
from cxc_metrics.intake import ExploredColumn
from cxc_metrics.intake.layouts.mapping import (
    ConstantColumn,
    DateColumn,
    MappedColumn,
    NumberColumn,
    NumberedColumn,
)
from cxc_metrics.intake.layouts.mapping.code_lists import codes_of
from cxc_metrics.intake.layouts.mapping.mapped_column import Take
from cxc_metrics.intake.layouts.mapping.number_units import UNITS
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from pages.data import draft
from pages.data.draft import Editing, Place

# What a choice may be besides a column of the file: no header is written like this.
NOTHING: Final = ""
CONSTANT: Final = "\x00constant"
AS_SUGGESTED: Final = "\x00suggested"
MOST_COLUMNS: Final = 300
_LONGEST_NAME: Final = 60
_LONGEST_EXAMPLE: Final = 40
_EXAMPLES: Final = 3


def draw(editing: Editing) -> None:
    """All tables of the mapping, each with its columns; what is chosen goes into the draft."""
    total = len(editing.table.columns)
    if total > MOST_COLUMNS:
        st.caption(say("map.many_columns", shown=MOST_COLUMNS, total=numbers.number(total)))
    for name in sorted(editing.mapping.tables, key=lambda name: name != editing.main):
        for part in range(len(editing.mapping.tables[name])):
            if name == editing.main and part == 0:
                _table(editing, name, part)
                continue
            title = say("map.other_table", grain=TABLES[name].grain)
            with st.expander(f"{title} ({part + 1})" if part else title):
                _table(editing, name, part)


def _table(editing: Editing, name: str, part: int) -> None:
    places = [Place(name, part, column.name) for column in TABLES[name].columns()]
    for place in places:
        if place in editing.first:
            _choose(editing, place)
    rest = [place for place in places if place not in editing.first]
    if rest and name == editing.main:
        with st.expander(say("map.more_columns", count=len(rest))):
            for place in rest:
                _choose(editing, place)
    else:
        for place in rest:
            _choose(editing, place)


def _choose(editing: Editing, place: Place) -> None:
    """One contract column: what it is made of at the left, what that holds at the right."""
    # Beside another field the labels stand in a line; examples alone stand beside the field itself.
    side: Literal["top", "bottom"] = "top" if _asks_more(editing, place) else "bottom"
    left, right = st.columns([3, 4], vertical_alignment=side)
    column = place.declared
    of = _key if column.key or _is_link(column) else _column
    mapped = of(editing, place, left)
    with right:
        mapped = _closer(editing, place, mapped)
        _holds(editing, mapped)
    is_unsaid = isinstance(mapped, ConstantColumn) and not mapped.constant
    editing.put(place, None if is_unsaid else mapped)


def _asks_more(editing: Editing, place: Place) -> bool:
    """Whether a field stands at the right of a choice."""
    mapped = editing.mapped(place)
    if isinstance(mapped, DateColumn):
        source = editing.table.column(mapped.date)
        return source is not None and source.is_open
    grouped = bool(draft.part_at(editing.mapping, place).group)
    return isinstance(mapped, ConstantColumn) or (
        isinstance(mapped, NumberColumn) and (grouped or len(_units(place.declared)) > 1)
    )


def _is_link(column: Column) -> bool:
    return column.references in TABLES


def _names(editing: Editing) -> list[str]:
    return [column.name for column in editing.table.columns[:MOST_COLUMNS] if column.name]


def _key(editing: Editing, place: Place, where: Any) -> MappedColumn | None:
    """One column or several, which tell one from another together."""
    column, before = place.declared, editing.mapped(place)
    if isinstance(before, ConstantColumn):
        return _column(editing, place, where)
    own = before.reads() if before is not None else ()
    options = list(dict.fromkeys((*_names(editing), *own)))
    chosen: Sequence[str] = where.multiselect(
        _label(column),
        options,
        default=list(own),
        format_func=_shown,
        key=editing.key(place),
        help=say("map.key_help"),
        placeholder=say("map.numbered" if column.key else "map.nothing"),
    )
    if tuple(chosen) == own:
        return before
    return draft.made_key(tuple(chosen), before, key=column.key)


def _column(editing: Editing, place: Place, where: Any) -> MappedColumn | None:
    """A column of the file, the same in every row, or nothing."""
    column, before = place.declared, editing.mapped(place)
    options, current = _options(editing, place, before)
    chosen: str = where.selectbox(
        _label(column),
        options,
        index=options.index(current),
        format_func=_worded(before),
        key=editing.key(place),
        help=f"{place.table}.{place.column}",
    )
    if chosen == NOTHING:
        return None
    if chosen == CONSTANT:
        return before if isinstance(before, ConstantColumn) else ConstantColumn.model_construct(constant="")
    if chosen == AS_SUGGESTED:
        return before if current == AS_SUGGESTED else editing.suggested.get(place)
    source = editing.table.column(chosen)
    if source is None or chosen == current:
        return before
    return draft.made_of(column, source, before)


def _options(editing: Editing, place: Place, before: MappedColumn | None) -> tuple[list[str], str]:
    """What can be chosen, and what is chosen now."""
    suggested = editing.suggested.get(place)
    options = [NOTHING, *_names(editing), CONSTANT]
    reads = before.reads() if before is not None else ()
    if before is None:
        current = NOTHING
    elif isinstance(before, ConstantColumn):
        current = CONSTANT
    elif len(reads) == 1:
        current = reads[0]
    else:
        current = AS_SUGGESTED
    if len(suggested.reads() if suggested is not None else ()) > 1 or isinstance(suggested, NumberedColumn):
        options.append(AS_SUGGESTED)
    if current not in options:
        options.append(current)
    return options, current


def _worded(suggested: MappedColumn | None) -> Callable[[str], str]:
    """How choices are written; a suggestion of several columns names them."""

    def words(choice: str) -> str:
        if choice == NOTHING:
            return say("map.nothing")
        if choice == CONSTANT:
            return say("map.constant")
        if choice == AS_SUGGESTED:
            reads = suggested.reads() if suggested is not None else ()
            return (
                say("map.several", columns=", ".join(map(_shown, reads))) if reads else say("map.suggested")
            )
        return _shown(choice)

    return words


def _shown(name: str) -> str:
    return shorten(name, _LONGEST_NAME)


def _label(column: Column) -> str:
    label = f"{column.description} ({column.unit})" if column.unit else column.description
    return markdown_text(label)


def _closer(editing: Editing, place: Place, mapped: MappedColumn | None) -> MappedColumn | None:
    """What has to be said besides: the value of every row, the order of a date, the unit of an amount."""
    column = place.declared
    if isinstance(mapped, ConstantColumn):
        return _constant(editing.key(place), column, mapped)
    source = editing.table.column(mapped.reads()[0]) if mapped is not None and mapped.reads() else None
    if isinstance(mapped, DateColumn) and source is not None:
        return _order(editing.key(place), mapped, source)
    if isinstance(mapped, NumberColumn):
        return _together(editing, place, _unit(editing.key(place), column, mapped))
    return mapped


def _constant(key: str, column: Column, mapped: ConstantColumn) -> MappedColumn:
    codes, key = codes_of(column), f"{key}_constant"
    if codes is None:
        text = st.text_input(say("map.constant_value"), value=mapped.constant, max_chars=200, key=key).strip()
    else:
        listed = list(codes)
        text = (
            st.selectbox(
                say("map.constant_value"),
                listed,
                index=listed.index(mapped.constant) if mapped.constant in codes else None,
                format_func=lambda code: f"{code} · {codes[code]}",
                key=key,
            )
            or ""
        )
    return ConstantColumn.model_construct(constant=text)


def _order(key: str, mapped: DateColumn, source: ExploredColumn) -> MappedColumn:
    """Asked only where the column itself leaves open which number is the day."""
    if not source.is_open:
        return mapped
    orders = ["day_first", "month_first"]
    chosen = st.selectbox(
        say("map.order", example=markdown_text(source.examples[0]) if source.examples else ""),
        orders,
        index=orders.index(mapped.format) if mapped.format in orders else None,
        format_func=lambda order: say(f"map.order_{order}"),
        key=f"{key}_order",
    )
    return mapped.model_copy(update={"format": chosen})


def _unit(key: str, column: Column, mapped: NumberColumn) -> NumberColumn:
    """Amounts in thousands or cents; another currency has no rate here."""
    own, units = column.unit or "", _units(column)
    if len(units) <= 1:
        return mapped
    chosen = st.selectbox(
        say("map.unit"),
        units,
        index=units.index(mapped.unit) if mapped.unit in units else 0,
        key=f"{key}_unit",
    )
    unit = None if chosen == own else chosen
    if unit == mapped.unit or (unit is None and mapped.unit == own):
        return mapped
    return mapped.model_copy(update={"unit": unit, "decimal": mapped.decimal or "."})


def _units(column: Column) -> list[str]:
    """The units that numbers of a column may be in, its own first; none where it has no unit."""
    if column.unit is None:
        return []
    return [column.unit, *(unit for unit, meant in UNITS if meant == column.unit)]


def _together(editing: Editing, place: Place, mapped: NumberColumn) -> MappedColumn:
    """How the numbers of rows that become one come together."""
    if not draft.part_at(editing.mapping, place).group:
        return mapped
    ways: list[Take] = ["first", "sum", "min", "max"]
    take = st.selectbox(
        say("map.take"),
        ways,
        index=ways.index(mapped.take) if mapped.take in ways else 0,
        format_func=lambda way: say(f"map.take_{way}"),
        key=f"{editing.key(place)}_take",
    )
    if take == (mapped.take or "first"):
        return mapped
    decimal = mapped.decimal or "."
    return mapped.model_copy(update={"take": None if take == "first" else take, "decimal": decimal})


def _holds(editing: Editing, mapped: MappedColumn | None) -> None:
    """What the chosen column holds, so that a wrong choice is seen where it is made."""
    if mapped is None:
        return
    sources = [column for name in mapped.reads() if (column := editing.table.column(name)) is not None]
    if not sources:
        return
    examples = [
        " · ".join(shorten(example, _LONGEST_EXAMPLE) for example in source.examples[:_EXAMPLES])
        for source in sources[:_EXAMPLES]
    ]
    first = sources[0]
    st.caption(
        say(
            "map.holds",
            examples=markdown_text(" + ".join(examples)),
            distinct=numbers.number(first.distinct),
            empty=numbers.number(first.empty),
        )
        if len(sources) == 1
        else markdown_text(" + ".join(examples))
    )
