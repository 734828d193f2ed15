"""Measurements by name: `python -m benchmarks intake measure browser http statistics matching`; all
without a name.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer

from .ground import machine


class Name(StrEnum):
    """What can be measured."""

    INTAKE = "intake"
    MEASURE = "measure"
    BROWSER = "browser"
    HTTP = "http"
    STATISTICS = "statistics"
    MATCHING = "matching"


def run(
    names: Annotated[list[Name] | None, typer.Argument(help="What to measure; nothing: all of it.")] = None,
    exchanges: Annotated[
        int | None,
        typer.Option(
            min=1, help="Size of the sample. Else intake, http 1 000 000, measure both, browser 10 000."
        ),
    ] = None,
    repeat: Annotated[
        int | None, typer.Option(min=1, help="Repetitions of which the median is taken.")
    ] = None,
    statements: Annotated[bool, typer.Option(help="intake: the SQL statements that take longest.")] = False,
) -> None:
    """Print medians and ratios with the machine they were taken on. Nothing fails for being slow."""
    print(machine())
    for name in names or list(Name):
        print(f"\n== {name} ==", flush=True)
        WORKS[name](exchanges, repeat, statements)


def _given(**options: object) -> dict[str, object]:
    return {name: value for name, value in options.items() if value is not None}


# Each module is imported when it is run: the parent of the intake runs stays small.
def _intake(exchanges: int | None, repeat: int | None, statements: bool) -> None:
    from . import intake

    intake.main(**_given(exchanges=exchanges, repeat=repeat), statements=statements)  # type: ignore[arg-type]


def _measure(exchanges: int | None, repeat: int | None, _statements: bool) -> None:
    from . import measure

    sizes = (exchanges,) if exchanges else None
    measure.main(**_given(sizes=sizes, repeat=repeat, rerun_at=exchanges))  # type: ignore[arg-type]


def _browser(exchanges: int | None, repeat: int | None, _statements: bool) -> None:
    from . import browser

    browser.main(**_given(exchanges=exchanges, repeat=repeat))  # type: ignore[arg-type]


def _http(exchanges: int | None, repeat: int | None, _statements: bool) -> None:
    from . import over_http

    over_http.main(**_given(exchanges=exchanges, repeat=repeat))  # type: ignore[arg-type]


def _statistics(_exchanges: int | None, _repeat: int | None, _statements: bool) -> None:
    from . import statistics_flows

    statistics_flows.main()


def _matching(_exchanges: int | None, _repeat: int | None, _statements: bool) -> None:
    from . import matching

    matching.main()


WORKS: dict[Name, Callable[[int | None, int | None, bool], None]] = {
    Name.INTAKE: _intake,
    Name.MEASURE: _measure,
    Name.BROWSER: _browser,
    Name.HTTP: _http,
    Name.STATISTICS: _statistics,
    Name.MATCHING: _matching,
}

if __name__ == "__main__":
    typer.run(run)
