"""Which data version stood before: of the same register only."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.store import Manifest, Store
from cxc_metrics.store.history import previous_version
from tests.store.hand_made import SOURCE, checked, exchange, register_rows


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    with checked(register_rows([exchange("X1")])) as tables:
        return Store(tmp_path / "store").publish(tables).manifest


def version(manifest: Manifest, day: int, **changes: Any) -> Manifest:
    when = datetime(2024, 5, day, tzinfo=UTC)
    return manifest.model_copy(update={"id": f"v{day}", "published_at": when, **changes})


def test_the_newest_one_published_before(manifest: Manifest) -> None:
    history = [version(manifest, day) for day in (9, 7, 5)]
    assert previous_version(history, history[0]).manifest == history[1]
    assert previous_version(history, history[1]).manifest == history[2]
    assert previous_version(history, history[2]) == (None, None)


@pytest.mark.parametrize(
    "change",
    [
        {"source": "erasmus_flows"},
        {"grain": "aggregate"},
        {"countable": "cross_border"},
        {"is_synthetic": False},
    ],
)
def test_another_register_is_named_and_not_compared(manifest: Manifest, change: dict[str, Any]) -> None:
    shown, other = version(manifest, 9), version(manifest, 7, title="Another one", **change)
    assert previous_version([shown, other], shown) == (None, "Another one")
    same = version(manifest, 5)
    assert previous_version([shown, other, same], shown).manifest == same


def test_in_a_store(tmp_path: Path) -> None:
    register = Store(tmp_path / "store")
    published = []
    for keys in (["X1"], ["X1", "X2"]):
        with checked(register_rows([exchange(key) for key in keys])) as tables:
            published.append(register.publish(tables).manifest)
    with checked(
        register_rows([exchange("X9")]), source=SOURCE.model_copy(update={"name": "other"})
    ) as tables:
        foreign = register.publish(tables).manifest
    assert previous_version(register.history(), published[1]).manifest == published[0]
    assert previous_version(register.history(), foreign) == (None, None)
