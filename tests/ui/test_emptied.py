"""Figures that could not be told by all rows, as a reader meets them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cxc_metrics.access import Reader
from cxc_metrics.export.texts_out import written_figures
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers
from tests.measuring.publishing import published, visit
from tests.ui.conftest import Run
from tests.ui.reading import errors, text


def test_pages_say_over_how_many_rows_and_no_page_breaks(run: Run, tmp_path: Path) -> None:
    """Twelve visits of EUR 780, every second amount emptied; one type of organisation, one day of payment."""
    rows = [
        visit(f"X{number}", "2022-01-01", lump_sum_paid_eur=780.0 if number % 2 else None) | _paid(number)
        for number in range(12)
    ]
    cells = [("exchange", [f"X{number}"], "lump_sum_paid_eur") for number in range(0, 12, 2)]
    cells += [("exchange", ["X1"], "paid_on"), ("organisation", ["ES1"], "ecosystem_id")]
    findings = [
        ("exchange.csv", "exchange", number + 2, "lump_sum_paid_eur", "x", "bad_number", "cell", "m", "h")
        for number in range(0, 12, 2)
    ]
    with published(tmp_path, rows, emptied=cells, findings=findings) as version:
        by_mode = Reader(version).measure(["I01"], by=["mode"], scope=Scope())
        assert list(written_figures(by_mode)["Over (I01)"]) == ["over 6 of 12"]
        assert numbers.over(Reader(version).measure(["F01a"])["F01a"].over) == "over 6 of 12"
    store = tmp_path / "store"
    for page in ("overview", "results", "countries", "flows", "sectors", "data", "methods"):
        app: AppTest = run(store, page)
        assert errors(app) == [], page
    told = text(run(store, "data"))
    assert "6 cells emptied, rows kept" in told


def _paid(number: int) -> dict[str, object]:
    return {"paid_on": None if number == 1 else date(2022, 2, 1)}
