"""`cxc match`: what it prints is what the library works out, and bad input has a message."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.access.match_making import MatchMakingReader
from cxc_metrics.store import AuditLog, Store
from cxc_metrics.studies.match_making import evaluated_ranking, matching_pool, register_rows
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def without_corridors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Corridors weigh nothing unless somebody asks; fitting them takes a library some seconds to load."""
    monkeypatch.setattr(MatchMakingReader, "_fewer", frozenset())


def test_what_is_printed_is_what_the_library_works_out(run: Run, served: Path) -> None:
    with Store(served).current() as version:
        rows = register_rows(version)
    pool, evaluation = matching_pool(rows), evaluated_ranking(rows)
    weights = ("--weight", "same_ecosystem=2", "--weight", "hosted=0")
    printed = run("match", "assign", *weights, "--format", "csv")
    assert printed.exit_code == 0, printed.stderr
    table = pd.read_csv(io.StringIO(printed.stdout))
    assert sorted(table["registration_id"]) == sorted(pool.visitors["registration_id"])
    placed = table.dropna(subset="host_registration_id").iloc[0]
    assert table["why"].notna().all()
    visitor = str(placed["registration_id"])
    ranked = run("match", "rank", visitor, *weights, "--format", "json")
    hosts = {row["registration_id"]: row for row in json.loads(ranked.stdout)}
    assert hosts[placed["host_registration_id"]]["points"] == placed["points"]
    assert hosts[placed["host_registration_id"]]["reasons"] == placed["why"]
    assert "what speaks for it" in run("match", "rank", visitor, "--most", "2").stdout
    on_record = [entry.detail["what"] for entry in AuditLog(served).read(deeds=["exported-records"]).entries]
    assert {"pairs for all partnerships", f"hosts for {visitor}"} <= set(on_record)
    partnership = str(placed["partnership_id"])
    mail = run("match", "assign", *weights, "--partnership", partnership, "--mail")
    assert "Invented data, for demonstration only." in mail.stdout
    assert "points: " in mail.stdout
    assert "Best: " in run("match", "assign", "--partnership", partnership).stdout
    told = json.loads(run("match", "--evaluate", "--format", "json").stdout)
    assert told["matches"] == evaluation.matches
    assert [row["in_top"] for row in told["rows"]] == evaluation.table["in_top"].tolist()
    text = run("match", "--evaluate").stdout
    assert "This ranking" in text
    assert ("not shown to be better than" in text) == bool(evaluation.not_better())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["rank", "nobody"],
            "Unknown waiting visitor: 'nobody'. It is the registration of an accepted visitor",
        ),
        (["rank", "x", "--weight", "hostd=1"], "Unknown feature: 'hostd' – did you mean 'hosted'?"),
        (["rank", "x", "--weight", "hosted=lots"], "'hosted=lots' is no weight: write hosted=NUMBER"),
        (["rank", "x", "--from", "1.6.2024"], "--from '1.6.2024' is no day: write it as 2024-05-31."),
        (["assign", "--from", "2024-06-02", "--to", "2024-06-01"], "the days end on 2024-06-01, before"),
        (["assign", "--partnership", "W9"], "Unknown partnership: 'W9'"),
        (["assign", "--viewer", "public"], "Match-making can be seen by internal people only"),
        (["--evaluate", "--after", "2099-01-01"], "matches started after 2099-01-01: 0, and 30 are needed"),
        (["--after", "2023-01-01"], "add --evaluate"),
        (["--evaluate", "rank", "x"], "--evaluate and --after stand alone"),
    ],
)
def test_bad_input_says_what_to_do(run: Run, served: Path, arguments: list[str], message: str) -> None:
    result = run("match", *arguments)
    assert (result.exit_code, result.stdout) == (2, ""), served
    assert message in result.stderr
    assert "Traceback" not in result.stderr
