"""`cxc secret` and `--viewer`: the value is never printed, and nothing is shown unprotected in its stead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxc_metrics.paths import REGISTER_VARIABLE

from .conftest import Run


@pytest.fixture
def own_store(run: Run, clean_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "store"))
    assert run("publish", str(clean_folder)).exit_code in (0, 1)
    return tmp_path / "store"


def test_the_secret_is_shown_by_its_fingerprint_alone(run: Run, own_store: Path) -> None:
    value = (own_store / "secret.key").read_bytes().hex()
    fingerprint = (own_store / "secret.fingerprint").read_text(encoding="utf-8").strip()
    shown = run("secret")
    assert shown.exit_code == 0
    assert fingerprint in shown.output
    refused = run("secret", "make")
    assert refused.exit_code == 2
    assert "--replace" in refused.output
    (own_store / "secret.key").unlink()
    lost = run("secret")
    assert lost.exit_code == 1
    assert "is lost" in lost.output
    closed = run("measure", "O01", "--viewer", "public", "--format", "csv")
    assert closed.exit_code == 2
    assert closed.stdout == ""
    assert run("measure", "O01", "--format", "csv").exit_code == 0
    made = run("secret", "make", "--replace")
    assert made.exit_code == 0
    assert fingerprint not in made.output
    assert run("measure", "O01", "--viewer", "public").exit_code == 0
    every = "".join(result.output for result in (shown, refused, lost, closed, made))
    assert value not in every
    assert (own_store / "secret.key").read_bytes().hex() not in every


def test_a_viewer_is_named_on_the_command_line(run: Run, own_store: Path) -> None:
    answer = run("measure", "O01", "I05", "--viewer", "public", "--format", "json")
    document = json.loads(answer.stdout)
    assert document["viewer"] == "public"
    assert document["is_protected"] is True
    assert document["sql"] == []
    assert "protected: counts changed by up to five" in answer.stderr
    assert any("counts changed by up to five" in note for note in document["notes"])
    internal = json.loads(run("measure", "O01", "--format", "json").stdout)
    assert (internal["viewer"], internal["is_protected"]) == ("internal", False)
    manager = ("--by", "partnership", "--viewer", "partnership:P1")
    own = json.loads(run("measure", "O01", *manager, "--format", "json").stdout)
    assert [row["O01"] for row in own["rows"]] == [3]
    for viewer, said in (
        ("everybody", "Unknown viewer"),
        ("partnership", "partnership:ID"),
        ("partnership:P9", "Unknown partnership"),
    ):
        refused = run("measure", "O01", "--viewer", viewer)
        assert refused.exit_code == 2
        assert said in refused.stderr
    assert run("measure", "O01", "--viewer", "public", "--sql").exit_code == 2


def test_every_command_that_reads_takes_a_viewer(run: Run, own_store: Path) -> None:
    for viewer in ("public", "partnership:P1"):
        for command in (("history",), ("gaps",), ("silence", "R02")):
            refused = run(*command, "--viewer", viewer)
            assert refused.exit_code == 2, command
            assert "can be seen by internal people" in refused.stderr
            assert refused.stdout == ""
    [listed] = json.loads(run("registers", "--viewer", "public", "--format", "json").stdout)
    assert (listed["rows"], listed["versions"]) == (None, None)
    for command in (("history",), ("gaps",), ("silence", "R02"), ("registers",)):
        unknown = run(*command, "--viewer", "everybody")
        assert unknown.exit_code == 2
        assert "Unknown viewer" in unknown.stderr
    # Outside of the lattice the reason says what can be asked instead.
    outside = run("measure", "O01", "--where", "host_country=DE,FR", "--viewer", "public")
    assert "What can be asked" in outside.stderr
    old = run("measure", "O01", "--data-version", "ffff", "--viewer", "public")
    assert old.exit_code == 2


def test_what_is_protected_is_said_of_each_kind_of_register(
    run: Run, own_store: Path, capes_register: Path, erasmus_register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records with keys of our own register; of scholarships no money; published totals as delivered."""

    def listed(*more: str) -> dict[str, dict[str, str]]:
        result = run("protection", "--format", "json", *more)
        assert result.exit_code == 0, result.stderr
        return {f"{row['part']} {row['id']}": row for row in json.loads(result.stdout)}

    ours = listed()
    assert ours["records exchange"]["shown"] == ours["different organisation"]["shown"] == "protected"
    assert ours["figure O01"]["shown"] == "protected"
    assert ours["figure N01"]["shown"] == "not shown"
    assert ours["figure N01"]["how"].startswith("Not shown")
    internal = listed("--viewer", "internal")
    assert internal["figure N01"]["shown"] == internal["figure O01"]["shown"] == "exact"
    assert "records exchange" not in internal
    assert "exact" in run("protection", "--viewer", "partnership:P1").stderr
    monkeypatch.setenv("CXC_REGISTER_DIR", str(capes_register))
    capes = listed()
    assert capes["records exchange"]["shown"] == capes["figure O01"]["shown"] == "protected"
    assert {"figure I01", "figure R02"}.isdisjoint(capes)
    assert {row["shown"] for row in capes.values()} == {"protected", "not shown"}
    monkeypatch.setenv("CXC_REGISTER_DIR", str(erasmus_register))
    erasmus = listed()
    assert {row["shown"] for row in erasmus.values()} == {"as delivered"}
    assert "published total" in erasmus["figure O06"]["how"]
    assert not any(part.startswith(("records", "different")) for part in erasmus)
    assert run("protection", "--viewer", "everybody").exit_code == 2
