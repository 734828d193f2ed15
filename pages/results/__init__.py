"""The parts of the Results and impact page: what came of it, how sure, and what it may be set beside."""

from __future__ import annotations

from typing import Final

from cxc_metrics.access import Reader
from ui.parts.network_indices import RESULTS

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = (
    "bounds",
    "waiting",
    "difference",
    "yearly",
)
# What stands at its head where a second selection is beside the first.
COMPARED: Final = ("R02", "R04", "R06p", "R07n", "M02", "F01a")
# Results, impacts and waiting times: without any of these a register has nothing for this page.
TELLS: Final = tuple((name, ()) for name in RESULTS)


def tells_more(reader: Reader) -> bool:
    """The study of yearly figures is no figure of the catalogue."""
    return reader.has_yearly_figures()
