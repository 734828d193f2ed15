"""Survey shares weighted for silence, from register to number: raked by loops over the raw tables."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.errors import UnknownName
from cxc_metrics.measure import Scope, measure, weighted_for_silence
from cxc_metrics.measure.silence import COLUMNS
from cxc_metrics.register import Register, Snapshot

EU_14 = {"BE", "DK", "DE", "IE", "EL", "ES", "FR", "IT", "LU", "NL", "AT", "PT", "FI", "SE"}
EU_13 = {"BG", "CZ", "EE", "HR", "CY", "LV", "LT", "HU", "MT", "PL", "RO", "SI", "SK"}
# One row per invitation of closing reports to the parties of held exchanges: who, and whether satisfied.
SATISFIED = """
SELECT o.country_code, o.ecosystem_id, o.org_type, e.vop_id,
    (SELECT max(a.value_num) FROM survey_answer AS a
     WHERE a.invitation_id = i.invitation_id AND a.item = 'sat_overall'
         AND a.value_num BETWEEN 1 AND 5) AS answer,
    i.responded_on
FROM survey_invitation i JOIN exchange e USING (exchange_id)
LEFT JOIN organisation o ON o.organisation_id = i.organisation_id
WHERE i.survey_round = 'T1' AND e.vo_country <> e.ho_country AND e.working_days >= 3 AND e.vop_id IS NOT NULL
    AND e.status IN ('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')
"""


def _raked_by_loops(rows: list[dict[str, Any]]) -> tuple[float, float]:
    """The share as answered and with weights, by proportional fitting in plain Python."""
    for row in rows:
        code = row["country_code"]
        group = "14" if code in EU_14 else "13" if code in EU_13 else None if code is None else "out"
        row |= {"group": group, "yes": None if row["responded_on"] is None else row["answer"]}
    keys = ("group", "ecosystem_id", "org_type", "vop_id")
    answers = [row for row in rows if row["yes"] is not None]
    for key in keys:
        few = {value for value, n in Counter(row[key] for row in answers).items() if n < 5}
        heard = {row[key] for row in answers}
        for row in rows:
            if row[key] in few or row[key] not in heard:
                row[key] = "others"
    spoken = {key: {row[key] for row in answers} for key in keys}
    asked = [row for row in rows if all(row[key] in spoken[key] for key in keys)]
    weight = [1.0] * len(answers)
    for _ in range(400):
        for key in keys:
            target = Counter(row[key] for row in asked)
            have: Counter[Any] = Counter()
            for row, amount in zip(answers, weight, strict=True):
                have[row[key]] += amount
            weight = [
                amount * target[row[key]] / len(asked) / have[row[key]] * len(answers)
                for row, amount in zip(answers, weight, strict=True)
            ]
    assert max(weight) < 5
    yes = [row["yes"] >= 4 for row in answers]
    return sum(yes) / len(yes), sum(w for w, one in zip(weight, yes, strict=True) if one) / sum(weight)


@pytest.mark.slow
def test_the_sample_as_loops_over_the_raw_tables_rake_it(sample_register: Path) -> None:
    with Register(sample_register).current() as snapshot:
        found = weighted_for_silence(snapshot, ["R02", "R06p", "M01"])
        measured = measure(snapshot, ["R02", "R06p", "M01"]).row()
        plain, weighted = _raked_by_loops(snapshot.query(SATISFIED).to_pylist())
    table = found.table.set_index("kpi")
    assert found.over == ("country_group", "organisation_sector", "organisation_type", "partnership")
    assert (table.loc["R02", "unweighted"], table.loc["R02", "weighted"]) == pytest.approx(
        (plain, weighted), abs=1e-6
    )
    for kpi in table.index[table["reason"] == ""]:
        row = table.loc[kpi]
        # As answered it is the figure of the page, interval and all.
        assert row["n"] == measured[f"{kpi}_n"]
        assert (row["unweighted"], row["unweighted_low"], row["unweighted_high"]) == pytest.approx(
            (measured[kpi], measured[f"{kpi}_low"], measured[f"{kpi}_high"])
        )
        assert row["moved"] == pytest.approx(100 * (row["weighted"] - row["unweighted"]))
        assert row["effective_n"] <= row["n"]
    groups = found.groups[found.groups["kpi"] == "R02"]
    assert groups.groupby("characteristic")[
        ["asked", "answered", "weighted"]
    ].sum().to_numpy() == pytest.approx(1.0)


def test_few_answers_and_other_figures_have_a_reason(hand: Snapshot) -> None:
    found = weighted_for_silence(hand, ["R02"])
    assert tuple(found.table.columns) == COLUMNS
    assert found.table["reason"].iloc[0]
    assert found.table["weighted"].isna().all()
    assert found.groups.empty
    with pytest.raises(UnknownName, match="survey share"):
        weighted_for_silence(hand, ["O04"])


def test_a_selection_narrows_those_asked(sample_register: Path) -> None:
    with Register(sample_register).current() as snapshot:
        whole = weighted_for_silence(snapshot, ["R02"]).table.iloc[0]
        wave = weighted_for_silence(snapshot, ["R02"], Scope(wave=1)).table.iloc[0]
        year = weighted_for_silence(snapshot, ["R02"], Scope(period="2023")).table.iloc[0]
        invited = measure(snapshot, ["R01"], scope=Scope(period="2023")).n("R01")
    assert wave["asked"] < whole["asked"]
    assert invited is not None
    assert year["asked"] <= invited
