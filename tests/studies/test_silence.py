"""Survey shares and means weighted for silence, from register to number, as loops over raw tables rake."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.errors import UnknownName
from cxc_metrics.measuring import measure
from cxc_metrics.measuring.survey_rule import WHY
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.studies import weighted_for_silence
from cxc_metrics.studies.silence import COLUMNS

EU_14 = {"BE", "DK", "DE", "IE", "EL", "ES", "FR", "IT", "LU", "NL", "AT", "PT", "FI", "SE"}
EU_13 = {"BG", "CZ", "EE", "HR", "CY", "LV", "LT", "HU", "MT", "PL", "RO", "SI", "SK"}
# One row per invitation to the parties of held exchanges, the first first.
ASKED = """
SELECT i.invitation_id, i.registration_id, i.organisation_id, i.survey_round, i.side, i.responded_on,
    o.country_code, o.ecosystem_id, o.org_type, e.vop_id
FROM survey_invitation i JOIN exchange e USING (exchange_id)
LEFT JOIN organisation o ON o.organisation_id = i.organisation_id
WHERE e.vo_country <> e.ho_country AND e.working_days >= 3 AND e.vop_id IS NOT NULL
    AND e.status IN ('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')
ORDER BY i.invitation_id
"""
ANSWERS = """
SELECT i.invitation_id, i.registration_id, i.survey_round, i.responded_on, a.item, a.value_num
FROM survey_answer a JOIN survey_invitation i USING (invitation_id)
WHERE i.responded_on IS NOT NULL AND (a.item = 'sat_overall' AND a.value_num BETWEEN 1 AND 5
    OR a.item = 'export_share' AND a.value_num BETWEEN 0 AND 100)
