"""The synthetic registers of the schemes around, published into the store of a ClusterXchange register."""

from __future__ import annotations

import csv
from pathlib import Path

from cxc_metrics.paths import SOURCES
from scripts.synthetic_schemes import SCHEMES

from .conftest import Run


def test_registers_of_the_schemes_around_stand_beside_clusterxchange(
    run: Run, clean_folder: Path, store: Path
) -> None:
    """Each under a name of its own, ClusterXchange stays the first; what a register cannot tell says so."""
    run("publish", clean_folder)
    for scheme in SCHEMES:
        result = run("publish", SOURCES / scheme / "synthetic", "--source", scheme)
        assert f"in register {scheme}_synthetic." in result.stdout, result.stderr
    listed = {
        row["register"]: row
        for row in csv.DictReader(run("registers", "--format", "csv").stdout.splitlines())
    }
    assert [name for name, row in listed.items() if row["first"] == "true"] == ["cxc"]
    assert {name for name, row in listed.items() if row["synthetic"] == "true"} == {
        f"{scheme}_synthetic" for scheme in SCHEMES
    }
    beside = [part for scheme in SCHEMES for part in ("--beside", f"{scheme}_synthetic")]
    result = run("measure", "O01", "A09", "S01", "--register", "cxc", *beside, "--format", "csv")
    value = {
        (row["figure"], row["register"]): row["value"] for row in csv.DictReader(result.stdout.splitlines())
    }
    counted = {key: number for key, number in value.items() if number}
    assert counted == {
        ("O01", "cxc"): "3",
        ("O01", "mobilise_sme_synthetic"): "17",
        ("A09", "celis_synthetic"): "158",
        ("S01", "een_synthetic"): "728",
    }
