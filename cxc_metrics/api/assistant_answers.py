"""What assistants are answered: typed values, each with what it takes to quote it."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from pydantic import BaseModel, Field

from cxc_metrics.access import Change
from cxc_metrics.catalogue import catalogue
from cxc_metrics.disclosure import PROTECTED, Figures
from cxc_metrics.export import Outgoing
from cxc_metrics.export.files.json_files import plain

MOST_ROWS: Final = 200
_MOST_FIGURES_NAMED: Final = 8
_LEAST_ALIKE: Final = 0.75


class Number(BaseModel):
    """One number; `value` is null where it is missing or hidden (flag `c`)."""

    figure: str
    value: float | None
    n: int | None
    low: float | None = Field(description="Lower end of the 95% interval, if there is one.")
    high: float | None
    flag: str = Field(description="c hidden, u low reliability, p provisional, z not applicable, : missing.")
    change: str | None = Field(
        None, description="Against the comparison, in words; null where there is none."
    )


class MeasuredRow(BaseModel):
    """Numbers of one value of each dimension asked; without a breakdown, of the whole selection."""

    where: dict[str, Any]
    numbers: list[Number]


class MeasuredFigures(BaseModel):
    """Figures of one selection, with all it takes to quote them."""

    selection: str
    register_title: str
    data_version: str
    as_at: str | None
    is_synthetic: bool
    protected: str | None
    compared_with: str | None
    definitions: dict[str, str]
    not_measurable: dict[str, str]
    rows: list[MeasuredRow]
    rows_left_out: int
    link: str


def as_measured(figures: Figures, base: str) -> MeasuredFigures:
    """Figures as typed values; `base` is where the dashboard is."""
    about = Outgoing(figures).about
    records = figures.frame().head(MOST_ROWS).to_dict("records")
    return MeasuredFigures(
        selection=about.selection,
        data_version=about.data_version,
        as_at=about.as_at.isoformat() if about.as_at else None,
        is_synthetic=about.is_synthetic,
        compared_with=about.compared_with["selection"] if about.compared_with else None,
        register_title=about.source,
        protected=PROTECTED if figures.is_protected else None,
        definitions={each.id: f"{each.name}: {each.definition}" for each in figures.kpis},
        not_measurable=dict(figures.not_measurable),
        rows=[
            MeasuredRow(
                where={name: plain(record[name]) for name in figures.by},
                numbers=_numbers(figures, record),
            )
            for record in records
        ],
        rows_left_out=max(0, len(figures) - MOST_ROWS),
        link=f"{base}/{about.link}",
    )


def _numbers(figures: Figures, record: dict[Any, Any]) -> list[Number]:
    numbers = []
    for figure in figures:
        cell, name = figure.cell_of(record), figure.kpi.id
        numbers.append(
            Number(
                figure=name,
                value=cell.value,
                n=cell.n,
                low=cell.low,
                high=cell.high,
                flag=cell.flag,
                change=_change(record, name),
            )
        )
    return numbers


def _change(record: dict[Any, Any], name: str) -> str | None:
    change = plain(record.get(f"{name}_change"))
    return None if change is None else Change(float(change), str(record[f"{name}_change_unit"])).text()


def nearest(words: str) -> Sequence[str]:
    """Ids of the figures that have most of these words, in the order of the catalogue among equals."""
    wanted = [word for word in words[:200].casefold().split() if len(word) > 1]
    scores = {
        declared.id: _score(wanted, declared.id, declared.name, declared.definition)
        for declared in catalogue().values()
    }
    best = sorted((name for name, score in scores.items() if score), key=lambda name: -scores[name])
    return best[:_MOST_FIGURES_NAMED]


def _score(wanted: Sequence[str], name_id: str, name: str, definition: str) -> float:
    def there(word: str, text: str) -> float:
        return max((SequenceMatcher(None, word, part).ratio() for part in text.casefold().split()), default=0)

    score = 0.0
    for word in wanted:
        alike = there(word, name)
        score += 10 * (word == name_id.casefold()) + 3 * alike * (alike >= _LEAST_ALIKE)
        alike = there(word, definition)
        score += alike * (alike >= _LEAST_ALIKE)
    return score
