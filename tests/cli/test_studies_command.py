"""`cxc gaps`: what it prints is what the library finds."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd

from cxc_metrics.measure import gaps
from cxc_metrics.register import Register
from tests.cli.conftest import Run


def test_the_csv_and_the_json_are_the_library_s_table(run: Run, served: Path) -> None:
    with Register(served).current() as snapshot:
        found = gaps(snapshot, side="visitor")
    printed = run("gaps", "--side", "visitor", "--format", "csv")
    assert printed.exit_code == 0
    table = pd.read_csv(io.StringIO(printed.stdout), keep_default_na=False)
    assert table["country"].tolist() == found.table["country"].tolist()
    assert table["observed"].tolist() == found.table["observed"].tolist()
    document = json.loads(run("gaps", "--side", "visitor", "--format", "json").stdout)
    assert document["side"] == "visitor"
    assert [row["observed"] for row in document["rows"]] == found.table["observed"].tolist()
    assert document["not_measurable"]["population"].startswith("not available")


def test_the_table_names_what_it_cannot_tell_and_a_wrong_filter_ends_with_2(run: Run, served: Path) -> None:
    told = run("gaps")
    assert told.exit_code == 0
    assert "population: not available" in told.stderr
    assert "by registrations" in " ".join(told.stdout.split())
    assert run("gaps", "--where", "host_contry=DE").exit_code == 2
    assert "registration" in run("gaps", "--sql").stdout
