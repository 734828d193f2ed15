from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.store import Register


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """An empty store."""
    return Register(tmp_path / "store")
