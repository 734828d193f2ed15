"""Dimensions of what is recorded beside exchanges.

That is of projects, events, registrations, matches, papers, meetings, surveys, outcomes, services, profiles.
"""

from __future__ import annotations

from typing import Final

from .dimension import Dimension, Origin, Values, of_event, of_fact, of_participant

# Where an event takes place: as the row says, else as the event does.
EVENT_COUNTRY: Final = ("event_attendance.event_country", "event.country_code")
_CLIENT: Final = "client"
DIMENSIONS_BESIDE_EXCHANGES: Final = (
    of_participant(
        "participant_type",
        "Type of the participant",
        "Higher education, research, private, public or other, as CORDIS has them.",
        "project_participant.activity_type",
        is_filter=True,
        in_sentence=", participant: {}",
        list_name="type of participant",
    ),
    of_participant(
        "participant_role",
        "Role in the project",
        "Coordinator, participant, associated partner, third party.",
        "project_participant.role",
    ),
    of_fact(
        "programme",
        "Funding programme",
        "Programme that funds the project, as the source writes it.",
        "project.programme",
    ),
    of_event("event_kind", "Kind of event", "What the event is.", "event.kind"),
    Dimension(
        "cross_border",
        "Between countries",
        Values.FLAG,
        "The person comes from another country than that of the event.",
        attendance=Origin(
            "a.person_country <> coalesce(a.event_country, w.country_code)",
            (("event_attendance.person_country",), EVENT_COUNTRY),
        ),
    ),
    of_fact("role", "Role", "Role an organisation registers for.", "registration.role"),
    of_fact(
        "registration_status",
        "Status of the registration",
        "Where the request to take part stands.",
        "registration.status",
    ),
    of_fact("match_status", "Status of the match", "Where the match stands.", "match.status"),
    of_fact("match_origin", "Origin of the match", "How visitor and host met.", "match.origin"),
    of_fact("document_type", "Kind of paper", "Paper of an exchange.", "document.doc_type"),
    of_fact("meeting_kind", "Kind of meeting", "Who met whom.", "meeting.kind"),
    of_fact(
        "met_country",
        "Country of the other organisation",
        "Country of the organisation that was met: of the participant's counterpart in a meeting.",
        "organisation.country_code",
    ),
    of_fact(
        "met_sector",
        "Industrial ecosystem of the other organisation",
        "Primary industrial ecosystem of the organisation that was met.",
        "organisation.ecosystem_id",
    ),
    of_fact(
        "solution_status",
        "Status of the solution",
        "Where a solution to a challenge stands.",
        "challenge_solution.status",
    ),
    of_fact("side", "Side", "Whether the visitor or the host is asked.", "survey_invitation.side"),
    of_fact(
        "survey_round",
        "Survey round",
        "T0 baseline, T1 closing report, T2 6 months, T3 18 months.",
        "survey_invitation.survey_round",
    ),
    of_fact("outcome_type", "Kind of outcome", "What came of it.", "outcome.outcome_type"),
    of_fact(
        "outcome_status",
        "Status of the outcome",
        "Anticipated, in negotiation, achieved, verified, abandoned.",
        "outcome.status",
    ),
    of_fact(
        "client_country",
        "Country of the client",
        "Country of the organisation served; of a profile its own, else its organisation's.",
        "organisation.country_code",
        side=_CLIENT,
        is_filter=True,
        in_sentence=", clients from {}",
    ),
    of_fact(
        "client_sector",
        "Industrial ecosystem of the client",
        "Primary ecosystem of the organisation served; of a profile its own, else its organisation's.",
        "organisation.ecosystem_id",
        side=_CLIENT,
        is_filter=True,
        in_sentence=", clients in {}",
    ),
    of_fact(
        "client_type",
        "Type of the client",
        "As registered; of the organisation served or that publishes a profile.",
        "organisation.org_type",
        side=_CLIENT,
    ),
    of_fact(
        "client_size",
        "Size of the client",
        "Size class as registered; of the organisation served or that publishes a profile.",
        "organisation.size_class",
        side=_CLIENT,
    ),
    of_fact("service_kind", "Kind of service", "What a support network did for a client.", "service.kind"),
    of_fact("achievement_type", "Kind of achievement", "What came of a service.", "service.achievement_type"),
    of_fact("profile_kind", "Kind of profile", "What a client offers or asks for.", "profile.kind"),
    of_fact(
        "expression_status",
        "State of the interest",
        "How far an expression of interest has come.",
        "expression_of_interest.status",
    ),
)
