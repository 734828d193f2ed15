"""A brief: two pages of key figures, charts and how they are counted, as plain values for PDF, HTML, DOCX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from cxc_metrics.access import FLAGS, Question, Reader
from cxc_metrics.disclosure import Cell, Figure, Figures, Origin
from cxc_metrics.errors import CxcError, NotMeasurable
from cxc_metrics.export import Outgoing
from cxc_metrics.export.documented import Documented
from cxc_metrics.export.pictures.default_drawing import drawing_of
from cxc_metrics.export.pictures.drawings import Drawing
from cxc_metrics.export.reproduce import address
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import one_line

from .charts import largest_pairs, shortened
from .column_questions import ColumnQuestion, column_question
from .findings import finding_of
from .plans import Plan, PlannedChart
from .standing_lines import standing_lines

# Inches: two charts stand side by side on a page of A4.
CHART_WIDTH: Final = 3.3
CHART_HEIGHT: Final = 2.35
_MOST_DEFINED: Final = 14


@dataclass(frozen=True)
class BriefChart:
    """A chart with its sentence; where there is none to draw, `reason` says why."""

    title: str
    finding: str
    drawing: Drawing | None = None
    reason: str = ""

    @property
    def alt(self) -> str:
        """What the chart shows, for who cannot see it."""
        return f"{self.title}. {self.finding}"

    @cached_property
    def svg(self) -> bytes:
        """As vectors, for PDF and HTML."""
        return self._drawn("svg")

    @cached_property
    def png(self) -> bytes:
        """As pixels, for DOCX."""
        return self._drawn("png")

    def _drawn(self, form: str) -> bytes:
        if self.drawing is None:
            raise CxcError(self.reason)
        from cxc_metrics.export.pictures.picture import chart_alone  # matplotlib, when there is one to draw

        return chart_alone(
            self.drawing, "svg" if form == "svg" else "png", width=CHART_WIDTH, height=CHART_HEIGHT
        )


class KeyValue(NamedTuple):
    """A value as text with its flag; `detail` is the interval and n, where it has them."""

    value: str
    detail: str = ""
    flag: str = ""

    @property
    def marked(self) -> str:
        """The value with its flag behind it."""
        return f"{self.value} {self.flag}".strip()


@dataclass(frozen=True)
class KeyFigure:
    """One row of the key figures: its name with unit, and for each column a value and what it rests on."""

    name: str
    cells: tuple[KeyValue, ...]


@dataclass(frozen=True)
class Definition:
    """How a figure is counted."""

    id: str
    name: str
    text: str


@dataclass(frozen=True)
class Brief:
    """All that a brief says. Texts are plain: whoever writes them to a format escapes them."""

    title: str
    kind: str
    selection: str
    language: str
    as_at: date | None
    columns: tuple[str, ...]
    key_figures: tuple[KeyFigure, ...]
    standing: tuple[str, ...]
    charts: tuple[BriefChart, ...]
    definitions: tuple[Definition, ...]
    not_measurable: tuple[str, ...]
    flags: tuple[str, ...]
    origin: Origin
    about: Documented

    @property
    def again(self) -> str:
        """How to see the selection again: a whole address, or what stands behind the dashboard's own."""
        if self.about.link.startswith("?"):
            return (
                f"The dashboard shows this selection again at its own address followed by {self.about.link}"
            )
        return f"The dashboard shows this selection again at {self.about.link}"

    @property
    def small_print(self) -> tuple[str, ...]:
        """What stands at the end: marks of values, notes, source, citation, address."""
        return (*self.flags, *self.about.notes, f"Source: {self.source}", self.citation, self.again)

    @property
    def citation(self) -> str:
        """How to cite it."""
        return f"How to cite: {self.about.citation}"

    @property
    def source(self) -> str:
        """Which register, as at which day, in which data version, under which licence."""
        about = self.about
        return f"{about.source}, {about.day}, data version {about.data_version}. Licence: {about.licence}."


def composed(reader: Reader, plan: Plan, *, link: str = "") -> Brief:
    """Measure all that a plan asks, at once; `link` is the whole address of the selection, where it is known.

    NotMeasurable where the viewer may ask none of it, CxcError where the selection leaves nothing to write
    about.
    """
    columns, charts = [column_question(reader, plan, column) for column in plan.columns], plan.charts
    questions = [*(column.question for column in columns), *(chart.question for chart in charts)]
    answers, reasons = _answers(reader, questions)
    by_column, by_chart = answers[: len(columns)], answers[len(columns) :]
    first = next((figures for figures in by_column if figures is not None), None)
    if first is None:
        raise NotMeasurable(f"There is no brief for this viewer: {reasons[0]}")
    own = [figures for column, figures in zip(plan.columns, by_column, strict=True) if column.is_own]
    if not any(map(_has_any, own)):
        raise CxcError(f"There is nothing to write about {plan.title}: no exchange is in the selection.")
    shown = [
        _chart(chart, figures, reason)
        for chart, figures, reason in zip(charts, by_chart, reasons[len(columns) :], strict=True)
    ]
    rows = tuple(_key_figures(plan, by_column))
    is_told = any(not figure.reason for figures in own if figures is not None for figure in figures)
    if not is_told and all(chart.drawing is None for chart in shown):
        why = next((figure.reason for figure in first if figure.reason), shown[0].reason)
        raise CxcError(f"Nothing of this brief can be told: {sentences.not_measurable(why)}.")
    return Brief(
        title=one_line(plan.title),
        kind=plan.kind,
        selection=first.scope.sentence(first.origin),
        language=language.chosen(),
        as_at=first.as_at,
        columns=tuple(one_line(column.heading) for column in plan.columns),
        key_figures=rows,
        standing=standing_lines(reader, plan.partnership),
        charts=tuple(shown),
        definitions=tuple(_definitions([figures for figures in answers if figures is not None])),
        not_measurable=tuple(_not_measurable(reader, first, reasons[: len(columns)], columns)),
        flags=tuple(_flags(rows)),
        origin=first.origin,
        about=replace(Outgoing(first, title=f"{plan.kind}: {plan.title}").about, link=link or address(first)),
    )


