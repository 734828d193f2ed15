"""Figures that need a cell which was emptied: they say over how many rows they are told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.access import Reader
from cxc_metrics.export import to_csv, to_zip
from cxc_metrics.measuring import Measurement, measure
from cxc_metrics.scope import Scope
from tests.measuring.publishing import published, visit
from tests.soundness.rows import asked, registration
from tests.store.hand_made import organisation


def told(measured: Measurement, kpi: str) -> tuple[Any, ...]:
    """Value, n, of how many, flag."""
    over = measured.over(kpi)
    return measured.value(kpi), measured.n(kpi), over and over.of, measured.flag(kpi)


def test_sums_and_ratios_say_over_how_many_rows(tmp_path: Path) -> None:
    """exchange  paid
    X1        300      told
    X2        (n/a)    emptied: neither 0 nor nothing
    X3        100      told
    X4        –        empty in the file: in neither number of I01, and 0 EUR in F01a
    I01 = 400 over 2 of 3;  F01a = (300 + 100 + 0) / 3 over 3 of 4;  O01 = 4, whatever was paid"""
    rows = [
        visit(f"X{number}", "2022-01-01", lump_sum_paid_eur=paid, paid_on=date(2022, 2, 1))
        for number, paid in enumerate((300.0, None, 100.0, None), start=1)
    ]
    with published(tmp_path, rows, emptied=[("exchange", ["X2"], "lump_sum_paid_eur")]) as version:
        measured = measure(version, ["I01", "F01a", "O01"])
        assert told(measured, "I01") == (400.0, 2, 3, "u")
        assert told(measured, "F01a") == (pytest.approx(400 / 3), 3, 4, "u")
        assert told(measured, "O01") == (4, 4, None, "")
        assert "O01_of" not in measured.table
        disclosed = Reader(version).measure(["I01", "F01a", "O01"])
        assert b"I01_of" in to_csv(disclosed)
        assert b"Over 2 of 3" in _unzipped(to_zip(disclosed))


def test_a_share_leaves_such_rows_out_of_n(tmp_path: Path) -> None:
    """visitor  type        exchanges
    ES1      sme         X1, X2
    ES2      (emptied)   X3           O04 = 2 / 2 over 2 of 3, not 2 / 3"""
    rows = [visit("X1", "2022-01-01"), visit("X2", "2022-01-02"), visit("X3", "2022-01-03", vo_id="ES2")]
    organisations = [
        organisation("ES1", "ES", org_type="sme"),
        organisation("ES2", "ES", org_type=None),
        organisation("DE1", "DE"),
    ]
    cells = [("organisation", ["ES2"], "org_type")]
    with published(tmp_path, rows, organisation=organisations, emptied=cells) as version:
        assert told(measure(version, ["O04"]), "O04") == (1.0, 2, 3, "u")
        by_type = measure(version, ["O01"], by=["visitor_type"], totals=True)
        assert list(by_type.details["O01"]) == [2, 1]  # the third reads "not recorded"
        assert by_type.value("O01") == 3
        # Whether the third is an SME nobody knows: it may belong to the selection.
        chosen = measure(version, ["O01", "I01"], scope=Scope(visitor_type="sme"))
        assert told(chosen, "O01") == (2, 2, 3, "u")


def test_a_payment_without_its_day_is_in_the_total_and_told_in_a_period(tmp_path: Path) -> None:
    """exchange  paid  on
    X1        300   2022-02-01
    X2        200   (emptied)     all: 500;  2022: 300 over 1 of 2;  2021: none left to tell it"""
    rows = [
        visit("X1", "2022-01-01", lump_sum_paid_eur=300.0, paid_on=date(2022, 2, 1)),
        visit("X2", "2022-01-01", lump_sum_paid_eur=200.0),
    ]
    with published(tmp_path, rows, emptied=[("exchange", ["X2"], "paid_on")]) as version:
        assert told(measure(version, ["I01"]), "I01") == (500.0, 2, None, "")
        in_2022 = measure(version, ["I01"], scope=Scope(period="2022-01-01..2022-05-31"))
        assert told(in_2022, "I01") == (300.0, 1, 2, "u")
        in_2021 = measure(version, ["I01"], scope=Scope(period="2021"))
        assert told(in_2021, "I01") == (None, 0, 1, ":")


def test_medians_and_papers(tmp_path: Path) -> None:
    """exchange  last day     age of the missing report at 2022-06-30
    X1        2022-05-31   30
    X2        2022-06-20   10
    X3        (emptied)    ?       Q01a = 20 over 2 of 3; Q01m = 2 and one more may be missing"""
    rows = [visit(f"X{number}", "2022-01-01") for number in (1, 2, 3)]
    for row, last in zip(rows, (date(2022, 5, 31), date(2022, 6, 20), None), strict=True):
        row["actual_end"] = last
    paper = {"document_id": "D", "exchange_id": "X1", "doc_type": "certificate", "submitted_on": None}
    papers = [paper | {"signed_vo_on": date(2022, 1, 1)}]
    cells = [("exchange", ["X3"], "actual_end")]
    every = {"document": ("document_id", "exchange_id", "doc_type", "submitted_on", "signed_vo_on")}
    with published(tmp_path, rows, document=papers, emptied=cells) as version:
        assert set(every["document"]) <= set(version.manifest.columns_present["document"])
        measured = measure(version, ["Q01a", "Q01m"])
        assert told(measured, "Q01a") == (20.0, 2, 3, "u")
        assert told(measured, "Q01m") == (2, 2, 3, "u")


def test_nothing_left_is_not_measurable_and_never_zero(tmp_path: Path) -> None:
    """exchange  paid
    X1        (emptied)
    X2        (emptied)   I01 is not 0"""
    rows = [visit(key, "2022-01-01", lump_sum_paid_eur=None) for key in ("X1", "X2")]
    cells = [("exchange", [key], "lump_sum_paid_eur") for key in ("X1", "X2")]
    with published(tmp_path, rows, emptied=cells) as version:
        assert told(measure(version, ["I01"]), "I01") == (None, 0, 2, ":")
        assert told(measure(version, ["F01a"]), "F01a") == (None, 0, 2, ":")


def test_a_few_of_many_are_told_without_a_flag(tmp_path: Path) -> None:
    """One of 25 payments is 4 %: told, and no flag; two are 8 %: flag u."""
    rows = [visit(f"X{number}", "2022-01-01", lump_sum_paid_eur=100.0) for number in range(25)]
    for number in (0, 1):
        rows[number] = {**rows[number], "lump_sum_paid_eur": None}
    one = [("exchange", ["X0"], "lump_sum_paid_eur")]
    with published(tmp_path / "one", rows, emptied=one) as version:
        assert told(measure(version, ["I01"]), "I01") == (2300.0, 23, 24, "")
    two = [*one, ("exchange", ["X1"], "lump_sum_paid_eur")]
    with published(tmp_path / "two", rows, emptied=two) as version:
        assert told(measure(version, ["I01"]), "I01") == (2300.0, 23, 25, "u")


def test_an_answer_whose_day_was_emptied_is_in_no_part_of_the_response(tmp_path: Path) -> None:
    """invitation  answered     satisfied
    I1 to I5    2022-02-01   5
    I6          never        –
    I7          (emptied)    ?      R01 = 5 / 6 over 6 of 7"""
    rows = [visit(f"X{number}", "2022-01-01") for number in range(1, 8)]
    answered = (*["2022-02-01"] * 5, None, None)
    invitations = [
        asked(f"I{number}", f"X{number}", answered=day, registration_id="R1")
        for number, day in enumerate(answered, start=1)
    ]
    tables = {
        "registration": [registration("R1", "2021-12-01")],
        "survey_invitation": invitations,
        "survey_answer": [{"invitation_id": "I1", "item": "sat_overall", "value_num": 5.0}],
        "emptied": [("survey_invitation", ["I7"], "responded_on")],
    }
    with published(tmp_path, rows, **tables) as version:
        assert told(measure(version, ["R01"]), "R01") == (5 / 6, 6, 7, "u")


def test_a_register_without_emptied_cells_pays_nothing(tmp_path: Path) -> None:
    with published(tmp_path, [visit("X1", "2022-01-01", lump_sum_paid_eur=1.0)]) as version:
        measured = measure(version, ["I01", "F01a", "O04"], by=["visitor_country"], totals=True)
        assert [name for name in measured.table if name.endswith("_of")] == []
        assert not any("emptied" in one.sql for one in measured.statements)
        assert version.emptied_columns("exchange") == ()


def _unzipped(content: bytes) -> bytes:
    import io
    import zipfile

    return zipfile.ZipFile(io.BytesIO(content)).read("README.txt")
