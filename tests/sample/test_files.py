"""The files of the synthetic register: deterministic, complete, and never written over somebody's data."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from pathlib import Path

import pytest

from cxc_metrics.contract import TABLES
from cxc_metrics.sample import (
    Sample,
    SampleError,
    drawing,
    generate,
    write,
)
from tests.sample.tables import DRAWN

SMALL = 120


def hashes(directory: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(directory.iterdir())}


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        generate(tmp_path / name, exchanges=SMALL, seed=7)
    assert hashes(tmp_path / "first") == hashes(tmp_path / "second")


def test_another_seed_writes_another_register(tmp_path: Path) -> None:
    first, second = (generate(tmp_path / str(seed), exchanges=SMALL, seed=seed) for seed in (1, 2))
    one, other = hashes(first.directory), hashes(second.directory)
    invented = {"partnership_ecosystem.csv"}  # the partnerships themselves are listed, not drawn
    assert {name for name in one if one[name] == other[name]} == invented


def test_every_table_of_the_contract_is_there_with_its_columns(sample: Sample) -> None:
    for name in DRAWN:
        model = TABLES[name]
        with (sample.directory / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == [column.name for column in model.columns()], name
        assert len(rows) - 1 == sample.row_counts[name] > 0, name
        assert {len(row) for row in rows} == {len(rows[0])}, name


def test_the_register_says_it_is_synthetic_and_of_which_day(sample: Sample) -> None:
    card = tomllib.loads((sample.directory / "register.toml").read_text(encoding="utf-8"))
    assert card["is_synthetic"] is True
    assert card["as_at"] == sample.as_at
    assert "ynthetic" in card["title"]


def test_a_large_register_has_only_what_an_exchange_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxc_metrics.sample.drawing.ALL_TABLES_UP_TO", SMALL - 1)
    made = generate(tmp_path / "large", exchanges=SMALL)
    assert list(made.row_counts) == ["organisation", "partnership", "registration", "exchange"]
    assert {path.stem for path in made.directory.glob("*.csv")} == set(made.row_counts)
    with (made.directory / "exchange.csv").open(encoding="utf-8", newline="") as file:
        assert {(row["match_id"], row["event_id"]) for row in csv.DictReader(file)} == {("", "")}


def test_a_second_run_leaves_no_table_of_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(tmp_path, exchanges=SMALL)
    assert (tmp_path / "outcome.csv").exists()
    monkeypatch.setattr("cxc_metrics.sample.drawing.ALL_TABLES_UP_TO", SMALL - 1)
    generate(tmp_path, exchanges=SMALL)
    assert not (tmp_path / "outcome.csv").exists()


def test_a_run_that_breaks_off_leaves_the_register_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(tmp_path, exchanges=SMALL, seed=1)
    before = hashes(tmp_path)
    real = write.write_table

    def out_of_space(connection: object, directory: Path, name: str, *rest: object) -> int:
        if name == "exchange":
            raise OSError(28, "No space left on device")
        return real(connection, directory, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(drawing, "write_table", out_of_space)
    with pytest.raises(OSError, match="No space left"):
        generate(tmp_path, exchanges=SMALL, seed=2)
    assert {name: value for name, value in hashes(tmp_path).items() if name in before} == before
    monkeypatch.undo()
    generate(tmp_path, exchanges=SMALL, seed=2)
    assert not list(tmp_path.glob("*.part"))
    assert hashes(tmp_path) != before


def test_somebodys_register_is_not_overwritten(tmp_path: Path) -> None:
    theirs = tmp_path / "exchange.csv"
    theirs.write_text("exchange_id\nX1\n", encoding="utf-8")
    with pytest.raises(SampleError, match=r"exchange\.csv"):
        generate(tmp_path, exchanges=SMALL)
    assert theirs.read_text(encoding="utf-8") == "exchange_id\nX1\n"
    assert [path.name for path in tmp_path.iterdir()] == ["exchange.csv"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(SampleError, match="is a file"):
        generate(tmp_path / "taken", exchanges=SMALL)


@pytest.mark.parametrize(("exchanges", "seed"), [(0, 1), (99, 1), (1_000_001, 1), (-5, 1), (SMALL, -1)])
def test_numbers_out_of_reach_are_refused_before_anything_is_written(
    tmp_path: Path, exchanges: int, seed: int
) -> None:
    with pytest.raises(SampleError, match=r"\d"):
        generate(tmp_path / "none", exchanges=exchanges, seed=seed)
    assert not (tmp_path / "none").exists()


def test_progress_rises_to_one(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    generate(tmp_path, exchanges=SMALL, progress=lambda step, done: told.append((step, done)))
    shares = [done for _, done in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert all(step for step, _ in told)
