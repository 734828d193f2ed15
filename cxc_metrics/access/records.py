"""Records one by one, as one viewer may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cxc_metrics.disclosure import Origin, Study, Table
from cxc_metrics.disclosure.protection import disclose_rows, disclose_study
from cxc_metrics.records import (
    ExchangeCard,
    OrganisationCard,
    Part,
    Role,
    Rows,
    Standing,
    against_others,
    events,
    exchange_card,
    exchanges,
    orders,
    organisation_card,
    participants,
    pipeline,
    projects,
    standing,
    work_list,
)
from cxc_metrics.records.rows_behind import DEFAULT_LIMIT
from cxc_metrics.records.standing import COMPARED
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion


class RecordsReader:
    """Exchanges, cards and work lists of one data version, as `cxc_metrics.records` tells them."""

    def __init__(self, version: DataVersion, origin: Origin) -> None:
        self._version, self._origin = version, origin

    def exchanges(
        self,
        scope: Scope | None = None,
        *,
        search: str = "",
        order: str = "-started_on",
        counted_only: bool = True,
        limit: int = DEFAULT_LIMIT,
        offset: int = 0,
    ) -> Table:
        """A page of the exchanges of a selection, and how many there are in all."""
        page = exchanges(
            self._version,
            scope,
            search=search,
            order=order,
            counted_only=counted_only,
            limit=limit,
            offset=offset,
        )
        return self._page(page, scope)

    def orders(self) -> tuple[str, ...]:
        """What the list of exchanges may be sorted by."""
        return orders(self._version)

    def participants(
        self, scope: Scope | None = None, *, limit: int = DEFAULT_LIMIT, offset: int = 0
    ) -> Table:
        """A page of the organisations that take part, and how many there are in all."""
        return self._page(participants(self._version, scope, limit, offset), scope)

    def projects(self, scope: Scope | None = None, *, limit: int = DEFAULT_LIMIT, offset: int = 0) -> Table:
        """A page of the projects of a selection, and how many there are in all."""
        return self._page(projects(self._version, scope, limit, offset), scope)

    def events(self, scope: Scope | None = None, *, limit: int = DEFAULT_LIMIT, offset: int = 0) -> Table:
        """A page of the events that the persons selected were at, and how many there are in all."""
        return self._page(events(self._version, scope, limit, offset), scope)

    def _page(self, page: Rows, scope: Scope | None) -> Table:
        return disclose_rows(
            page.table,
            self._origin,
            scope=scope,
            total=page.total,
            offset=page.offset,
            statement=page.statement,
        )

    def exchange(self, exchange_id: str) -> Study[ExchangeCard]:
        """Everything about one exchange. UnknownName for one there is not."""
        return disclose_study(exchange_card(self._version, exchange_id), self._origin)

    def organisation(self, organisation_id: str) -> Study[OrganisationCard]:
        """Everything about one organisation. UnknownName for one there is not."""
        return disclose_study(organisation_card(self._version, organisation_id), self._origin)

    def standing(self, partnership: str) -> Study[Standing]:
        """A partnership over its whole life. UnknownName for one there is not."""
        return disclose_study(standing(self._version, partnership), self._origin)

    def against_others(
        self, partnership: str, kpis: Sequence[str] = COMPARED, scope: Scope | None = None
    ) -> Table:
        """A partnership's own values beside the quartiles of the others."""
        standing = against_others(self._version, partnership, kpis, scope)
        return disclose_rows(standing, self._origin, scope=scope)

    def pipeline(self, partnership: str, *, role: Role = "visitor") -> Table:
        """A partnership's exchanges by the phase they are in."""
        return self._part(pipeline(self._version, partnership, role=role))

    def work_list(
        self, partnership: str, as_at: date | None = None, *, role: Role = "visitor"
    ) -> dict[str, Table]:
        """What a partnership has to do next, part by part."""
        parts = work_list(self._version, partnership, as_at, role=role)
        return {name: self._part(part) for name, part in parts.items()}

    def _part(self, part: Part) -> Table:
        return disclose_rows(part.table, self._origin, reason=part.reason)
