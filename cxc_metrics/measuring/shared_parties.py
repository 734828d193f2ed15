"""Who stands behind survey answers of two selections: which of their groups somebody has in common.

An organisation is the same whether it answers or hosts; group events are clusters below zero. Only the groups
leave the engine, never who it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cxc_metrics.catalogue import SurveyShare
from cxc_metrics.catalogue.kinds.by_method import CLUSTER, VALUE
from cxc_metrics.catalogue.kinds.survey import HOST, ORGANISATION
from cxc_metrics.engine import Kind

from .cells import Key, plain
from .plan import Step
from .sql import ROLLED_UP, kept_sets, mask_of

_NOW, _BASE = "now", "base"
_PARAMETER = re.compile(r"\$([A-Za-z_]\w*)")


def groups_sharing(
    now: Step, base: Step, by: Sequence[str], base_by: Sequence[str]
) -> frozenset[tuple[Key, Key]]:
    """Pairs of a row of `now` and a row of `base`, one survey share each, with a party in common."""
    sides = {_NOW: (now, by), _BASE: (base, base_by)}
    layers = [_layers(name, step, names) for name, (step, names) in sides.items()]
    columns = [
        f"{name}_parties.{column} AS {name}_{column}"
        for name, (_, names) in sides.items()
        for column in (ROLLED_UP, *names)
    ]
    sql = "\n".join(
        [
            f"WITH {layers[0]},",
            f"{_renamed(layers[1], base.statement.params)}",
            f"SELECT DISTINCT {', '.join(columns)}",
            f"FROM {_NOW}_parties JOIN {_BASE}_parties ON {_NOW}_parties.party = {_BASE}_parties.party",
        ]
    )
    params = {**now.statement.params, **{f"{_BASE}_{name}": at for name, at in base.statement.params.items()}}
    rows = now.version.query(sql, params).to_pylist()
    return frozenset((_key(_NOW, row, by), _key(_BASE, row, base_by)) for row in rows)


def _layers(name: str, step: Step, by: Sequence[str]) -> str:
    """`NAME_parties`: every party of every group and total of one selection."""
    (kpi,), population = step.kpis, step.population
    assert isinstance(kpi, SurveyShare)  # noqa: S101 - the caller has made sure
    inputs, dialect = kpi.inputs(population.view), population.dialect
    event = f"CASE WHEN {inputs[CLUSTER]} < 0 THEN {inputs[CLUSTER]} END"
    given = ", ".join(
        [*by, f"{inputs[ORGANISATION]} AS organisation", f"{inputs[HOST]} AS host", f"{event} AS event"]
    )
    clause = population.of(kpi.among, f"({inputs[VALUE]}) IS NOT NULL").clause(by)
    parties = [
        f"SELECT {', '.join([*_grouped(dialect, by, kept), f'{party} AS party'])} FROM {name}_given"
        f" WHERE {party} IS NOT NULL"
        for kept in kept_sets(by)
        for party in ("organisation", "host", "event")
    ]
    united = "\nUNION ALL\n".join(parties)
    return "\n".join(
        [
            f"{name}_given AS (SELECT {given}\n{clause}),",
            f"{name}_parties AS (SELECT DISTINCT * FROM (\n{united}\n) AS {name}_all)",
        ]
    )


def _grouped(dialect: Any, by: Sequence[str], kept: Sequence[str]) -> list[str]:
    mask = f"{dialect.cast(str(mask_of(by, kept)), Kind.WHOLE)} AS {ROLLED_UP}"
    return [mask, *(name if name in kept else f"{dialect.no_value(name)} AS {name}" for name in by)]


def _renamed(sql: str, params: Mapping[str, Any]) -> str:
    return _PARAMETER.sub(lambda match: f"${_BASE}_{match[1]}" if match[1] in params else match[0], sql)


def _key(side: str, row: Mapping[str, Any], by: Sequence[str]) -> Key:
    return Key(int(row[f"{side}_{ROLLED_UP}"]), tuple(plain(row[f"{side}_{name}"]) for name in by))
