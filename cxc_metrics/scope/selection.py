"""The selection: one frozen object for widgets, chart clicks, command line, address and exports.

Two faces: query parameters of an address, a sentence for people. Which rows of a fact it selects
`measuring.population` says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationInfo, create_model, field_validator

from cxc_metrics.contract.dimensions import ALIASES, filters
from cxc_metrics.errors import UnknownName

from . import from_text as reading
from . import sentence as wording
from .from_text import Note
from .period import Period, checked, read_period
from .values import read_value, sorted_values
from .version_protocol import Labelled

StatusView = Literal["held", "validated"]


def _fields() -> dict[str, Any]:
    """The filters among the dimensions, with the period behind the wave and the view at the end."""
    declared: dict[str, Any] = {
        declared.id: (tuple[int, ...] if declared.is_integer else tuple[str, ...], ())
        for declared in filters()
    }
    wave = {"wave": declared.pop("wave")}
    return {**wave, "period": (Period | None, None), **declared, "status": (StatusView, "held")}


if TYPE_CHECKING:

    class _Fields(BaseModel):
        """What `_fields` makes, for those who read types."""

        period: Period | None = None
        status: StatusView = "held"

        def __getattr__(self, name: str) -> tuple[Any, ...]: ...

else:
    _Fields = create_model("_Fields", __config__=ConfigDict(frozen=True, extra="forbid"), **_fields())


class Scope(_Fields):
    """A selection. An empty field means everything; values of one field are joined by OR, fields by AND.

    Country fields also take the group `EU27`. `status` is the view: `held` (countable exchanges) or
    `validated` (those closed and validated). Codes are checked against their lists: UnknownName, or
    InvalidScope for a period that cannot be. Whether a partnership exists only a data version knows: see
    `from_query`, `from_where`.
    """

    @field_validator("period", mode="before")
    @classmethod
    def _read_period(cls, value: object) -> object:
        if isinstance(value, str):
            return read_period(value)
        if (
            isinstance(value, (tuple, list))
            and len(value) == 2
            and all(isinstance(day, date) for day in value)
        ):
            return checked(Period(*value), compared=True)
        if isinstance(value, (tuple, list)):
            return read_period("..".join(str(day) for day in value))
        return value

    @field_validator("*", mode="before")
    @classmethod
    def _codes(cls, value: object, info: ValidationInfo) -> object:
        field = str(info.field_name)
        if field == "period":
            return value
        if field == "status":
            if value not in get_args(StatusView):
                raise UnknownName("view", str(value), get_args(StatusView))
            return value
        listed = [value] if isinstance(value, (str, int)) else value if isinstance(value, Iterable) else []
        return sorted_values(field, [read_value(field, value) for value in listed])

    @classmethod
    def from_query(
        cls, query: Mapping[str, str | Iterable[str]], version: Labelled | None = None
    ) -> tuple[Scope, list[Note]]:
        """The selection an address asks for, and what of it was ignored and why.

        Repeated parameters and commas are both OR within one field. Parameters that do not look like ours are
        another's and are passed over in silence.
        """
        fields, notes = reading.from_address(query, cls.fields(), version)
        return cls(**fields), notes

    @classmethod
    def from_where(cls, conditions: Iterable[str], version: Labelled | None = None) -> Scope:
        """The selection of conditions `field=a,b`: commas are OR, repeated conditions are AND.

        Raises UnknownName or InvalidScope for the first condition that cannot be applied, and InvalidScope
        where two conditions on one field leave nothing.
        """
        return cls(**reading.from_conditions(conditions, cls.fields(), version))

    @classmethod
    def fields(cls) -> tuple[str, ...]:
        """Names of the filters."""
        return tuple(cls.model_fields)

    @property
    def is_everything(self) -> bool:
        """Whether nothing is selected."""
        return self == Scope()

    def active(self) -> tuple[str, ...]:
        """Fields that narrow the selection, the view included."""
        declared = type(self).model_fields
        return tuple(name for name, field in declared.items() if getattr(self, name) != field.default)

    def with_(self, **changes: Any) -> Scope:
        """The same selection with some fields replaced; single values and lists are both taken."""
        named = {ALIASES.get(field, field): value for field, value in changes.items()}
        for field in named:
            if field not in self.fields():
                raise UnknownName("filter", field, self.fields())
        kept = {field: getattr(self, field) for field in self.fields()}
        return Scope(**{**kept, **named})

    def without(self, field: str, value: int | str | None = None) -> Scope:
        """The same selection without one value of a field, or without the field."""
        name = ALIASES.get(field, field)
        if name in {"period", "status"} or value is None:
            return self.with_(**{name: Scope.model_fields[name].default if name in self.fields() else None})
        gone = read_value(name, value)
        return self.with_(**{name: tuple(value for value in getattr(self, name) if value != gone)})

    def apart_from(self, *dimensions: str) -> Scope:
        """The same selection without its filters on these dimensions; those that are no filter are passed."""
        return self.with_(**{name: () for name in dimensions if getattr(self, name, ())})

    def to_query(self) -> dict[str, list[str]]:
        """Query parameters that give this selection back; what is not narrowed is left out."""
        return reading.to_address({name: getattr(self, name) for name in self.active()})

    def lacking(self, fact_columns: Collection[str], period_field: str | None) -> tuple[str, ...]:
        """Active filters that a fact with these columns cannot apply; the view is not among them."""
        wanted = [name for name in self.active() if name not in {"period", "status"}]
        missing = [name for name in wanted if name not in fact_columns]
        if self.period and (period_field is None or period_field not in fact_columns):
            missing.append("period")
        return tuple(missing)

    def sentence(self, version: Labelled | None = None, *, locale: str = "en") -> str:
        """The selection in words: Health visits from Spain, 2021–2022, partnership X.

        English, but for the names of countries in another `locale`.
        """
        return wording.sentence(self, version, locale)
