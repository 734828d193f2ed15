"""Services and interest in profiles: what would count twice, for nothing, or on the wrong side of a visit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.intake import check
from cxc_metrics.measuring import measure
from cxc_metrics.store import Store
from tests.cli.conftest import CLEAN_TABLES, write_register
from tests.measuring.publishing import published, visit
from tests.soundness.rows import registration

SERVICES = """
    service_id,organisation_id,kind,started_on,achievement_type,achieved_on
    s1,A,advisory,2021-01-10,,
    s2,A,innovation,2021-05-04,,
    s3,Z,advisory,2021-01-01,,
    s4,B,advisory,2021-03-01,advisory_outcome,2021-02-01
    s5,C,innovation,2021-09-01,,2021-08-01
"""
PROFILES = """
    profile_id,organisation_id,kind,published_on,expires_on
    p1,A,business_offer,2021-01-01,2021-12-31
"""
INTEREST = """
    expression_id,profile_id,organisation_id,status,received_on,agreed_on
    e1,p1,B,agreement,2021-03-01,2021-06-01
    e2,p1,C,received,2022-02-01,
    e3,p9,C,agreement,2021-03-01,2021-06-01
    e4,p1,C,negotiation,2021-04-01,2021-03-01
"""


def test_flawed_services_and_interest(tmp_path: Path) -> None:
    """A visits from 3 May 2021, C from 7 June 2021; as at 31 December 2022.

    service  of  first day     achievement
    s1       A   before        –
    s2       A   in the visit  –                        A is one client, and both before and after
    s3       Z   –                                      of nobody: rejected, no service
    s4       B   –             kind, a day too early    the day is emptied, the achievement stays
    s5       C   after         only a day, too early    nobody knows whether there was one
    S01 4  S02 3  S03 1  S04 100/3  S05 2/2  S05b A of A C  S05a 2/2

    interest  profile  received         agreement
    e1        p1       in time          yes
    e2        p1       after it expired –            counted all the same, and told
    e3        p9       –                             in no profile: rejected
    e4        p1       in time          a day before it was received: not known
    S07 3  S07x 1  S08 1/2 over 2 of 3"""
    tables = {**CLEAN_TABLES, "service": SERVICES, "profile": PROFILES, "expression_of_interest": INTEREST}
    folder = write_register(tmp_path / "register", tables)
    with check(folder) as checked:
        codes = checked.findings_by_code()
        assert (codes["orphan"], codes["out_of_order"]) == (2, 3)
        version = Store(tmp_path / "store").publish(checked)
    kpis = ["S01", "S02", "S03", "S04", "S05", "S05b", "S05a", "S07", "S07x", "S08"]
    measured = measure(version, kpis)
    assert measured.not_measurable == {}
    values = [measured.value(kpi) for kpi in kpis]
    assert values == [4, 3, 1, pytest.approx(100 / 3), 1.0, 1 / 2, 1.0, 3, 1, 1 / 2]
    over = measured.over("S08")
    assert (measured.n("S08"), over and over.of) == (2, 3)
    by_kind = measure(version, ["S02"], by=["service_kind"], totals=True).table
    assert dict(zip(by_kind["service_kind"].fillna("all"), by_kind["S02"], strict=True)) == {
        "advisory": 2,
        "innovation": 2,
        "all": 3,
    }


def test_before_acceptance_is_before_the_first_one(tmp_path: Path) -> None:
    """visitor  accepted               services           before
    ES1      1 Mar 2021, 1 Mar 2022 1 Jun 2021         no, of both: the first acceptance came before
    ES2      1 Mar 2021             28 Feb, 1 May 2021 yes
    DE1      1 Mar 2021             1 Mar 2021         no: on the same day
    DE2      (rejected)             1 Jan 2020         neither: it is no visitor
    DE3      (withdrawn, no day)    1 Jan 2020         neither
    DE4      1 Mar 2021             without a day      nobody knows
    DE5      1 Mar 2021             none               no"""
    accepted = [
        registration("R1", "2021-03-01"),
        registration("R2", "2022-03-01"),
        *(registration(f"{key}r", "2021-03-01", key) for key in ("ES2", "DE1", "DE4", "DE5")),
        registration("R3", "2021-03-01", "DE2", status="rejected"),
        registration("R4", None, "DE3", status="withdrawn"),
    ]
    days = {"ES1": ["2021-06-01"], "ES2": ["2021-02-28", "2021-05-01"], "DE1": ["2021-03-01"]}
    days |= {"DE2": ["2020-01-01"], "DE3": ["2020-01-01"], "DE4": [None]}
    services = [
        {
            "service_id": f"{key}{place}",
            "organisation_id": key,
            "started_on": date.fromisoformat(text) if text else None,
        }
        for key, texts in days.items()
        for place, text in enumerate(texts)
    ]
    organisations = [
        {"organisation_id": key, "name": key, "country_code": key[:2], "org_type": "sme"}
        for key in ("ES1", "ES2", *(f"DE{place}" for place in range(1, 6)))
    ]
    with published(
        tmp_path,
        [visit("X1", "2022-05-02")],
        registration=accepted,
        service=services,
        organisation=organisations,
    ) as version:
        rows = measure(version, ["A10"], by=["support_before"]).table
        counts = {str(value): count for value, count in zip(rows["support_before"], rows["A10"], strict=True)}
        assert counts == {"False": 4, "True": 1, "<NA>": 3}
