"""No word of one engine in the rooms that stand on all of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("catalogue", "measuring", "studies", "records")
# Functions, operators and clauses that not every engine has, or has with another meaning.
WORDS = re.compile(
    r"::[A-Z]"
    r"|\b(?:list|array|struct|map|regexp|string)_\w+"
    r"|\b(?:bit_count|bit_xor|bitstring_agg|strftime|strptime|date_trunc|date_diff|datediff|unnest|flatten"
    r"|levenshtein|strip_accents|concat_ws|bool_or|bool_and|any_value|arg_max|arg_min|getvariable|lambda"
    r"|quantile_cont|GROUPING|GROUPING SETS|QUALIFY|REPLACE|EXCLUDE|DESCRIBE|SEMI JOIN|ANTI JOIN|GROUP BY ALL"
    r"|rowid|READ_ONLY|ATTACH)\b"
    r"|\b(?:len|list|median|contains|year|quarter|month|epoch|FILTER)\s?\("
    r"|\$as_at - [a-z]"  # a day less a day is no number everywhere
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


def test_no_word_of_one_engine_in_catalogue_measure_studies_records(root: Path) -> None:
    files = [file for room in ROOMS for file in sorted((root / "cxc_metrics" / room).rglob("*.py"))]
    assert len(files) > 50
    told = [
        f"{file.relative_to(root)}:{line}: {word}"
        for file in files
        for line, word in found_in(file.read_text(encoding="utf-8"))
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
    plain = ('x = "a <= $as_at - 183"', 'x = "CAST(a AS DECIMAL(12, 6))"', 'def f():\n    """len(x)"""')
    assert [source for source in plain if found_in(source)] == []
