"""The attacker goes for hidden answers of surveys: by totals, beside the numbers, by rows and by files."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from cxc_metrics.access import Reader
from cxc_metrics.catalogue import catalogue
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.export import to_csv
from cxc_metrics.measuring.survey_rule import base_of
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.attack.bounds import ALL, Place, breaches, with_totals
from tests.attack.surveys import attacked, survey_figures, tables_of

FIGURES = [kpi for kpi in survey_figures() if kpi.id != "R01"]
# Of all answers, of one for each organisation, of what is reported by exchange.
SHORT = ("R02", "R06p", "R07a")
# Each of them starts elsewhere, so that together they take another part of the pairs.
EVERY = 40


def test_no_totals_determine_a_hidden_number(sample: DataVersion) -> None:
    """By linear programming, tables by any two dimensions; scripts/disclosure_surveys.py takes all."""
    kinds = set()
    for start, kpi in enumerate([kpi for kpi in FIGURES if kpi.id in SHORT]):
        tables = [("visitor_country", "host_country"), *tables_of(sample, kpi)[start * 8 :: EVERY]]
        reached = attacked(sample, kpi, tables)
        assert reached.breaches == []
        assert reached.hidden >= reached.few > 0
        kinds |= set(tables)
    assert len(kinds) > 10


def test_rates_of_response_do_not_tell_how_many_answered(sample: DataVersion) -> None:
    """R01 times all invited is how many answered: the same rule, the same attacker."""
    by = ("partnership", "host_country")
    invited = Reader(sample).rows("R01", limit=10**6).frame().astype(dict.fromkeys(by, object))
    invited = invited.assign(answered=invited["responded_on"].notna().astype(int)).fillna(
        dict.fromkeys(by, "–")
    )
    cells = invited.groupby(list(by))["answered"].sum()
    counts = with_totals({(str(one), str(other)): int(n) for (one, other), n in cells.items()})
    shown: dict[Place, int | None] = {}
    for row in Reader(sample).measure(["R01"], by=by, totals=True).frame().to_dict("records"):
        over = str(row["total_over"]).split(",") if row["is_total"] else []
        place = tuple(ALL if name in over else "–" if pd.isna(row[name]) else str(row[name]) for name in by)
        shown[place] = None if "c" in row["R01_flag"] else round(row["R01"] * row["R01_n"])
    assert {place: n for place, n in shown.items() if n} == {
        place: n for place, n in counts.items() if n and shown[place] is not None
    }
    assert breaches(shown, counts) == []
    assert sum(n is None for n in shown.values()) > 20


def test_nothing_beside_a_hidden_number_gives_it_back(sample: DataVersion) -> None:
    """No part of a hidden cell is there: in the frame, as a cell, in a file, in what it is compared with."""
    figures = [*survey_figures(), *(kpi for kpi in catalogue().values() if base_of(kpi))]
    names = [kpi.id for kpi in figures if "partnership" in Reader(sample).dimensions_of(kpi)]
    measured = Reader(sample).measure(names, by=["partnership"], compare="scheme", totals=True)
    frame = measured.frame()
    written = list(csv.DictReader(io.StringIO(to_csv(measured).decode("utf-8-sig"))))
    assert len(written) == len(frame)
    hidden_cells = 0
    for name in names:
        hides = frame[f"{name}_flag"].str.contains("c")
        hidden_cells += int(hides.sum())
        parts = ["", "n", "low", "high", "of", "deff", "clusters", "response", "invited", "change"]
        parts += ["change_low", "change_high"]
        columns = [column for part in parts if (column := f"{name}_{part}".strip("_")) in frame]
        assert frame.loc[hides, columns].isna().all(axis=None), name
        assert [
            written[at][column] for at in hides[hides].index for column in columns if written[at][column]
        ] == []
        cells = [cell for cell, is_hidden in zip(measured[name].cells, hides, strict=True) if is_hidden]
        assert {(cell.value, cell.n, cell.low, cell.high, cell.flag) for cell in cells} <= {
            (None, None, None, None, "c")
        }
    assert hidden_cells > 20


def test_a_number_of_organisations_is_told_where_enough_answered(sample: DataVersion) -> None:
    """R06n and M01n count who said something: shown exactly where the share of the same answers is."""
    pairs = [(kpi.id, base.id) for kpi in catalogue().values() if (base := base_of(kpi))]
    assert pairs == [("R06n", "R06p"), ("M01n", "M01")]
    for name, base in pairs:
        rows = {}
        for one in (name, base):
            frame = Reader(sample).measure([one], by=["host_country"], totals=True).frame()
            rows[one] = frame.set_index(["host_country", "is_total"])[f"{one}_flag"].str.contains("c")
        assert rows[base].any()
        assert rows[name].equals(rows[base].reindex(rows[name].index))


def test_who_answered_is_listed_from_five_on_and_no_answer_at_all(sample: DataVersion) -> None:
    reader, kinds = Reader(sample), set()
    rows = reader.measure(["R01"], by=["host_country"], totals=True).frame()
    assert rows["R01_flag"].str.contains("c").any()
    everybody = reader.rows("R01", limit=10**6).frame()
    answered = everybody[everybody["responded_on"].notna()].groupby("host_country").size()
    for country in answered.sort_values().index[[0, 1, 2, -1]]:
        scope = Scope(host_country=str(country))
        if answered[country] >= 5:
            assert reader.rows("R01", scope).frame()["responded_on"].notna().sum() == answered[country]
        else:
            with pytest.raises(NotMeasurable, match="at least five did"):
                reader.rows("R01", scope)
        kinds.add(bool(answered[country] >= 5))
    assert kinds == {True, False}
    for name in ("M01", "M01n", "R06n", "R10"):
        with pytest.raises(NotMeasurable, match="one by one"):
            reader.rows(name)
    answers = {"sat_overall", "skill_new", "came_true", "first_export", "export_share", "agreed"}
    assert answers.isdisjoint(everybody.columns)
