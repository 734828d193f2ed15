"""What every column of an exported table means."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import pandas as pd

from cxc_metrics.catalogue import dimension
from cxc_metrics.contract import TABLES
from cxc_metrics.contract.dimensions import dimensions
from cxc_metrics.contract.nouns import Vocabulary
from cxc_metrics.disclosure import Figures

# After the id of a figure.
_PARTS: Final = {
    "": "value; shares are fractions between 0 and 1",
    "_n": "what the value rests on: rows, or the denominator of a share",
    "_low": "lower end of the 95% interval, empty for complete counts",
    "_high": "upper end of the 95% interval, empty for complete counts",
    "_flag": "flags, see metadata.json",
    "_of": "all rows, of which n could be told: a cell the others need was emptied (empty where none was)",
    "_missing": "members of the closed list that were not reached",
    "_change": "change against it, in the unit of the next column",
    "_change_unit": "pp: percentage points; %: per cent; absolute: in the KPI's unit (under 20 records)",
    "_change_flag": "why there is no change",
    "_change_reason": "why there is no change, or no interval of it",
    "_change_low": "lower end of the 95% interval of the change, in percentage points",
    "_change_high": "upper end of the 95% interval of the change, in percentage points",
}
# What the methods tell besides, also after the id of a figure.
EXTRAS: Final = {
    "share": "share that had arrived by the last day followed",
    "events": "how many arrived",
    "competing": "how many left without arriving",
    "waiting": "how many still wait at the as-at day",
    "prior": "how many with a prior agreement, left out",
    "without_match": "how many travelled without a match on record",
    "reason": "why there is no value, no comparison or no interval",
    "modelled": "what chance alone, or the model, gives at the same number",
    "modelled_low": "lower end of that in 95 of 100 draws",
    "modelled_high": "upper end of that in 95 of 100 draws",
    "sent": "how many were sent",
    "received": "how many were hosted",
    "observed": "how many were observed",
    "ranked": "1 where size alone gives at least five, so that it can be ranked",
    "reading": "observed and by size alone, in words",
    "across": "the same difference without comparing within partnerships",
    "entropy": "effective number by entropy",
    "partners": "how many had at least one",
    "effective": "effective number: as many equal ones would be as concentrated",
    "cluster": "the cluster with the highest brokerage",
    "links": "links between clusters",
    "unknown": "rows left out because an ecosystem is not recorded",
    "deff": "design effect: how much clustering of answers widens the interval",
    "clusters": "effective number of clusters of answers",
    "comparison": "organisations in the comparison group",
    "matched_later": "of these, how many were matched later",
    "detectable": "true difference that would be found four times in five",
    "response": "response rate among those asked",
    "invited": "how many were asked",
}
# Tables that are no answer of the catalogue's alone.
_MEANINGS: Final = {
    "is_total": "whether the row sums up dimensions",
    "total_over": "the dimensions that the row sums up",
    "is_synthetic": "the data are invented",
    "is_protected": "counts were changed by up to five, and what follows from them; totals need not add up",
    "kpi": "id of the figure in the catalogue",
    "figure": "name of the figure",
    "value": "value of the figure; shares are fractions between 0 and 1",
    "group": "what stands for the group: its average member, or the whole group",
    "stands": "how the group is told: average (member) or whole",
    "n": "what the value rests on: rows, or the denominator of a share",
    "low": "lower end of the 95% interval",
    "high": "upper end of the 95% interval",
    "flag": "flags: c hidden, u low reliability, p provisional, z not applicable, : not available",
    "share": "share of all, a fraction between 0 and 1",
    "worst": "the value if all who kept silent had said no",
    "best": "the value if all who kept silent had said yes",
    "answered": "how many answered",
    "asked": "how many were asked",
    "day": "days since the start",
    "at_risk": "how many were still followed on that day",
    "month": "month",
    "until": "last day that the row counts",
    "held": "exchanges of the month, in the view of the selection",
    "virtual": "of these, virtual ones",
    "held_so_far": "running total of the exchanges",
    "virtual_so_far": "running total of the virtual ones",
    "planned": "sum of the targets of the partnerships drawn",
    "stage": "stage on the way from registration to outcome",
    "unit": "what is counted",
    "share_of_previous": "share of the stage above, where it is a part of it",
    "reason": "why there is no number",
    "before": "value in the data version before",
    "after": "value in this data version",
    "change": "change from before to after, in the unit of the next column",
    "country": "country",
    "observed": "how many were observed",
    "modelled": "by size alone (quasi-independence)",
    "intensity": "observed over what size alone gives; empty where that is under 1",
    "shown": "whether size alone gives at least one",
    "ranked": "whether size alone gives at least five",
    "reading": "observed and by size alone, in words",
    "distance_km": "kilometres between the capitals",
    "border": "whether the countries share a border",
    "common_language": "whether they share an official language",
    "gravity_modelled": "modelled by gravity: size, distance, border, language",
    "gravity_ratio": "observed over modelled by gravity",
    "gravity_note": "why gravity gives nothing for the pair",
    "lower_tail": "probability of so few by gravity, scaled by the dispersion",
    "adjusted": "that probability adjusted for the number of pairs (Benjamini and Hochberg)",
    "fewer": "whether there are clearly fewer than modelled",
    "more": "whether there are clearly more than modelled",
    "ratio": "observed over modelled",
    "ratio_low": "lower end of its 95% interval",
    "ratio_high": "upper end of its 95% interval",
    "eu_member": "whether the country is a Member State of the European Union",
    "modelled_low": "lower end of the modelled number's 95% interval",
    "modelled_high": "upper end of the modelled number's 95% interval",
    "registrations_gap": "observed less what the share of accepted registrations gives",
    "note": "what is to be known about the row",
    "name": "name",
    "shrunken": "the value drawn towards the mean as far as chance alone explains it",
    "low95": "lower limit of what chance alone gives in 95 of 100",
    "high95": "upper limit of what chance alone gives in 95 of 100",
    "low998": "lower limit of what chance alone gives in 998 of 1 000",
    "high998": "upper limit of what chance alone gives in 998 of 1 000",
    "beyond": "level of the outermost limit that the value is beyond, 0 where it is within",
    "q1": "lower quartile of the others",
    "median": "median of the others",
    "q3": "upper quartile of the others",
    "others": "how many others are compared with",
    "scheme": "scheme, pilot or partnership of which the figure tells",
    "is_measured": "whether it was measured in a register here; else it was published",
}


def described(
    names: list[str],
    given: Mapping[str, str],
    vocabulary: Vocabulary,
    figures: Figures | None = None,
) -> list[dict[str, str]]:
    """Name and description of each column: as given, else of a figure, a table of ours, the contract.

    What is ours is said in the nouns of the register.
    """
    descriptions = {
        name: vocabulary.said(text) for name, text in (_contract() | _MEANINGS | _dimensions()).items()
    }
    if figures is not None:
        descriptions |= _of(figures)
    descriptions |= given
    return [{"name": name, "description": descriptions.get(name, name.replace("_", " "))} for name in names]


def _of(figures: Figures) -> dict[str, str]:
    said = figures.origin.vocabulary.said
    descriptions = {
        f"{kpi.id}{part}": f"{kpi.name}: {text}" for kpi in figures.kpis for part, text in _PARTS.items()
    }
    for kpi in figures.kpis:
        for extra in (*kpi.extras, *kpi.companions()):
            descriptions[f"{kpi.id}_{extra}"] = f"{kpi.name}: {said(EXTRAS[extra])}"
    if compared := figures.compare:
        compared_text = f"value of the selection compared with ({compared.scope.sentence(figures.origin)})"
        descriptions |= {
            figures[kpi.id].compared_name: f"{kpi.name}: {compared_text}" for kpi in figures.kpis
        }
    return descriptions | {name: said(dimension(name).label) for name in figures.by}


@cache
def _dimensions() -> dict[str, str]:
    labels = {name: declared.label for name, declared in dimensions().items()}
    return labels | {f"{name}_name": f"{label}, name" for name, label in labels.items()}


@cache
def _contract() -> dict[str, str]:
    return {
        column.name: column.description
        for table in reversed(list(TABLES.values()))
        for column in table.columns()
    }


def leading(table: pd.DataFrame, *first: str) -> pd.DataFrame:
    """The table with these columns in front, those that it has."""
    front = [name for name in first if name in table.columns]
    return table[[*front, *(name for name in table.columns if name not in front)]]
