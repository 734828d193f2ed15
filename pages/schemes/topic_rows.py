"""Figures of a topic as rows of one form: those measured in registers here, and those that were published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cxc_metrics.contract.benchmarks import Benchmark
from cxc_metrics.contract.schemes import Scheme, Topic, scheme
from cxc_metrics.contract.schemes import published as published_on
from cxc_metrics.disclosure import Figure, Figures
from cxc_metrics.scope import as_at_day
from cxc_metrics.statistics.flags import UNRELIABLE
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.texts import say

PERCENT = "%"


@dataclass(frozen=True)
class Row:
    """One figure of one scheme; `number` is a fraction where it is a share, None where it has none.

    `owner` is the id of the scheme, `shown` as whose it is told: a pilot, a partnership, a year;
    `label` is it with the figure where there is little room.
    `stands_beside`: whether it is one of those that a chart may show beside each other.
    """

    owner: str
    is_measured: bool
    shown: str
    label: str
    wording: str
    value: str
    meant: str
    number: float | None
    low: float | None
    high: float | None
    stands_beside: bool


def measured(topic: Topic, answers: Mapping[str, Figures]) -> list[Row]:
    """What is measured, scheme by scheme; a figure that cannot be says why."""
    return [
        _measured(topic, scheme(name), figure, figures)
        for name, figures in answers.items()
        for figure in figures
    ]


def _measured(topic: Topic, owner: Scheme, figure: Figure, figures: Figures) -> Row:
    kpi, origin = figure.kpi, figures.origin
    whose = (owner.id, True, owner.name, f"{owner.short}: {kpi.name}")
    wording = say("schemes.measured_told", kpi=kpi.id, name=kpi.name)
    if figure.reason:
        short = say("measure.not_measurable_short")
        return Row(*whose, wording, short, sentences.reason(figure.reason), None, None, None, False)
    cell = figure.cell
    kind = [say("registers.invented")] if origin.is_synthetic else []
    rests_on = [f"n {numbers.number(cell.n)}"] if kpi.is_percent and cell.n is not None else []
    doubt = [say("schemes.unreliable")] if UNRELIABLE in cell.flag else []
    why = str(figure.part("reason") or "")
    return Row(
        *whose,
        wording,
        _value(figure),
        ", ".join([as_at_day(origin.as_at), *rests_on, *kind, *doubt, *filter(None, [why])]),
        None if cell.value is None else float(cell.value),
        cell.low,
        cell.high,
        kpi.id in topic.compared and cell.value is not None,
    )


def _value(figure: Figure) -> str:
    """The value with its unit, and its interval where it is a sample's."""
    kpi, cell = figure.kpi, figure.cell
    if cell.hidden:
        return say("schemes.hidden")
    text = numbers.with_unit_once(kpi, cell.value)
    if cell.value is None or cell.low is None or cell.high is None:
        return text
    low, high = (numbers.kpi_value(kpi, end) for end in (cell.low, cell.high))
    return say("schemes.with_interval", value=text, low=low, high=high)


def published(topic: Topic) -> list[Row]:
    """What was published, scheme by scheme."""
    return [_published(topic, owner, figure) for owner, figure in published_on(topic)]


def _published(topic: Topic, owner: Scheme, figure: Benchmark) -> Row:
    name = owner.name if figure.scheme == owner.published_as[0] else figure.scheme
    wording = say(
        "schemes.published_told",
        indicator=figure.indicator,
        wording=figure.wording,
        population=figure.population,
    )
    share = figure.unit == PERCENT
    number = None if figure.value is None else figure.value / 100 if share else figure.value
    return Row(
        owner.id,
        False,
        f"{name}, {figure.year}" if figure.year else name,
        f"{name.replace(owner.name, owner.short).replace(': ', ' ')}: {figure.indicator}",
        wording,
        _as_published(figure),
        say("schemes.meant", comparable=say(f"schemes.comparable_{_word(figure)}"), why=figure.why or ""),
        number,
        None,
        None,
        topic.may_stand_beside(figure),
    )


def _word(figure: Benchmark) -> str:
    return figure.comparable.replace(" ", "_")


def _as_published(figure: Benchmark) -> str:
    """The value with the publication's own qualifier and unit."""
    if figure.value is None:
        return numbers.NOT_AVAILABLE
    decimals = 0 if figure.value == round(figure.value) else 2 if figure.value < 1 else 1
    text = numbers.number(figure.value, decimals=0 if figure.value > 1_000 else decimals)
    joined = f"{text}{PERCENT}" if figure.unit == PERCENT else f"{text} {figure.unit}"
    return f"{figure.qualifier} {joined}" if figure.qualifier else joined
