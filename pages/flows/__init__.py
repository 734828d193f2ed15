"""Between whom, and more or fewer visits than modelled?"""

from __future__ import annotations

from typing import Final

from cxc_metrics.access import Reader
from cxc_metrics.scope import Scope

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = (
    "show",
    "view",
)
# What stands at its head where a second selection is beside the first.
COMPARED: Final = ("O01", "N01", "N02", "N05")
# Without these a register has nothing for this page.
TELLS: Final = (("N01", ()), ("N05", ()))


def load_ahead(reader: Reader) -> None:
    """The models of all corridors, which take seconds to fit."""
    from pages.flows.corridors_fitted import fitted

    fitted(reader, Scope())
