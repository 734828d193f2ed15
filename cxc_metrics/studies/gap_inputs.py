"""What a gap is made of: the whole matrix of visits, and the accepted registrations by country."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, Literal

from cxc_metrics.catalogue import dimension
from cxc_metrics.contract.reference import REST_OF_WORLD
from cxc_metrics.errors import WITH_THIS_REGISTER
from cxc_metrics.measuring.population import Population, described_day, view_of
from cxc_metrics.measuring.statement import Statement
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.flows.flow_table import FlowTable, Node

from .whole_matrix import whole_flows

Side = Literal["host", "visitor"]
NO_POPULATION: Final = (
    "not available: no table of populations with year and source is shipped, and none is made up"
)
SIDES: Final = ("visitor_country", "host_country")
_ROLES: Final = MappingProxyType({"host": "HO", "visitor": "VO"})
# Filters of a selection that say which registrations count; what is left says which visits do.
_OF_REGISTRATIONS: Final = MappingProxyType(
    {"wave": "wave", "sector": "{}_sector", "type": "{}_type", "size": "{}_size"}
)


class GapInputs:
    """What was asked of a data version, and what could not be told and why."""

    def __init__(self, version: DataVersionLike, scope: Scope, side: Side) -> None:
        self.version, self.scope, self.side = version, scope, side
        self.refused: dict[str, str] = {"population": NO_POPULATION}
        self.statements: list[Statement] = []
        self.accepted = 0

    def flows(self) -> FlowTable | None:
        """The whole matrix without the rest of the world; None where it is not measurable."""
        table, statement, reason = whole_flows(
            self.version, "N04", SIDES, self.scope, without=(REST_OF_WORLD,)
        )
        self.statements += [statement] if statement else []
        if reason:
            self.refused["observed"] = reason
        return table

    def pool(self) -> dict[Node, int]:
        """Accepted registrations of the side's role by country; empty, and why, where there are none."""
        country = f"{self.side}_country"
        if reason := self._lacking(country):
            self.refuse(reason)
            return {}
        narrowed = self._narrowed()
        registrations = Population(self.version, "registration", narrowed, view_of(narrowed, self.version))
        if missing := narrowed.lacking(registrations.columns, None):
            names = ", ".join(dimension(name).noun for name in missing)
            self.refuse(f"Not measurable in this selection: registrations cannot be told by {names}")
            return {}
        accepted = registrations.of(
            f"role = '{_ROLES[self.side]}'",
            "registration_status = 'accepted'",
            f"{country} <> '{REST_OF_WORLD}'",
        )
        if "decided_on" in registrations.columns:
            end = self.scope.period.end if self.scope.period else described_day(self.version)
            accepted = accepted.of("coalesce(decided_on, $until) <= $until", until=end)
        statement = accepted.statement(
            f"SELECT {country} AS country, count(*) AS accepted\n{accepted.clause()}\n"
            f"GROUP BY {country}\nORDER BY {country}",
            "Accepted registrations by country",
        )
        self.statements.append(statement)
        columns = self.version.query(statement.sql, statement.params).to_pydict()
        pool: dict[Node, int] = {
            str(country): int(n) for country, n in zip(columns["country"], columns["accepted"], strict=True)
        }
        if not pool:
            self.refuse("No registration of this role has been accepted in this selection")
        return pool

    def _lacking(self, country: str) -> str:
        """Why the register has no accepted registrations by country; empty where it has."""
        if absent := self.version.missing_tables("registration"):
            return f"{WITH_THIS_REGISTER}: it has no table {' and no table '.join(absent)}"
        needed = ("role", "registration_status", country)
        missing = [gap for column in needed for gap in self.version.missing_columns("registration", column)]
        return f"{WITH_THIS_REGISTER}: it has no {', no '.join(missing)}" if missing else ""

    def _narrowed(self) -> Scope:
        """The part of the selection that says which registrations count."""
        names = [name.format(self.side) for name in _OF_REGISTRATIONS.values()]
        partnership = self.scope.partnership if self.side == "visitor" else self.scope.host_partnership
        return Scope(**{name: getattr(self.scope, name) for name in names}, partnership=partnership)

    def refuse(self, reason: str) -> None:
        """Without accepted registrations there is neither reference."""
        self.refused |= {"registrations": reason, "gravity": reason}


def narrowing(side: Side) -> set[str]:
    """Filters that registrations follow too, and those that are told elsewhere."""
    own = {name.format(side) for name in _OF_REGISTRATIONS.values()}
    partnership = "partnership" if side == "visitor" else "host_partnership"
    return own | {partnership, "period", "status", *SIDES}
