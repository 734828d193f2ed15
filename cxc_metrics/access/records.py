"""Records one by one, as one viewer may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from cxc_metrics.disclosure import Origin, Study, Table
from cxc_metrics.disclosure.protection import disclose_rows, disclose_study, require_seen
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
    organisations,
    participants,
    partnerships_of,
    pipeline,
    projects,
    standing,
    work_list,
)
from cxc_metrics.records.rows_behind import DEFAULT_LIMIT
from cxc_metrics.records.standing import COMPARED
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion

_RECORDS: Final = "Records"
_ORGANISATIONS: Final = "Organisations one by one"


class RecordsReader:
    """Exchanges, cards and work lists of one data version, as `cxc_metrics.records` tells them.

    A partnership is told of its own exchanges, standing and work list; the public of nothing. What a viewer
    may not see raises NotMeasurable before anything of it is looked up, whether it is there or not.
    """

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
        own = self._require_own_selection(scope)
        page = exchanges(
            self._version,
            scope,
            search=search,
            order=order,
            counted_only=counted_only,
            limit=limit,
            offset=offset,
        )
        return self._page(page, scope, own=own)

    def orders(self) -> tuple[str, ...]:
        """What the list of exchanges may be sorted by."""
        return orders(self._version)

    def participants(
        self, scope: Scope | None = None, *, limit: int = DEFAULT_LIMIT, offset: int = 0
    ) -> Table:
        """A page of the organisations that take part, and how many there are in all."""
        require_seen(self._origin, _ORGANISATIONS)
        return self._page(participants(self._version, scope, limit, offset), scope)

    def projects(self, scope: Scope | None = None, *, limit: int = DEFAULT_LIMIT, offset: int = 0) -> Table:
        """A page of the projects of a selection, and how many there are in all."""
        require_seen(self._origin, _RECORDS)
        return self._page(projects(self._version, scope, limit, offset), scope)

    def events(self, scope: Scope | None = None, *, limit: int = DEFAULT_LIMIT, offset: int = 0) -> Table:
        """A page of the events that the persons selected were at, and how many there are in all."""
        require_seen(self._origin, _RECORDS)
        return self._page(events(self._version, scope, limit, offset), scope)

    def _require_own_selection(self, scope: Scope | None) -> bool:
        own = self._origin.viewer.owns(scope if scope is not None else Scope())
        require_seen(self._origin, _RECORDS, own=own)
        return own

    def _require_own(self, what: str, partnership: str) -> bool:
        own = partnership in self._origin.viewer.partnerships
        require_seen(self._origin, what, own=own)
        return own

    def _page(self, page: Rows, scope: Scope | None, *, own: bool = False) -> Table:
        return disclose_rows(
            page.table,
            self._origin,
            scope=scope,
            total=page.total,
            offset=page.offset,
            statement=page.statement,
            own=own,
        )

    def exchange(self, exchange_id: str) -> Study[ExchangeCard]:
        """Everything about one exchange. UnknownName for one there is not."""
        viewer, own = self._origin.viewer, False
        if viewer.partnerships:
            own = not viewer.partnerships.isdisjoint(partnerships_of(self._version, exchange_id))
        require_seen(self._origin, _RECORDS, own=own)
        return disclose_study(exchange_card(self._version, exchange_id), self._origin, own=own)

    def organisation(self, organisation_id: str) -> Study[OrganisationCard]:
        """Everything about one organisation, of all partnerships: for the internal viewer alone.

        UnknownName for one there is not.
        """
        require_seen(self._origin, _ORGANISATIONS)
        return disclose_study(organisation_card(self._version, organisation_id), self._origin)

    def organisations(self, text: str) -> Table:
        """Some dozens of organisations by a part of their name: for the internal viewer alone."""
        require_seen(self._origin, _ORGANISATIONS)
        return self._page(organisations(self._version, text), None)

    def standing(self, partnership: str) -> Study[Standing]:
        """A partnership over its whole life. UnknownName for one there is not."""
        own = self._require_own("The standing of a partnership", partnership)
        return disclose_study(standing(self._version, partnership), self._origin, own=own)

    def against_others(
        self, partnership: str, kpis: Sequence[str] = COMPARED, scope: Scope | None = None
    ) -> Table:
        """A partnership's own values beside the quartiles of the others, which no rule protects."""
        require_seen(self._origin, "The quartiles of other partnerships")
        standing = against_others(self._version, partnership, kpis, scope)
        return disclose_rows(standing, self._origin, scope=scope)

    def pipeline(self, partnership: str, *, role: Role = "visitor") -> Table:
        """A partnership's exchanges by the phase they are in."""
        own = self._require_own(_RECORDS, partnership)
        return self._part(pipeline(self._version, partnership, role=role), own=own)

    def work_list(
        self, partnership: str, as_at: date | None = None, *, role: Role = "visitor"
    ) -> dict[str, Table]:
        """What a partnership has to do next, part by part."""
        own = self._require_own("Work lists", partnership)
        parts = work_list(self._version, partnership, as_at, role=role)
        return {name: self._part(part, own=own) for name, part in parts.items()}

    def _part(self, part: Part, *, own: bool) -> Table:
        return disclose_rows(part.table, self._origin, reason=part.reason, own=own)
