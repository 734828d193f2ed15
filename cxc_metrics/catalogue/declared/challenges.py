"""Output: challenges, the solutions offered to them, and how far these came (definitions 9)."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.aggregate import Count, Ratio, Share
from cxc_metrics.catalogue.kinds.waiting import Waiting

_RATE = "definitions 9 (solution rate)"
_WAY = "definitions 9 (the way of a solution); definitions 3 (Aalen–Johansen)"
_STATUS = ("solution_status",)
_LEFT = "Rejection competes; those still waiting are followed up to the as-at date. By the day of submission."
_UNDATED = "Solutions that came so far, or were rejected, on a day that is not recorded are in no part."
_FARTHER = "A solution that came farther without this step passed it on the day of the next one."


def _way(letter: str, name: str, step: str, reached: str, caveat: str) -> Waiting:
    """How long it takes until a solution comes as far as one step of its way, or farther."""
    return Waiting(
        id=f"O13{letter}",
        name=name,
        level=Level.OUTPUT,
        fact="solution",
        empty="No solution to follow in this selection",
        entered="submitted_on",
        happened=f"reached_{step}_on",
        left="rejected_on",
        among=f"NOT {step}_undated AND NOT rejected_undated",
        without_dimensions=_STATUS,
        definition=(
            f"Days from submission until half of all solutions were {reached} (median of the cumulative "
            f"incidence). {_LEFT}"
        ),
        reference=_WAY,
        caveat=f"Where more are rejected or wait, no median is reached: read the share beside it. {caveat}",
    )


CHALLENGES: tuple[Kpi, ...] = (
    Count(
        id="O13n",
        name="Challenges published",
        level=Level.OUTPUT,
        fact="challenge",
        unit="challenges",
        definition="Needs that were published as a challenge, by the day of publication.",
        reference="facts 3",
        caveat="With or without a solution; who may publish one is not laid down anywhere public.",
    ),
    Count(
        id="O13",
        name="Solutions to challenges",
        level=Level.OUTPUT,
        fact="solution",
        unit="solutions",
        definition="Solutions offered to published challenges, by the day they were submitted.",
        reference="facts 9.2 O13; benchmark: source S14",
        caveat="Offered, not yet chosen or carried out.",
        shown_with=("O13p",),
    ),
    Ratio(
        id="O13p",
        name="Solutions per challenge",
        level=Level.OUTPUT,
        fact="challenge",
        unit="per challenge",
        numerator="solutions",
        denominator="1",
        definition="Solutions offered for each published challenge, by the day the challenge was published.",
        reference="facts 9.2 O13",
        caveat="Challenges without any solution are in the denominator.",
        shown_with=("O13",),
    ),
    Share(
        id="O13c",
        name="Share of solutions in cooperation",
        level=Level.OUTPUT,
        fact="solution",
        of="in_cooperation",
        among="submitted_on <= $as_at - 183",
        without_dimensions=_STATUS,
        definition=(
            "Solutions that led to a cooperation, as a share of all submitted at least 183 days before the "
            "as-at date (solution rate). By the day of submission."
        ),
        reference=_RATE,
        caveat=(
            "Only solutions old enough at the as-at date, so that late ones do not read as failures; without "
            "a day of submission none is. A complete count of the register, so no interval."
        ),
    ),
    _way("s", "Time to shortlist", "shortlist", "shortlisted", f"{_FARTHER} {_UNDATED}"),
    _way("m", "Time to match of a solution", "match", "matched with the challenge", f"{_FARTHER} {_UNDATED}"),
    _way("t", "Time to cooperation", "cooperation", "in cooperation", _UNDATED),
)
