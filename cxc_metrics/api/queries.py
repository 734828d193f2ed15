"""What a request asks, read off its address: the parameters of the dashboard's, and few of its own."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from cxc_metrics.access import COMPARISONS, Question, Reader
from cxc_metrics.catalogue import dimension, kpi
from cxc_metrics.contract.dimensions import ALIASES
from cxc_metrics.errors import InvalidScope
from cxc_metrics.scope import Scope

from .bounds import MOST_BREAKDOWNS, MOST_FIGURES, MOST_RECORDS
from .problems import Refused

_ADDRESS: Final = {name: alias for alias, name in ALIASES.items()}
_Text = Annotated[str, StringConstraints(max_length=200)]
Texts = Annotated[list[_Text], Field(max_length=500)]


class Format(StrEnum):
    """How an answer is written."""

    JSON = "json"
    CSV = "csv"
    CSV_EXCEL = "csv-excel"
    XLSX = "xlsx"
    PARQUET = "parquet"


def _filters() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in Scope.fields():
        described = {
            "period": "Days, months or years: 2021-01-01..2021-12-31, 2021..2022, 2021-05.",
            "status": "held (what counts) or validated.",
        }.get(name) or f"{dimension(name).description} Several values by commas or by repeating it."
        fields[_ADDRESS.get(name, name)] = (Texts, Field(default=[], description=described))
    return fields


class ViewerQuery(BaseModel):
    """Who reads."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    viewer: _Text | None = Field(
        None, description="As whom to read, at most what one may: public, partnership:ID."
    )


class RegisterQuery(ViewerQuery):
    """What is read by whom."""

    register_name: _Text | None = Field(None, alias="register", description="A register by its name.")
    data: _Text | None = Field(None, description="A data version by its id; else what is served.")


if TYPE_CHECKING:

    class Selection(RegisterQuery):
        """A selection of a register, as the dashboard's address has it."""

else:
    Selection = create_model("Selection", __base__=RegisterQuery, **_filters())


class MeasureQuery(Selection):
    """Figures by dimensions for a selection."""

    figures: Texts = Field(description="Figures by id, several by commas: O01,O04.", min_length=1)
    by: Texts = Field(default=[], description="Dimensions to break down by.")
    compare: _Text | None = Field(None, description=f"Compare with: {', '.join(COMPARISONS)}.")
    totals: bool = Field(default=False, description="Add rows for what is summed up.")
    format: Format = Field(default=Format.JSON)


class RecordsQuery(Selection):
    """The rows behind a figure in a selection."""

    figure: _Text = Field(description="A figure by id.")
    limit: int = Field(default=1000, ge=1, le=MOST_RECORDS)
    offset: int = Field(default=0, ge=0, le=1_000_000_000)
    format: Format = Field(default=Format.JSON)


def scope_of(query: Selection, reader: Reader) -> Scope:
    """The selection that is asked for. InvalidScope naming all of it that cannot be had."""
    wanted = {name: getattr(query, name) for name in _filters()}
    scope, notes = Scope.from_query({name: values for name, values in wanted.items() if values}, reader)
    if notes:
        raise InvalidScope(" ".join(map(str, notes)))
    return scope


def question_of(query: MeasureQuery, reader: Reader) -> Question:
    """The question that is asked.

    Raises UnknownName for figures, dimensions or comparisons there are not, Refused for more than is
    answered at once.
    """
    ids, by = list(_listed(query.figures)), list(_listed(query.by))
    if len(ids) > MOST_FIGURES or len(by) > MOST_BREAKDOWNS:
        raise Refused(413, f"At most {MOST_FIGURES} figures by at most {MOST_BREAKDOWNS} dimensions.")
    if not ids:
        raise Refused(400, "No figure is named: figures=O01,O04. /figures lists them.")
    kpis = tuple(kpi(name).id for name in ids)
    dimensions = tuple(dimension(name).id for name in by)
    return Question(kpis, dimensions, scope_of(query, reader), query.compare, query.totals)


def _listed(texts: Sequence[str]) -> dict[str, None]:
    """The entries of repeated parameters, which may hold commas, each once."""
    return dict.fromkeys(part.strip() for text in texts for part in text.split(",") if part.strip())
