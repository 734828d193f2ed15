from __future__ import annotations

from collections.abc import Iterator

import pytest
from filelock import FileLock
from tests.register.hand_made import checked

from cxc_metrics.intake import check
from cxc_metrics.sample import generate
from cxc_metrics.store import DataVersion, Register
from tests.measure import hand_register


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[DataVersion]:
    """The synthetic register as it comes out of intake, with all its dirt; made once for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "sample"
    folder.mkdir(exist_ok=True)
    register = Register(folder / "store")
    with FileLock(folder / "lock"):
        published = register.current()
        if published is None:
            generate(folder / "files", exchanges=1_200, seed=7)
            with check(folder / "files") as tables:
                published = register.publish(tables)
    yield published
    published.close()


@pytest.fixture(scope="session")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """The hand-made register of 40 exchanges, published."""
    register = Register(tmp_path_factory.mktemp("hand") / "store")
    breaches = [("X02", "C05"), ("X05", "C08")]
    with checked(hand_register.tables(), as_at=hand_register.AS_AT, breaches=breaches) as tables:
        yield register.publish(tables)
