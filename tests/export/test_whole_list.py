"""One work list of a partnership: all entries of all parts, by organisation, with the money they wait for."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest

from cxc_metrics.access import Reader, Role
from cxc_metrics.errors import CxcError
from cxc_metrics.export import FORMATS, Outgoing
from cxc_metrics.export.whole_list import money_at_stake, summary, whole_work_list, work_list_text
from cxc_metrics.store import DataVersion


@pytest.fixture(scope="module")
def busiest(sample: DataVersion) -> str:
    """The partnership with most lump sums that are not paid."""
    reader = Reader(sample)
    lists = {key: reader.records.work_list(key) for key in reader.labels("partnership")}
    return max(lists, key=lambda key: len(lists[key]["payments"]))


@pytest.mark.parametrize("role", ["visitor", "host"])
def test_nothing_is_lost_and_organisations_stand_together(
    sample: DataVersion, busiest: str, role: Role
) -> None:
    reader = Reader(sample)
    parts = reader.records.work_list(busiest, role=role)
    rows = whole_work_list(parts, role).frame()
    assert len(rows) == sum(map(len, parts.values())) > 0
    names = rows[["organisation", "organisation_country"]].fillna("").agg("|".join, axis=1)
    assert names.ne(names.shift()).sum() == names.nunique()
    assert all(part.is_monotonic_decreasing for _, part in rows["age_days"].groupby(names))
    assert rows.groupby(names, sort=False)["age_days"].first().is_monotonic_decreasing
    written = work_list_text(whole_work_list(parts, role), "To do")
    assert written.count("\n  - ") == len(rows)
    assert [name for name in rows["organisation"].dropna().unique() if name not in written] == []


def test_money_is_what_was_agreed_and_not_paid(sample: DataVersion, busiest: str) -> None:
    reader = Reader(sample)
    parts = reader.records.work_list(busiest)
    whole, payments = whole_work_list(parts, "visitor"), parts["payments"].frame()
    unpaid = payments.loc[payments["payment"].eq("unpaid"), "lump_sum_agreed_eur"]
    assert money_at_stake(whole) == pytest.approx(float(pd.to_numeric(unpaid).sum()))
    assert money_at_stake(whole) > 0
    assert f"{money_at_stake(whole):,.0f} EUR" in summary(whole)


def test_a_workbook_holds_it_whole(sample: DataVersion, busiest: str) -> None:
    reader = Reader(sample)
    whole = whole_work_list(reader.records.work_list(busiest), "visitor")
    leaving = Outgoing(whole, "To do", summary(whole))
    sheet = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].make(leaving))).worksheets[0]
    assert sheet.max_row == len(whole) + 1
    columns = {cell.value: place for place, cell in enumerate(sheet[1])}
    amounts = [row[columns["amount_eur"]] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sum(amount for amount in amounts if amount) == pytest.approx(money_at_stake(whole))


def test_what_was_not_disclosed_is_refused() -> None:
    with pytest.raises(CxcError):
        whole_work_list({"starts": object()}, "visitor")  # type: ignore[dict-item]
