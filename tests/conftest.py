"""What every test may ask for: the project's place, the real registers beside it, a Chromium."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real registers beside the project; the test is skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real registers are not on this machine ({SHARED_DATA} is absent)")
    return SHARED_DATA


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the Chromium to drive: CXC_CHROMIUM (set by `make test`), else the first on PATH.

    `make test` always sets CXC_CHROMIUM, so that there a missing browser is an error. Only a bare
    `pytest` on a machine without Chromium skips.
    """
    named = os.environ.get("CXC_CHROMIUM")
    if named:
        assert Path(named).is_file(), f"CXC_CHROMIUM names {named}, which is no file"
        return named
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium on PATH; `make test` installs one, or set CXC_CHROMIUM")
