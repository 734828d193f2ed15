"""A drawing of every kind, with gaps, marks and names that are hard to draw."""

from __future__ import annotations

from datetime import date
from typing import Final

from cxc_metrics.export.pictures.drawings import (
    Arrivals,
    Chances,
    CountryMap,
    Dots,
    Drawing,
    Funnel,
    GroupedBars,
    Intervals,
    Limit,
    LineNames,
    Matrix,
    RankedBars,
    RunningTotal,
    Series,
    Stage,
    Streams,
    Trend,
)

_NAMES: Final = ("Held", "Virtual", "Planned: 40", "At the present pace", "exchanges")
DRAWINGS: Final[dict[str, Drawing]] = {
    "ranked bars": RankedBars(
        ["EL", "BG", "XK", "PT"],
        ["Ελλάδα", "България", "Kosovo*", "Costs $5 & <b>more</b> $6"],
        [0.5, 0.25, None, 0.125],
        unit="share of visitors",
        number="share",
        selected=["BG"],
        second=("2022", [0.25, None, 0.5, 0.125]),
    ),
    "grouped bars": GroupedBars(
        ["9", "3"],
        ["Health", "Proximity, social economy and civil security of all kinds"],
        [Series("Visitors", [12, 7], "visitor"), Series("Hosts", [9, None], "host")],
        unit="exchanges",
    ),
    "trend": Trend(
        ["2022-Q1", "2022-Q2", "2022-Q3"],
        [Series("Held", [3, None, 8]), Series("Virtual", [1, 2, 0], "virtual")],
        unit="exchanges",
        provisional=[False, False, True],
        stacked=True,
    ),
    "running total": RunningTotal(
        [date(2022, 1, 31), date(2022, 2, 28), date(2022, 3, 31)],
        [3, 9, 14],
        [0, 1, 2],
        names=LineNames(*_NAMES),
        hover=[[""]] * 3,
        planned=40,
        extrapolated=[(date(2022, 3, 31), 14), (date(2022, 12, 31), 47.5)],
    ),
    "arrivals": Arrivals(
        [0, 10, 40, 90],
        [0.0, 0.2, 0.55, 0.7],
        [None, 0.1, 0.4, 0.5],
        [None, 0.3, 0.7, 0.9],
        unit="matched",
        axis="days since acceptance",
        middle=40,
        middle_words="half within 40 days",
    ),
    "intervals": Intervals(
        ["Very satisfied", "Would host again", "Nobody answered"],
        [
            Dots("First", [0.8, 0.6, None], [0.7, 0.4, None], [0.9, 0.75, None], ["", "", ""]),
            Dots(
                "Second",
                [0.5, None, 0.3],
                [0.3, None, None],
                [0.6, None, None],
                ["", "", ""],
                "target",
                "diamond-open",
                outer_lows=[0.2, None, 0.1],
                outer_highs=[0.7, None, 0.6],
            ),
        ],
        unit="share of answers",
        zero=True,
        limits=[0.25],
    ),
    "funnel": Funnel(
        [
            Stage("Registered", 90, "organisations", "90", ""),
            Stage("Accepted", 60, "organisations", "60 (67%)", "", "validated"),
            Stage("Agreements", 12, "agreements", "12", "", "physical"),
            Stage("Jobs", None, "jobs", "not measurable", ""),
        ]
    ),
    "map": CountryMap(
        ["ESP", "GRC", "XKX"],
        ["ES", "EL", "XK"],
        ["Spain", "Greece", "Kosovo*"],
        [12.0, 3.0, 1.0],
        unit="exchanges",
        selected=["EL"],
    ),
    "signed map": CountryMap(
        ["ESP", "GRC"],
        ["ES", "EL"],
        ["Spain", "Greece"],
        [4.0, -8.0],
        unit="hosted less sent",
        number="+,d",
        diverging=True,
    ),
    "matrix": Matrix(
        ["ES", "EL"],
        ["ES", "DE", "EL"],
        [[None, 5, 2], [1, None, None]],
        row_labels=["Spain", "Greece"],
        column_labels=["Spain", "Germany", "Greece"],
        row_title="Visitors from",
        column_title="Hosts in",
        unit="exchanges",
        crosses=[("EL", "DE", "expected 4, none seen")],
        selected=(["ES"], ["DE"]),
    ),
    "streams": Streams(
        [("Spain", "Germany", 12), ("Spain", "Greece", 3), ("Italy", "Germany", 6)],
        unit="exchanges",
        marked=[False, True, False],
    ),
    "chances": Chances(
        [20, 45, 80],
        [0.9, 0.4, 0.6],
        ["Alpha", "Partnership of many words in its name", "Gamma"],
        [True, False, False],
        at=[20, 50, 80],
        limits=[
            Limit("95 of 100", [0.3, 0.4, 0.45], "dash"),
            Limit("95 of 100", [0.8, 0.7, 0.65], "dash"),
            Limit("998 of 1,000", [0.2, 0.3, 0.4], "dot"),
        ],
        hover=["", "", ""],
        x_title="exchanges",
        y_title="share completed",
        selected=[True, False, False],
    ),
}
