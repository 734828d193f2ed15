"""No word of one engine in the rooms that stand on all of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("contract", "facts", "catalogue", "measuring", "studies", "records", "store")
# Functions, operators and clauses that not every engine has, or has with another meaning.
WORDS = re.compile(
    r"::[A-Za-z]"
    r"|\b(?:list(?!_name)|array|struct|map|regexp|string)_\w+"
    r"|\b(?:bit_count|bit_xor|bitstring_agg|strftime|strptime|date_trunc|date_diff|datediff|unnest|flatten"
    r"|levenshtein|strip_accents|concat_ws|bool_or|bool_and|any_value|arg_max|arg_min|getvariable|lambda"
    r"|quantile_cont|substr|GROUPING|GROUPING SETS|QUALIFY|REPLACE|EXCLUDE|DESCRIBE|SEMI JOIN|ANTI JOIN"
    r"|GROUP BY ALL"
    r"|rowid|READ_ONLY|ATTACH|MACRO|ENUM|TEMP|VARIABLE|CHECKPOINT|duckdb_tables)\b"
    r"|\b(?:len|list|median|contains|year|quarter|month|epoch|first|hash|FILTER)\s?\("
    r"|\$as_at - [a-z]"  # a day less a day is no number everywhere
    r"|\bUNION\b(?! ALL| DISTINCT)"  # which of the two it is has to be said
)


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every string that is no docstring."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def found_in(source: str) -> list[tuple[int, str]]:
    return [(line, word) for line, text in texts(ast.parse(source)) for word in WORDS.findall(text)]


def found_in_statement(text: str) -> list[tuple[int, str]]:
    """Of a file of SQL, without what is said about it."""
    lines = enumerate(text.splitlines(), start=1)
    return [(number, word) for number, line in lines for word in WORDS.findall(line.partition("--")[0])]


def test_no_word_of_one_engine_in_the_rooms_that_stand_on_all(root: Path) -> None:
    code, sql = (
        [file for room in ROOMS for file in sorted((root / "cxc_metrics" / room).rglob(pattern))]
        for pattern in ("*.py", "*.sql")
    )
    assert len(code) > 80
    assert len(sql) > 14
    told = [
        f"{file.relative_to(root)}:{line}: {word}"
        for files, words_in in ((code, found_in), (sql, found_in_statement))
        for file in files
        for line, word in words_in(file.read_text(encoding="utf-8"))
    ]
    assert told == []


def test_such_words_are_found() -> None:
    """Each of these was in one of the rooms once; the last three are plain."""
    written = (
        'sql = f"SELECT {name}::VARCHAR"',
        'sql = "list_distinct(list(DISTINCT code))"',
        'x = "len(breaches) > 0"',
        'x = f"bit_count({bits})"',
        'x = "count(*) FILTER (WHERE a)"',
        """x = "strftime(d, '%Y-%m')" """,
        'x = "$as_at - ended_on"',
        'x = f"SELECT * REPLACE ({x}) FROM y"',
    )
    assert [source for source in written if not found_in(source)] == []
    of_facts = (
        "    e.mode::mode AS mode,",
        "QUALIFY rank() OVER (ORDER BY day) = 1",
        "bool_or(doc_type = 'x') AS evidence,",
        "    t.* EXCLUDE (invitation_id),",
        "CREATE MACRO year_of(day) AS year(day)",
        "list_contains(getvariable('held_statuses'), status)",
        "first(origin ORDER BY matched_on)",
        "    UNION",
    )
    assert [sql for sql in of_facts if not found_in_statement(sql)] == []
    assert found_in_statement("coded(e.mode, mode) AS mode, -- not e.mode::mode") == []
    plain = ('x = "a <= $as_at - 183"', 'x = "CAST(a AS DECIMAL(12, 6))"', 'def f():\n    """len(x)"""')
    assert [source for source in plain if found_in(source)] == []
