"""The attacker who subtracts other figures than O01: shares, sums, means, answers, organisations.

A share tells two counts, a sum the number of its records, a survey figure that of each answer: each is a
count of records of a part, by one dimension or none. Different organisations are counted by two. He is given
more than he sees: of a share its part exactly as it is changed, of an amount its number of records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxc_metrics.catalogue import Count, Kpi, Ratio, Share, Sum, SurveyMean, SurveyShare, catalogue
from cxc_metrics.catalogue.declaration import DEFAULT_VIEW
from cxc_metrics.catalogue.kinds.by_method import VALUE
from cxc_metrics.facts.unit_keys import RECORD_KEY
from cxc_metrics.measuring import dimensions_of, measurable_by
from cxc_metrics.measuring.keyed_answers import ORGANISATION_KEY
from cxc_metrics.measuring.plan import steps
from cxc_metrics.measuring.population import described_day
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.perturbation import PARTS
from cxc_metrics.store import DataVersion
from tests.attack.cells import FINER, Ints, Records, coded, shown
from tests.attack.pairs import Pairs, Reached, attack, attack_part, look

Mask = NDArray[np.bool_]
# Of fewer answers nothing is shown; nor of fewer than three organisations, which he is not told.
ANSWERS: Final = 5
Floats = NDArray[np.float64]
WHOLE: Final = {
    "exchange": "countable",
    "dossier": "countable",
    "registration": "registration_status <> 'draft'",
}


@dataclass(frozen=True)
class Part:
    """The records that some figure is of, and those of wider figures that hold all of them."""

    name: str
    inside: Mask
    wider: tuple[Mask, ...]


def facts_with_figures(version: DataVersion) -> dict[str, list[Kpi]]:
    """Figures by fact that tell how many records a part has."""
    kinds = (Count, Share, Sum, Ratio)
    facts: dict[str, list[Kpi]] = {}
    for kpi in measurable_by((), Scope(), version):
        if isinstance(kpi, kinds) and kpi.fact not in {"partnership", "project", "challenge"}:
            facts.setdefault(kpi.fact, []).append(kpi)
    return facts


def parts_of(version: DataVersion, fact: str, kpis: Sequence[Kpi]) -> tuple[Records, list[Part]]:
    """All records of a fact with every dimension that one of these figures may be told by, and the parts."""
    by = list(
        dict.fromkeys(name for kpi in kpis for name in dimensions_of(kpi, version) if name not in FINER)
    )
    whole = WHOLE.get(fact, "true")
    nested: dict[str, list[str]] = {}
    for kpi in kpis:
        among = kpi.among
        nested.setdefault(among, []).append(whole)
        if isinstance(kpi, Share):
            nested.setdefault(f"({among}) AND ({kpi.of})", []).extend([among, whole])
        for amount in _amounts(kpi):
            nested.setdefault(f"({among}) AND ({amount}) <> 0", []).extend([among, whole])
    conditions = list(dict.fromkeys([whole, *nested]))
    keyed = version.keyed()
    columns = [f"coalesce({DEFAULT_VIEW.read(sql)}, FALSE) AS part_{n}" for n, sql in enumerate(conditions)]
    sql = f"SELECT {', '.join([RECORD_KEY, *by, *columns])} FROM {keyed.fact(fact)}"
    params = {"as_at": described_day(version)} if "$as_at" in sql else {}
    rows = keyed.query(sql, params).to_pandas()
    masks = {sql: rows[f"part_{n}"].to_numpy(dtype=bool) for n, sql in enumerate(conditions)}
    records = coded(rows, by)
    parts = [Part(whole, masks[whole], ())]
    for sql, around in nested.items():
        if sql != whole:
            wider = [
                masks[name]
                for name in dict.fromkeys(around)
                if name != sql and not (masks[sql] & ~masks[name]).any()
            ]
            parts.append(Part(sql, masks[sql], tuple(wider)))
    return records, parts


def _amounts(kpi: Kpi) -> list[str]:
    if isinstance(kpi, Sum):
        return [kpi.value]
    return [kpi.numerator, kpi.denominator] if isinstance(kpi, Ratio) else []


def attack_parts(records: Records, parts: Sequence[Part], *, least: int = 1) -> Reached:
    """All pairs of parts by one dimension or none: with one dimension less, and with the wider part.

    Nothing is shown of cells of fewer than `least` records in all.
    """
    reached = Reached()
    by_one = [(name,) for name in records.dimensions]
    shown_by = {by: _of_enough(records, by, least) for by in [(), *by_one]}
    for part in parts:
        if not part.inside.any():
            continue
        inside, at = records.where(part.inside), np.flatnonzero(part.inside)
        for by in by_one:
            reached.add(attack(inside, by, shown_by[by][part.inside]).of(at))
        for wider in part.wider:
            around, at = records.where(wider), np.flatnonzero(wider)
            for by in [(), *by_one]:
                reached.add(attack_part(around, (part.inside & shown_by[by])[wider], by).of(at))
    return reached


def _of_enough(records: Records, by: tuple[str, ...], least: int) -> Mask:
    """Which records stand in cells of enough records."""
    cells = records.cells(by)
    enough: Mask = cells.counts[cells.places] >= least
    return enough


def attack_units(records: Records, units: Ints, keys: NDArray[np.uint64]) -> Reached:
    """All pairs of numbers of different units by up to two dimensions; what is reached are places of units.

    `records` are in one row for each unit that they have; `units` and `keys` say which, and its key.
    """
    reached, number = Reached(), int(units.max()) + 1
    for by in [(name,) for name in records.dimensions] + list(combinations(records.dimensions, 2)):
        narrow = _units_in(records.cells(by).places, units, number, keys)
        for left_out in by:
            wide = records.cells([name for name in by if name != left_out]).places
            _beyond(reached, narrow, _units_in(wide, units, number, keys), records.cells(by).places, wide)
    return reached


@dataclass(frozen=True)
class UnitCells:
    """Of every cell its units, how many they are and as which number they are shown."""

    units: Ints
    ends: Ints
    counts: Ints
    shown: Ints

    def of(self, cell: int) -> Ints:
        """The units of a cell."""
        return self.units[self.ends[cell] - self.counts[cell] : self.ends[cell]]


def _units_in(places: Ints, units: Ints, number: int, keys: NDArray[np.uint64]) -> UnitCells:
    pairs, first = np.unique(places * number + units, return_index=True)
    cells = pairs // number
    counts = np.bincount(cells)
    ends = np.cumsum(counts)
    running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(keys[first], dtype=np.uint64)])
    sums = (running[ends] - running[ends - counts]) & np.uint64(PARTS - 1)
    return UnitCells(pairs % number, ends, counts, shown(counts, sums))


def _beyond(reached: Reached, narrow: UnitCells, wide: UnitCells, inner: Ints, outer: Ints) -> None:
    over = np.zeros(len(narrow.counts), dtype=np.int64)
    over[inner] = outer
    more = wide.counts[over] - narrow.counts
    chosen = np.flatnonzero((more >= 1) & (more <= 2))
    look(reached, Pairs(narrow.counts[chosen], more[chosen], narrow.shown[chosen], wide.shown[over[chosen]]))
    for cell in chosen.tolist():
        beyond = np.setdiff1d(wide.of(over[cell]), narrow.of(cell)).tolist()
        reached.beside.update(beyond)
        if narrow.shown[cell] != wide.shown[over[cell]]:
            reached.beside_certain.update(beyond)


def organisations_of(version: DataVersion) -> tuple[Records, Ints, NDArray[np.uint64]]:
    """Held exchanges once for each side, with the organisation of that side and its key."""
    keyed, kpi = version.keyed(), catalogue()["O02"]
    by = [name for name in dimensions_of(kpi, version) if name not in FINER]
    sides = " UNION ALL ".join(
        f"SELECT {side}_id_key AS unit, {RECORD_KEY}, {', '.join(by)} "
        f"FROM {keyed.fact('exchange')} WHERE countable"
        for side in ("visitor", "host")
    )
    rows = keyed.query(sides).to_pandas().dropna(subset=["unit"])
    units = pd.factorize(rows["unit"])[0].astype(np.int64)
    return coded(rows, by), units, rows["unit"].to_numpy().astype(np.uint64)


def is_told(version: DataVersion, kpi: Kpi) -> bool:
    """Whether a register has the figure."""
    return kpi in measurable_by((), Scope(), version)


def answers_of(version: DataVersion, kpi: Kpi) -> tuple[Records, list[Part]]:
    """The answers that a survey figure rests on: all, and those of each answer."""
    keyed = version.keyed()
    by = [name for name in dimensions_of(kpi, version) if name not in FINER]
    (step,) = steps([kpi], by, Scope(), keyed, totals=False, keyed=True)
    (seen,) = step.kpis
    assert isinstance(seen, (SurveyShare, SurveyMean))
    carried = [*by, RECORD_KEY, ORGANISATION_KEY]
    given = ", ".join([*carried, f"{seen.inputs(step.view)[VALUE]} AS {VALUE}"])
    answers = step.population.of(seen.among)
    rows = answers.query(f"SELECT {given}\n{answers.clause(by)}").to_pandas(date_as_object=False)
    rows = rows[rows[VALUE].notna()].reset_index(drop=True)
    values = rows[VALUE].to_numpy(dtype=float)
    everybody = np.ones(len(rows), dtype=bool)
    # A share is the number of those who said so: that of the others is no number of its own.
    told_apart = np.unique(values[values != 0] if isinstance(seen, SurveyShare) else values)
    parts = [Part(f"{kpi.id} = {value:g}", values == value, (everybody,)) for value in told_apart.tolist()]
    return coded(rows, by), [Part(kpi.id, everybody, ()), *parts]


def mean_of_many(records: Records) -> Iterator[tuple[int, int, float]]:
    """Of every cell by one dimension its count, its number, and what sums of its parts by others make of it.

    All numbers tell the same count with errors of their own: each weighs by how many cells it was summed of.
    """
    for name in records.dimensions:
        whole = records.cells((name,))
        weights = np.full(len(whole.counts), 1.0)
        sums = whole.shown.astype(float)
        for other in records.dimensions:
            parts = records.cells((name, other))
            over = np.zeros(len(parts.counts), dtype=np.int64)
            if other == name or len(parts.counts) == len(whole.counts):
                continue
            over[parts.places] = whole.places
            number = np.bincount(over, minlength=len(whole.counts))
            added = np.bincount(over, weights=parts.shown, minlength=len(whole.counts))
            # Of one part alone the number is the same once more.
            weight = np.where(number > 1, 1.0 / number, 0.0)
            weights, sums = weights + weight, sums + weight * added
        yield from zip(whole.counts.tolist(), whole.shown.tolist(), (sums / weights).tolist(), strict=True)
