"""Activity: what was done on the way to an exchange."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.aggregate import Count, DistinctKeys, Share

_SUBMITTED = "registration_status <> 'draft'"
_DECIDED = "registration_status IN ('accepted', 'rejected')"
_ENDED = "cancelled OR countable"
# A reason or a final status is known for one side of the share only, which would then be 0 or 100 %.
_ONE_SIDED = ("status", "cancel_reason")
_HOST_SIDE = (
    "Visitors have no host's country, ecosystem, type or size yet, and hosts no visitor's: broken down by "
    "one side, the other role stands under none."
)

ACTIVITIES: tuple[Kpi, ...] = (
    Count(
        id="A01",
        name="Registrations",
        level=Level.ACTIVITY,
        fact="registration",
        unit="registrations",
        among=_SUBMITTED,
        definition="Requests to take part that were submitted (all but drafts), by the day of submission.",
        reference="facts 9.1 A01; definitions 2 (submitted_on)",
        caveat=f"One organisation may register in both roles and more than once. {_HOST_SIDE}",
        shown_with=("A01o",),
    ),
    DistinctKeys(
        id="A01o",
        name="Organisations registered",
        level=Level.ACTIVITY,
        fact="registration",
        unit="organisations",
        among=_SUBMITTED,
        keys=("organisation_id",),
        definition=(
            "Different organisations with at least one submitted registration, by the day of submission."
        ),
        reference="facts 9.1 A01; definitions 2 (registrations are not organisations: both counts are given)",
        caveat=(
            "Not additive: an organisation that registers in two periods or two roles counts once in their "
            "total."
        ),
        shown_with=("A01",),
    ),
    Share(
        id="A02",
        name="Acceptance rate",
        level=Level.ACTIVITY,
        fact="registration",
        of="registration_status = 'accepted'",
        among=_DECIDED,
        period="decided_on",
        without_dimensions=("registration_status",),
        definition=(
            "Accepted registrations as a share of accepted and rejected ones, by the day of the decision. "
            "Undecided, withdrawn and expired ones are in neither."
        ),
        reference="facts 9.1 A02; definitions 2 (decided_on)",
        caveat=f"A complete count of the register, so no interval. {_HOST_SIDE}",
    ),
    Share(
        id="A08",
        name="Cancellation rate",
        level=Level.ACTIVITY,
        fact="exchange",
        of="cancelled",
        among=_ENDED,
        without_dimensions=_ONE_SIDED,
        definition=(
            "Cancelled exchanges as a share of cancelled and countable ones. Cancelled ones count only "
            "between two countries and with a visitor's partnership. By the first day, or the planned one "
            "where it never came."
        ),
        reference="facts 9.1 A08; definitions 2",
        caveat=(
            "Exchanges still in preparation are in neither. External reasons stand apart: A08x, own ones: "
            "A08o."
        ),
        shown_with=("A08x", "A08o"),
    ),
    Share(
        id="A08x",
        name="Cancellation rate, external reasons",
        level=Level.ACTIVITY,
        fact="exchange",
        of="cancelled_external",
        among=_ENDED,
        without_dimensions=_ONE_SIDED,
        definition=(
            "Exchanges cancelled for a reason that visitor, host and partnership did not choose (pandemic, "
            "visa or travel not possible, other force majeure, scheme closed), as a share of cancelled and "
            "countable ones."
        ),
        reference="facts 9.1 A08; definitions 2 (by reason, external reasons apart from own ones)",
        caveat="Cancellations without a recorded reason are in A08 but in neither A08x nor A08o.",
        shown_with=("A08", "A08o"),
    ),
    Share(
        id="A08o",
        name="Cancellation rate, own reasons",
        level=Level.ACTIVITY,
        fact="exchange",
        of="cancelled AND NOT cancelled_external AND cancel_reason IS NOT NULL",
        among=_ENDED,
        without_dimensions=_ONE_SIDED,
        definition=(
            "Exchanges cancelled for a recorded reason that is not external (host or visitor withdrew, "
            "illness, no lump sum available, papers not completed, other), as a share of cancelled and "
            "countable ones."
        ),
        reference="facts 9.1 A08; definitions 2 (by reason, external reasons apart from own ones)",
        caveat="Cancellations without a recorded reason are in A08 but in neither A08x nor A08o.",
        shown_with=("A08", "A08x"),
    ),
    Count(
        id="A08n",
        name="Cancelled exchanges",
        level=Level.ACTIVITY,
        fact="exchange",
        unit="exchanges",
        among="cancelled",
        definition=(
            "Cancelled exchanges between two countries with a visitor's partnership, by the planned first "
            "day. By reason of cancellation it shows what stands behind the rate A08."
        ),
        reference="facts 9.1 A08; definitions 2 (cancelled, by reason)",
        caveat="An exchange that was cancelled before it was entered in the register is not known.",
    ),
)
