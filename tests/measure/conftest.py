from __future__ import annotations

from collections.abc import Iterator

import pytest

from cxc_metrics.register import Register, Snapshot
from tests.measure import hand_register
from tests.register.hand_made import checked


@pytest.fixture(scope="session")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The hand-made register of 40 exchanges, published."""
    register = Register(tmp_path_factory.mktemp("hand") / "store")
    breaches = [("X02", "C05"), ("X05", "C08")]
    with checked(hand_register.tables(), as_at=hand_register.AS_AT, breaches=breaches) as tables:
        yield register.publish(tables)
