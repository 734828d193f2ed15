"""Figures, studies and records name no engine: asked in a second dialect, they tell the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, cast

import pandas as pd
import pytest

from cxc_metrics.catalogue import Flow, Method, View, catalogue
from cxc_metrics.engine import EMBEDDED, Dialect, Kind
from cxc_metrics.measuring import Question, Statement, measure_all
from cxc_metrics.records import exchange_card, exchanges, rows, standing, work_list
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from cxc_metrics.studies import gaps, missing_values, target_chances, weighted_for_silence
from tests.engine.plain_dialect import PlainDialect, SpokenTo

PLAIN = PlainDialect()
# What the dialect of the engine at hand says otherwise than the plain one.
OWN_WORDS = re.compile(
    r"::|\b(list_\w+|bitstring_agg|bit_count|strftime|REPLACE)\b|\b(len|list|median|year|quarter|GROUPING)\("
)
ALL = tuple(catalogue())
SQL_ONLY = tuple(name for name, kpi in catalogue().items() if not isinstance(kpi, (Method, Flow)))
QUESTIONS = (
    Question(ALL, (), Scope(status="validated")),
    Question(SQL_ONLY, ("visitor_country",), Scope(), None, True),
    Question(SQL_ONLY, ("month",), Scope(period="2021-03-01..2023-02-28"), None, True),
    Question(SQL_ONLY, ("quarter", "partnership", "mode"), Scope(visitor_country="EU27"), None, True),
)


@pytest.fixture(scope="module")
def plain(sample: DataVersion) -> DataVersion:
    return cast("DataVersion", SpokenTo(sample, PLAIN))


def test_declarations_are_said_in_the_words_of_the_dialect_asked() -> None:
    views = [
        View(dialect=PLAIN, countable=countable, aggregate=aggregate, many_groups=many)
        for countable in ("countable", "validated")
        for aggregate in (False, True)
        for many in (False, True)
    ]
    told = [
        (kpi.id, part, sql)
        for kpi in catalogue().values()
        for view in views
        for part, sql in kpi.columns(view).items()
    ]
    assert [one for one in told if OWN_WORDS.search(one[2])] == []
    # No neutral function is left unread, in any dialect.
    unread = re.compile(r"\b(days_between|cardinality)\(")
    embedded = [(kpi.id, sql) for kpi in catalogue().values() for sql in kpi.columns(View()).values()]
    assert [one for one in embedded if unread.search(one[1])] == []
    assert any("len(breaches)" in sql for _, sql in embedded)


def test_figures_are_the_same_in_a_second_dialect(sample: DataVersion, plain: DataVersion) -> None:
    ours, theirs = measure_all(sample, QUESTIONS), measure_all(plain, QUESTIONS)
    for one, other in zip(ours, theirs, strict=True):
        pd.testing.assert_frame_equal(one.table, other.table, check_exact=False, rtol=1e-12)
        assert [found for found in other.statements if OWN_WORDS.search(found.sql)] == []
    assert any(OWN_WORDS.search(found.sql) for one in ours for found in one.statements)


def test_studies_and_records_are_the_same_in_a_second_dialect(
    sample: DataVersion, plain: DataVersion
) -> None:
    assert list(_told(sample)) == list(_told(plain))


def _told(version: DataVersion) -> Iterator[Any]:
    scope = Scope(visitor_country=("ES", "FR", "DE"), period="2021-01-01..2023-12-31")
    for kpi in ("Q02", "O04", "A02", "I01"):
        found = rows(version, kpi, scope)
        yield kpi, found.total, _plain(found.table)
    listed = exchanges(version, scope, search="e a", counted_only=False)
    yield listed.total, _plain(listed.table)
    first = str(listed.table["exchange_id"][0])
    yield _plain(exchange_card(version, first).papers.table)
    partnership = str(next(iter(version.labels("partnership"))))
    yield standing(version, partnership)
    for name, part in work_list(version, partnership).items():
        yield name, part.reason, _plain(part.table)
    yield _plain(gaps(version, scope).table)
    yield _plain(missing_values(version, scope))
    targets = target_chances(version, Scope(wave=2))
    yield _plain(targets.table), _plain(targets.days)
    yield _plain(weighted_for_silence(version, ["R02", "M03"], scope).table)


def _plain(table: pd.DataFrame) -> str:
    return table.to_csv(index=False)


def test_neutral_sql_is_read_where_it_stands() -> None:
    said = {
        "days_between(ended_on, $as_at) > 10 AND status IN ('a', 'b')": (
            "($as_at - ended_on) > 10 AND status IN ('a', 'b')",
            "date_diff('day', ended_on, $as_at) > 10 AND status IN ('a', 'b')",
        ),
        "cardinality(breaches) > 0": ("len(breaches) > 0", "array_length(breaches) > 0"),
        "countable AND (a OR b)": ("countable AND (a OR b)",) * 2,
    }
    for neutral, (embedded, plain) in said.items():
        assert EMBEDDED.read(neutral) == embedded
        assert PLAIN.read(neutral) == plain
        assert EMBEDDED.read(embedded) == embedded


def test_values_are_written_so_that_they_stay_values() -> None:
    dialects: tuple[Dialect, ...] = (EMBEDDED, PLAIN)
    for dialect in dialects:
        assert dialect.literal("d'Or; --") == "'d''Or; --'"
        assert dialect.literal(date(2021, 3, 1)) == "DATE '2021-03-01'"
        assert dialect.literal(14) == "14"
        assert dialect.identifier('a"b') == '"a""b"'
        assert Statement("x = $a AND y = $b", {"a": "$b", "b": 1}, dialect=dialect).text() == (
            "x = '$b' AND y = 1;"
        )
    assert EMBEDDED.cast("f.partnership", Kind.TEXT) == "f.partnership::VARCHAR"
    assert EMBEDDED.cast("a = b", Kind.WHOLE) == "(a = b)::INTEGER"
    assert PLAIN.nothing(Kind.DAY) == "CAST(NULL AS DATE)"
