"""Sources lie in several places: one's own before those shipped, a broken one hides no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cxc_metrics.errors import SourceError, UnknownName
from cxc_metrics.intake import (
    compile_mapping,
    load_source,
    load_sources,
    mapping_beside,
    parse_mapping,
    read_source,
    source_files,
    source_place,
    sources,
    write_source,
)
from cxc_metrics.paths import SOURCES
from tests.intake.test_mapping import MAP

SHIPPED = tuple(sorted(path.name for path in SOURCES.iterdir() if path.is_dir()))


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """CXC_SOURCES_DIR and the sources of a store, each with the mapping `ferries`."""
    own, store = tmp_path / "own", tmp_path / "store"
    for folder in (own, store / "sources"):
        (folder / "ferries").mkdir(parents=True)
        (folder / "ferries" / "map.toml").write_text(MAP, encoding="utf-8")
    monkeypatch.setenv("CXC_SOURCES_DIR", str(own))
    monkeypatch.setenv("CXC_REGISTER_DIR", str(store))
    return own, store / "sources"


def test_ones_own_stand_before_those_shipped(places: tuple[Path, Path]) -> None:
    own, store = places
    (store / "ferries" / "map.toml").write_text(MAP.replace("Ferry tickets", "Other tickets"))
    assert sources() == tuple(sorted((*SHIPPED, "ferries")))
    assert load_source("ferries").title == "Ferry tickets"
    assert source_place("ferries").hidden == (store / "ferries",)
    shutil.rmtree(own)
    assert load_source("ferries").title == "Other tickets"
    assert not source_place("ferries").is_shipped
    assert next(place.name for place, _ in load_sources().usable) == "ferries"


def test_a_broken_source_hides_no_other_and_is_told_with_its_place(places: tuple[Path, Path]) -> None:
    own, _ = places
    for name, text in {"torn": "name = [", "capes": MAP, "empty": ""}.items():
        (own / name).mkdir()
        (own / name / "map.toml").write_text(text, encoding="utf-8")
    (own / "both").mkdir()
    for file in ("map.toml", "source.toml"):
        (own / "both" / file).write_text(MAP, encoding="utf-8")
    loaded = load_sources()
    assert {place.name for place, _ in loaded.usable} == {*SHIPPED, "ferries"} - {"capes"}
    broken = {place.name: problem for place, problem in loaded.broken}
    assert broken.keys() == {"torn", "capes", "empty", "both"}
    for name, problem in broken.items():
        assert str(own / name) in problem
    assert "it calls itself 'ferries' but lies in folder 'capes'" in broken["capes"]
    assert f"The one that came with the program, {SOURCES / 'capes'}, is hidden by it" in broken["capes"]
    assert "holds both source.toml and map.toml. Keep one" in broken["both"]
    with pytest.raises(SourceError, match="torn"):
        load_source("torn")
    with pytest.raises(UnknownName, match="did you mean 'ferries'"):
        load_source("ferrys")


def test_a_path_names_a_source_too(places: tuple[Path, Path], tmp_path: Path) -> None:
    own, _ = places
    beside = tmp_path / "delivery 2024"
    beside.mkdir()
    with pytest.raises(SourceError, match=r"holds neither source.toml nor map.toml"):
        load_source(str(beside))
    shutil.copy(own / "ferries" / "map.toml", beside)
    (beside / "tickets.csv").write_text("No\n1\n")
    expected = compile_mapping(parse_mapping(MAP))
    for path in (beside, beside / "map.toml", own / "ferries"):
        assert load_source(str(path)) == expected
    assert mapping_beside(beside) == mapping_beside(beside / "tickets.csv") == parse_mapping(MAP)
    assert mapping_beside(tmp_path / "other.csv") is None
    assert load_source(str(SOURCES / "capes" / "source.toml")) == load_source("capes")


def test_a_mapping_gone_on_with_in_sql_reads_the_same(tmp_path: Path) -> None:
    for source in (compile_mapping(parse_mapping(MAP)), *map(load_source, SHIPPED)):
        written = write_source(source, tmp_path / source.name)
        assert {file.name for file in written} == source_files(source).keys()
        again = read_source(tmp_path / source.name)
        assert again.model_copy(update={"selects": source.selects}) == source
        assert {name: sql.strip() for name, sql in again.selects.items()} == {
            name: sql.strip() for name, sql in source.selects.items()
        }
    with pytest.raises(SourceError, match=r"holds source.toml, exchange.sql, organisation.sql already"):
        write_source(compile_mapping(parse_mapping(MAP)), tmp_path / "ferries")
    with pytest.raises(SourceError, match="a folder of its own name"):
        write_source(load_source("capes"), tmp_path / "other")
    with pytest.raises(SourceError, match=r"the program's own"):
        write_source(load_source("capes"), SOURCES / "capes")
