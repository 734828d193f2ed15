"""Who should meet whom? Hosts for one visitor, pairs for one partnership, room and demand in the scheme."""

from __future__ import annotations

from typing import Final

from cxc_metrics.access import Reader

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = (
    "match_from",
    "match_to",
    "match_visitor",
    "match_partnership",
    "weights",
)
# What stands at its head where a second selection is beside the first.
COMPARED: Final = ("A03", "A04v", "A04h", "A06")
# Without registrations of both sides nobody can be matched.
TELLS: Final = (("A03", ()),)


def load_ahead(reader: Reader) -> None:
    """The weights fitted on past matches, which take seconds."""
    if reader.lack("A03") is None:
        reader.match_making.weights()
