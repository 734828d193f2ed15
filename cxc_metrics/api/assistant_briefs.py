"""A brief as typed text for assistants: what the PDF says, without its pictures."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cxc_metrics.briefs import Brief
from cxc_metrics.disclosure import PROTECTED


class BriefNumber(BaseModel):
    """One number of a brief as it is written; `detail` is its interval and n."""

    of: str
    value: str
    detail: str
    flag: str


class BriefRow(BaseModel):
    """A key figure with its number in each selection that stands beside another."""

    figure: str
    numbers: list[BriefNumber]


class BriefSection(BaseModel):
    """A chart in words, or why there is none."""

    title: str
    finding: str
    reason: str


class BriefText(BaseModel):
    """All that a brief says."""

    title: str
    kind: str
    selection: str
    marks: list[str] = Field(description="Synthetic, protected, internal: to be said wherever it is quoted.")
    protected: str | None
    standing: list[str]
    key_figures: list[BriefRow]
    sections: list[BriefSection]
    definitions: dict[str, str]
    not_measurable: list[str]
    notes: list[str]
    link: str
    pdf: str = Field(
        description="Where the same brief is had as PDF; format=docx and format=html give others."
    )


def brief_text(brief: Brief, *, pdf: str) -> BriefText:
    """A brief as typed values; `pdf` is the address of the same as a file."""
    return BriefText(
        title=brief.title,
        kind=brief.kind,
        selection=brief.selection,
        marks=list(brief.about.marks),
        protected=PROTECTED if brief.about.is_protected else None,
        standing=list(brief.standing),
        key_figures=[
            BriefRow(
                figure=row.name,
                numbers=[
                    BriefNumber(of=column, value=cell.value, detail=cell.detail, flag=cell.flag)
                    for column, cell in zip(brief.columns, row.cells, strict=True)
                ],
            )
            for row in brief.key_figures
        ],
        sections=[
            BriefSection(title=chart.title, finding=chart.finding, reason=chart.reason)
            for chart in brief.charts
        ],
        definitions={each.id: f"{each.name}: {each.text}" for each in brief.definitions},
        not_measurable=list(brief.not_measurable),
        notes=list(brief.small_print),
        link=brief.about.link,
        pdf=pdf,
    )
