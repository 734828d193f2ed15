"""What kind of values a column of a table holds: for every format that has types."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import numpy as np
import pandas as pd

# `day` is a date without a time; what is mixed, or a list, is text.
Kind = Literal["whole", "real", "truth", "day", "text"]


def kind_of(column: pd.Series) -> Kind:
    """The kind of the values that are there."""
    if pd.api.types.is_bool_dtype(column):
        return "truth"
    if pd.api.types.is_integer_dtype(column):
        return "whole"
    if pd.api.types.is_float_dtype(column):
        return "real"
    if pd.api.types.is_datetime64_any_dtype(column):
        there = column.dropna()
        return "day" if (there == there.dt.normalize()).all() else "text"
    return _of_objects([value for value in column if not is_missing(value)])


def _of_objects(values: list[object]) -> Kind:
    if not values:
        return "text"
    if all(isinstance(value, (bool, np.bool_)) for value in values):
        return "truth"
    if any(isinstance(value, (bool, np.bool_)) for value in values):
        return "text"
    if all(isinstance(value, (int, np.integer)) for value in values):
        return "whole"
    if all(isinstance(value, (int, float, np.number, Decimal)) for value in values):
        return "real"
    days = all(isinstance(value, date) and not isinstance(value, datetime) for value in values)
    return "day" if days else "text"


def is_missing(value: object) -> bool:
    """Whether a cell is empty; a list is not, however long."""
    return value is None or (not isinstance(value, (list, tuple, np.ndarray)) and bool(pd.isna(value)))  # type: ignore[call-overload]
