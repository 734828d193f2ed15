"""The contract: every table a register may hold, in an order in which parents come before children."""

from __future__ import annotations

from cxc_metrics.contract.column import Table
from cxc_metrics.errors import UnknownName

from .exchanges import (
    Challenge,
    ChallengeSolution,
    Document,
    Event,
    Exchange,
    ExchangeActivity,
    ExchangeSession,
    Meeting,
    Participation,
)
from .organisations import (
    ClusterMembership,
    Match,
    Organisation,
    OrganisationYear,
    Partnership,
    PartnershipEcosystem,
    PartnershipMember,
    Registration,
    RegistrationPreference,
)
from .projects_and_events import EventAttendance, Project, ProjectParticipant
from .services_and_profiles import ExpressionOfInterest, Profile, Service
from .surveys_and_outcomes import Outcome, SurveyAnswer, SurveyInvitation

# Raised when a table, column, code list or counting rule changes in meaning: part of a data version's id.
CONTRACT_VERSION = "2"

REFERENCE_TABLES = ("ref_country", "ref_ecosystem", "ref_org_type")

TABLES: dict[str, type[Table]] = {
    model.table: model
    for model in (
        Organisation,
        OrganisationYear,
        ClusterMembership,
        Partnership,
        PartnershipMember,
        PartnershipEcosystem,
        Registration,
        RegistrationPreference,
        Match,
        Event,
        Exchange,
        ExchangeSession,
        ExchangeActivity,
        Document,
        Participation,
        Meeting,
        Challenge,
        ChallengeSolution,
        Service,
        Profile,
        ExpressionOfInterest,
        Project,
        ProjectParticipant,
        EventAttendance,
        SurveyInvitation,
        SurveyAnswer,
        Outcome,
    )
}


def table(name: str) -> type[Table]:
    """The contract table of that name; UnknownName with the nearest one if there is none."""
    try:
        return TABLES[name]
    except KeyError:
        raise UnknownName("table", name, TABLES) from None
