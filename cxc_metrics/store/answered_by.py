"""Opening a data version: answered by the store's own engine, or by the one that `CXC_ENGINE` names."""

from __future__ import annotations

from cxc_metrics.engine import EngineError
from cxc_metrics.engine.addresses import warehouse_at
from cxc_metrics.errors import RegisterError
from cxc_metrics.facts.definition import fact_definition

from .data_version import DataVersion
from .layout import Layout
from .publish import AT_PUBLICATION
from .warehouse_version import WarehouseVersion, load


def opened_version(
    layout: Layout, version_id: str, engine: str, *, outcome: str | None = None, loading: bool = False
) -> DataVersion:
    """A data version, answered by the engine of an address (the store's own where it is empty).

    With `loading` the engine is made to hold it first. RegisterError where it cannot be read, where the
    engine does not answer, or does not hold all of it.
    """
    own = DataVersion(layout, version_id, outcome=outcome)
    if not engine:
        return own
    loaded = 0
    try:
        warehouse = warehouse_at(engine)
        if loading:
            facts = [fact_definition(name) for name in AT_PUBLICATION if not own.missing_tables(name)]
            loaded = load(own, warehouse, facts)
    except (EngineError, OSError) as error:
        was_loading = f"could not be loaded into {_named(engine)}" if loading else "is not answered"
        raise RegisterError(
            f"Data version {version_id} {was_loading}: {str(error).splitlines()[0].rstrip('. ')}. "
            f"{'What was served before still is. ' if loading else ''}"
            "Start the engine that CXC_ENGINE names, or unset CXC_ENGINE to be answered from the store's own "
            "files."
        ) from error
    return WarehouseVersion(layout, version_id, warehouse, outcome=outcome, loaded=loaded)


def _named(address: str) -> str:
    scheme, between, rest = address.partition("//")
    return f"{scheme}{between}{rest.rpartition('@')[2]}"
