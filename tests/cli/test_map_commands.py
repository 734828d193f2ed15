"""`cxc map` and what `cxc check` does with mappings: from a file to a register without SQL, step by step."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cxc_metrics.intake import load_source

from .conftest import Run

MISSIONS = """no;home country;host country;start;end;amount (EUR)
1;DE;France;2023-01-30;2023-02-03;1200.50
2;Regno di Romania;Italy;2023-03-06;2023-03-10;800
""" + "".join(f"{number};AT;EL;2023-06-05;2023-06-06;10\n" for number in range(3, 9))
TWINNINGS = "sending town;host town;host country\nWien;Roma;IT\nGraz;Split;HR\nWien;Split;HR\n"


@pytest.fixture
def missions(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is no table of the contract, in a folder of its own; no sources but those shipped."""
    monkeypatch.delenv("CXC_SOURCES_DIR", raising=False)
    path = tmp_path / "delivery" / "missions 2023.csv"
    path.parent.mkdir()
    path.write_text(MISSIONS, encoding="utf-8")
    return path


def test_from_a_file_to_a_published_register(run: Run, missions: Path) -> None:
    first = run("map", "new", missions)
    assert first.exit_code == 1
    assert "missions 2023.csv as pairs" in first.stdout
    assert "'romania' stands in it" in first.stdout
    again = run("map", "new", missions, "--accept-proposals")
    assert again.exit_code == 2
    assert "is there already: replace it" in again.stderr
    assert run("map", "new", missions, "--accept-proposals", "--force").exit_code == 0
    declared = tomllib.loads((missions.parent / "map.toml").read_text(encoding="utf-8"))
    assert (declared["name"], declared["countries"]) == ("missions", {"aliases": {"Regno di Romania": "RO"}})
    checked = run("map", "check", missions)
    assert checked.exit_code == 0
    assert "exchange, the first 8 rows" in checked.stdout
    published = run("publish", missions.parent)
    assert (published.exit_code, "Published" in published.stdout) == (0, True)
    assert "Read as missions: so says map.toml beside the data" in published.stderr
    held = run("measure", "O01", "--by", "host_country", "--format", "csv")
    assert "EL,6" in held.stdout.replace('"', "")


def test_what_is_left_to_say_is_told(run: Run, missions: Path) -> None:
    missions.write_text(TWINNINGS, encoding="utf-8")
    new = run("map", "new", missions, "--name", "Town twinnings")
    assert new.exit_code == 1
    assert "vo_country (Country of the visiting organisation) decides and is left out: map it" in new.stdout
    refused = run("map", "check", missions)
    assert refused.exit_code == 2
    assert "map.toml: tables.exchange: vo_country" in refused.stderr
    file = missions.parent / "map.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("ho_country =", 'vo_country = {constant = "AT"}\nho_country =', 1))
    checked = run("map", "check", missions, "--as-at", "2024-05-31")
    assert checked.exit_code == 0
    assert "exchange, the first 3 rows" in checked.stdout


def test_the_next_delivery_is_recognised(run: Run, missions: Path, store: Path) -> None:
    kept = store / "sources" / "missions" / "map.toml"
    run("map", "new", missions, "--to", kept, "--accept-proposals")
    assert "missions" in run("sources").stdout
    later = missions.with_name("everybody 2024.csv")
    later.write_text(MISSIONS, encoding="utf-8")
    checked = run("check", later)
    assert checked.exit_code == 0
    assert "Recognised by its header: read as missions" in checked.stderr
    assert "Recognised by its header: missions" in run("map", "check", later).stderr
    later.write_text(MISSIONS.replace("host country", "host countries"), encoding="utf-8")
    changed = run("check", later)
    assert changed.exit_code == 2
    assert "'host country' (now 'host countries'?)" in changed.stderr
    assert "Table exchange is missing" in changed.stderr
    unlike = run("map", "check", later.with_name("other.csv"))
    assert unlike.exit_code == 2


def test_a_broken_source_is_told_beside_the_others(run: Run, missions: Path, store: Path) -> None:
    broken = store / "sources" / "torn" / "map.toml"
    broken.parent.mkdir(parents=True)
    broken.write_text("name = [", encoding="utf-8")
    listed = run("sources")
    assert listed.exit_code == 0
    assert f"Source torn cannot be used: {broken} cannot be read as TOML" in listed.stderr
    assert {"cxc", "capes", "erasmus_flows"} <= set(listed.stdout.split())


def test_a_mapping_is_shown_as_sql_to_go_on_from(run: Run, missions: Path, tmp_path: Path) -> None:
    run("map", "new", missions, "--accept-proposals")
    folder = tmp_path / "own" / "missions"
    shown = run("map", "show-sql", missions.parent)
    assert (shown.exit_code, "-- exchange.sql" in shown.stdout) == (0, True)
    assert run("map", "show-sql", missions.parent, "--to", folder).exit_code == 0
    assert load_source(str(folder)) == load_source(str(missions.parent))
    assert run("map", "show-sql", "nothing").exit_code == 2
