"""The kinds of flow KPIs: which columns stand beside the value. The methods are in `flow_methods`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from cxc_metrics.catalogue.declaration import View
from cxc_metrics.statistics.errors import NotEstimable

from .by_method import (
    CLUSTER,
    REASON,
    VALUE,
    Flow,
    Form,
    MethodOfCounts,
    MethodOfSums,
    in_groups,
)

if TYPE_CHECKING:
    import pandas as pd

# What chance alone gives at the same number of exchanges, and the range of 95 % of its values.
_MODELLED: Mapping[str, type] = MappingProxyType(
    {"modelled": float, "modelled_low": float, "modelled_high": float}
)


def named(name: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """A function of `flow_methods`, which is imported when it is first used: it loads pandas."""

    def method(matrix: pd.DataFrame) -> pd.DataFrame:
        from . import flow_methods

        cells: pd.DataFrame = getattr(flow_methods, name)(matrix)
        return cells

    method.__name__ = method.__qualname__ = name
    return method


@dataclass(frozen=True, kw_only=True)
class ChanceFlow(Flow):
    """Beside the value: `ID_modelled`, `ID_modelled_low`, `ID_modelled_high`."""

    extras: ClassVar[Mapping[str, type]] = MappingProxyType({**_MODELLED, REASON: str})


@dataclass(frozen=True, kw_only=True)
class ClusterFlow(ChanceFlow):
    """The same between clusters: they have members, and sources without organisations have none."""

    aggregate_grain: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class EffectiveFlow(Flow):
    """Beside 1/H: `ID_entropy` (exp of the entropy), `ID_partners` (how many), the modelled value."""

    extras: ClassVar[Mapping[str, type]] = MappingProxyType(
        {"entropy": float, "partners": int, **_MODELLED, REASON: str}
    )


@dataclass(frozen=True, kw_only=True)
class BalanceFlow(Flow):
    """Beside the balance: `ID_sent`, `ID_received`."""

    extras: ClassVar[Mapping[str, type]] = MappingProxyType({"sent": int, "received": int, REASON: str})


@dataclass(frozen=True, kw_only=True)
class IntensityFlow(Flow):
    """Beside the ratio: `ID_observed`, `ID_modelled`, `ID_ranked` (1 where modelled at 5 or more, so that
    it may be ranked), `ID_reading` in words.
    """

    extras: ClassVar[Mapping[str, type]] = MappingProxyType(
        {"observed": int, "modelled": float, "ranked": int, "reading": str, REASON: str}
    )


@dataclass(frozen=True, kw_only=True)
class BrokerFlow(Flow):
    """Beside the brokerage: `ID_cluster`, whose it is, and `ID_links`, pairs of clusters that exchanged."""

    extras: ClassVar[Mapping[str, type]] = MappingProxyType({"cluster": str, "links": int, REASON: str})
    aggregate_grain: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class CrossingFlow(Flow):
    """Beside the index: `ID_share` that crosses, `ID_modelled` index, `ID_unknown` flows left out."""

    extras: ClassVar[Mapping[str, type]] = MappingProxyType(
        {"share": float, "modelled": float, "unknown": int, REASON: str}
    )


@dataclass(frozen=True, kw_only=True)
class HostsFlow(Flow):
    """Beside H: `ID_effective` (1/H), `ID_partners` (how many hosts), `ID_modelled` H of equal hosts."""

    extras: ClassVar[Mapping[str, type]] = MappingProxyType(
        {"effective": float, "partners": int, "modelled": float, REASON: str}
    )


@dataclass(frozen=True, kw_only=True)
class HostsConcentration(MethodOfSums):
    """As `HostsFlow`, over organisations: it is given how many hosts have so many exchanges, and no host."""

    kind: ClassVar[str] = "index"
    form: ClassVar[Form] = Form.KINDS
    extras: ClassVar[Mapping[str, type]] = HostsFlow.extras
    empty: str = "No flow in this selection"
    host: str

    def inputs(self, _view: View, /) -> dict[str, str]:
        """One exchange of a known host, and the host."""
        return {VALUE: f"CASE WHEN {self.host} IS NOT NULL THEN 1 END", CLUSTER: self.host}

    def estimate(self, rows: pd.DataFrame, by: Sequence[str], _as_at: date | None, /) -> pd.DataFrame:
        """See `concentration_of_hosts`."""
        import numpy as np
        import pandas as pd

        from .flow_methods import ROWS, concentration_of_hosts

        def of_kinds(kinds: pd.DataFrame) -> Mapping[str, object]:
            exchanges = np.repeat(kinds["n"].to_numpy(float), kinds["clusters"].to_numpy("int64"))
            table = concentration_of_hosts(pd.DataFrame({"host": range(len(exchanges)), ROWS: exchanges}))
            (row,) = table.to_dict("records")
            return {str(name): value for name, value in row.items()}

        return in_groups(rows, by, of_kinds)


@dataclass(frozen=True, kw_only=True)
class NewPairs(MethodOfCounts):
    """Share of pairs whose first exchange in the register is among the rows; n counts pairs in use.

    Not measurable where the rows begin with the register itself: every pair would seem new.
    """

    unit: str = "%"
    sides: tuple[str, str]
    first: str
    before: str

    def inputs(self, _view: View, /) -> dict[str, str]:
        """The two sides, whether a row is its pair's first, and whether no exchange began earlier."""
        first_side, other_side = self.sides
        return {"one": first_side, "other": other_side, "first": self.first, "begins": f"{self.before} = 0"}

    def tallied(self, view: View, /) -> dict[str, str]:
        """The inputs as they are: rows are counted by pair."""
        return {name: view.dialect.identifier(name) for name in self.inputs(view)}

    def estimate(self, rows: pd.DataFrame, by: Sequence[str], _as_at: date | None, /) -> pd.DataFrame:
        """Pairs are unordered: who of the two travelled does not matter."""
        return in_groups(rows, by, _new_pairs)


def _new_pairs(rows: pd.DataFrame) -> Mapping[str, object]:
    from cxc_metrics.statistics.flags import UNRELIABLE
    from cxc_metrics.statistics.survey.intervals import UNRELIABLE_BELOW

    pairs = [tuple(sorted(pair)) for pair in zip(rows["one"], rows["other"], strict=True)]
    used = set(pairs)
    new = {pair for pair, first in zip(pairs, rows["first"], strict=True) if first}
    if new == used and rows["begins"].any():
        raise NotEstimable("There are no exchanges before these, so every pair would count as new.")
    flag = UNRELIABLE if len(used) < UNRELIABLE_BELOW else ""
    return {"estimate": len(new) / len(used), "low": None, "high": None, "n": len(used), "flag": flag}
