"""Activity: meetings of two organisations, who met whom, and what came of them (definitions 9)."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.aggregate import (
    Count,
    Coverage,
    Distinct,
    DistinctKeys,
    Quotient,
    Ratio,
    Share,
    ShareOfKeys,
)
from cxc_metrics.catalogue.kinds.waiting import Waiting
from cxc_metrics.contract.reference import REST_OF_WORLD

_MEETING = "definitions 9 (meeting)"
_ONCE = "A meeting counts once, whichever side reports it."
_BOTH = "both_known"
_ONE_SIDED = "A meeting of which one organisation is not on record is left out."
_FIRST = "By the day the two first met, and told by that meeting."

MEETINGS: tuple[Kpi, ...] = (
    Count(
        id="A09",
        name="Meetings held",
        level=Level.ACTIVITY,
        fact="meeting",
        unit="meetings",
        definition=(
            "One-to-one, business and cluster meetings at exchanges and events, by the day they were held."
        ),
        reference=f"facts 9.1 A09; {_MEETING}; benchmark: source S14",
        caveat=f"{_ONCE} Meetings at an event have no visitor or host.",
        shown_with=("A09o", "A09p"),
    ),
    Count(
        id="A09o",
        name="One-to-one meetings",
        level=Level.ACTIVITY,
        fact="meeting",
        unit="meetings",
        among="meeting_kind = 'one_to_one'",
        without_dimensions=("meeting_kind",),
        definition="Meetings recorded as one-to-one, by the day they were held.",
        reference=f"facts 3; {_MEETING}; benchmark: source S14",
        caveat=f"{_ONCE} Meetings whose kind is not recorded are in A09 only.",
        shown_with=("A09",),
    ),
    Ratio(
        id="A09p",
        name="Meetings per person at exchanges",
        level=Level.ACTIVITY,
        fact="dossier",
        unit="per person",
        numerator="meetings",
        denominator="persons",
        among="countable AND persons > 0",
        definition=(
            "Meetings at countable exchanges for each person of the visiting organisations who attended them."
        ),
        reference="facts 9.1 A09",
        caveat=(
            "Meetings at events without an exchange, and exchanges without a recorded person, are left out. "
            "By organisation instead of person: A09g."
        ),
        shown_with=("A09",),
    ),
    Count(
        id="A09s",
        name="Participations in meetings",
        level=Level.ACTIVITY,
        fact="meeting_party",
        unit="participations",
        among=_BOTH,
        definition=(
            "Organisations in meetings: two for each meeting of which both are on record, by its day."
        ),
        reference=_MEETING,
        caveat=f"Organisations are counted in each of their meetings: A09n counts each once. {_ONE_SIDED}",
        shown_with=("A09n",),
    ),
    DistinctKeys(
        id="A09n",
        name="Organisations that met",
        level=Level.ACTIVITY,
        fact="meeting_party",
        unit="organisations",
        among=_BOTH,
        keys=("organisation_id",),
        definition="Different organisations in meetings of which both are on record.",
        reference=_MEETING,
        caveat=(
            "Not additive: an organisation that meets in two periods counts once in their total. "
            f"{_ONE_SIDED}"
        ),
        shown_with=("A09s",),
    ),
    Quotient(
        id="A09g",
        name="Meetings per participant",
        level=Level.ACTIVITY,
        fact="meeting_party",
        unit="per participant",
        above="A09s",
        below="A09n",
        definition=(
            "Twice the meetings over the different organisations in them: how many meetings an organisation "
            "had that had any. n counts organisations."
        ),
        reference="definitions 9 (meetings per participant = 2 × meetings / different organisations)",
        caveat=(
            f"Organisations without a meeting are not in it, so that it is at least one. {_ONE_SIDED} By the "
            "country of the participant it counts that country's organisations and their meetings."
        ),
    ),
    Coverage(
        id="A09c",
        name="Countries reached by meetings",
        level=Level.ACTIVITY,
        fact="meeting_party",
        unit="countries",
        among=_BOTH,
        codes=("participant_country",),
        excluded=(REST_OF_WORLD,),
        definition=(
            "Different countries of organisations with at least one meeting, the rest of the world left out."
        ),
        reference=f"facts 3; {_MEETING}; benchmark: source S14",
        caveat=(
            "Countries whose organisations only met each other are among them: see A09b. Not additive. "
            f"{_ONE_SIDED}"
        ),
        shown_with=("A09b",),
    ),
    ShareOfKeys(
        id="A09b",
        name="Share of meetings across borders",
        level=Level.ACTIVITY,
        fact="meeting_party",
        key="meeting_id",
        of="crosses_border",
        among=f"{_BOTH} AND crosses_border IS NOT NULL",
        definition=(
            "Meetings of organisations of two countries, as a share of those whose two countries are known."
        ),
        reference=f"facts 3; {_MEETING}",
        caveat="The countries the organisations are established in, wherever the meeting took place.",
        shown_with=("A09c",),
    ),
    Distinct(
        id="A09w",
        name="Meetings by who met whom",
        level=Level.ACTIVITY,
        fact="meeting_party",
        unit="meetings",
        key="meeting_id",
        among=_BOTH,
        definition=(
            "Different meetings of which both organisations are on record: by country or ecosystem those "
            "that an organisation of it took part in."
        ),
        reference=_MEETING,
        caveat=(
            "Not additive: a meeting of Spain and France is one of Spain and one of France, and one in the "
            f"total. {_ONE_SIDED}"
        ),
    ),
    Share(
        id="A09f",
        name="Follow-up rate",
        level=Level.ACTIVITY,
        fact="meeting",
        of="follow_up",
        among="follow_up IS NOT NULL",
        definition=(
            "Meetings at which a follow-up was agreed, as a share of those of which it is recorded whether "
            "one was, by the day they were held."
        ),
        reference=f"facts 3; {_MEETING}",
        caveat="Agreed at the meeting, not carried out. A complete count of the register, so no interval.",
    ),
    Count(
        id="A11",
        name="Pairs of organisations that met",
        level=Level.ACTIVITY,
        fact="met_pair",
        unit="pairs",
        definition=f"Different pairs of organisations with at least one meeting of each other. {_FIRST}",
        reference=_MEETING,
        caveat="Meetings without a day, or of which one organisation is not on record, make no pair.",
    ),
    Waiting(
        id="A11x",
        name="Time from meeting to exchange",
        level=Level.ACTIVITY,
        fact="met_pair",
        empty="No pair of organisations met in this selection",
        entered="first_met_on",
        happened="exchanged_on",
        prior="acquainted",
        definition=(
            "Days from their first meeting until half of all pairs of organisations that met had a countable "
            "exchange with each other, whoever visited whom (median of the cumulative incidence). Pairs "
            f"without one are followed up to the as-at date. {_FIRST}"
        ),
        reference="definitions 9 (meeting); definitions 3 (Aalen–Johansen)",
        caveat=(
            "Rarely reached: read the share that has arrived beside it. Pairs whose first meeting was at or "
            "after an exchange of theirs are left out and counted beside: no meeting led to it. An exchange "
            "that follows a meeting need not have come of it."
        ),
        shown_with=("A11a", "A11e"),
    ),
    Waiting(
        id="A11a",
        name="Time from meeting to agreement",
        level=Level.ACTIVITY,
        fact="met_pair",
        empty="No pair of organisations met in this selection",
        entered="first_met_on",
        happened="agreed_on",
        definition=(
            "Days from their first meeting until half of all pairs of organisations that met had an "
            "agreement with each other, reported by either (median of the cumulative incidence). Pairs "
            f"without one are followed up to the as-at date. {_FIRST}"
        ),
        reference="definitions 9 (meeting); definitions 3 (Aalen–Johansen)",
        caveat=(
            "Rarely reached: read the share that has arrived beside it. Agreements reported without a "
            "partner belong to no pair. Pairs that agreed before they met are left out and counted beside."
        ),
        shown_with=("A11x", "A11e"),
    ),
    Waiting(
        id="A11e",
        name="Time from exchange to agreement of those who met",
        level=Level.ACTIVITY,
        fact="met_pair",
        empty="No pair of organisations had an exchange after a meeting in this selection",
        entered="exchanged_on",
        happened="agreed_on",
        among="exchanged_on IS NOT NULL AND NOT acquainted",
        definition=(
            "Of pairs of organisations whose first countable exchange came after their first meeting: days "
            "from its first day until half of them had an agreement with each other, reported by either "
            "(median of the cumulative incidence). Pairs without one are followed up to the as-at date. "
            f"{_FIRST}"
        ),
        reference="definitions 9 (meeting); definitions 3 (Aalen–Johansen)",
        caveat=(
            "The last part of the way from meeting to exchange to agreement. Pairs that agreed before their "
            "exchange are left out and counted beside; agreements without a partner belong to no pair."
        ),
        shown_with=("A11x", "A11a"),
    ),
)
