from __future__ import annotations

from collections.abc import Iterator

import pytest

from cxc_metrics.store import DataVersion, Store
from tests.measuring import hand_register
from tests.store.hand_made import checked


@pytest.fixture(scope="session")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """The hand-made register of 40 exchanges, published as synthetic."""
    with checked(hand_register.tables(), as_at=hand_register.AS_AT) as tables:
        yield Store(tmp_path_factory.mktemp("synthetic") / "store").publish(tables)


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """The same, not marked as synthetic."""
    with checked(hand_register.tables(), as_at=hand_register.AS_AT, is_synthetic=False) as tables:
        yield Store(tmp_path_factory.mktemp("real") / "store").publish(tables)
