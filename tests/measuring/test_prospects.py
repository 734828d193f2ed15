"""What columns promise is what a register with these columns keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.access import Operator
from cxc_metrics.errors import UnknownName
from cxc_metrics.intake import load_source
from cxc_metrics.measuring.measurable import reason_against
from cxc_metrics.measuring.prospects import prospects
from cxc_metrics.scope import Scope
from cxc_metrics.store import open_store

PAIRS = {"exchange": ("exchange_id", "vo_country", "ho_country", "actual_start", "actual_end")}


@pytest.mark.parametrize("register", ["sample_register", "erasmus_register", "capes_register"])
def test_a_published_register_keeps_what_its_columns_promise(
    request: pytest.FixtureRequest, register: str
) -> None:
    """Every figure of the catalogue: measurable, or the same reason, before and after publishing."""
    root: Path = request.getfixturevalue(register)
    version = open_store(root).current()
    assert version is not None
    manifest = version.manifest
    promised = prospects(
        manifest.columns_present,
        countable=manifest.countable,
        grain=manifest.grain,
        date_precision=manifest.date_precision,
    )
    reasons = {prospect.kpi.id: prospect.reason for prospect in promised.others}
    assert promised.measurable
    for kpi in (*promised.measurable, *(prospect.kpi for prospect in promised.others)):
        assert reason_against(kpi, (), Scope(), version) == reasons.get(kpi.id), kpi.id


def test_each_column_named_as_missing_is_all_that_was_missing() -> None:
    """With the one column (or all of them) that a figure lacks, it is measurable."""
    promised = prospects(PAIRS)
    assert "O01" in {kpi.id for kpi in promised.measurable}
    gains = promised.gains()
    assert "I01" in {kpi.id for kpi in gains["exchange.lump_sum_paid_eur"]}
    columns = [name for name in gains if not name.startswith("table ") and " or " not in name]
    assert columns == [name for name in gains if not name.startswith("table ")][: len(columns)]
    for name in columns:
        table, _, column = name.partition(".")
        more = {**PAIRS, table: (*PAIRS.get(table, ()), column)}
        measurable = {kpi.id for kpi in prospects(more).measurable}
        assert {kpi.id for kpi in gains[name]} <= measurable
    aggregated = prospects(PAIRS, grain="aggregate")
    assert len(aggregated.measurable) < len(promised.measurable)
    assert any(not prospect.missing for prospect in aggregated.others)


def test_a_mapping_is_asked_as_its_columns_are() -> None:
    """A source says what counts; what the contract has not is said to be unknown."""
    capes = load_source("capes")
    of_source = Operator.prospects(PAIRS, source=capes)
    assert of_source == prospects(
        PAIRS, countable=capes.countable, grain=capes.grain, date_precision=capes.date_precision
    )
    with pytest.raises(UnknownName, match="lump_sum_paid_eur"):
        prospects({"exchange": ("lump_sum_paid",)})
    with pytest.raises(UnknownName, match="exchange"):
        prospects({"exchanges": ("exchange_id",)})
