"""Which cells of a table with totals are hidden, so that no hidden number can be worked out of the others."""

from __future__ import annotations

from .hidden_cells import ALL, FEWEST, Place, hidden_cells

__all__ = ["ALL", "FEWEST", "Place", "hidden_cells"]
