"""`cxc gaps`, `cxc silence`: what they print is what the library finds."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.store import Store
from cxc_metrics.studies import gaps, weighted_for_silence
from tests.cli.conftest import Run


def test_the_csv_and_the_json_are_the_library_s_table(run: Run, served: Path) -> None:
    with Store(served).current() as version:
        found = gaps(version, side="visitor")
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


def test_the_figures_weighted_for_silence_are_those_of_the_library(run: Run, served: Path) -> None:
    asked = ("R02", "M02m", "M03m")
    with Store(served).current() as version:
        found = weighted_for_silence(version, asked).table
    printed = run("silence", *asked, "--format", "csv")
    assert printed.exit_code == 0
    told = pd.read_csv(io.StringIO(printed.stdout), keep_default_na=False, na_values=[""])
    assert told[["kpi", "unit"]].to_numpy().tolist() == [["R02", "%"], ["M02m", "markets"], ["M03m", "pp"]]
    assert told["weighted"].to_numpy() == pytest.approx(found["weighted"].to_numpy(), nan_ok=True)
    assert "M03m: a median is not weighted" in printed.stderr
    table = run("silence", *asked).stdout
    assert "markets" in table
    assert run("silence", "O04").exit_code == 2
