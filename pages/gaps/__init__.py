"""Who hosts, and who sends, fewer than one would think? Each country against one named reference."""

from __future__ import annotations

from typing import Final

from cxc_metrics.access import Reader
from cxc_metrics.scope import Scope

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = (
    "side",
    "against",
    "country",
)
# What stands at its head where a second selection is beside the first.
COMPARED: Final = ("O01", "O08h", "O08o", "A01")
# Registrations by country of one role: without them a register has no reference.
TELLS: Final = (("A01", ("host_country",)), ("A01", ("visitor_country",)))


def load_ahead(reader: Reader) -> None:
    """The model of hosting, which takes seconds to fit."""
    from pages.gaps.fitted_gaps import fitted

    fitted(reader, Scope(), "host")
