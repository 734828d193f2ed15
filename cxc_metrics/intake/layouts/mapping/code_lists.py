"""The codes a contract column may hold, with all that is known to mean one of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from cxc_metrics.contract import Column, countries, ecosystems, organisation_types
from cxc_metrics.contract.country_names import fold_country


@cache
def codes_of(column: Column) -> Mapping[str, str] | None:
    """Code → label of a column of a code or reference list, of yes and no; None for any other."""
    if column.codes is not None:
        return column.codes.labels
    match column.references:
        case "ref_country":
            return {code: country.name_en for code, country in countries().items()}
        case "ref_ecosystem":
            return {str(number): ecosystem.name_en for number, ecosystem in ecosystems().items()}
        case "ref_org_type":
            return {code: kind.label for code, kind in organisation_types().items()}
    return {"true": "yes", "false": "no"} if column.sql_type == "BOOLEAN" else None


def spellings(column: Column, values: Mapping[str, str]) -> dict[str, str]:
    """Folded text → code: the list's codes and labels, and before them the values given."""
    codes = codes_of(column) or {}
    by_text = {fold_country(label): code for code, label in codes.items()}
    by_text |= {fold_country(code): code for code in codes}
    return by_text | {fold_country(value): code for value, code in values.items()}
