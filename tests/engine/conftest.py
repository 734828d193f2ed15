"""What several tests of engines hold theirs against."""

from __future__ import annotations

from typing import Any

import pytest

from cxc_metrics.store import DataVersion
from tests.engine.beyond_figures import told_beyond


@pytest.fixture(scope="session")
def beyond_figures(sample: DataVersion) -> list[tuple[str, Any]]:
    """What the store's own engine tells of the sample besides figures."""
    return list(told_beyond(sample))
