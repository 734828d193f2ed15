"""Input: what was put in."""

from __future__ import annotations

from .kinds import Coverage, Sum
from .model import Kpi, Level

INPUTS: tuple[Kpi, ...] = (
    Sum(
        id="I01",
        name="Lump sums paid",
        level=Level.INPUT,
        fact="exchange",
        unit="EUR",
        value="lump_sum_paid_eur",
        among="lump_sum_paid_eur IS NOT NULL",
        period="paid_on",
        definition=(
            "Sum of all lump sums paid to visiting organisations, by the day of payment. Every payment "
            "counts, also one for an exchange that breaks a rule of the scheme: the money was paid. In the "
            "view closed and validated only payments for those exchanges."
        ),
        reference="facts 9.1 I01; definitions 1 and 2 (paid_on); rule: sources S2, S5",
        caveat=(
            "Virtual exchanges receive none. A payment without a date is in the total but in no period; "
            "overheads of the partnerships are not included."
        ),
    ),
    Coverage(
        id="I03",
        name="Active partnerships",
        level=Level.INPUT,
        fact="exchange",
        unit="partnerships",
        among="countable",
        codes=("partnership",),
        definition="Different visitors' partnerships (VOP) with at least one countable exchange.",
        reference="facts 9.1 I03; scheme: 13 in wave 1 (source S16), 15 in wave 2 (source S18)",
        caveat=(
            "A partnership that only hosted, or whose exchanges are not held yet, is not active here. Not "
            "additive."
        ),
    ),
)
