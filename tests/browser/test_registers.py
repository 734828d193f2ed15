"""The sample, Erasmus, CAPES and COST in one store, switched in the sidebar."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.intake import check, load_source
from cxc_metrics.store import Store
from tests.browser.conftest import serve, stop
from tests.browser.doing import choose

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey, pytest.mark.shared_data]

# The rows of each, from the READMEs beside the data; the sample's are drawn.
ROWS = {"capes": 98_191, "cost_stsm": 27, "erasmus_flows": 1_223}


@pytest.fixture
def four(
    root: Path,
    tmp_path: Path,
    shared_data: Path,
    sample_register: Path,
    capes_register: Path,
    erasmus_register: Path,
) -> Iterator[tuple[str, Store]]:
    """A dashboard over a store of four registers; its address and its store.

    Three are published for other tests already: what belongs to them is copied. The fourth is published to
    them by the store itself.
    """
    store = Store(tmp_path / "store")
    for published in (sample_register, capes_register, erasmus_register):
        for part in ("snapshots", "registers"):
            shutil.copytree(published / part, store.root / part, dirs_exist_ok=True)
    with check(shared_data / "cost_ca19130", source=load_source("cost_stsm")) as checked:
        store.publish(checked).close()
    process, url = serve(root, store.root, tmp_path / "log.txt")
    yield url, store
    stop(process, tmp_path / "log.txt")


def test_four_registers_are_switched_in_the_sidebar(
    visit: Callable[..., Any], four: tuple[str, Store]
) -> None:
    address, store = four
    summaries = {each.name: each.summary() for each in store.registers()}
    assert {name: summaries[name].rows for name in ROWS} == ROWS
    watched = visit("/", base=address)
    page = watched.page
    # Which of the real ones that is, depends on which test asked for its register before the others.
    real = [each for name, each in summaries.items() if name != "cxc_synthetic"]
    first = min(real, key=lambda each: each.manifest.published_at)
    assert page.locator(".st-key-footer", has_text=first.served_id).count() == 1
    page.get_by_test_id("stExpandSidebarButton").click()  # on the start page the sidebar is folded
    for name in ("cxc_synthetic", "erasmus_flows", "cost_stsm", "capes"):
        choose(watched, "w_register", summaries[name].title[:40])
        page.locator(".st-key-footer", has_text=summaries[name].served_id).wait_for(timeout=60_000)
        watched.settle()
        assert f"register={name}&data={summaries[name].served_id}" in page.url
        badge = page.locator(".st-key-top_line .badge", has_text=re.compile(r"^\s*Synthetic\s*$"))
        assert badge.count() == int(name == "cxc_synthetic")
        assert page.get_by_text("A newer one is served").count() == 0
    watched.open("/data?register=cost_stsm&other=erasmus_flows")
    beside = page.locator("table", has_text="(erasmus_flows)")
    beside.scroll_into_view_if_needed()
    assert beside.locator("th").all_inner_texts()[1].endswith("(cost_stsm)")
    assert watched.foreign == []
    assert watched.errors == []
