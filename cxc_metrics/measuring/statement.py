"""A statement of SQL as it is run, told to people and to the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from cxc_metrics.engine import EMBEDDED, Dialect
from cxc_metrics.store import portable

RUNS_IN: Final = "Runs in the folder that cxc register export FOLDER writes"
# Values of bound parameters by name.
Params = Mapping[str, int | str | date]


@dataclass(frozen=True)
class Statement:
    """SQL as it is run, with its bound parameters; `about` are the lines of comment above it."""

    sql: str
    params: Params = field(default_factory=dict)
    about: tuple[str, ...] = ()
    dialect: Dialect = EMBEDDED

    def text(self) -> str:
        """A script that runs by hand: comments, and the parameters written as literals.

        Facts are named by their files in a folder that `cxc register export` writes.
        """
        body = portable(self.dialect.spelled_out(self.sql, self.params), self.dialect)
        about = [*self.about, RUNS_IN] if self.about else []
        return "\n".join([*(f"-- {' '.join(line.split())}" for line in about), f"{body};"])