def _answers(reader: Reader, questions: Sequence[Question]) -> tuple[list[Figures | None], list[str | None]]:
    """What can be told of each, and why not where the viewer may not ask it."""
    reasons = [reader.reason_against(question) for question in questions]
    open_ones = [question for question, reason in zip(questions, reasons, strict=True) if reason is None]
    measured = iter(reader.measure_all(open_ones))
    return [None if reason else next(measured) for reason in reasons], reasons


def _has_any(figures: Figures | None) -> bool:
    """Whether a selection holds anything; what is closed to the viewer may."""
    if figures is None:
        return True
    volume = next(iter(figures))
    return bool(volume.reason) or volume.cell.hidden or bool(volume.value)


def _key_figures(plan: Plan, answers: Sequence[Figures | None]) -> Iterator[KeyFigure]:
    measured = [figures for figures in answers if figures is not None]
    for name in plan.figures:
        having = [figures[name] for figures in measured if name in figures.ids]
        if all(figure.reason for figure in having):
            continue
        kpi = having[0].kpi
        heading = kpi.name if numbers.says_unit(kpi) or kpi.is_percent else f"{kpi.name} ({kpi.unit})"
        texts = tuple(
            _value(figures[name])
            if figures is not None and name in figures.ids
            else KeyValue(numbers.NOT_AVAILABLE)
            for figures in answers
        )
        yield KeyFigure(heading, texts)


def _value(figure: Figure) -> KeyValue:
    cell: Cell = figure.cell
    text = numbers.kpi_value(figure.kpi, cell.value)
    flag = "" if text == cell.flag else cell.flag
    if cell.value is None:
        return KeyValue(text, "", flag)
    details = []
    if cell.low is not None and cell.high is not None:
        low, high = (numbers.kpi_value(figure.kpi, end) for end in (cell.low, cell.high))
        details.append(f"{low} to {high}")
    if figure.kpi.is_percent and cell.n is not None:
        details.append(f"n = {numbers.number(cell.n)}")
    return KeyValue(text, ", ".join(details), flag)


def _chart(chart: PlannedChart, figures: Figures | None, reason: str | None) -> BriefChart:
    title = one_line(chart.title)
    if figures is None:
        return BriefChart(title, "", reason=sentences.reason(reason))
    if reason := next(iter(figures)).reason:
        return BriefChart(title, "", reason=sentences.not_measurable(reason))
    if not len(figures):
        return BriefChart(title, "", reason=sentences.nothing(figures.scope))
    try:
        drawing = largest_pairs(figures) if len(figures.by) == 2 else drawing_of(figures, chart.kind)
    except CxcError as error:
        return BriefChart(title, "", reason=sentences.reason(error))
    finding = sentences.with_untold(finding_of(figures, drawing), figures)
    return BriefChart(title, finding, shortened(drawing))


def _flags(rows: Sequence[KeyFigure]) -> Iterator[str]:
    used = {letter for row in rows for cell in row.cells for letter in f"{cell.value[:1]}{cell.flag}"}
    meanings = [f"{letter} {meaning}" for letter, meaning in FLAGS.items() if letter in used]
    if meanings:
        yield f"Marks beside values: {'; '.join(meanings)}."
    if any(cell.detail for row in rows for cell in row.cells):
        yield "Below a value: its 95% interval, and n, the number of records or answers that it rests on."


def _definitions(answers: Sequence[Figures]) -> Iterator[Definition]:
    kpis = {figure.kpi.id: figure.kpi for figures in answers for figure in figures if not figure.reason}
    for kpi in list(kpis.values())[:_MOST_DEFINED]:
        yield Definition(kpi.id, kpi.name, kpi.definition)


def _not_measurable(
    reader: Reader, first: Figures, reasons: Sequence[str | None], columns: Sequence[ColumnQuestion]
) -> Iterator[str]:
    for figure in first:
        if figure.reason:
            yield f"{figure.kpi.name}: {sentences.not_measurable(figure.reason)}"
    for each, reason in zip(columns, reasons, strict=True):
        if reason:
            yield f"{each.column.heading}: {sentences.reason(reason)}"
        else:
            yield from each.left_out(reader)
