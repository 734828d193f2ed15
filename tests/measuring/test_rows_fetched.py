"""What leaves the engine follows from days, codes and groups: of twice the register no more is sent."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxc_metrics.catalogue import Kpi, MethodOfSums, Quotient, catalogue
from cxc_metrics.disclosure import PUBLIC
from cxc_metrics.disclosure.viewer_guard import ViewerGuard
from cxc_metrics.intake import check
from cxc_metrics.measuring import dimensions_of, kept_from
from cxc_metrics.measuring.measurable import reason_against
from cxc_metrics.measuring.plan import steps
from cxc_metrics.measuring.shared_parties import groups_sharing
from cxc_metrics.sample import generate
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, open_store
from tests.measuring.crossing import THOROUGH

# What both halves have in common: partnerships, events, clusters of organisations, codes.
SHARED = (
    "partnership_id",
    "vop_id",
    "hop_id",
    "event_id",
    "cluster_id",
    "ecosystem_id",
    "nuts_id",
    "call_id",
)
# Compares every participant with those who had waited as long: pairs of organisations, which no sum holds.
OF_ROWS = {"M06"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small synthetic register."""
    folder = tmp_path_factory.mktemp("small")
    generate(folder, exchanges=100)
    return folder


@pytest.fixture(scope="module")
def once(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """It as it is."""
    with check(files) as tables, open_store(tmp_path_factory.mktemp("once")).publish(tables) as version:
        yield version


@pytest.fixture(scope="module")
def doubled(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """It twice over: the second half with organisations of its own."""
    folder = tmp_path_factory.mktemp("doubled")
    shutil.copytree(files, folder / "files")
    for file in (folder / "files").glob("*.csv"):
        if not file.name.startswith("partnership"):
            _double(file)
    with check(folder / "files") as tables, open_store(folder / "store").publish(tables) as version:
        yield version


def _double(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    own = [
        name == "person_ref" or (name.endswith("_id") and name not in SHARED and file.stem != "event")
        for name in header
    ]
    with file.open("a", encoding="utf-8", newline="") as lines:
        # No second half of a cluster is a cluster: others are grouped by these.
        csv.writer(lines, lineterminator="\n").writerows(
            [
                f"{cell}~" if is_own and cell else "large" if cell == "cluster" else cell
                for is_own, cell in zip(own, row, strict=False)
            ]
            for row in rows
            if any(own)
        )


def sent(version: DataVersion, kpi: Kpi, by: tuple[str, ...], *, public: bool) -> int:
    """How many rows leave the engine for a figure."""
    if reason_against(kpi, by, Scope(), version):
        return 0
    guard = ViewerGuard(version, PUBLIC) if public else None
    if kept_from(guard, kpi, by, Scope()):
        return 0
    told_by = guard.version if guard else version
    parts = kpi.parts() if isinstance(kpi, Quotient) else (kpi,)
    planned = steps(parts, by, Scope(), told_by, totals=bool(by), keyed=public)
    return sum(step.run().num_rows for step in planned)


def test_a_register_twice_as_large_sends_no_more_rows(once: DataVersion, doubled: DataVersion) -> None:
    """Figures by their first dimension with totals, survey figures also as the public viewer; a sixth of them
    and that one, every one with CXC_THOROUGH.
    """
    growing = {}
    for place, (name, kpi) in enumerate(catalogue().items()):
        if not THOROUGH and place % 6 and name not in OF_ROWS:
            continue
        ways = [(dimensions_of(kpi, once)[:1], False)]
        # What protects the other figures is made as they are: in one row for each group.
        ways += [((), True)] if isinstance(kpi, MethodOfSums) else []
        for by, public in ways:
            rows = [sent(version, kpi, by, public=public) for version in (once, doubled)]
            if rows[1] > rows[0]:
                growing[name, by, public] = tuple(rows)
    assert {name for name, _, _ in growing} == OF_ROWS, growing


def test_a_comparison_of_survey_shares_sends_no_more_rows(once: DataVersion, doubled: DataVersion) -> None:
    """Which sides have somebody in common leaves the engine, and not who it is."""
    scopes, by = (Scope(period="2021"), Scope(period="2022")), ("visitor_country",)
    numbers = []
    for version in (once, doubled):
        now, base = (steps([catalogue()["R02"]], by, scope, version, totals=True)[0] for scope in scopes)
        numbers.append(len(groups_sharing(now, base, by, by)))
    assert numbers[0] == numbers[1] > 0
