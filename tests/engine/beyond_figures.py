"""What studies and records tell of a data version, whatever engine answers, and where two answers differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from cxc_metrics.access import studies as declared_studies
from cxc_metrics.access.study_kind import StudyKind
from cxc_metrics.errors import CxcError
from cxc_metrics.measuring import Statement
from cxc_metrics.records import (
    against_others,
    events,
    exchange_card,
    exchanges,
    orders,
    organisation_card,
    organisations,
    participants,
    partnerships_of,
    pipeline,
    projects,
    rows,
    standing,
    work_list,
)
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.studies import has_yearly_figures, yearly_study
from cxc_metrics.studies.match_making.register_rows import register_rows
from tests.engine.comparing import alike
from tests.measuring import hand_shapes
from tests.store.hand_made import checked
from tests.studies.yearly_register import yearly_register

SCOPE: Final = Scope(visitor_country=("ES", "FR", "DE"), period="2021-01-01..2023-12-31")
# What a study is asked for besides the selection.
_ASKED: Final[Mapping[str, tuple[Any, ...]]] = {
    "incidence": ("A07",),
    "between_partnerships": ("O10",),
    "silence": (["R02", "M03"],),
    "yearly": ("export_share",),
}
# Those that take no such selection, or find too few in it.
_OF_ALL: Final = frozenset({"effect", "targets", "yearly"})
STUDIES: Final = {kind.name: kind for kind in vars(declared_studies).values() if isinstance(kind, StudyKind)}
# What the sample has no tables for; asked of registers that have.
WITHOUT_TABLE: Final = frozenset({"yearly", "participants", "projects", "events"})


def told_beyond(version: DataVersion) -> Iterator[tuple[str, Any]]:
    """Name and answer of every study and every kind of record; where one is refused, in which words."""
    for name, study in STUDIES.items():
        asked = (*_ASKED.get(name, ()), Scope() if name in _OF_ALL else SCOPE)
        yield name, _answer(lambda study=study, asked=asked: study.work_out(version, *asked))
    yield "match-making", _answer(lambda: register_rows(version))
    yield from _records(version)


def _records(version: DataVersion) -> Iterator[tuple[str, Any]]:
    for kpi in ("Q02", "O04", "A02", "I01"):
        yield f"rows of {kpi}", _answer(lambda kpi=kpi: rows(version, kpi, SCOPE))
    listed = exchanges(version, SCOPE, search="e a", counted_only=False)
    yield "exchanges", listed
    yield "orders", [(order, exchanges(version, order=f"-{order}", limit=40)) for order in orders(version)]
    key = str(listed.table["exchange_id"][0])
    yield "exchange card", exchange_card(version, key)
    yield "partnerships of an exchange", sorted(partnerships_of(version, key))
    found = organisations(version, "a e")
    yield "organisations", found
    yield "organisation card", organisation_card(version, str(found.table["organisation_id"][0]))
    partnership = str(next(iter(version.labels("partnership"))))
    yield "standing", standing(version, partnership)
    yield "against others", against_others(version, partnership)
    for role in ("visitor", "host"):
        yield f"pipeline of the {role}", pipeline(version, partnership, role=role)
        yield f"work list of the {role}", work_list(version, partnership, role=role)
    for listing in (participants, projects, events):
        yield listing.__name__, _answer(lambda listing=listing: listing(version))


def registers_of_other_tables(folder: Path) -> Iterator[DataVersion]:
    """Small registers of what the sample has not: projects, events, yearly figures; published in a folder."""
    for name, tables in (
        ("projects", hand_shapes.participations()),
        ("events", hand_shapes.attendances()),
    ):
        with checked(tables, as_at=hand_shapes.AS_AT) as clean:
            yield Store(folder / name).publish(clean)
    yield yearly_register(folder / "yearly")


def told_of_other_tables(version: DataVersion) -> Iterator[tuple[str, Any]]:
    """Name and answer of all that the tables of such a register are for."""
    if has_yearly_figures(version):
        yield "yearly", [yearly_study(version, figure) for figure in ("export_share", "turnover_eur")]
    needed = ((participants, "project_participant"), (projects, "project"), (events, "event_attendance"))
    for listing, table in needed:
        if table in version.manifest.tables:
            told = listing(version)
            assert len(told.table) >= 3, listing.__name__
            yield listing.__name__, told


def _answer(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except CxcError as error:
        return f"{type(error).__name__}: {error}"


def unlike(one: Any, other: Any) -> list[str]:
    """Where they differ: whole numbers, money and texts at all, floating point beyond the tolerance."""
    return [
        f"{(left or right)[0]}: {left and left[1]!r} and {right and right[1]!r}"
        for left, right in zip_longest(_laid_out(one), _laid_out(other))
        if left is None or right is None or left[0] != right[0] or not alike(left[1], right[1])
    ]


def _laid_out(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value of an answer with its place; statements are in each engine's own words."""
    if isinstance(value, Statement):
        return
    if isinstance(value, pd.DataFrame):
        yield f"{place} columns", ",".join(map(str, value.columns))
        for column in value.columns:
            yield from _laid_out(value[column].tolist(), f"{place}.{column}")
    elif isinstance(value, (pd.Series, pd.api.extensions.ExtensionArray)):
        yield from _laid_out(value.tolist(), place)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _laid_out(getattr(value, field.name), f"{place}.{field.name}")
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _laid_out(each, f"{place}.{key}")
    elif isinstance(value, (list, tuple, np.ndarray)):
        yield f"{place} length", len(value)
        for number, each in enumerate(value):
            yield from _laid_out(each, f"{place}[{number}]")
    else:
        yield place, value.item() if isinstance(value, np.generic) else value
