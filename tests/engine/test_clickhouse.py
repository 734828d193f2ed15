"""ClickHouse gives the figures that DuckDB gives. chdb is that engine in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cxc_metrics.engine.addresses import let_go
from cxc_metrics.store import DataVersion
from cxc_metrics.store.opening import opened_version
from tests.engine.comparing import LONG, facts_differing, told_of


@pytest.fixture(scope="module")
def in_clickhouse(sample: DataVersion, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """The same data version, loaded into ClickHouse and answered there."""
    address = f"chdb:{tmp_path_factory.mktemp('chdb')}"
    yield opened_version(sample._layout, sample.id, address, loading=True)
    let_go(address)


def test_facts_are_the_same_in_clickhouse(sample: DataVersion, in_clickhouse: DataVersion) -> None:
    assert in_clickhouse.dialect.name == "clickhouse"
    assert in_clickhouse.told_by.startswith("ClickHouse 2")
    assert facts_differing(sample, in_clickhouse) == {}


def test_figures_are_the_same_in_clickhouse(sample: DataVersion, in_clickhouse: DataVersion) -> None:
    """The whole catalogue, as seen by the internal and by the public viewer; `make engines` asks more."""
    told = dict(told_of(sample, in_clickhouse, without=LONG))
    assert len(told) >= 8
    assert {name: cells[:5] for name, cells in told.items() if cells} == {}
