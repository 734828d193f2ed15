"""What a contract column is made of: a column of the file, a constant, a key, a country, a date, a number.

Each way is a class with its own words in `map.toml`; which one is meant follows from the word it begins with
(`{country = "home"}`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from cxc_metrics.intake.intake_options import DecimalMark
from cxc_metrics.intake.layouts.source import DatePrecision

# Excel's longest header is shorter; what is longer is no name.
LONGEST_NAME: Final = 10_000

Take = Literal["first", "min", "max", "sum", "count", "different"]
DateOrder = Literal["year_first", "day_first", "month_first"]
HeaderName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


def plain_text(value: Any) -> Any:
    """A constant as text: numbers, days and yes/no may be written in TOML's own way."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


Text = Annotated[str, BeforeValidator(plain_text)]


class Strict(BaseModel):
    """A part of a mapping: fixed once made, without unknown entries."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class MappedColumn(Strict):
    """A way to fill a contract column. `take`: how the rows of a group come together in it."""

    word: ClassVar[str]
    take: Take | None = None

    def reads(self) -> tuple[str, ...]:
        """The columns of the file that it needs."""
        return (getattr(self, self.word),)


class PlainColumn(MappedColumn):
    """`{column = "id"}`: the cell as it is."""

    word: ClassVar[str] = "column"
    column: HeaderName


class ConstantColumn(MappedColumn):
    """`{constant = "physical"}`: the same in every row."""

    word: ClassVar[str] = "constant"
    constant: Annotated[Text, Field(min_length=1)]

    def reads(self) -> tuple[str, ...]:
        """Nothing of the file."""
        return ()


class KeyColumn(MappedColumn):
    """`{key = ["home", "name"]}`: a key made of several columns, empty where one of them is.

    A part that the mapping reads as a country somewhere stands as its code. `prefix` sets apart what would
    else be the same (a home and a host institution of one name).
    """

    word: ClassVar[str] = "key"
    key: Annotated[tuple[HeaderName, ...], Field(min_length=1, strict=False)]
    prefix: Annotated[str, Field(min_length=1)] | None = None

    def reads(self) -> tuple[str, ...]:
        """Its parts."""
        return self.key


class NumberedColumn(MappedColumn):
    """`{numbered = true}`: file and line, for rows that nothing else tells apart."""

    word: ClassVar[str] = "numbered"
    numbered: Literal[True]

    def reads(self) -> tuple[str, ...]:
        """Nothing of the file."""
        return ()


class CountryColumn(MappedColumn):
    """`{country = "home"}`: a code or name of a country, in the mapping's languages and by its aliases."""

    word: ClassVar[str] = "country"
    country: HeaderName


class CodesColumn(MappedColumn):
    """`{codes = "area", values = {"Saúde" = "9"}}`: values of a list, whose codes and labels are known."""

    word: ClassVar[str] = "codes"
    codes: HeaderName
    values: dict[str, Text] = {}


class DateColumn(MappedColumn):
    """`{date = "start", format = "day_first"}`: a day, or with `precision` a month or year.

    Without `format` the column's own evidence decides. A month or year stands for its first day, in a column
    of ends for its last.
    """

    word: ClassVar[str] = "date"
    date: HeaderName
    format: DateOrder | None = None
    precision: DatePrecision = "day"


class DatePartsColumn(MappedColumn):
    """`{year = "y", month = "m"}`: a date in several columns; its precision is that of the last one given."""

    word: ClassVar[str] = "year"
    year: HeaderName
    month: HeaderName | None = None
    day: HeaderName | None = None

    @property
    def precision(self) -> DatePrecision:
        """How exact it is."""
        return "day" if self.day else "month" if self.month else "year"

    def reads(self) -> tuple[str, ...]:
        """Its parts."""
        return tuple(name for name in (self.year, self.month, self.day) if name)


class NumberColumn(MappedColumn):
    """`{number = "amount", unit = "thousand EUR"}`: a number or amount, brought to the contract's unit.

    `factor` is what one of the file's units is in the contract's. `decimal` is needed where something is
    worked out: a sum, a factor.
    """

    word: ClassVar[str] = "number"
    number: HeaderName
    unit: str | None = None
    factor: Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=6, strict=False)] | None = None
    decimal: DecimalMark | None = None


KINDS: Final[tuple[type[MappedColumn], ...]] = (
    PlainColumn,
    ConstantColumn,
    KeyColumn,
    NumberedColumn,
    CountryColumn,
    CodesColumn,
    DateColumn,
    DatePartsColumn,
    NumberColumn,
)
WORDS: Final = tuple(kind.word for kind in KINDS)


def _word_of(value: Any) -> str | None:
    if isinstance(value, MappedColumn):
        return value.word
    if not isinstance(value, dict):
        return None
    return next((word for word in WORDS if word in value), None)


AnyColumn = Annotated[
    Annotated[PlainColumn, Tag("column")]
    | Annotated[ConstantColumn, Tag("constant")]
    | Annotated[KeyColumn, Tag("key")]
    | Annotated[NumberedColumn, Tag("numbered")]
    | Annotated[CountryColumn, Tag("country")]
    | Annotated[CodesColumn, Tag("codes")]
    | Annotated[DateColumn, Tag("date")]
    | Annotated[DatePartsColumn, Tag("year")]
    | Annotated[NumberColumn, Tag("number")],
    Discriminator(
        _word_of,
        custom_error_type="no_way",
        custom_error_message='it says not what it is made of: write {column = "…"}, or one of '
        + ", ".join(WORDS[1:]),
    ),
]
