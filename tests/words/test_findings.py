"""The sentence over a figure's course: of numbers, shares, money, of one year, of none, of what goes on."""

from __future__ import annotations

import pytest

from cxc_metrics.catalogue import kpi
from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from cxc_metrics.words.findings import Point, course, subject

P = Point
RISING = (
    P("2020", 1, True),
    P("2021", 5, False),
    P("2022", 10, False),
    P("2023", 14, False),
    P("2024", 8, True),
)


@pytest.mark.parametrize(
    ("figure", "points", "sentence"),
    [
        ("O01", RISING, "Visits rose from 5 in 2021 to 14 in 2023"),
        ("O01", RISING[::-1], "Visits fell from 14 in 2023 to 5 in 2021"),
        (
            "O04",
            (P("2021", 0.5, False), P("2022", 0.25, False)),
            "Visits fell from 50.0% in 2021 to 25.0% in 2022",
        ),
        (
            "I01",
            (P("2021", 900.0, False), P("2022", 1200.0, False)),
            "Visits rose from 900 EUR in 2021 to 1,200 EUR in 2022",
        ),
        ("F03", (P("2021", 2.0, False), P("2022", 2.0, False)), "Visits stayed at 2 days from 2021 to 2022"),
        ("O01", (P("2021", None, False), P("2022", 3, False)), "Visits: 3 in 2022"),
        ("O01", (P("2024", 3, True),), "Visits: 3 in 2024 so far"),
        ("O01", (P("2021", 0, False),), "No exchanges held in this selection."),
        ("O01", (), "No exchanges held in this selection."),
    ],
)
def test_the_course_in_a_sentence(figure: str, points: tuple[Point, ...], sentence: str) -> None:
    assert course(kpi(figure), "Visits", points) == sentence


def test_protected_numbers_are_about_right() -> None:
    assert "from about 5 in 2021 to about 14 in 2023" in course(kpi("O01"), "Visits", RISING, protected=True)


def test_what_a_figure_is_of(sample: DataVersion) -> None:
    held, share = measure(sample, ["O01", "O04"]).kpis
    chosen = Scope(visitor_country="ES", visitor_sector=9, period="2022")
    assert subject(held, Scope(), sample, is_volume=True) == "Exchanges held"
    assert subject(held, chosen, sample, is_volume=True) == "Health visits from Spain"
    assert (
        subject(share, chosen, sample, is_volume=False) == "SME share of visitors in Health visits from Spain"
    )
    assert (
        subject(share, Scope(wave=1), sample, is_volume=False)
        == "SME share of visitors in all visits, Wave 1 (2020–22),"
    )
