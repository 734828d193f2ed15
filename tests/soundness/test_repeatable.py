"""The same register read in another order, with other threads, gives the same bytes for every figure."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cxc_metrics.access import Reader
from cxc_metrics.catalogue import Flow, MethodOfSums, catalogue
from cxc_metrics.catalogue.kinds.aggregate import Count, Sum
from cxc_metrics.catalogue.kinds.by_method import Form
from cxc_metrics.catalogue.kinds.survey import HostRatio
from cxc_metrics.engine import duckdb_building
from cxc_metrics.export import to_csv
from cxc_metrics.measuring import Question, dimensions_of, options
from cxc_metrics.records import organisation_card, rows
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.studies import incidence
from tests.measuring import hand_results, hand_shapes
from tests.measuring.crossing import THOROUGH
from tests.store import hand_made
from tests.store.hand_made import checked

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
BREACHES = [("X02", "C05"), ("X05", "C08"), ("X05", "C09")]


def _tables() -> dict[str, list[dict[str, Any]]]:
    """The hand-made registers in one, with ties that only a key can settle, and days that do not add up in
    binary.
    """
    made = {**hand_results.tables(), **hand_shapes.participations(), **hand_shapes.attendances()}
    tables = {name: [dict(row) for row in part] for name, part in made.items()}
    for place, row in enumerate(tables["exchange"]):
        if row["working_days"]:
            row["working_days"] += 0.1 * (place % 7)
    for row in list(tables["survey_invitation"]):
        # A second baseline of the same day with another answer.
        if row["survey_round"] == "T0" and row["responded_on"]:
            tables["survey_invitation"].append(row | {"invitation_id": f"{row['invitation_id']}-again"})
    again = [
        row | {"invitation_id": f"{row['invitation_id']}-again", "value_num": row["value_num"] + 1 / 3}
        for row in tables["survey_answer"]
        if row["item"] == "export_share"
    ]
    tables["survey_answer"] += again
    # A match of the same day with another origin; two partnerships of one acronym.
    first = tables["match"][0]
    tables["match"].append(first | {"match_id": "M0", "origin": "prior_agreement"})
    for row in tables["partnership"][:2]:
        row["acronym"] = "SAME"
    return tables


def _published(folder: Path, tables: Tables) -> DataVersion:
    with checked(tables, as_at=hand_results.AS_AT, breaches=BREACHES) as clean:
        return Store(folder).publish(clean)


def _shuffled(tables: Tables, seed: int) -> dict[str, list[Mapping[str, Any]]]:
    draw = random.Random(seed)
    return {name: draw.sample(list(part), len(part)) for name, part in tables.items()}


def _figures(version: DataVersion) -> dict[str, bytes]:
    """Every figure as the whole; of those of plain rows every fourth by partnership with totals, others by
    year (all by both in `make thorough`).
    """
    plain = [kpi for kpi in catalogue().values() if not isinstance(kpi, (Flow, HostRatio))]
    questions = {"all": Question(tuple(catalogue()))}
    for turn, name in enumerate(("partnership", "year")):
        asked = plain if THOROUGH else plain[turn::4]
        told = tuple(kpi.id for kpi in asked if name in dimensions_of(kpi, version))
        questions[name] = Question(told, (name,), totals=True)
    last_year = Scope(period="2022")
    questions["compared"] = Question(("R02", "O01", "O05"), ("partnership",), last_year, "year_before")
    measured = Reader(version).measure_all(list(questions.values()))
    return {name: to_csv(one) for name, one in zip(questions, measured, strict=True)}


def _lists(version: DataVersion) -> dict[str, str]:
    """Rows behind numbers, curves, cards, values of filters."""
    counted = [kpi for kpi in catalogue().values() if isinstance(kpi, (Count, Sum))]
    one_of_each = {kpi.fact: kpi.id for kpi in counted} | {"survey": "R01"}
    found = {fact: rows(version, kpi).table.to_csv() for fact, kpi in one_of_each.items()}
    found["curve"] = incidence(version, "A06").curve.to_csv()
    card = organisation_card(version, "ES1")
    for name in ("visits", "hosting", "papers", "consortia"):
        found[name] = getattr(card, name).table.to_csv()
    for name in set(Scope.fields()) - {"period", "status"}:
        found[f"options of {name}"] = repr(options(name, version))
    return found


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """As written with four threads; shuffled with one."""
    found, tables, connect = [], _tables(), duckdb.connect
    for turn, threads in enumerate((4, 1)):

        def limited(*args: Any, _threads: int = threads, **more: Any) -> duckdb.DuckDBPyConnection:
            return connect(*args, **more | {"config": {**more.get("config", {}), "threads": _threads}})

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(duckdb, "connect", limited)
            for kept in duckdb_building, hand_made:
                kept.INSTANCE.let_go()
            folder = tmp_path_factory.mktemp("order") / "store"
            with _published(folder, _shuffled(tables, seed=turn) if turn else tables) as version:
                assert version.query("SELECT current_setting('threads') AS n")["n"][0].as_py() == threads
                found.append({**_figures(version), **_lists(version)})
    return found


def test_the_order_of_rows_and_the_number_of_threads_decide_nothing(answers: list[dict[str, Any]]) -> None:
    first, *others = answers
    for other in others:
        assert [name for name in first if first[name] != other[name]] == []


def test_many_hosts_are_added_up_in_one_order(sample: DataVersion) -> None:
    """Several rows for each group come out of two threads, and a method may add fractions of them up."""
    several = [
        kpi.id for kpi in catalogue().values() if isinstance(kpi, MethodOfSums) and kpi.form != Form.SUMS
    ]
    assert {"X02", "R07b"} <= set(several)
    for by in ("partnership", "host_sector"):
        asked = [name for name in several if by in dimensions_of(catalogue()[name], sample)]
        told = {to_csv(Reader(sample).measure(asked, by=[by], totals=True)) for _ in range(4)}
        assert len(told) == 1, by
