"""Texts after the first pass: what surrounds them, what cannot be seen in them, words that stand for nothing.

One scan counts what there is; only what occurs is mended. Coded columns need no trimming: their spelling is
brought to the list's anyway.
"""

from __future__ import annotations

from collections.abc import Sequence

from cxc_metrics.contract import Column
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.read.marks import TYPED, UNREADABLE, bare
from cxc_metrics.intake.workbench import Workbench

from .casts import is_coded, raw
from .cleaning import cleaned, has_odd
from .identifiers import is_identifier
from .spellings import Spelling, tell_nothing, tell_spelling
from .staged import Staged

# In any case. `na` is Namibia in columns of countries, and so is a wished country (`kind` country).
NOTHING = (
    "-",
    "--",
    "---",
    "–",
    "—",
    "−",
    "n/a",
    "na",
    "n.a.",
    "n. a.",
    "null",
    "(null)",
    "none",
    "<na>",
    ".",
    "..",
    "#n/a",
    "#na",
    "#nv",
    "\\n",
)
_WORDS_SHOWN = 5
_LONGEST = max(len(word.encode()) for word in NOTHING)
_MARKS = len((TYPED + UNREADABLE).encode())


def is_nothing(text: str) -> bool:
    """Whether a text is a word for nothing."""
    return text.strip().casefold() in NOTHING


def clean_texts(
    bench: Workbench, staged: Staged, unread: Sequence[Column], *, spaces: str, is_ascii: bool
) -> None:
    """Clean the texts of a table and what the first pass left unread; a cell of spaces alone is empty.

    `spaces` are those besides the plain one that may occur; `is_ascii`: no other letters do.
    """
    columns = {column.name: column.name for column in staged.columns() if column.sql_type == "VARCHAR"}
    columns |= {raw(column.name): column.name for column in unread}
    if not columns:
        return
    tests = {
        (cell, mend): test
        for cell, name in columns.items()
        for mend, test in _tests(staged, cell, staged.model.column(name), spaces).items()
        if not (is_ascii and mend == "odd")
    }
    if not tests:
        return
    counts = ", ".join(f"count(*) FILTER ({test})" for test in tests.values())
    counted = bench.rows(f"SELECT {counts} FROM {staged.relation} s")[0]
    hits = {key for key, count in zip(tests, counted, strict=True) if count}
    for cell, name in columns.items():
        _mend(bench, staged, cell, staged.model.column(name), hits, spaces)


def _tests(staged: Staged, cell: str, column: Column, spaces: str) -> dict[str, str]:
    """What may have to be mended in a column, each with the condition by which it is noticed."""
    text = f's."{cell}"'
    tests = {"odd": has_odd(text)}
    if not is_coded(column) or cell != column.name:
        tests |= {"edge": _at_edge(text, spaces=spaces)}
        tests |= {"nothing": _is_nothing(staged, text, column)}
    return tests


def _mend(
    bench: Workbench, staged: Staged, cell: str, column: Column, hits: set[tuple[str, str]], spaces: str
) -> None:
    text, around = f's."{cell}"', literal(" " + spaces)
    if (cell, "odd") in hits:
        _clean(bench, staged, cell, column)
    if (cell, "edge") in hits or (cell, "odd") in hits:
        bench.connection.execute(
            f"UPDATE {staged.relation} AS s SET \"{cell}\" = nullif(trim({text}, {around}), '') "
            f"WHERE {_at_edge(text, spaces=spaces)} OR {text} = ''"
        )
    if (cell, "nothing") in hits or (cell, "edge") in hits or (cell, "odd") in hits:
        _drop_nothing(bench, staged, cell, column)


def _clean(bench: Workbench, staged: Staged, cell: str, column: Column) -> None:
    """Bring odd texts to their plain form, and tell them."""
    text, odd = f's."{cell}"', has_odd(f's."{cell}"')
    count, example = bench.rows(f"SELECT count(*), min({text}) FROM {staged.relation} s WHERE {odd}")[0]
    meaning = bench.rows(f"SELECT {cleaned(literal(example))}")[0][0]
    way = "characters that cannot be seen, letters in parts, or spaces of another width"
    tell_spelling(bench, staged, column.name, Spelling(way, int(count), example, meaning))
    bench.connection.execute(
        f"UPDATE {staged.relation} AS s SET \"{cell}\" = nullif({cleaned(text)}, '') WHERE {odd}"
    )


def _is_nothing(staged: Staged, text: str, column: Column) -> str:
    """Whether a text is a word for nothing in its column (short texts only are looked at closely)."""
    words = [word for word in NOTHING if not (column.name == "value_code" and word == "none")]
    shown = bare(text) if staged.typed else text
    if is_identifier(column):
        words.append("nan")
    listed = ", ".join(literal(word) for word in words)
    country = " AND NOT (lower(s.\"kind\") = 'country' AND lower(s.\"value\") = 'na')"
    wished = country if staged.name == "registration_preference" and column.name == "value" else ""
    close = f"lower({shown}) IN ({listed}){wished}"
    longest = _LONGEST + (_MARKS if staged.typed else 0)
    return f"CASE WHEN strlen({text}) <= {longest} THEN {close} ELSE false END"


def _drop_nothing(bench: Workbench, staged: Staged, cell: str, column: Column) -> None:
    text = f's."{cell}"'
    shown = bare(text) if staged.typed else text
    where = _is_nothing(staged, text, column)
    words = bench.rows(
        f"SELECT {shown}, count(*) FROM {staged.relation} s WHERE {where} GROUP BY ALL ORDER BY 2 DESC, 1"
    )
    if not words:
        return
    tell_nothing(bench, staged, column.name, words[:_WORDS_SHOWN])
    bench.connection.execute(f'UPDATE {staged.relation} AS s SET "{cell}" = NULL WHERE {where}')


def _at_edge(text: str, *, spaces: str) -> str:
    """Whether a text begins or ends with a space. What sorts before `!` begins with a space or a control."""
    narrow = [space for space in " " + spaces if space.isascii()]
    plain = " OR ".join([f"{text} < '!'", *(f"ends_with({text}, {literal(space)})" for space in narrow)])
    wide = [
        f"{side}_with({text}, {literal(space)})"
        for space in spaces
        if not space.isascii()
        for side in ("starts", "ends")
    ]
    if not wide:
        return f"({plain})"
    foreign = f"strlen({text}) <> length({text})"
    return f"({plain} OR CASE WHEN {foreign} THEN {' OR '.join(wide)} ELSE false END)"
