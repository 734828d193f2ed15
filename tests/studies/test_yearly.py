"""Yearly figures around the first visit, from a register: who is compared, which years, and when not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cxc_metrics.errors import NotMeasurable, UnknownName
from cxc_metrics.scope import Scope
from cxc_metrics.studies import events_table, has_yearly_figures, yearly_study
from tests.studies.yearly_register import EFFECT, OTHER_VISIT, REJECTED, STRANGER, figures, first_year
from tests.studies.yearly_register import yearly_register as register


def _by_hand(count: int = 120) -> float:
    """The average over group and year of what changed since the year before, minus that of who waited."""
    shares = {number: figures(number) for number in range(count)}
    found = []
    for start in (2020, 2021):
        for year in range(start, 2023):
            change = {number: by_year[year] - by_year[start - 1] for number, by_year in shares.items()}
            gone = [one for number, one in change.items() if first_year(number) == start]
            waiting = [one for number, one in change.items() if (first_year(number) or 9999) > year]
            found.append(np.mean(gone) - np.mean(waiting))
    return float(np.mean(found))  # both groups are equally large


def test_it_is_the_difference_of_mean_changes_of_accepted_visitors_in_whole_years(tmp_path: Path) -> None:
    with register(tmp_path) as version:
        study = yearly_study(version)
        found = study.effect
        assert found.estimate == pytest.approx(_by_hand(), abs=1e-9)
        assert found.low < EFFECT < found.high
        assert (found.travelled, found.comparison, found.years) == (48, 96, (2017, 2022))
        assert not found.by_cluster
        assert (found.clusters, found.apart_before) == (2, ())
        assert (study.values, study.emptied, study.other_visits) == (121 * 6, 0, 1)
        assert events_table(study)["event"].tolist() == [-4, -3, -2, -1, 0, 1, 2]
        used = version.query(study.statement.sql, study.statement.params).to_pandas()
        assert {REJECTED, STRANGER}.isdisjoint(used["unit"])
        assert used.loc[used["visited_before"], "unit"].unique().tolist() == [OTHER_VISIT]
        turnover = yearly_study(version, "turnover_eur")
        assert turnover.values == study.values - 1, "a turnover of 0 has no logarithm"
        assert 0 < turnover.effect.low < turnover.effect.high < 10
        with pytest.raises(NotMeasurable, match="no accepted visitor has a value of employees"):
            yearly_study(version, "employees")
        with pytest.raises(NotMeasurable, match="whole register only"):
            yearly_study(version, scope=Scope(wave=(1,)))
        with pytest.raises(UnknownName):
            yearly_study(version, "profit")


def test_an_emptied_cell_is_told(tmp_path: Path) -> None:
    cells = [("organisation_year", [f"V{number:03}", "2018"], "export_share") for number in range(120)]
    rows_without = [
        {"organisation_id": f"V{number:03}", "year": year, "export_share": share if year != 2018 else None}
        for number in range(120)
        for year, share in figures(number).items()
    ]
    with register(tmp_path, emptied=cells, organisation_year=rows_without) as version:
        study = yearly_study(version)
        assert (study.values, study.emptied, study.is_unreliable) == (600, 120, True)
        assert study.effect.estimate == pytest.approx(_by_hand(), abs=1e-9)


def test_without_the_tables_it_is_refused_in_words(tmp_path: Path) -> None:
    for name in ("organisation_year", "registration"):
        with register(tmp_path / name, without=(name,), count=5) as version:
            assert has_yearly_figures(version) is (name != "organisation_year")
            with pytest.raises(NotMeasurable, match=f"no table {name}"):
                yearly_study(version)
