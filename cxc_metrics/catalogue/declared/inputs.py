"""Input: what was put in."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.aggregate import (
    Coverage,
    Ratio,
    Share,
    Sum,
)

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
    Ratio(
        id="I02",
        name="Lump-sum budget absorption",
        level=Level.INPUT,
        fact="partnership",
        unit="%",
        numerator="lump_sum_paid_eur",
        denominator="lump_sum_budget_eur",
        among="lump_sum_budget_eur > 0",
        definition=(
            "Lump sums paid by partnerships with a known lump-sum budget, as a share of those budgets. n "
            "counts partnerships."
        ),
        reference="facts 9.1 I02",
        caveat=(
            "Partnerships without a recorded budget are in neither part. Whole life of the partnership: "
            "selections other than wave and partnership make it not measurable."
        ),
    ),
    Share(
        id="I04",
        name="Share of half-rate payments",
        level=Level.INPUT,
        fact="exchange",
        of="lump_sum_factor = 0.5",
        among="lump_sum_paid_eur > 0 AND lump_sum_factor IS NOT NULL",
        period="paid_on",
        definition="Paid lump sums with factor 0.5 as a share of all paid ones, by the day of payment.",
        reference="facts 9.2 I04, 1.6; source S2",
        caveat="Half the rate is due under five working days or under 200 km: it shows short stays.",
    ),
    Sum(
        id="I05",
        name="EU grant committed",
        level=Level.INPUT,
        fact="partnership",
        unit="EUR",
        value="eu_grant_eur",
        definition="EU grants of the partnerships in the register.",
        reference="definitions 2; benchmark: source S18",
        caveat=(
            "Committed, not spent, and for more than exchanges, so without a view closed and validated. "
            "Partnerships without a recorded grant are left out."
        ),
    ),
)
