"""Quality: efficiency of money and time, completeness of papers and data, breaches of rules."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.aggregate import (
    Count,
    Median,
    Quotient,
    Ratio,
    Share,
    Unavailable,
)
from cxc_metrics.catalogue.kinds.waiting import Waiting
from cxc_metrics.contract.dimensions import dimensions

# Columns of an exchange without which much cannot be told; their names where no dimension has them.
_KEY_FIELDS: dict[str, str] = {
    "visitor_sector": "",
    "host_sector": "",
    "visitor_size": "",
    "host_size": "",
    "partnership": "Visitor's partnership",
    "host_partnership": "",
    "working_days": "Working days",
    "distance_band": "",
    "period_date": "First day",
}
KEY_FIELDS = {field: name or dimensions()[field].label for field, name in _KEY_FIELDS.items()}
_MISSING = " + ".join(f"CASE WHEN {field} IS NULL THEN 1 ELSE 0 END" for field in KEY_FIELDS)

QUALITY: tuple[Kpi, ...] = (
    Ratio(
        id="F01a",
        name="Lump sums per exchange",
        level=Level.QUALITY,
        fact="exchange",
        unit="EUR",
        numerator="coalesce(lump_sum_paid_eur, 0)",
        denominator="1",
        among="countable",
        definition="Lump sums paid for countable exchanges, divided by their number. By the first day.",
        reference="facts 9.1 F01; definitions 2",
        caveat=(
            "Virtual and unpaid exchanges count with 0 EUR; overheads of the partnerships are not included."
        ),
        shown_with=("F01b",),
    ),
    Ratio(
        id="F01b",
        name="EU grant per exchange",
        level=Level.QUALITY,
        fact="partnership",
        unit="EUR",
        numerator="eu_grant_eur",
        denominator="countable",
        among="eu_grant_eur IS NOT NULL AND end_date < $as_at",
        definition=(
            "EU grant committed divided by countable exchanges, of partnerships that had ended at the "
            "as-at date. n counts partnerships."
        ),
        reference="facts 9.1 F01; definitions 2 (closed partnerships only)",
        caveat="The grant pays for more than exchanges: training, strategy, communication.",
        shown_with=("F01a",),
    ),
    Quotient(
        id="F02",
        name="Lump sum per signed agreement",
        level=Level.QUALITY,
        fact="outcome",
        unit="EUR",
        above="I01",
        below="R07n",
        definition=(
            "Lump sums paid (I01) divided by agreements signed (R07n), both as they stand in the selection: "
            "payments by the day of payment, agreements by the day they were signed, else reported."
        ),
        reference="facts 9.2 F02; definitions 2 (I01 / R07n)",
        caveat=(
            "Never a return on money: agreements come late, and not all are reported. In a period the "
            "agreements are mostly of exchanges that were paid before it."
        ),
    ),
    Waiting(
        id="F03",
        name="Time to payment",
        level=Level.QUALITY,
        fact="dossier",
        entered="report_validated_on",
        happened="paid_on",
        among="countable AND funded AND report_validated_on IS NOT NULL AND NOT paid_undated",
        period="paid_on",
        definition=(
            "Days from the validation of the visitor's closing report until half of all funded exchanges "
            "were paid (median of the cumulative incidence); the unpaid are followed up to the as-at date. "
            "In a period: by the day of payment."
        ),
        reference="facts 9.1 F03; definitions 2 (paid_on) and 3; rule: source S5",
        caveat=(
            "A period holds payments only, none of the unpaid: read it without a period, or read F03w. "
            "Payments before the validation are left out and counted beside. Completed exchanges whose "
            "payment has no day are in no part: they are not unpaid."
        ),
        shown_with=("F03w",),
    ),
    Share(
        id="F03w",
        name="Paid within 10 days of completion",
        level=Level.QUALITY,
        fact="dossier",
        of="paid_on <= ended_on + 10",
        among="countable AND funded AND ended_on < $as_at - 10 AND NOT paid_undated",
        period="ended_on",
        definition=(
            "Funded countable exchanges paid within 10 days of their last day, as a share of all that "
            "ended more than 10 days before the as-at date. Unpaid ones are late. By the last day."
        ),
        reference="facts 1.6, 9.1 F03; definitions 2 (payment: 10 days, unpaid past day 10 counted as late)",
        caveat=(
            "The rule counts from completion, not from the validated report, and cannot be met without one. "
            "Completed exchanges whose payment has no day are in neither part: nobody can say if it was late."
        ),
        shown_with=("F03",),
    ),
    Share(
        id="Q01",
        name="Documentation completeness",
        level=Level.QUALITY,
        fact="dossier",
        of="papers_complete",
        among="countable",
        definition=(
            "Countable exchanges with a Commitment to Quality of four signatures and the visitor's closing "
            "report; where funded also a Financial Agreement signed by visitor and partnership, and, "
            "unless virtual, evidence of travel or accommodation."
        ),
        reference="facts 9.1 Q01, 1.7, 1.8 C09; sources S1b, S5",
        caveat="Says that papers are there and dated, not that they are right.",
        shown_with=("Q01m", "Q01a"),
    ),
    Count(
        id="Q01m",
        name="Closing reports missing",
        level=Level.QUALITY,
        fact="dossier",
        unit="exchanges",
        among="countable AND report_on IS NULL AND ended_on <= $as_at",
        definition="Countable exchanges that have ended and have no closing report of the visitor.",
        reference="definitions 2 (reports show age, not due)",
        caveat="No deadline is published: missing is not late. Their age is Q01a.",
        shown_with=("Q01", "Q01a"),
    ),
    Median(
        id="Q01a",
        name="Age of missing closing reports",
        level=Level.QUALITY,
        fact="dossier",
        unit="days",
        value="days_between(ended_on, $as_at)",
        among="countable AND report_on IS NULL AND ended_on <= $as_at",
        definition=(
            "Median days between the last day and the as-at date, of exchanges without a closing report."
        ),
        reference="definitions 2 (late = days after the last day; reports show age, not due)",
        caveat="No deadline is published, so an old report is not yet a late one.",
        shown_with=("Q01", "Q01m"),
    ),
    Share(
        id="Q02",
        name="Rule-violation rate",
        level=Level.QUALITY,
        fact="exchange",
        of="cardinality(breaches) > 0",
        definition=(
            "Exchanges with at least one breach of a scheme rule as a share of all exchanges in the register."
        ),
        reference="facts 9.2 Q02, 1.8; definitions 1",
        caveat=(
            "Of the rules that the source names and the tables allow to check. Lump-sum caps are a proxy. "
            "Breaches are kept and shown, not deleted."
        ),
    ),
    Ratio(
        id="Q03",
        name="Missing values in key fields",
        level=Level.QUALITY,
        fact="exchange",
        unit="%",
        numerator=f"({_MISSING})",
        denominator=str(len(KEY_FIELDS)),
        tells_missing=True,
        among="countable",
        definition=(
            f"Empty values as a share of all values in {len(KEY_FIELDS)} key fields of countable exchanges: "
            f"{', '.join(name.lower() for name in KEY_FIELDS.values())}. n counts exchanges."
        ),
        reference="facts 9.2 Q03",
        caveat="Field by field it is told by `missing_values`. A filled field may still be wrong.",
    ),
    Unavailable(
        id="X01",
        name="Exchanges with less-developed regions",
        level=Level.RESULT,
        fact="exchange",
        among="countable",
        definition=(
            "Countable exchanges with visitor or host in a less-developed NUTS 2 region, as a share of all."
        ),
        reference="facts 9.2 X01; source S6",
        caveat="The category of a region changes with the programming period.",
        reason=(
            "there is no reference list of NUTS 2 regions with their cohesion category by period, and none "
            "may be invented"
        ),
    ),
)
