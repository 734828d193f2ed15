"""What was wrong with the files of a data version, as one viewer may see it."""

from __future__ import annotations

from typing import Final

from cxc_metrics.disclosure import Origin, Table
from cxc_metrics.disclosure.protection import disclose_rows, require_seen
from cxc_metrics.store import DataVersion

_FINDINGS: Final = "Data issues"


class FindingsReader:
    """The findings of one data version: for the internal viewer alone, else NotMeasurable."""

    def __init__(self, version: DataVersion, origin: Origin) -> None:
        self._version, self._origin = version, origin

    def page(
        self,
        *,
        code: str | None = None,
        severity: str | None = None,
        table: str | None = None,
        order: str = "",
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """Findings in the order of intake, or in that of a column, as `DataVersion.findings` tells them."""
        require_seen(self._origin, _FINDINGS)
        issues = self._version.findings(
            code=code, severity=severity, table=table, order=order, limit=limit, offset=offset
        )
        total = self._version.finding_count(code=code, severity=severity, table=table)
        return disclose_rows(issues, self._origin, total=total, offset=offset)

    def counts(self) -> Table:
        """Findings counted: severity, code, table, n; gravest first, then most frequent."""
        require_seen(self._origin, _FINDINGS)
        return disclose_rows(self._version.finding_counts(), self._origin)

    def count(self, *, code: str | None = None, severity: str | None = None, table: str | None = None) -> int:
        """How many findings a filter leaves."""
        require_seen(self._origin, _FINDINGS)
        return self._version.finding_count(code=code, severity=severity, table=table)

    def consequences(self) -> list[tuple[str, str, str]]:
        """Rows left out for the sake of others: (code of the cause, its table, "12 of exchange")."""
        require_seen(self._origin, _FINDINGS)
        return self._version.consequences()
