"""A partnership's own studies: what they would be if its records were all there are, and nobody else's.

The register is published a second time with what is of one partnership alone: its exchanges as visitors' or
as hosts', its registrations and their matches, what was asked of these, and targets of others changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.access import (
    BETWEEN_PARTNERSHIPS,
    BROKERAGE,
    CORRIDORS,
    EFFECT,
    HOSTING_GAPS,
    INCIDENCE,
    MISSING_VALUES,
    SILENCE,
    TARGETS,
    YEARLY,
    Reader,
    StudyKind,
    scheme_target,
)
from cxc_metrics.access import studies as all_studies
from cxc_metrics.disclosure import PUBLIC, partnership_viewer
from cxc_metrics.errors import NotShown
from cxc_metrics.intake import check
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from tests.measuring import hand_register
from tests.store.hand_made import checked

MANAGER = partnership_viewer(["A"])
OPEN = {"corridors", "incidence", "missing_values", "targets", "silence"}
ASKED = ("R02", "R04", "M02m")
WAITS = ("A06", "A07", "F03")


@pytest.fixture(scope="module")
def whole(sample_register: Path) -> Iterator[DataVersion]:
    version = Store(sample_register).current()
    assert version is not None
    yield version
    version.close()


@pytest.fixture(scope="module")
def own(whole: DataVersion) -> str:
    """The partnership with the most exchanges."""
    table = Reader(whole).measure(["O01"], by=["partnership"]).frame()
    return str(table.sort_values("O01").iloc[-1]["partnership"])


@pytest.fixture(scope="module")
def alone(
    sample_files: Path, whole: DataVersion, own: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DataVersion]:
    folder = tmp_path_factory.mktemp("alone")
    files = folder / "files"
    files.mkdir()
    tables = {
        file.stem: pd.read_csv(file, dtype=str, keep_default_na=False) for file in sample_files.glob("*.csv")
    }
    for name, table in _of(tables, own).items():
        table.to_csv(files / f"{name}.csv", index=False)
    for file in sample_files.glob("*.toml"):
        (files / file.name).write_bytes(file.read_bytes())
    with check(files, as_at=whole.manifest.as_at) as checked:
        version = Store(folder / "store").publish(checked, accept_loss=True)
    yield version
    version.close()


def _of(tables: dict[str, pd.DataFrame], own: str) -> dict[str, pd.DataFrame]:
    """What is of one partnership; organisations and events stay, as they are of nobody."""
    kept = dict(tables)

    def keep(name: str, column: str, values: pd.Series) -> None:
        kept[name] = tables[name][tables[name][column].isin(set(values) - {""})]

    exchanges, registered, matches = (tables[name] for name in ("exchange", "registration", "match"))
    kept["exchange"] = exchanges[(exchanges["vop_id"] == own) | (exchanges["hop_id"] == own)]
    managed = set(registered.loc[registered["partnership_id"] == own, "registration_id"])
    theirs = matches["vo_registration_id"].isin(managed) | matches["ho_registration_id"].isin(managed)
    kept["match"] = matches[theirs | matches["match_id"].isin(set(kept["exchange"]["match_id"]) - {""})]
    parties = pd.concat([kept["match"][f"{side}_registration_id"] for side in ("vo", "ho")])
    keep("registration", "registration_id", pd.concat([pd.Series(sorted(managed)), parties]))
    keys = kept["exchange"]["exchange_id"]
    for name in ("participation", "document", "exchange_activity", "exchange_session"):
        keep(name, "exchange_id", keys)
    for name in ("survey_invitation", "outcome"):
        table = tables[name]
        unvisited = (table["exchange_id"] == "") & table["registration_id"].isin(managed)
        kept[name] = table[unvisited | table["exchange_id"].isin(set(keys))]
    keep("survey_answer", "invitation_id", kept["survey_invitation"]["invitation_id"])
    keep("registration_preference", "registration_id", kept["registration"]["registration_id"])
    keep("challenge", "partnership_id", pd.Series([own]))
    keep("challenge_solution", "challenge_id", kept["challenge"]["challenge_id"])
    of_others = tables["partnership"]["partnership_id"] != own
    targets = tables["partnership"]["target_exchanges"].mask(of_others, "1")
    kept["partnership"] = tables["partnership"].assign(target_exchanges=targets)
    return kept


def test_own_studies_are_of_own_records_alone(whole: DataVersion, alone: DataVersion, own: str) -> None:
    scope = Scope(partnership=own)
    manager, internal = Reader(whole, partnership_viewer([own])), Reader(alone)
    assert len(Reader(whole).records.exchanges().frame()) >= 50
    assert internal.measure(["O01"], scope=scope)["O01"].value == (
        Reader(whole).measure(["O01"], scope=scope)["O01"].value
    )
    assert internal.measure(["O01"])["O01"].value < 0.5 * (Reader(whole).measure(["O01"])["O01"].value or 0)
    for kpi in WAITS:
        ours, true = (reader.study(INCIDENCE, kpi, scope).result for reader in (manager, internal))
        assert ours.n == true.n > 10, kpi
        pd.testing.assert_frame_equal(ours.curve, true.curve)
    for frames in (
        [reader.study(MISSING_VALUES, scope).result for reader in (manager, internal)],
        [reader.study(SILENCE, ASKED, scope).result.table for reader in (manager, internal)],
        [reader.study(SILENCE, ASKED, scope).result.groups for reader in (manager, internal)],
        [reader.study(TARGETS, scope).result.table for reader in (manager, internal)],
        [reader.study(TARGETS, scope).result.days for reader in (manager, internal)],
        [reader.study(CORRIDORS, scope).result.table for reader in (manager, internal)],
    ):
        assert len(frames[0])
        pd.testing.assert_frame_equal(*frames)
    silence = manager.study(SILENCE, ASKED, scope)
    assert (silence.is_exact, silence.is_protected, silence.result.statements) == (True, False, ())
    aim = scheme_target(manager.study(TARGETS, scope))
    assert aim is not None
    assert aim.is_exact


def test_a_wait_that_anothers_visit_ended_is_not_shown(tmp_path: Path) -> None:
    """SE1 registers with A on 1 March 2021, and visits with B on 1 June without a match on record."""
    rows = hand_register.tables()
    registered = {
        "registration_id": "Z1",
        "organisation_id": "SE1",
        "role": "VO",
        "partnership_id": "A",
        "submitted_on": date(2021, 3, 1),
        "decided_on": date(2021, 3, 10),
        "status": "accepted",
    }
    day = date(2020, 11, 1)
    matched = {
        "match_id": "M1",
        "vo_registration_id": "R01",
        "ho_registration_id": "R05",
        "origin": "it_tool_catalogue",
        "status": "validated",
        "initiated_on": day,
        "vo_validated_on": day,
        "ho_validated_on": day,
    }
    visit = {"exchange_id": "Z1", "vo_id": "SE1", "vo_country": "SE", "vop_id": "B", "hop_id": "B"}
    visit |= {"actual_start": date(2021, 6, 1), "actual_end": date(2021, 6, 3)}
    like = next(row for row in rows["exchange"] if row["exchange_id"] == "X04")
    readers = []
    for name, more in (("waiting", []), ("travelled", [{**like, **visit}])):
        tables = {
            **rows,
            "registration": [*rows["registration"], registered],
            "match": [matched],
            "exchange": [*rows["exchange"], *more],
        }
        with checked(tables, as_at=hand_register.AS_AT) as ready:
            readers.append(Reader(Store(tmp_path / name).publish(ready), MANAGER))
    waiting, travelled = readers
    scope = Scope(partnership="A")
    assert waiting.study(INCIDENCE, "A07", scope).result.n
    with pytest.raises(NotShown, match="travelled with another partnership"):
        travelled.study(INCIDENCE, "A07", scope)
    assert travelled.study(MISSING_VALUES, scope).result.equals(waiting.study(MISSING_VALUES, scope).result)
    for reader in readers:
        reader.close()


def test_studies_of_others_and_of_all_stay_closed(whole: DataVersion, own: str) -> None:
    other = next(key for key in whole.labels("partnership") if key != own)
    manager, public = Reader(whole, partnership_viewer([own])), Reader(whole, PUBLIC)
    kinds = [kind for kind in vars(all_studies).values() if isinstance(kind, StudyKind)]
    assert {kind.name for kind in kinds if kind.of_own} == OPEN
    both = Scope(partnership=(own, other))
    for kind in kinds:
        for reader, scope in ((manager, Scope()), (manager, both), (manager, Scope(partnership=other))):
            assert reader.why_closed(kind, scope), kind.name
        assert public.why_closed(kind, Scope(partnership=own))
        assert (manager.why_closed(kind, Scope(partnership=own)) is None) == (kind.name in OPEN)
    for refused in (
        lambda: manager.study(INCIDENCE, "A06", both),
        lambda: manager.study(INCIDENCE, "A06"),
        lambda: manager.study(SILENCE, ASKED, Scope(partnership=other)),
        lambda: manager.study(HOSTING_GAPS, Scope(partnership=own)),
        lambda: manager.study(EFFECT, Scope(partnership=own)),
        lambda: manager.study(BETWEEN_PARTNERSHIPS, "O04", Scope(partnership=own)),
        lambda: manager.study(BROKERAGE, Scope(partnership=own)),
        lambda: manager.study(YEARLY, "export_share", Scope(partnership=own)),
        lambda: public.study(MISSING_VALUES, Scope(partnership=own)),
    ):
        with pytest.raises(NotShown, match="can be seen by"):
            refused()
