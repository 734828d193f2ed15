"""Where the project's own data lies: found from this file, never from where a command was started."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
REFERENCE = DATA / "reference"
SOURCES = DATA / "sources"

REGISTER_VARIABLE = "CXC_REGISTER_DIR"
SOURCES_VARIABLE = "CXC_SOURCES_DIR"
# The register of the store that is shown to who names none.
REGISTER_NAME_VARIABLE = "CXC_REGISTER"


def register_dir() -> Path:
    """The store of data versions: `CXC_REGISTER_DIR`, else `data/register` (not in git)."""
    chosen = os.environ.get(REGISTER_VARIABLE, "").strip()
    return Path(chosen).expanduser() if chosen else DATA / "register"


def sources_dir() -> Path | None:
    """The folder of own sources that `CXC_SOURCES_DIR` names, if it does."""
    chosen = os.environ.get(SOURCES_VARIABLE, "").strip()
    return Path(chosen).expanduser() if chosen else None
