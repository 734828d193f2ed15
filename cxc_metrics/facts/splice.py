"""Writes the columns that every dimension's declaration gives into the SQL of facts and into their headers.

In a fact's SELECT and in the views that facts share stand, once each:

- `{dimensions: exchange}`, `registration`, `participant` or `attendance`: the dimensions of these rows, from
  the tables themselves (aliases as in `contract.dimension`);
- `{dimensions: exchange_dimension e, registration_dimension r}`: of those relations under these aliases, the
  first that has a value; a side behind an alias (`registration_dimension h host`) takes that side's only, and
  `without NAME …` behind a semicolon leaves some out;
- `{attributes}`: what organisations are told by;
- `{periods: m.held_on}`: year, quarter and month of a date;
- `{held_statuses}`, `{external_cancel_reasons}`: codes of the contract in parentheses;
- `{began: x}`: whether the exchange of that alias began.

A column that the header declares itself is the fact's own and is not written again. In the header,
`{dimensions}` becomes the line of each column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from typing import Final, NamedTuple

from cxc_metrics.contract.codes import EXTERNAL_CANCEL_REASONS, HELD_STATUSES, among
from cxc_metrics.contract.dimension import Dimension, Lineage, Origin
from cxc_metrics.contract.dimensions import attributes, dimensions
from cxc_metrics.contract.rules import began_sql
from cxc_metrics.errors import RegisterError

_DIMENSIONS = re.compile(r"\{dimensions: ([^;}]+)(?:; without ([^}]+))?\}")
_PERIODS = re.compile(r"\{periods: ([\w.]+)\}")
_BEGAN = re.compile(r"\{began: (\w+)\}")
_HEADER_LINE: Final = "--   {dimensions}\n"
_OWN = re.compile(r"^--   (\w+)(?: \[\w+\])?: ", re.MULTILINE)
_CODES: Final = {
    "{held_statuses}": among(HELD_STATUSES),
    "{external_cancel_reasons}": among(EXTERNAL_CANCEL_REASONS),
}
_VIEWS: Final = {"exchange_dimension": "exchange", "registration_dimension": "registration"}
# Whose dimensions they are: the field of a dimension that says where it stands among them.
_CARRIERS: Final = (*_VIEWS.values(), "participant", "attendance")


class _Carrier(NamedTuple):
    """A relation that has dimensions: under an alias, or the tables themselves (no alias)."""

    relation: str
    alias: str
    side: str

    def origin(self, declared: Dimension) -> Origin | None:
        """Where it has a dimension; None where it has not."""
        origin: Origin | None = getattr(declared, self.relation)
        if origin is None or (self.side and declared.side not in ("", self.side)):
            return None
        return Origin(f"{self.alias}.{declared.id}", origin.made_of) if self.alias else origin


def spliced(text: str) -> str:
    """The SQL of a fact, or of what facts share, with the columns of dimensions written out."""
    own = set(_OWN.findall(text))
    lines: list[str] = []

    def written(match: re.Match[str]) -> str:
        columns = _columns(match[1], own.union((match[2] or "").replace(",", " ").split()))
        lines.extend(_header_line(name, origin) for name, origin in columns.items())
        return _listed(_named(origin.sql, name) for name, origin in columns.items())

    text = _DIMENSIONS.sub(written, text)
    text = _BEGAN.sub(lambda match: began_sql(match[1]), text)
    text = _PERIODS.sub(lambda match: _listed(_periods(match[1])), text)
    text = text.replace(
        "{attributes}", _listed(_named(attribute.sql, attribute.name) for attribute in attributes())
    )
    for place, listed in _CODES.items():
        text = text.replace(place, listed)
    return text.replace(_HEADER_LINE, "".join(lines))


def _columns(carriers: str, without: set[str]) -> dict[str, Origin]:
    listed = [_carrier(part) for part in carriers.split(",")]
    columns = {}
    for name, declared in dimensions().items():
        origins = {c.relation: o for c in reversed(listed) if (o := c.origin(declared))}
        if origins and name not in without:
            ordered = [origins[c.relation] for c in listed if c.relation in origins]
            columns[name] = _first_of(tuple(dict.fromkeys(ordered)))
    return columns


def _carrier(text: str) -> _Carrier:
    relation, alias, side = (*text.split(), "", "")[:3]
    if relation not in (*_VIEWS, *_CARRIERS):
        carriers = [*_VIEWS, *_CARRIERS]
        raise RegisterError(f"A fact takes its dimensions from {relation!r}, which is none of {carriers}")
    return _Carrier(_VIEWS.get(relation, relation), alias, side)


def _first_of(origins: tuple[Origin, ...]) -> Origin:
    """The first of these with a value; it is made of what either is made of."""
    if len(origins) == 1:
        return origins[0]
    return Origin(
        f"coalesce({', '.join(origin.sql for origin in origins)})", _any(origin.made_of for origin in origins)
    )


def _any(lineages: Iterable[Lineage]) -> Lineage:
    """Groups of alternatives of which all hold where all those of one lineage do."""
    groups = [tuple(dict.fromkeys(sum(choice, ()))) for choice in product(*lineages)]
    least = [group for group in groups if not any(set(other) < set(group) for other in groups)]
    return tuple(dict.fromkeys(least))


def _header_line(name: str, origin: Origin) -> str:
    return f"--   {name}: {', '.join(' | '.join(group) for group in origin.made_of)}\n"


def _named(expression: str, name: str) -> str:
    return expression if re.fullmatch(rf"(\w+\.)?{name}", expression) else f"{expression} AS {name}"


def _periods(date: str) -> tuple[str, ...]:
    return (
        f"CAST(year_of({date}) AS SMALLINT) AS year",
        *(f"coded({name}_of({date}), {name}) AS {name}" for name in ("quarter", "month")),
    )


def _listed(columns: Iterable[str]) -> str:
    return ",\n    ".join(columns)
