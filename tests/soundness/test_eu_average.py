"""One country beside the EU average: of whom, over how many, and what the public may conclude from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.access import EU_AVERAGE, Reader
from cxc_metrics.contract.reference import eu_members
from cxc_metrics.disclosure import PUBLIC
from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.measuring.publishing import published, visit

SPAIN = Scope(visitor_country="ES")
_MEMBERS = ", ".join(f"'{code}'" for code in eu_members())
# Definitions 1: an exchange counts that was held, for three days at least, abroad, and of a partnership.
_HELD = """e.status IN ('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')
    AND e.working_days >= 3 AND e.vo_country <> e.ho_country AND e.vop_id IS NOT NULL"""


def _from(country: str, number: int, **more: object) -> dict[str, object]:
    to = "DE1" if country != "DE" else "ES1"
    host = {"ho_id": to, "ho_country": to[:2]}
    return visit(f"{country}{number}", "2022-01-03", vo_country=country, **{**host, **more})


@pytest.fixture
def visits(tmp_path: Path) -> DataVersion:
    """from  visits  of SMEs   in the average
    ES     4       4       yes
    DE     2       0       yes
    NO     3       0       no: not a Member State
    25 others 0            yes: they are members without any
    O01: 6 / 27            (not 6 / 2, not 9 / 28)
    O04: 4 / 6             (not (4/4 + 0/2) / 2)"""
    rows = [
        *(_from("ES", number, vo_id="ES1") for number in range(4)),
        *(_from("DE", number, vo_id="DE2") for number in range(2)),
        *(_from("NO", number, vo_id="DE2") for number in range(3)),
    ]
    return published(tmp_path, rows)


def test_a_number_is_of_the_average_member_and_a_share_of_all_together(visits: DataVersion) -> None:
    measured = measure(visits, ["O01", "O04"], scope=SPAIN, compare=EU_AVERAGE)
    assert measured.row()["O01_eu_average"] == pytest.approx(6 / 27)
    members = Scope(visitor_country="EU27")
    assert measured.row()["O04_eu_average"] == measure(visits, ["O04"], scope=members).value("O04")
    assert measured.value("O01") == 4
    assert measured.compare is not None
    assert measured.compare.scope == members


def test_different_organisations_are_each_members_own(visits: DataVersion) -> None:
    """from  organisations of both sides
    ES    ES1, DE1
    DE    DE2, ES1
    O02: (2 + 2) / 27      (not the three of the EU-27 together, of which ES1 stands in both)"""
    measured = measure(visits, ["O02"], scope=SPAIN, compare=EU_AVERAGE)
    assert measured.row()["O02_eu_average"] == pytest.approx(4 / 27)


def test_a_country_is_no_host_of_its_own_visits(visits: DataVersion) -> None:
    """by visitor, hosted in Germany: Spain can go to 26 other members, Norway to all 27.

    from  to DE   to another
    ES     4       0        4 / 26
    NO     3       0        3 / 27"""
    table = measure(
        visits, ["O01"], by=["visitor_country"], scope=Scope(host_country="DE"), compare=EU_AVERAGE
    ).table
    rows = dict(zip(table["visitor_country"], table["O01_eu_average"], strict=True))
    assert rows["ES"] == pytest.approx(4 / 26)
    assert rows["NO"] == pytest.approx(3 / 27)


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(visitor_country=("ES", "DE")),
        Scope(visitor_country="EU27"),
        Scope(visitor_country="ES", host_country="DE"),
    ],
)
def test_it_stands_beside_one_country_and_nothing_else(visits: DataVersion, scope: Scope) -> None:
    assert measure(visits, ["O01"], scope=scope, compare=EU_AVERAGE).compare is None


def test_each_row_of_a_breakdown_by_country_has_the_same_average_beside_it(visits: DataVersion) -> None:
    table = measure(visits, ["O01"], by=["visitor_country"], compare=EU_AVERAGE).table
    assert table["O01_eu_average"].tolist() == pytest.approx([6 / 27] * len(table))


def test_it_is_what_the_tables_say_by_year(sample: DataVersion) -> None:
    """Written from the definitions on the clean tables, without facts or catalogue."""
    of_member = f"""
        SELECT year(coalesce(e.actual_start, e.planned_start)) AS year, e.vo_country AS country,
               count(*) AS held, sum(CASE WHEN o.org_type = 'sme' THEN 1 ELSE 0 END) AS of_smes
        FROM exchange e JOIN organisation o ON o.organisation_id = e.vo_id
        WHERE {_HELD} AND e.vo_country IN ({_MEMBERS})
        GROUP BY ALL"""
    wanted = sample.query(
        f"""SELECT year, sum(held) / {len(eu_members())} AS held, sum(of_smes) / sum(held) AS share
        FROM ({of_member}) GROUP BY year ORDER BY year"""
    ).to_pylist()
    table = measure(sample, ["O01", "O04"], by=["year"], scope=SPAIN, compare=EU_AVERAGE).table
    table = table[table["year"].notna()]
    assert len(wanted) >= 4
    assert [row["year"] for row in wanted] == table["year"].tolist()
    assert table["O01_eu_average"].tolist() == pytest.approx([row["held"] for row in wanted])
    assert table["O04_eu_average"].tolist() == pytest.approx([row["share"] for row in wanted])


def test_the_public_learns_only_what_it_is_shown_of_each_member(sample: DataVersion) -> None:
    """Protected answers about one country can be asked, the EU-27 as one selection cannot. So the average
    is worked out of the former, and no difference of two averages tells more than they do."""
    public = Reader(sample, PUBLIC)
    figures = public.measure(["O01", "O04", "R02"], scope=SPAIN, compare=EU_AVERAGE)
    each = {code: public.measure(["O01", "O04"], scope=Scope(visitor_country=code)) for code in eu_members()}
    held = sum(answer["O01"].value or 0 for answer in each.values())
    assert figures["O01"].compared == pytest.approx(held / len(eu_members()))
    weights = [(answer["O04"].value or 0, answer["O04"].n or 0) for answer in each.values()]
    share = sum(value * n for value, n in weights) / sum(n for _, n in weights)
    assert figures["O04"].compared == pytest.approx(share)
    assert figures["R02"].compared is None
    assert public.measure(["O01"], scope=Scope(visitor_country="EU27"))["O01"].reason
    exact = measure(sample, ["O01"], scope=SPAIN, compare=EU_AVERAGE).row()["O01_eu_average"]
    assert figures["O01"].compared != exact
