"""Results that others printed, and ours for the same input: for the tests and for docs/soundness.md.

Each entry says where the number was printed. `computed` is the function's answer rounded as printed; entries
on the trade example need the file of ../shared/data and are left out without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cxc_metrics.statistics.effect.staggered import fitted
from cxc_metrics.statistics.flows.concentration import concentration
from cxc_metrics.statistics.flows.corridors import benjamini_hochberg
from cxc_metrics.statistics.flows.measures import (
    binary_reciprocity,
    density,
    net_balance,
    weighted_reciprocity,
)
from cxc_metrics.statistics.flows.quasi_independence import quasi_independence, relative_intensity
from cxc_metrics.statistics.gravity.ppml import ppml
from cxc_metrics.statistics.survey.intervals import wilson
from cxc_metrics.statistics.survey.share_difference import newcombe
from cxc_metrics.statistics.survey.shrinkage import shrunken_rates, shrunken_shares
from cxc_metrics.statistics.survey.within import robustness_value
from cxc_metrics.statistics.waiting.time_to_event import cumulative_incidence
from tests.statistics.long_flows import from_long
from tests.statistics.test_raking import schools_raked
from tests.statistics.test_shrinkage import CLAIMS, HITS, REST
from tests.statistics.test_staggered import minimum_wages

TRADE = Path(__file__).resolve().parents[2] / "shared/data/gravity_example/EXAMPLE_TRADE_FTA_DATA.csv"
GOLDEN_FLOWS = [
    ("DE", "DK", 6), ("DE", "BE", 4), ("DK", "DE", 3), ("BE", "EE", 2), ("EE", "DE", 5), ("EE", "DK", 1),
    ("DK", "EE", 3),
]  # fmt: skip
WILSON = [
    (81, 263, "0.2553–0.3662"), (15, 148, "0.0624–0.1605"), (0, 20, "0.0000–0.1611"),
    (1, 29, "0.0061–0.1718"), (9, 10, "0.5958–0.9821"), (45, 50, "0.7864–0.9565"),
    (30, 43, "0.5489–0.8140"), (0, 8, "0.0000–0.3244"),
    (8, 8, "0.6756–1.0000"),
]  # fmt: skip
P_VALUES = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip


@dataclass(frozen=True)
class Published:
    """One printed result: method, what was asked, where it was printed, as printed, as computed here."""

    method: str
    what: str
    source: str
    printed: str
    computed: str


def published() -> list[Published]:
    """Every entry, in the order of the document."""
    found = [*_intervals(), *_waiting(), *_flows(), *_shrinkage(), *_raking(), *_robustness(), *_staggered()]
    return [*found, *_gravity()] if TRADE.is_file() else found


def _range(low: float, high: float) -> str:
    return f"{low:.4f}–{high:.4f}"


def _intervals() -> Iterator[Published]:
    for yes, n, printed in WILSON:
        low, high = wilson(yes / n, n)
        source = "Newcombe 1998 (Statistics in Medicine 17, 857–872) and the project's fact file, 6.4"
        yield Published("Wilson interval", f"{yes} of {n}", source, printed, _range(float(low), float(high)))
    low, high = newcombe(56 / 70, 70, 48 / 80, 80)
    source = "Newcombe 1998 (Statistics in Medicine 17, 873–890), table II, method 10"
    yield Published(
        "Newcombe interval", "56/70 − 48/80", source, "0.0524–0.3339", _range(float(low), float(high))
    )
    rejected = int((benjamini_hochberg(P_VALUES) <= 0.05).sum())
    source = "Benjamini and Hochberg 1995 (JRSS B 57, 289–300), section 3.2"
    yield Published("Benjamini–Hochberg", "rejected of 15 at 5 %", source, "4", str(rejected))


def _waiting() -> Iterator[Published]:
    curve = cumulative_incidence([1, 2, 3, 4, 5, 6], [0, 2, 2, 1, 1, 0]).curve.set_index("day")
    source = "lifelines, test_estimation.py, TestAalenJohansenFitter (against SAS PROC LIFETEST)"
    for day, printed in ((4, "0.00836904–0.58185303"), (5, "0.05197575–0.75281579")):
        computed = f"{curve.loc[day, 'low']:.8f}–{curve.loc[day, 'high']:.8f}"
        yield Published("Aalen–Johansen", f"limits on day {day}", source, printed, computed)


def _flows() -> Iterator[Published]:
    long = pd.DataFrame(GOLDEN_FLOWS, columns=["origin", "destination", "weight"])
    table = from_long(long, ["BE", "DE", "DK", "EE"], empty_diagonal=True)
    source = "the project's fact file, 6.4 (golden values)"
    balances = net_balance(table).set_index("node")["net_balance"]
    pairs = relative_intensity(quasi_independence(table)).set_index(["origin", "destination"])[
        "relative_intensity"
    ]
    for method, what, printed, computed in (
        ("Density", "seven flows of four countries", "0.58333", f"{density(table):.5f}"),
        ("Binary reciprocity", "seven flows", "0.57143", f"{binary_reciprocity(table):.5f}"),
        ("Weighted reciprocity", "seven flows", "0.33333", f"{weighted_reciprocity(table):.5f}"),
        ("Net balance", "BE", "+0.3333", f"{balances['BE']:+.4f}"),
        ("Net balance", "DE", "-0.1111", f"{balances['DE']:+.4f}"),
        (
            "Effective number, 1/H",
            "DE's destinations (6, 4)",
            "1.92308",
            f"{concentration([6, 4]).effective_number:.5f}",
        ),
        ("Relative intensity", "BE → EE, quasi-independence", "5.0505", f"{pairs[('BE', 'EE')]:.4f}"),
        ("Relative intensity", "DK → DE, quasi-independence", "0.8217", f"{pairs[('DK', 'DE')]:.4f}"),
    ):
        yield Published(method, what, source, printed, computed)


def _raking() -> Iterator[Published]:
    score, pupils = schools_raked()
    source = "R package survey, tests/rakecheck.Rout.save (api data, raked by school type and target met)"
    yield Published("Raking", "mean of api00", source, "641.23", f"{score:.2f}")
    yield Published("Raking", "total of enroll", source, "3647280", f"{pupils:.0f}")


def _shrinkage() -> Iterator[Published]:
    batting = pd.DataFrame({"name": range(18), "yes": HITS, "n": 45})
    found = shrunken_shares(batting, unit="name")
    raw, drawn = found.table["value"].to_numpy(), found.table["shrunken"].to_numpy()
    gain = ((raw - REST) ** 2).sum() / ((drawn - REST) ** 2).sum()
    source = "Efron and Morris 1975 (JASA 70, 311–319), batting averages of 18 players"
    yield Published("Shrinkage of shares", "squared errors, raw over shrunken", source, "3.5", f"{gain:.1f}")
    yield Published("Shrinkage of shares", "common mean", source, "0.265", f"{found.mean:.3f}")
    claims = np.repeat(np.arange(8), CLAIMS)
    rates = shrunken_rates(
        pd.DataFrame({"name": np.arange(len(claims)), "count": claims, "exposure": 1.0}), unit="name"
    )
    source = "Efron and Hastie 2016 (Computer Age Statistical Inference), table 6.1, gamma MLE"
    yield Published("Shrinkage of rates", "shape", source, "0.70", f"{rates.centre * rates.strength:.2f}")
    yield Published("Shrinkage of rates", "scale", source, "0.31", f"{1 / rates.strength:.2f}")
    for count, printed in ((0, "0.164"), (1, "0.398")):
        mean = rates.table["shrunken"][int(np.argmax(claims == count))]
        yield Published("Shrinkage of rates", f"mean after {count} claims", source, printed, f"{mean:.3f}")


def _robustness() -> Iterator[Published]:
    source = "Cinelli and Hazlett, JRSS B 82 (2020): Darfur, t = 4.184 at 783 degrees of freedom"
    value = robustness_value(4.18445 / np.sqrt(783))
    yield Published("Robustness value", "Direct harm on attitudes", source, "0.1388", f"{value:.4f}")


def _staggered() -> Iterator[Published]:
    source = "vignette of the R package did (Callaway and Sant'Anna), minimum wages and teen employment"
    found, by_event = fitted(minimum_wages(), control_group="never_treated")
    printed = {"simple average": "-0.0400", "2004 in 2004": "-0.0105", "2004 in 2005": "-0.0704",
               "2004 in 2006": "-0.1373", "2007 in 2007": "-0.0261"}  # fmt: skip
    computed = {"simple average": found.overall_att} | {
        f"{first} in {year}": cell["effect"] for (first, year), cell in found.group_time_effects.items()
    }
    for what, value in printed.items():
        yield Published(
            "Staggered differences", f"minimum wages, {what}", source, value, f"{computed[what]:.4f}"
        )
    after = by_event[by_event["event_time"] >= 0]["att"].mean()
    yield Published(
        "Staggered differences", "minimum wages, mean over event times", source, "-0.0772", f"{after:.4f}"
    )


def _gravity() -> Iterator[Published]:
    trade = pd.read_csv(TRADE)
    trade = trade[trade["category"] == "TOTAL"].assign(
        importer_year=lambda t: t["isoimp"] + t["year"].astype(str),
        exporter_year=lambda t: t["isoexp"] + t["year"].astype(str),
        pair=lambda t: t["isoexp"] + "-" + t["isoimp"],
    )
    effects = ["importer_year", "exporter_year", "pair"]
    fit = ppml(trade, outcome="trade", covariates=["fta"], effects=effects, cluster="pair")
    fta = fit.coefficients.set_index("term").loc["fta"]
    source = "ppmlhdfe (github.com/sergiocorreia/ppmlhdfe), trade example, category TOTAL"
    yield Published("Gravity (PPML)", "coefficient of fta", source, "0.1924455", f"{fta['estimate']:.7f}")
    yield Published("Gravity (PPML)", "its standard error", source, "0.0419527", f"{fta['std_error']:.7f}")
    yield Published("Gravity (PPML)", "deviance", source, "377332502.3", f"{fit.deviance:.1f}")
    yield Published("Gravity (PPML)", "observations", source, "5950", str(fit.observations))
