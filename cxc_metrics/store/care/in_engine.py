"""What of a store's data versions is left over in the engine beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from cxc_metrics.engine import EngineError
from cxc_metrics.engine.addresses import warehouse_at

from .ailment import Ailment, Gravity

# No load takes as long: what nobody has ended by then, nobody will.
STALE_SECONDS: Final = 24 * 3600


def left_in(address: str, version_ids: Collection[str], *, stale: float = STALE_SECONDS) -> Iterator[Ailment]:
    """Loads that were not ended, and data versions of which the store has none, in the engine of an address.

    Only the first are mended: the others may be of another store that uses the same engine.
    """
    try:
        warehouse = warehouse_at(address)
        databases = warehouse.databases()
    except (EngineError, OSError) as error:
        problem = f"The engine that CXC_ENGINE names does not answer ({str(error).splitlines()[0]})."
        yield Ailment(Gravity.ENGINE, Path("CXC_ENGINE"), problem, "Start it, or unset CXC_ENGINE.")
        return
    for held in databases:
        if not held.whole and held.seconds >= stale:
            problem = f"Loading or building in it was not ended ({warehouse.described})."
            remedy = "cxc doctor --mend removes it."
            yield Ailment(Gravity.LEFT_OVER, Path(held.name), problem, remedy, address)
        elif held.whole and held.version_id not in version_ids:
            problem = f"It holds a data version that this store has not ({warehouse.described})."
            remedy = f"Unless another store uses this engine: DROP DATABASE {held.name}."
            yield Ailment(Gravity.ENGINE, Path(held.name), problem, remedy)


def remove_there(ailment: Ailment) -> bool:
    """Takes a database away that is left over in an engine; whether it could be."""
    try:
        warehouse_at(ailment.engine).remove(str(ailment.place))
    except (EngineError, OSError):
        return False
    return True
