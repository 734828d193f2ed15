"""What may be told to intake besides the files: by the caller, or by a `register.toml` beside the files."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from cxc_metrics.errors import IntakeError, did_you_mean, one_line

from .register_name import REGISTER_NAME_RULE, is_register_name

DateFormat = Literal["DD/MM/YYYY", "MM/DD/YYYY"]
DecimalMark = Literal[".", ","]
DATE_FORMATS: tuple[DateFormat, ...] = ("DD/MM/YYYY", "MM/DD/YYYY")
DECIMAL_MARKS: tuple[DecimalMark, ...] = (".", ",")
REGISTER_FILE = "register.toml"
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class IntakeOptions:
    """What the caller declares.

    `date_format` and `decimal` decide what the files leave open; `max_unpacked_bytes` bounds what an archive
    or workbook may unpack to; `memory_limit` is DuckDB's; unset it is
    what fits beside the rest of the process.
    """

    date_format: DateFormat | None = None
    decimal: DecimalMark | None = None
    max_unpacked_bytes: int = 2_000_000_000
    memory_limit: str | None = None

    def __post_init__(self) -> None:
        """Refuse formats that are not in the lists (the command line passes plain text)."""
        for value, names, what in (
            (self.date_format, DATE_FORMATS, "date_format"),
            (self.decimal, DECIMAL_MARKS, "decimal"),
        ):
            if value is not None and value not in names:
                raise IntakeError(f"{what} {value!r} is not known. Known: {', '.join(names)}")


UNDECLARED = IntakeOptions()
# In a process that builds facts as well (700 MB): together they stay under 2 GB.
MEMORY_BESIDE_OTHERS = "1200MB"


def is_iso_day(text: str) -> bool:
    """Whether a text is a day written as 2024-05-31."""
    try:
        return bool(_ISO_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _day(value: object) -> date:
    """A TOML date, or a text that is one; no number of seconds since 1970."""
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _ISO_DAY.fullmatch(value.strip()):
        return date.fromisoformat(value.strip())
    raise ValueError(f"{str(value)[:40]!r} is no day; write it as 2024-05-31")


def _register_name(text: str) -> str:
    if not is_register_name(text):
        raise ValueError(f"no register can be called {text[:80]!r}; a name has {REGISTER_NAME_RULE}")
    return text


class RegisterFile(BaseModel):
    """The optional `register.toml` beside the tables; `name` is the register's in a store."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, AfterValidator(_register_name)] | None = None
    title: Annotated[str, AfterValidator(one_line)] | None = None
    as_at: Annotated[date, BeforeValidator(_day)] | None = None
    is_synthetic: bool | None = None
    date_format: DateFormat | None = None
    decimal: DecimalMark | None = None


def read_register_file(path: Path) -> RegisterFile:
    """Read a `register.toml`; IntakeError with all its faults when it is not usable."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise IntakeError(f"{REGISTER_FILE} cannot be read as TOML: {error}") from None
    except RecursionError:
        raise IntakeError(
            f"{REGISTER_FILE} nests brackets deeper than any register needs. Write each entry on its own"
        ) from None
    try:
        return RegisterFile.model_validate(data)
    except ValidationError as error:
        raise IntakeError(
            f"{REGISTER_FILE}: {explain_validation(error, tuple(RegisterFile.model_fields))}"
        ) from None


def explain_validation(error: ValidationError, fields: tuple[str, ...]) -> str:
    """All faults of a TOML file in one line, with the nearest known name for an unknown one."""
    faults = []
    for fault in error.errors(include_url=False):
        place = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "extra_forbidden":
            name = str(fault["loc"][-1])
            faults.append(f"unknown entry {place!r}{did_you_mean(name, fields)}")
        else:
            said = fault["msg"].removeprefix("Value error, ")
            faults.append(f"{place}: {said}" if place else said)
    return "; ".join(faults)
