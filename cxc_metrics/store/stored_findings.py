"""What the data file says of its own intake: findings, what they left out, which rules stayed undecided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from cxc_metrics.contract import Severity
from cxc_metrics.engine import EMBEDDED
from cxc_metrics.errors import UnknownName
from cxc_metrics.intake.findings import CONSEQUENCES, FINDING_COLUMNS, of_causes


class StoredFindings:
    """The part of a data version that reads the tables intake wrote beside the register's own."""

    def _stored(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """Rows of one SELECT over the data file."""
        raise NotImplementedError

    def undecided_rules(self, exchange_id: str) -> tuple[str, ...]:
        """The rules that were not evaluated for an exchange because a cell they need was emptied."""
        held = self._stored("SELECT 1 FROM information_schema.tables WHERE table_name = 'exchange_undecided'")
        if not held.num_rows:
            return ()  # published before cells were emptied
        sql = "SELECT DISTINCT rule FROM exchange_undecided WHERE exchange_id = $key ORDER BY rule"
        return tuple(self._stored(sql, {"key": exchange_id})["rule"].to_pylist())

    def consequences(self) -> list[tuple[str, str, str]]:
        """Rows left out for the sake of others: (code of the cause, its table, "12 of exchange")."""
        held = self._stored("SELECT 1 FROM information_schema.tables WHERE table_name = 'consequence'")
        if not held.num_rows:
            return []  # published before they were counted
        return of_causes(tuple(row.values()) for row in self._stored(CONSEQUENCES).to_pylist())

    def findings(
        self,
        *,
        code: str | None = None,
        severity: str | None = None,
        table: str | None = None,
        order: str = "",
        limit: int | None = None,
        offset: int = 0,
    ) -> pd.DataFrame:
        """Findings in the order of intake, or in that of a column (a leading minus: downwards).

        Columns: file, table, line, column, value, code, severity, message, hint.
        Raises UnknownName for an order by something else.
        """
        by = order.removeprefix("-")
        if by and by not in FINDING_COLUMNS:
            raise UnknownName("order", by, FINDING_COLUMNS)
        sort = f'"{by}" {"DESC" if order.startswith("-") else "ASC"} NULLS LAST, ' if by else ""
        where, params = _finding_filter(code=code, severity=severity, table=table)
        columns = ", ".join(f'"{name}"' for name in FINDING_COLUMNS)
        page = "" if limit is None else f" LIMIT {int(limit)}"
        written = EMBEDDED.as_written()
        sql = f"SELECT {columns} FROM finding{where} ORDER BY {sort}{written}{page} OFFSET {int(offset)}"
        issues: pd.DataFrame = self._stored(sql, params).to_pandas()
        return issues

    def finding_counts(self) -> pd.DataFrame:
        """Findings counted: severity, code, table, n; gravest first, then most frequent.

        What was left out for the sake of another row stands behind the causes of its severity.
        """
        gravity = " ".join(f"WHEN '{severity}' THEN {place}" for place, severity in enumerate(Severity))
        counted: pd.DataFrame = self._stored(
            f"""SELECT severity, code, "table", n
               FROM (SELECT severity, code, "table", count(*) AS n
                     FROM finding GROUP BY severity, code, "table") AS counted
               ORDER BY CASE severity {gravity} END, code = 'parent_rejected', n DESC, code, "table" """
        ).to_pandas()
        return counted

    def finding_count(
        self, *, code: str | None = None, severity: str | None = None, table: str | None = None
    ) -> int:
        """How many findings a filter leaves: for paging."""
        where, params = _finding_filter(code=code, severity=severity, table=table)
        return int(self._stored(f"SELECT count(*) AS n FROM finding{where}", params)["n"][0].as_py())


def _finding_filter(**wanted: str | None) -> tuple[str, dict[str, str]]:
    params = {name: value for name, value in wanted.items() if value is not None}
    where = " AND ".join(f'"{name}" = ${name}' for name in params)
    return (f" WHERE {where}" if where else ""), params
