"""Kinds for answers of a survey: shares, means, medians, and ratios that are drawn by host.

Their population is everybody who was asked; those who answered the item are n. The response rate stands
beside: `ID_response`, and `ID_invited`, how many were asked, by the day of the invitation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from cxc_metrics.catalogue.declaration import Kpi, View, condition
from cxc_metrics.engine import Kind

from .aggregate import ShareOfKeys
from .by_method import CLUSTER, REASON, UNIT, VALUE, Form, MethodOfSums

if TYPE_CHECKING:
    import pandas as pd

# Who stands behind an answer; events are the clusters below zero.
ORGANISATION, HOST = "organisation", "host"
# Which of an organisation's answers came first.
ORDER = ("responded_on", "invitation_id")
RESPONSE, INVITED = "response", "invited"


@dataclass(frozen=True, kw_only=True)
class _Survey(MethodOfSums):
    """`among` are those asked; `period` of the answers is the day of answer."""

    fact: str = "survey"
    extras: ClassVar[Mapping[str, type]] = MappingProxyType({"deff": float, "clusters": int, REASON: str})
    form: ClassVar[Form] = Form.SUMS
    order: ClassVar[tuple[str, ...]] = ORDER
    empty: str = "No answers in this selection"
    unit_key: str | None = None

    def companions(self) -> Mapping[str, tuple[Kpi, str]]:
        """Response rate among those asked, by the day of the invitation."""
        share_asked = ShareOfKeys(
            id=f"{self.id}_{RESPONSE}",
            name=f"Response rate of {self.id}",
            level=self.level,
            fact=self.fact,
            key=self.unit_key or "invitation_id",
            of="responded",
            among=self.among,
            period="invited_on",
            without_dimensions=self.without_dimensions,
            definition="Those who answered as a share of those asked, by the day of the invitation.",
            reference="facts 6.3; definitions 4 (response rate always beside)",
            caveat="",
        )
        return {RESPONSE: (share_asked, "value"), INVITED: (share_asked, "n")}

    def folded(self, rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
        """One row per organisation where organisations are asked for, else one per answer."""
        from cxc_metrics.statistics.survey.units import one_per_unit

        return one_per_unit(rows, by, unit=UNIT, order=ORDER) if self.unit_key else rows

    def given(self, value: str) -> dict[str, str]:
        """The inputs of a method over these values."""
        unit = {UNIT: self.unit_key, **{name: name for name in ORDER}} if self.unit_key else {}
        return {VALUE: value, CLUSTER: CLUSTER, **unit}


@dataclass(frozen=True, kw_only=True)
class SurveyShare(_Survey):
    """Share of answers that satisfy `of` (null where the item was not answered), Wilson on n / deff.

    With `unit_key` of organisations instead: yes where any of their answers says yes.
    """

    kind: ClassVar[str] = "share"
    unit: str = "%"
    of: str

    def inputs(self, view: View, /) -> dict[str, str]:
        """1, 0 or null, the cluster, and who stands behind the answer."""
        behind = {ORGANISATION: "organisation_id", HOST: "host_id"}
        return {**self.given(view.dialect.cast(condition(view, self.of), Kind.WHOLE)), **behind}

    def estimate(self, rows: pd.DataFrame, by: Sequence[str], _as_at: date | None, /) -> pd.DataFrame:
        """See `intervals.share_of`."""
        from cxc_metrics.statistics.survey.cluster import moments_of_sums
        from cxc_metrics.statistics.survey.intervals import share_of

        return share_of(moments_of_sums(rows, by))


@dataclass(frozen=True, kw_only=True)
class SurveyMean(_Survey):
    """Mean of `value`, Student's t on n / deff."""

    kind: ClassVar[str] = "mean"
    whole: ClassVar[bool] = False
    value: str

    @property
    def number_format(self) -> str:
        """One decimal."""
        return ",.1f"

    def inputs(self, view: View, /) -> dict[str, str]:
        """The number, and the cluster."""
        return self.given(view.read(self.value))

    def estimate(self, rows: pd.DataFrame, by: Sequence[str], _as_at: date | None, /) -> pd.DataFrame:
        """See `intervals.mean_of`."""
        from cxc_metrics.statistics.survey.cluster import moments_of_sums
        from cxc_metrics.statistics.survey.intervals import mean_of

        return mean_of(moments_of_sums(rows, by))


@dataclass(frozen=True, kw_only=True)
class SurveyMedian(_Survey):
    """Median of `value` between order statistics, from n = 6."""

    kind: ClassVar[str] = "median"
    form: ClassVar[Form] = Form.VALUES
    whole: ClassVar[bool] = False
    value: str

    @property
    def number_format(self) -> str:
        """One decimal."""
        return ",.1f"

    def inputs(self, view: View, /) -> dict[str, str]:
        """The number; the cluster tells where answers are too alike to be taken as independent."""
        return self.given(view.read(self.value))

    def estimate(self, rows: pd.DataFrame, by: Sequence[str], _as_at: date | None, /) -> pd.DataFrame:
        """See `intervals.median_of`."""
        from cxc_metrics.statistics.survey.cluster import group_codes, moments_of_sums
        from cxc_metrics.statistics.survey.intervals import median_of

        codes, _ = group_codes(rows, by)
        is_value = rows[VALUE].notna().to_numpy(dtype=bool)
        moments = moments_of_sums(rows[~is_value].assign(codes=codes[~is_value]).sort_values("codes"), by)
        values, times = (rows.loc[is_value, name].to_numpy(dtype="float64") for name in (VALUE, "n"))
        return median_of(moments, codes[is_value], values, times.astype("int64"))


@dataclass(frozen=True, kw_only=True)
class HostRatio(MethodOfSums):
    """Σ `numerator` per row of the population times `per`, with an interval drawn over hosts."""

    kind: ClassVar[str] = "ratio"
    extras: ClassVar[Mapping[str, type]] = MappingProxyType({"clusters": int, REASON: str})
    form: ClassVar[Form] = Form.KINDS
    empty: str = "No exchange is old enough and answered in this selection"
    numerator: str
    per: float = 1.0

    def inputs(self, view: View, /) -> dict[str, str]:
        """Agreements of an exchange, and its host."""
        return {VALUE: view.read(self.numerator), CLUSTER: "host_id"}

    def estimate(self, rows: pd.DataFrame, by: Sequence[str], _as_at: date | None, /) -> pd.DataFrame:
        """See `ratio.ratio_of`."""
        from cxc_metrics.statistics.survey.ratio import ratio_of

        return ratio_of(rows.assign(under=rows["n"]), by, per=self.per)
