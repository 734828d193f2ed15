"""The task of the Matching page: a manager gets pairs of a partnership, weighs them anew, takes them out."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cxc_metrics.access import Reader
from cxc_metrics.store import open_store
from tests.browser.doing import query

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]
PARTNERSHIP = "W2-06"


def test_a_manager_gets_pairs_weighs_them_anew_and_takes_them_along(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    version = open_store(sample_register).current()
    assert version is not None
    with version:
        reader = Reader(version)
        acronym = reader.labels("partnership")[PARTNERSHIP]
        expected = reader.match_making.assigned(PARTNERSHIP, {"hosted": 0.0}).result
    watched = visit("/matching")
    page = watched.page
    page.locator(".st-key-w_match_partnership input").click()
    page.locator(".st-key-w_match_partnership input").fill(acronym)
    page.locator("[role=option]", has_text=acronym).first.click()
    watched.settle()
    assert query(page) == {"match_partnership": [PARTNERSHIP]}

    page.locator("[data-testid=stExpander] summary", has_text="Weights").click()
    weight = page.locator(".st-key-w_weight_hosted input")
    weight.fill("0")
    weight.press("Enter")
    watched.settle()
    assert query(page) == {"match_partnership": [PARTNERSHIP], "weights": ["hosted:0"]}
    main = page.locator("[data-testid=stMain]").inner_text()
    assert f"{expected.best.placed} of {expected.visitors} visitors have a host" in main

    page.locator(".st-key-export_matching_pairs button").first.click()
    with page.expect_download() as waiting:
        page.locator(".st-key-export_matching_pairs_csv button").first.click()
    assert "synthetic" in waiting.value.suggested_filename
    table = pd.read_csv(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert table["registration_id"].tolist() == expected.table["registration_id"].tolist()
    assert table["host"].dropna().tolist() == expected.table["host"].dropna().tolist()
    page.keyboard.press("Escape")
    page.locator(".st-key-export_matching_mail button").first.click()
    with page.expect_download() as waiting:
        page.locator(".st-key-export_matching_mail_text button").first.click()
    mail = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert "Invented data, for demonstration only." in mail
    assert all(f"- {name} (" in mail for name in expected.table["visitor"])
    assert watched.foreign == []
    assert watched.errors == []
