"""What goes with whatever leaves: one description, from which each picture, file and text takes its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from cxc_metrics.access import FLAGS
from cxc_metrics.catalogue import catalogue_version, dimension
from cxc_metrics.contract.reference import KOSOVO_NOTE
from cxc_metrics.disclosure import PROTECTED, Disclosed, Figure, Figures, Origin, Table, required
from cxc_metrics.scope import as_at_day, label
from cxc_metrics.words import numbers

from .columns import described
from .reproduce import address, command, python_lines

SYNTHETIC_LINE = "SYNTHETIC DATA: invented for demonstration, nothing real is described."
PROTECTED_LINE = f"{PROTECTED.capitalize()}, so totals need not add up (docs/disclosure.md)."
INTERNAL_LINE = "Internal: exact figures, not to be published as they are."
OWN_LINE = "Exact figures of one's own partnership, not to be published as they are."
OWN_ROWS_LINE = "Rows of one's own partnership are exact, not to be published as they are."
_KOSOVO = "XK"


@dataclass(frozen=True)
class Documented:
    """What is said of something that leaves, made of what was disclosed alone (`documented`).

    `finding` is its sentence, `rests_on` its n in words; `kpis`, `dimensions` and `columns` explain every
    figure, code and column; `link` shows it again in the dashboard, `commands` and `python` measure the same.
    `page` says of a table which of how many rows it is, or why it has none.
    `marks` must never be lost: synthetic, protected, internal. `notes` are the others.
    """

    title: str
    finding: str
    source: str
    register: str
    data_version: str
    as_at: date | None
    viewer: str
    is_synthetic: bool
    is_protected: bool
    marks: tuple[str, ...]
    notes: tuple[str, ...]
    licence: str
    rows: int
    columns: tuple[Mapping[str, str], ...]
    selection: str = ""
    view: str = ""
    rests_on: str = ""
    kpis: tuple[Mapping[str, Any], ...] = ()
    dimensions: tuple[Mapping[str, Any], ...] = ()
    compared_with: Mapping[str, str] | None = None
    page: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    commands: tuple[str, ...] = ()
    python: str = ""
    sql: tuple[str, ...] = ()

    @property
    def day(self) -> str:
        """The day the register describes, in words."""
        return as_at_day(self.as_at)

    @property
    def citation(self) -> str:
        """How to cite it: what, of which register, as at which day, in which data version."""
        kind = " (synthetic data)" if self.is_synthetic else ""
        of_register = f"{self.source}{kind}, {self.day}, data version {self.data_version}"
        return f"{self.title}. {of_register}." if self.title else f"{of_register}."

    def metadata(self) -> dict[str, Any]:
        """All of it as plain values, for JSON."""
        about_figures = {
            "selection": self.selection,
            "view": self.view,
            "n": self.rests_on,
            "address": self.link,
            "catalogue_version": catalogue_version(),
            "by": [each["id"] for each in self.dimensions],
            "dimensions": list(self.dimensions),
            "kpis": list(self.kpis),
            "not_measurable": {
                kpi["id"]: kpi["not_measurable"] for kpi in self.kpis if kpi["not_measurable"]
            },
            "compared_with": self.compared_with,
            "flags": dict(FLAGS),
            "commands": list(self.commands),
            "python": self.python,
            "sql": list(self.sql),
        }
        return {
            "title": self.title,
            "finding": self.finding,
            "source": self.source,
            "register": self.register,
            "data_version": self.data_version,
            "as_at": self.as_at.isoformat() if self.as_at else None,
            "is_synthetic": self.is_synthetic,
            "viewer": self.viewer,
            "is_protected": self.is_protected,
            "licence": self.licence,
            "citation": self.citation,
            "rows": self.rows,
            "notes": [*self.marks, *self.notes],
            "columns": list(self.columns),
            **self.page,
            **(about_figures if self.kpis else {"selection": self.selection} if self.selection else {}),
        }


def documented(
    disclosed: Figures | Table,
    exported: pd.DataFrame,
    *,
    title: str = "",
    finding: str = "",
    notes: Sequence[str] = (),
    drawn: Table | None = None,
    others: Sequence[Figures] = (),
    link: str = "",
) -> Documented:
    """The description of what leaves as the table `exported`.

    `drawn` is what a chart draws, where that is not the figures' own table; `others` are further answers that
    went into it; `link` is the whole address, where a screen knows it. CxcError for what has not passed the
    disclosure.
    """
    required(disclosed)
    shared = _of_origin(disclosed, exported, title, finding, notes, link)
    if isinstance(disclosed, Table):
        return _of_table(shared, disclosed, exported)
    origin = disclosed.origin
    names = list(map(str, exported.columns))
    whole = disclosed.together(others)
    return replace(
        shared,
        columns=tuple(described(names, drawn.columns if drawn else {}, origin.vocabulary, whole)),
        selection=disclosed.scope.sentence(origin),
        view=disclosed.scope.status,
        rests_on=rests_on(disclosed),
        kpis=tuple(_kpi(figure) for figures in (disclosed, *others) for figure in figures),
        dimensions=tuple(
            _dimension(name, exported, origin) for name in disclosed.by if name in exported.columns
        ),
        compared_with=_compared(disclosed),
        link=link or address(disclosed),
        commands=tuple(command(figures) for figures in (disclosed, *others)),
        python=python_lines(disclosed),
        sql=tuple(statement.text() for statement in whole.statements),
    )


def _of_table(shared: Documented, table: Table, exported: pd.DataFrame) -> Documented:
    """With what is said of rows: the columns, the selection, and which page of how many."""
    origin = table.origin
    return replace(
        shared,
        columns=tuple(described(list(map(str, exported.columns)), table.columns, origin.vocabulary)),
        selection=table.scope.sentence(origin) if table.scope else "",
        page={
            "total": max(table.total, table.offset + len(table)),
            "offset": table.offset,
            "reason": table.reason or None,
        },
    )


def _of_origin(
    disclosed: Disclosed, exported: pd.DataFrame, title: str, finding: str, notes: Sequence[str], link: str
) -> Documented:
    """What is said of figures and tables alike."""
    origin = disclosed.origin
    return Documented(
        title=title,
        finding=finding,
        source=origin.title,
        register=origin.register,
        data_version=origin.version_id,
        as_at=origin.as_at,
        viewer=str(origin.viewer),
        is_synthetic=origin.is_synthetic,
        is_protected=disclosed.is_protected,
        marks=_marks(disclosed),
        notes=_notes(exported, notes),
        licence=origin.licence,
        rows=len(exported),
        columns=(),
        link=link,
    )


def rests_on(figures: Figures) -> str:
    """How many records, or answers, the values rest on: n = 40, or the range where there are several."""
    details = figures.details()
    # Told together with others' answers, some figures have no numbers here.
    shown = [figure for figure in details if figure.kpi.id in details.frame()]
    counts = {cell.n for figure in shown for cell in figure.cells if cell.n}
    if not counts:
        return ""
    low, high = numbers.number(min(counts)), numbers.number(max(counts))
    return f"n = {low}" if low == high else f"n = {low} to {high}"


def _marks(disclosed: Disclosed) -> tuple[str, ...]:
    marks = {
        SYNTHETIC_LINE: disclosed.is_synthetic,
        PROTECTED_LINE: disclosed.is_protected,
        INTERNAL_LINE: disclosed.is_exact and disclosed.viewer.sees_all,
        OWN_LINE: disclosed.is_exact and not disclosed.viewer.sees_all,
        OWN_ROWS_LINE: disclosed.holds_own_rows,
    }
    return tuple(mark for mark, applies in marks.items() if applies)


def _notes(table: pd.DataFrame, notes: Sequence[str]) -> tuple[str, ...]:
    said = [note for note in notes if note]
    if not any(KOSOVO_NOTE in note for note in said) and any(_has_kosovo(table[name]) for name in table):
        said.append(KOSOVO_NOTE)
    return tuple(said)


def _has_kosovo(column: pd.Series) -> bool:
    texts = column.astype("str")
    return bool((texts.eq(_KOSOVO) | texts.str.endswith("*")).any())


def _dimension(name: str, table: pd.DataFrame, origin: Origin) -> dict[str, Any]:
    declared = dimension(name)
    codes = table[name].dropna().unique().tolist()
    return {
        "id": declared.id,
        "label": origin.vocabulary.said(declared.label),
        "description": origin.vocabulary.said(declared.description),
        "labels": {str(code): label(name, code, origin) for code in codes},
    }


def _kpi(figure: Figure) -> dict[str, Any]:
    kpi = figure.kpi
    return {
        "id": kpi.id,
        "name": kpi.name,
        "level": str(kpi.level),
        "unit": kpi.unit,
        "kind": kpi.kind,
        "is_percent": kpi.is_percent,
        "additive": kpi.additive,
        "definition": kpi.definition,
        "reference": kpi.reference,
        "caveat": kpi.caveat,
        "counted_by": kpi.period_field,
        "formula": kpi.formula,
        "not_measurable": figure.reason or None,
        **_partly_over(figure),
    }


def _partly_over(figure: Figure) -> dict[str, str]:
    """In which rows the figure was not told over all records, or over how many where there is one row."""
    if not figure.is_partly_told:
        return {}
    rows = figure.overs
    overs = [over for over in rows if over]
    text = str(overs[0]) if len(rows) == 1 else f"{len(overs)} of {len(rows)} rows"
    return {"over": f"{text}; a cell that is needed was emptied (column {figure.kpi.id}_of)"}


def _compared(figures: Figures) -> dict[str, str] | None:
    if figures.compare is None:
        return None
    return {"name": figures.compare.name, "selection": figures.compare.scope.sentence(figures.origin)}
