"""Names of dimension values for people: country names in any language of Babel, Kosovo* with its asterisk."""

from __future__ import annotations

from datetime import date
from numbers import Real

import pandas as pd

from cxc_metrics.contract import countries, ecosystems
from cxc_metrics.contract.dimension import Dimension, Values
from cxc_metrics.contract.dimensions import code_labels, dimension
from cxc_metrics.contract.reference import REST_OF_WORLD

from .period import describe, span
from .values import GROUP_LABELS
from .version_protocol import Labelled

NOT_RECORDED = "None or not recorded"
TOTAL = "Total"


def label(
    name: str,
    value: int | str | bool | date | None,
    version: Labelled | None = None,
    *,
    locale: str = "en",
    short: bool = False,
) -> str:
    """The name of one value of a dimension; the value itself where nobody knows a name for it.

    Partnerships need a data version. `short` takes the short name of an industrial ecosystem. Raises
    UnknownName for a dimension there is not.
    """
    declared = dimension(name)
    if pd.isna(value):  # None, NaN, and the NA of nullable columns
        return NOT_RECORDED
    if declared.values is Values.COUNTRY:
        return country_name(str(value), locale)
    if declared.values is Values.PARTNERSHIP:
        return version.labels(declared.id).get(str(value), str(value)) if version else str(value)
    if declared.values is Values.FLAG:
        return "Yes" if value else "No"
    if declared.is_time:
        return _period_name(str(value))
    return _code_name(declared, value, short=short)


field_label = label


def country_name(code: str, locale: str = "en") -> str:
    """Country or country group by code: the reference list's name in English, Babel's in other languages."""
    if code in GROUP_LABELS:
        return GROUP_LABELS[code]
    country = countries().get(code)
    if country is None:
        return code
    if locale == "en" or code == REST_OF_WORLD or country.iso2 is None:
        return country.name_en
    name = _babel_name(country.iso2, locale) or country.name_en
    return f"{name}*" if country.footnote and not name.endswith("*") else name


def _babel_name(iso2: str, locale: str) -> str | None:
    # Babel's data are read only where another language is asked for.
    from babel import Locale

    return Locale.parse(locale, sep="-" if "-" in locale else "_").territories.get(iso2)


def _period_name(value: str) -> str:
    days = span(value)
    if days is None or "Q" in value:
        return value.replace("-", " ")
    return describe(days)


def _code_name(declared: Dimension, value: object, *, short: bool) -> str:
    code: int | str = str(value)
    if declared.is_integer and isinstance(value, Real):
        code = int(float(value))
    elif declared.is_integer and str(value).isdecimal():
        code = int(str(value))
    if declared.values is Values.SECTOR and short and isinstance(code, int) and code in ecosystems():
        return ecosystems()[code].short_name
    return code_labels(declared.id).get(code, str(value))
