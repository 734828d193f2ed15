"""What may be said of a delivery on the command line: where it is, how it is read, where its report goes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Decimal(StrEnum):
    """The decimal sign, by name."""

    COMMA = "comma"
    POINT = "point"


class DateFormat(StrEnum):
    """The order of day and month where slashes leave it open."""

    DAY_FIRST = "DD/MM/YYYY"
    MONTH_FIRST = "MM/DD/YYYY"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2024-05-31") from None


PathOption = Annotated[
    Path,
    typer.Argument(
        help="A folder, a file, a zip, or a workbook whose sheets are tables.", show_default=False
    ),
]
SourceOption = Annotated[
    str | None,
    typer.Option(
        "--source",
        help="The kind of register, by its name (cxc sources lists them) or path. Unless said, map.toml "
        "beside the data, else the contract's own tables.",
        metavar="NAME|PATH",
        show_default=False,
    ),
]
AsAtOption = Annotated[
    date | None,
    typer.Option("--as-at", help="The day the register describes.", parser=_day, metavar="YYYY-MM-DD"),
]
DateOption = Annotated[
    DateFormat | None,
    typer.Option("--date-format", help="How to read dates such as 01/02/2022."),
]
DecimalOption = Annotated[
    Decimal | None, typer.Option("--decimal", help="How to read numbers such as 1,234.", case_sensitive=False)
]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report", help="Write every data issue to this CSV file.", metavar="FILE.csv", show_default=False
    ),
]
NoteOption = Annotated[
    str | None, typer.Option("--note", help="A remark kept with the data version.", show_default=False)
]
LossOption = Annotated[
    bool, typer.Option("--accept-loss", help="Publish although much would be lost.", show_default=False)
]
IntoOption = Annotated[
    str | None,
    typer.Option(
        "--register",
        help="The register to publish in; unless said, the one of the source.",
        metavar="NAME",
        show_default=False,
    ),
]
EngineOption = Annotated[
    str | None,
    typer.Option(
        "--engine",
        help="The engine that is to hold it as well and answer: clickhouse://…, spark://…, chdb:/folder. "
        "As CXC_ENGINE.",
        metavar="ADDRESS",
        show_default=False,
    ),
]
