"""Which rows a question is about: one place writes it, values are bound, nothing is ignored."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cxc_metrics.catalogue import View
from cxc_metrics.engine import EMBEDDED
from cxc_metrics.errors import InvalidScope
from cxc_metrics.measuring.population import Population, everything, relaxed
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.engine.test_words import texts

ROOMS = ("measuring", "studies", "records", "scope")
WRITER = "measuring/population.py"
# Rooms that also read clean tables, by their own key.
BY_KEY = ("studies", "records")
# Not over what a statement has put together or put in order itself, of rows that the population gave.
WHERE = re.compile(r"(?<!FROM given )(?<!FROM answers )(?<!_given )\bWHERE\b(?! EXISTS\b| place = 1$)")


def exchanges(version: DataVersion, scope: Scope, **more: str) -> Population:
    return Population(version, "exchange", scope, View(), "period_date", **more)  # type: ignore[arg-type]


def count(population: Population) -> int:
    return int(population.query(f"SELECT count(*) AS n\n{population.clause()}")["n"][0].as_py())


def by_hand(version: DataVersion, where: str) -> int:
    return int(
        version.query(f"SELECT count(*) AS n FROM {version.fact('exchange')} WHERE {where}")["n"][0].as_py()
    )


def test_values_are_bound_never_written_into_the_sql(sample: DataVersion) -> None:
    hostile = "x'; DROP TABLE exchange; --"
    asked = exchanges(sample, Scope(partnership=hostile, visitor_country=("EU27", "UK"), period="2021"))
    assert hostile not in asked.condition
    assert hostile in asked.params.values()
    assert len([name for name in asked.params if name.startswith("visitor_country")]) == 28
    assert "EU27" not in asked.params.values()
    assert "period_date BETWEEN $period_start AND $period_end" in asked.condition


def test_a_filter_the_fact_lacks_is_refused_not_ignored(sample: DataVersion) -> None:
    asked = Population(sample, "challenge", Scope(host_size="micro", period="2021"), View())
    with pytest.raises(InvalidScope, match="host_size, period"):
        asked.clause()


def test_scope_what_it_is_about_and_sight_narrow_together(sample: DataVersion) -> None:
    """Each may have an OR of its own: none must swallow the others."""
    either = "visitor_country = 'ES' OR host_country = 'ES'"
    scope = Scope(mode=("physical", "hybrid"), status="validated")
    asked = replace(
        exchanges(sample, scope, visible=either), view=View(countable="validated", dialect=EMBEDDED)
    ).of("countable", "working_days > 3 OR working_days IS NULL")
    wanted = "mode IN ('physical', 'hybrid') AND validated AND (working_days > 3 OR working_days IS NULL)"
    wanted += f" AND ({either})"
    assert 0 < count(asked) == by_hand(sample, wanted)
    assert count(everything(sample, "exchange")) == by_hand(sample, "true")
    assert everything(sample, "exchange").condition == ""
    assert count(exchanges(sample, Scope(), visible="false")) == 0


def test_parameters_of_its_own_and_the_as_at_day_are_bound(sample: DataVersion) -> None:
    asked = exchanges(sample, Scope(mode="physical")).of("period_date <= $as_at - $lag", lag=400)
    assert asked.statement(f"SELECT 1 {asked.clause()}").params == {
        "mode_1": "physical", "lag": 400, "as_at": sample.manifest.as_at,
    }  # fmt: skip
    assert 0 < count(asked) < count(exchanges(sample, Scope(mode="physical")))


def test_an_emptied_cell_opens_the_selection_and_nothing_else(sample: DataVersion) -> None:
    hidden = ("visitor_country", "host_country")
    asked = replace(exchanges(sample, Scope(visitor_country="ES", mode="physical")), emptied=hidden)
    opened = "((visitor_country IN ($visitor_country_1)) OR list_has_any(emptied, ['visitor_country']))"
    assert asked.condition == f"{opened} AND mode IN ($mode_1)"
    seen = replace(asked, visible="host_country = 'FR'").of("visitor_country <> 'XX'")
    assert (
        seen.condition
        == f"{opened} AND mode IN ($mode_1) AND visitor_country <> 'XX' AND host_country = 'FR'"
    )
    odd = replace(exchanges(sample, Scope(mode="physical")), visible="host = '( AND' OR host = ')'")
    assert odd.condition == "mode IN ($mode_1) AND (host = '( AND' OR host = ')')"
    assert relaxed("b = 'x AND (' AND a > 1", ("a",), EMBEDDED) == (
        "b = 'x AND (' AND ((a > 1) OR list_has_any(emptied, ['a']))"
    )
    assert relaxed("a BETWEEN 1 AND 2 AND (b OR c)", ("a", "c"), EMBEDDED) == (
        "((a BETWEEN 1 AND 2) OR list_has_any(emptied, ['a']))"
        " AND (((b OR c)) OR list_has_any(emptied, ['c']))"
    )


def test_only_the_population_names_a_fact_and_says_where(root: Path) -> None:
    """A WHERE elsewhere is over clean tables, by their own key: in a function that knows no selection.

    Rows that a statement takes of what it has itself put together (`given`, `answers`), put in order
    (`place`) or counted (WHERE EXISTS) are no population.
    """
    told = []
    for room in ROOMS:
        for file in sorted((root / "cxc_metrics" / room).rglob("*.py")):
            name = str(file.relative_to(root / "cxc_metrics"))
            if name != WRITER:
                told += [
                    f"cxc_metrics/{name}:{line}" for line in offences(file.read_text(encoding="utf-8"), room)
                ]
    assert told == []


def offences(source: str, room: str) -> Iterator[int]:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in {"fact", "predicate"}:
            yield node.lineno
        if isinstance(node, ast.FunctionDef) and (room not in BY_KEY or _knows_a_selection(node)):
            yield from (line for line, text in texts(node) if WHERE.search(text))
    for line, text in texts(tree):
        if room not in BY_KEY and WHERE.search(text):
            yield line


def _knows_a_selection(function: ast.FunctionDef) -> bool:
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return bool(names & {"Scope", "scope", "selection", "Population"})


def test_such_places_are_found() -> None:
    hand_made = (
        ("def f(v, scope):\n    return v.query(f'SELECT 1 FROM t WHERE {scope}')", "records"),
        ("def f(v):\n    return v.query(f'SELECT 1 FROM {v.fact(name)}')", "records"),
        ("SQL = 'SELECT 1 WHERE true'", "measuring"),
        ("def f(s):\n    return s.predicate((), None)", "scope"),
    )
    assert [source for source, room in hand_made if not list(offences(source, room))] == []
    assert not list(
        offences("def f(v):\n    return v.query('SELECT 1 FROM exchange WHERE id = $key')", "records")
    )