ORDER BY i.responded_on
"""
MARKETS = """
SELECT registration_id, partner_country FROM outcome
WHERE outcome_type = 'new_market' AND status IN ('achieved', 'verified')
"""
People = list[dict[str, Any]]


def _people(version: DataVersion) -> dict[str, People]:
    """Those asked of R02, M03 and M02m with their answer, in plain Python over the raw tables."""
    told = version.query(ANSWERS).to_pylist()
    answer = {(row["invitation_id"], row["item"]): row["value_num"] for row in told}
    shares = [row for row in told if row["item"] == "export_share" and row["survey_round"] == "T0"]
    before = {row["registration_id"]: row["value_num"] for row in shares}  # the latest one stays
    markets: dict[Any, set[Any]] = {}
    for row in version.query(MARKETS).to_pylist():
        markets.setdefault(row["registration_id"], set()).add(row["partner_country"])
    asked = version.query(ASKED).to_pylist()
    satisfied = [row | {"answer": answer.get((row["invitation_id"], "sat_overall"))} for row in asked]
    satisfied = [row for row in satisfied if row["survey_round"] == "T1"]
    for row in satisfied:
        row["answer"] = None if row["answer"] is None else float(row["answer"] >= 4)
    later = [row for row in asked if (row["survey_round"], row["side"]) == ("T3", "visitor")]
    changed, entered = [], {}
    for row in (row for row in later if row["org_type"] == "sme"):
        now, then = answer.get((row["invitation_id"], "export_share")), before.get(row["registration_id"])
        if then is not None:
            changed.append(row | {"answer": None if now is None else now - then})
        one = entered.setdefault(row["organisation_id"], row | {"answer": None})
        if row["responded_on"] is not None:
            number = len(markets.get(row["registration_id"], ()))
            one["answer"] = max(number, one["answer"] or 0)
    return {"R02": satisfied, "M03": changed, "M02m": list(entered.values())}


def _raked_by_loops(rows: People) -> tuple[float, float]:
    """The share or mean as answered and with weights, by proportional fitting in plain Python."""
    for row in rows:
        code = row["country_code"]
        row["group"] = "14" if code in EU_14 else "13" if code in EU_13 else None if code is None else "out"
    keys = ("group", "ecosystem_id", "org_type", "vop_id")
    answers = [row for row in rows if row["answer"] is not None]
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
    said = [float(row["answer"]) for row in answers]
    return sum(said) / len(said), sum(w * one for w, one in zip(weight, said, strict=True)) / sum(weight)


@pytest.mark.slow
def test_the_sample_as_loops_over_the_raw_tables_rake_it(sample_register: Path) -> None:
    with Store(sample_register).current() as version:
        found = weighted_for_silence(version, ["R02", "R06p", "M01", "M02m", "M03"])
        measured = measure(version, found.table["kpi"].tolist()).row()
        people = _people(version)
    table = found.table.set_index("kpi")
    assert found.over == ("country_group", "organisation_sector", "organisation_type", "partnership")
    for kpi, rows in people.items():
        assert (table.loc[kpi, "asked"], table.loc[kpi, "reason"]) == (len(rows), "")
        by_loops = pytest.approx(_raked_by_loops(rows), abs=1e-5)
        assert (table.loc[kpi, "unweighted"], table.loc[kpi, "weighted"]) == by_loops
    for kpi in table.index[table["reason"] == ""]:
        row = table.loc[kpi]
        # As answered it is the figure of the page, interval and all.
        assert row["n"] == measured[f"{kpi}_n"]
        assert (row["unweighted"], row["unweighted_low"], row["unweighted_high"]) == pytest.approx(
            (measured[kpi], measured[f"{kpi}_low"], measured[f"{kpi}_high"])
        )
        by = 100 if row["unit"] == "%" else 1
        assert row["moved"] == pytest.approx(by * (row["weighted"] - row["unweighted"]))
        assert row["weighted_low"] < row["weighted"] < row["weighted_high"]
        assert row["effective_n"] <= row["n"]
    groups = found.groups[found.groups["kpi"] == "R02"]
    assert groups.groupby("characteristic")[
        ["asked", "answered", "weighted"]
    ].sum().to_numpy() == pytest.approx(1.0)


def test_few_answers_and_other_figures_have_a_reason(hand: DataVersion) -> None:
    found = weighted_for_silence(hand, ["R02"])
    assert tuple(found.table.columns) == COLUMNS
    assert found.table["reason"].iloc[0]
    assert found.table["weighted"].isna().all()
    assert found.groups.empty
    with pytest.raises(UnknownName, match="survey share or mean"):
        weighted_for_silence(hand, ["O04"])


def test_a_selection_narrows_those_asked(sample_register: Path) -> None:
    with Store(sample_register).current() as version:
        whole = weighted_for_silence(version, ["R02"]).table.iloc[0]
        wave = weighted_for_silence(version, ["R02"], Scope(wave=1)).table.iloc[0]
        year = weighted_for_silence(version, ["R02"], Scope(period="2023")).table.iloc[0]
        [median] = weighted_for_silence(version, ["M03m"]).table.to_dict("records")
        invited = measure(version, ["R01"], scope=Scope(period="2023")).n("R01")
    assert wave["asked"] < whole["asked"]
    assert invited is not None
    assert year["asked"] <= invited
    # No figure of another kind stands in for a median.
    assert (median["kpi"], median["unit"], math.isnan(median["weighted"])) == ("M03m", "pp", True)
    assert median["reason"].startswith("a median is not weighted")


def test_a_selection_of_few_answers_has_the_reason_and_no_share(sample_register: Path) -> None:
    with Store(sample_register).current() as version:
        selections = (Scope(visitor_country=code, wave=2) for code in ("IS", "MT", "LU", "CY", "EE", "ME"))
        rows = [weighted_for_silence(version, ["R02"], scope).table.iloc[0] for scope in selections]
    few = [row for row in rows if WHY in row["reason"]]
    assert few
    assert all(row[["n", "unweighted", "weighted"]].isna().all() and row["asked"] >= 1 for row in few)
