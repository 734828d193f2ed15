"""Activity: from registration to match and exchange, with those who still wait."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.aggregate import Count, Ratio, Share
from cxc_metrics.catalogue.kinds.waiting import Waiting
from cxc_metrics.contract.dimensions import of_organisations

_COHORT = "Only registrations old enough at the as-at date, so that late ones do not read as failures."
_ACCEPTED = "Accepted ones that expired or were withdrawn afterwards stay in: leaving them out would flatter."
# A match without its day came in time or late, nobody can say; it is no failure and no waiting.
_MATCH_DATED = "(matched_on IS NOT NULL OR NOT matched)"
_UNDATED = "Matches without a day are in no part."
# Whoever travels without a match on record stops waiting for one; least() passes over a day that is missing.
_TRAVELLED = "CASE WHEN travelled_on <= $as_at THEN travelled_on END"
_UNMATCHED_LEFT = f"CASE WHEN NOT matched THEN least(withdrew_on, {_TRAVELLED}) END"
_TRAVELLED_UNMATCHED = (
    "NOT matched AND travelled_on <= $as_at AND travelled_on <= coalesce(withdrew_on, travelled_on)"
)
_BY_NOW = "matched AND (matched_on IS NULL OR matched_on <= $as_at)"
_BOTH_SIDES = (*of_organisations(), "role", "registration_status")

MATCHING: tuple[Kpi, ...] = (
    Ratio(
        id="A03",
        name="Hosts per visitor",
        level=Level.ACTIVITY,
        fact="registration",
        unit="hosts per visitor",
        numerator="CASE WHEN role = 'HO' THEN 1 ELSE 0 END",
        denominator="CASE WHEN role = 'VO' THEN 1 ELSE 0 END",
        among="registration_status = 'accepted'",
        period="decided_on",
        without_dimensions=_BOTH_SIDES,
        definition=(
            "Accepted registrations of hosts for each accepted registration of a visitor, by the day of "
            "decision."
        ),
        reference="facts 9.2 A03; benchmark: source S88",
        caveat=(
            "A host may be visited many times: fewer hosts than visitors is no shortage. n counts both roles."
        ),
    ),
    Share(
        id="A04",
        name="Match rate within 90 days",
        level=Level.ACTIVITY,
        fact="journey",
        of="matched_on <= decided_on + 90",
        among=f"accepted AND decided_on <= $as_at - 90 AND {_MATCH_DATED}",
        period="decided_on",
        without_dimensions=("registration_status",),
        definition=(
            "Accepted visitors' registrations with a match that both sides validated within 90 days of "
            "acceptance, as a share of those accepted at least 90 days before the as-at date. By the day "
            "of acceptance."
        ),
        reference="facts 9.1 A04; definitions 3",
        caveat=(
            f"{_COHORT} {_ACCEPTED} {_UNDATED} Visitors that travelled without a match on record are not "
            "matched; see A10t. Prior agreements are included; see A04p."
        ),
        shown_with=("A04p",),
    ),
    Share(
        id="A04v",
        name="Match rate of visitors",
        level=Level.ACTIVITY,
        fact="registration",
        of=_BY_NOW,
        among="role = 'VO' AND accepted AND decided_on <= $as_at - 90",
        period="decided_on",
        without_dimensions=_BOTH_SIDES,
        definition=(
            "Visitors' registrations accepted at least 90 days before the as-at date that have a match which "
            "both sides validated by that date, as a share of all such. By the day of acceptance."
        ),
        reference="definitions 9",
        caveat=(
            f"{_COHORT} {_ACCEPTED} Older ones have had longer: A04 counts matches within 90 days. A match "
            "without its day counts."
        ),
        shown_with=("A04h",),
    ),
    Share(
        id="A04h",
        name="Match rate of hosts",
        level=Level.ACTIVITY,
        fact="registration",
        of=_BY_NOW,
        among="role = 'HO' AND accepted AND decided_on <= $as_at - 90",
        period="decided_on",
        without_dimensions=_BOTH_SIDES,
        definition=(
            "Hosts' registrations accepted at least 90 days before the as-at date that have a match which "
            "both sides validated by that date, as a share of all such. By the day of acceptance."
        ),
        reference="definitions 9",
        caveat=(
            f"{_COHORT} {_ACCEPTED} A host with several matches counts once. A match without its day counts."
        ),
        shown_with=("A04v",),
    ),
    Count(
        id="A04m",
        name="Matches validated",
        level=Level.ACTIVITY,
        fact="match",
        unit="matches",
        among="match_status = 'validated'",
        without_dimensions=("match_status",),
        definition="Matches that visitor and host both validated, by the later of the two days.",
        reference="facts 9.1 A04; rule: source S1b (validated by both)",
        caveat="A match is not an exchange yet, and a visitor may have had several.",
        shown_with=("A04p",),
    ),
    Share(
        id="A04p",
        name="Matches from prior agreements",
        level=Level.ACTIVITY,
        fact="match",
        of="match_origin = 'prior_agreement'",
        among="match_status = 'validated' AND match_origin IS NOT NULL",
        without_dimensions=("match_status", "match_origin"),
        definition=(
            "Validated matches of partners who had agreed before they registered, as a share of those "
            "whose origin is known."
        ),
        reference="facts 1.7; definitions 3 (prior agreements shown apart)",
        caveat="They say nothing of how well the scheme finds partners.",
        shown_with=("A04", "A04m"),
    ),
    Share(
        id="A05",
        name="Conversion to exchange within 183 days",
        level=Level.ACTIVITY,
        fact="journey",
        of="organisation_travelled_on <= submitted_on + 183",
        among="is_first AND submitted_on <= $as_at - 183",
        without_dimensions=("registration_status",),
        definition=(
            "Organisations that visited in a countable exchange within 183 days after their first submitted "
            "registration as visitor, as a share of those that registered at least 183 days before the "
            "as-at date. By the day of that registration."
        ),
        reference="facts 9.1 A05; definitions 3",
        caveat=(
            f"{_COHORT} Rejected and withdrawn ones are in the denominator. An organisation counts once, "
            "with the partnership of its first registration."
        ),
    ),
    Waiting(
        id="A06",
        name="Time to match",
        level=Level.ACTIVITY,
        fact="journey",
        entered="decided_on",
        happened="matched_on",
        left=_UNMATCHED_LEFT,
        apart=_TRAVELLED_UNMATCHED,
        prior="prior_agreement",
        among=f"accepted AND {_MATCH_DATED}",
        period="decided_on",
        without_dimensions=("registration_status",),
        definition=(
            "Days from acceptance until half of all accepted visitors' registrations had a match validated "
            "by both sides (median of the cumulative incidence). Those still waiting are followed up to "
            "the as-at date; withdrawal and expiry compete, and so does travelling without a match on "
            "record, counted beside. By the day of acceptance."
        ),
        reference="facts 9.1 A06; definitions 3 (Aalen–Johansen)",
        caveat=(
            "May be not reached. Prior agreements are left out and counted beside. The day of a withdrawal "
            f"is not recorded: the end of availability stands for it, else the decision. {_UNDATED}"
        ),
    ),
    Waiting(
        id="A07",
        name="Time to exchange",
        level=Level.ACTIVITY,
        fact="journey",
        entered="submitted_on",
        happened="travelled_on",
        left="left_on",
        prior="prior_agreement",
        without_dimensions=("registration_status",),
        definition=(
            "Days from submission until half of all visitors' registrations had led to a countable "
            "exchange (median of the cumulative incidence). Those still waiting are followed up to the "
            "as-at date; rejection, withdrawal, expiry and cancellation compete. By the day of submission."
        ),
        reference="facts 9.1 A07; definitions 3 (Aalen–Johansen)",
        caveat=(
            "Where more than half are rejected or leave, no median can be reached: read the share that has "
            "arrived beside it. Prior agreements are left out and counted beside. A cancelled exchange "
            "leaves on its planned day, because the day of cancellation is not recorded."
        ),
    ),
    Count(
        id="A10",
        name="Visitors registered",
        level=Level.ACTIVITY,
        fact="journey",
        unit="visitors' registrations",
        definition="Submitted registrations as visitor (all but drafts), by the day of submission.",
        reference="facts 4.3 (funnel); definitions 2 (submitted_on)",
        caveat=(
            "Hosts are not in it, because one host may be visited many times: A01 counts both roles. An "
            "organisation may register more than once."
        ),
        shown_with=("A10a", "A10m"),
    ),
    Count(
        id="A10a",
        name="Visitors accepted",
        level=Level.ACTIVITY,
        fact="journey",
        unit="visitors' registrations",
        among="accepted",
        without_dimensions=("registration_status",),
        definition="Visitors' registrations that were accepted, by the day of submission.",
        reference="facts 4.3 (funnel); definitions 3",
        caveat=f"{_ACCEPTED} By submission and not by decision, so that it is a part of A10 in every period.",
        shown_with=("A10", "A10m"),
    ),
    Count(
        id="A10m",
        name="Visitors matched",
        level=Level.ACTIVITY,
        fact="journey",
        unit="visitors' registrations",
        among="accepted AND matched",
        without_dimensions=("registration_status",),
        definition=(
            "Accepted visitors' registrations with at least one match that both sides validated, by the day "
            "of submission."
        ),
        reference="facts 4.3 (funnel); rule: source S1b (validated by both)",
        caveat=(
            "Not a rate: those accepted lately are in A10a and have had little time. Prior agreements are "
            "included; visitors that travelled without a match on record are not (A10t)."
        ),
        shown_with=("A10", "A10a", "A10t"),
    ),
    Count(
        id="A10t",
        name="Visitors that travelled without a match on record",
        level=Level.ACTIVITY,
        fact="journey",
        unit="visitors' registrations",
        among="accepted AND NOT matched AND travelled_on <= $as_at",
        without_dimensions=("registration_status",),
        definition=(
            "Accepted visitors' registrations of which a countable exchange came although no match that both "
            "sides validated is on record, by the day of submission."
        ),
        reference="definitions 3 (a competing end, shown apart)",
        caveat=(
            "An exchange that names no match came of the visitor's registration with its partnership, "
            "submitted on or before the first day; of several each takes one exchange before it takes a "
            "second."
        ),
        shown_with=("A10m",),
    ),
)
