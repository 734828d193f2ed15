"""The library's face: what the README promises to someone who imports it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cxc_metrics


def test_every_public_name_is_there_and_nothing_else() -> None:
    for name in cxc_metrics.__all__:
        assert getattr(cxc_metrics, name) is not None, name
    assert not hasattr(cxc_metrics, "duckdb")


def test_a_reader_measures_as_the_readme_says(sample_register: Path) -> None:
    reader = cxc_metrics.open_register(sample_register).reader()
    assert reader is not None
    figures = cxc_metrics.measure(reader, ["O01", "O04"], by=["host_country"], totals=True)
    assert figures["O01"].value == sum(cell.value or 0 for cell in figures["O01"].cells[:-1])
    assert figures.frame()["host_country"].notna().any()
    assert cxc_metrics.to_csv(figures).startswith(b"host_country,host_country_name,")


def test_the_package_itself_loads_nothing_heavy(root: Path) -> None:
    told = _python(
        root, "-c", "import sys, cxc_metrics; print('pandas' in sys.modules, 'duckdb' in sys.modules)"
    )
    assert told.split() == ["False", "False"]


def test_the_package_is_the_command_line(root: Path) -> None:
    assert _python(root, "-m", "cxc_metrics", "--version").startswith("cxc ")


def _python(root: Path, *arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout
