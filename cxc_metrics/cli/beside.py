"""`cxc measure --beside`: registers beside each other, figure by figure, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .screen import Format, plain, remark, say, show, show_list

if TYPE_CHECKING:
    from cxc_metrics.access import Reader
    from cxc_metrics.disclosure import Figure, Figures

_COLUMNS = (
    *("figure", "name", "unit", "register", "title", "source", "synthetic", "data_version", "as_at"),
    *("value", "low", "high", "n", "flag", "reason"),
)


def print_beside(
    readers: Sequence[Reader], kpis: Sequence[str], where: Sequence[str], format_: Format
) -> None:
    """One column for each register; as CSV and JSON one row for each figure of each register."""
    from cxc_metrics.access import measure_beside
    from cxc_metrics.disclosure import PROTECTED

    answers = measure_beside(readers, kpis, where=where)
    for reader, answer in zip(readers, answers, strict=True):
        if answer.is_protected:
            remark(f"{reader.manifest.register_name}: as shown to {answer.viewer.in_words}, {PROTECTED}.")
        for name, reason in answer.not_measurable.items():
            remark(f"{reader.manifest.register_name}, {name}: {reason}")
    if format_ is not Format.TABLE:
        rows = [
            _line(reader, figure)
            for place in range(len(answers[0].ids))
            for reader, answer in zip(readers, answers, strict=True)
            for figure in [answer[answer.ids[place]]]
        ]
        show_list(format_, _COLUMNS, rows)
        return
    for reader, answer in zip(readers, answers, strict=True):
        say(_told_of(reader, answer))
    columns = ["figure", *(reader.manifest.register_name for reader in readers)]
    show(columns, [_across(kpi, answers) for kpi in answers[0].ids], words=1)


def _told_of(reader: Reader, answer: Figures) -> str:
    from cxc_metrics.scope import as_at_day

    manifest = reader.manifest
    kind = ", synthetic" if manifest.is_synthetic else ""
    return (
        f"{manifest.register_name}: {plain(manifest.title)}, data version {reader.id}, "
        f"{as_at_day(manifest.as_at)}{kind}. {answer.scope.sentence(answer.origin)}"
    )


def _across(kpi: str, answers: Sequence[Figures]) -> list[str]:
    measured = [answer[kpi] for answer in answers if not answer[kpi].reason]
    names = dict.fromkeys(figure.kpi.name for figure in measured or [answers[0][kpi]])
    return [f"{kpi} {' / '.join(names)}", *(_written(answer[kpi]) for answer in answers)]


def _written(figure: Figure) -> str:
    if figure.reason:
        return "not measurable"
    cell, form = figure.cell, figure.kpi.number_format
    text = "" if cell.value is None else f"{cell.value:{form}}"
    if cell.low is not None and cell.high is not None:
        text += f" [{cell.low:{form}}, {cell.high:{form}}]"
    unit = "" if figure.kpi.is_percent or not text else figure.kpi.unit
    return " ".join(part for part in (text, unit, cell.flag) if part)


def _line(reader: Reader, figure: Figure) -> tuple[object, ...]:
    manifest = reader.manifest
    measured = not figure.reason
    return (
        *(figure.kpi.id, figure.kpi.name, figure.kpi.unit),
        *(manifest.register_name, manifest.title, manifest.source, manifest.is_synthetic, reader.id),
        manifest.as_at.isoformat() if manifest.as_at else None,
        *((figure.value, figure.low, figure.high, figure.n, figure.flag) if measured else (None,) * 5),
        figure.reason,
    )
