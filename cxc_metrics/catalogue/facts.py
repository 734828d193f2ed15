"""All facts as the catalogue sees them.

The facts themselves are SQL files of the register; their headers say which contract columns each column is
made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .fact import Fact
from .facts_beside_exchanges import FACTS_BESIDE_EXCHANGES
from .facts_of_exchanges import FACTS_OF_EXCHANGES

FACTS: Final[Mapping[str, Fact]] = MappingProxyType(
    {fact.name: fact for fact in (*FACTS_OF_EXCHANGES, *FACTS_BESIDE_EXCHANGES)}
)
