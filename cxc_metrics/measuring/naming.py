"""What the columns of a second selection are called: after what makes it another than the first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cxc_metrics.contract.dimension import Values
from cxc_metrics.contract.dimensions import dimension

if TYPE_CHECKING:
    from cxc_metrics.scope.selection import Scope

EVERYTHING: Final = "all"
# For a second selection that no short name tells: its sentence stands in the metadata.
UNNAMED: Final = "selection"
_LONGEST: Final = 40


def own_name(other: Scope, scope: Scope) -> str:
    """A name for columns, of letters, digits, `_` and `-`: `EU27`, `DE_FR`, `period_2021`, `all`.

    Made of the fields in which the second selection differs from the first: a country code alone where
    nothing else differs, other values after their field, `any_<field>` where only the first narrows.
    """
    if other.is_everything:
        return EVERYTHING
    differing = [name for name in other.fields() if getattr(other, name) != getattr(scope, name)]
    name = "_".join(_part(field, other, alone=len(differing) == 1) for field in differing)
    return name if 0 < len(name) <= _LONGEST else UNNAMED


def _part(field: str, other: Scope, *, alone: bool) -> str:
    value = getattr(other, field)
    if field == "status":
        return str(value)
    if not value:
        return f"any_{field}"
    if field == "period":
        whole_year = str(value) == f"{value.start.year:04}-01-01..{value.start.year:04}-12-31"
        texts = [str(value.start.year)] if whole_year else [str(day) for day in value]
    else:
        texts = [re.sub(r"[^A-Za-z0-9]+", "-", str(part)).strip("-") for part in value]
    text = "_".join(texts)
    # A code of two letters says by itself that it is a country, but not on which side.
    is_country = field != "period" and dimension(field).values is Values.COUNTRY
    return text if alone and is_country else f"{field}_{text}"
