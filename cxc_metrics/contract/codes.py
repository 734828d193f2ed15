"""Code lists of the contract: code, label, and what it means where the label is not enough.

Source: facts 8.3 and the DDL of 8.2; `cancel_reason` after definitions 1–2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class CodeList:
    """A closed list. `labels` maps each code to its English label, in the order of the process."""

    name: str
    labels: dict[str, str]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in order."""
        return tuple(self.labels)

    def __hash__(self) -> int:
        return hash(self.name)


def among(codes: Iterable[str]) -> str:
    """Codes as what follows IN."""
    return "({})".format(", ".join(f"'{code}'" for code in codes))


def _labelled(name: str, **labels: str) -> CodeList:
    return CodeList(name, labels)


SIZE_CLASS = _labelled(
    "size_class",
    self_employed="Self-employed",
    micro="Micro (under 10)",
    small="Small (10–49)",
    medium="Medium (50–249)",
    large="Large (250 and over)",
    not_applicable="Not applicable",
)
TARGET_UNIT = _labelled("target_unit", exchange="Exchanges", participant="Participants", event="Events")
MEMBER_ROLE = _labelled("member_role", coordinator="Coordinator", partner="Partner", affiliated="Affiliated")
ROLE = _labelled("role", VO="Visiting organisation", HO="Host organisation")
SIDE = _labelled("side", visitor="Visitor", host="Host")
ASSIGNMENT = _labelled("assignment", chosen="Chosen by the organisation", automatic="Assigned automatically")
REGISTRATION_STATUS = _labelled(
    "registration_status",
    draft="Draft",
    submitted="Submitted",
    under_assessment="Under assessment",
    more_info="More information asked",
    accepted="Accepted",
    rejected="Rejected",
    withdrawn="Withdrawn",
    expired="Expired",
)
PREFERENCE_KIND = _labelled(
    "preference_kind",
    country="Country",
    ecosystem="Industrial ecosystem",
    language="Language",
    activity="Activity",
    org_type="Organisation type",
    skill="Skill",
)
MATCH_ORIGIN = _labelled(
    "match_origin",
    prior_agreement="Prior agreement",
    it_tool_catalogue="Catalogue of the IT tool",
    partnership_proposal="Proposed by a partnership",
    event="Met at an event",
)
INITIATOR = _labelled(
    "initiator",
    VO="Visitor",
    HO="Host",
    VOP="Visitor's partnership",
    HOP="Host's partnership",
    SO="Support Office",
)
MATCH_STATUS = _labelled(
    "match_status",
    proposed="Proposed",
    contacted="Contacted",
    validated_by_vo="Validated by the visitor",
    validated_by_ho="Validated by the host",
    validated="Validated",
    declined="Declined",
    lapsed="Lapsed",
)
EVENT_KIND = _labelled(
    "event_kind",
    group_exchange="Group exchange",
    matchmaking="Matchmaking",
    study_visit="Study visit",
    training="Training",
    webinar="Webinar",
    conference="Conference",
    hackathon="Hackathon",
)
MODE = _labelled("mode", physical="Physical", virtual="Virtual", hybrid="Hybrid (not defined by the scheme)")
PHASE = _labelled(
    "phase",
    registration="Registration",
    matching="Matching",
    building="Exchange building",
    ongoing="Ongoing",
    finalisation="Exchange finalisation",
    closed="Closed",
)
EXCHANGE_STATUS = _labelled(
    "exchange_status",
    in_preparation="In preparation",
    ready="Ready",
    ongoing="Ongoing",
    awaiting_reports="Awaiting reports",
    awaiting_validation="Awaiting validation",
    awaiting_payment="Awaiting payment",
    completed="Completed",
    cancelled="Cancelled",
    ineligible="Ineligible",
)
# Definitions 1: the statuses in which an exchange has taken place.
HELD_STATUSES = ("awaiting_reports", "awaiting_validation", "awaiting_payment", "completed")

CANCEL_REASON = _labelled(
    "cancel_reason",
    pandemic="Pandemic or travel restrictions",
    visa_or_travel="Visa or travel not possible",
    force_majeure="Other force majeure",
    scheme_closed="Partnership or scheme closed",
    host_withdrew="Host withdrew",
    visitor_withdrew="Visitor withdrew",
    illness="Illness",
    no_funding="No lump sum available",
    documents_missing="Papers not completed",
    other="Other",
)
# External: not chosen by visitor, host or partnership; set apart in A08 and used as a comparison group.
EXTERNAL_CANCEL_REASONS = ("pandemic", "visa_or_travel", "force_majeure", "scheme_closed")

# Facts 8.4; 200 km is the bound of the halved lump sum, so a band holds its lower end.
DISTANCE_BAND = CodeList(
    "distance_band",
    {
        "under_200": "Under 200 km",
        "200_to_500": "200 to under 500 km",
        "500_to_1000": "500 to under 1 000 km",
        "1000_to_2000": "1 000 to under 2 000 km",
        "2000_and_over": "2 000 km and over",
    },
)

ACTIVITY = _labelled(
    "activity",
    capacity_building="Individual or grouped capacity building",
    knowledge_sharing="Sharing of knowledge, experience and information",
    project_rdi="Project development, innovation and R&D",
    market_research="Market research",
    networking_business="Networking, new partners and business opportunities",
)
DOCUMENT_TYPE = _labelled(
    "document_type",
    commitment_to_quality="Commitment to Quality",
    financial_agreement="Financial Agreement",
    closing_report_vo="Closing report of the visitor",
    closing_report_ho="Closing report of the host",
    travel_evidence="Travel evidence",
    accommodation_evidence="Accommodation evidence",
    certificate="Certificate",
)
JOB_LEVEL = _labelled(
    "job_level",
    owner="Owner",
    manager="Manager",
    employee="Employee",
    cluster_manager="Cluster manager",
    other="Other",
)
MEETING_KIND = _labelled(
    "meeting_kind", one_to_one="One-to-one", b2b="Business to business", c2c="Cluster to cluster"
)
SOLUTION_STATUS = _labelled(
    "solution_status",
    submitted="Submitted",
    shortlisted="Shortlisted",
    matched="Matched",
    in_cooperation="In cooperation",
    rejected="Rejected",
)
# Facts 5.1 and 5.3: services, achievements and partnering profiles of the Enterprise Europe Network.
SERVICE_KIND = _labelled(
    "service_kind",
    international_partnership="International partnership",
    advisory="Advisory support",
    innovation="Innovation support",
)
ACHIEVEMENT_TYPE = _labelled(
    "achievement_type",
    commercial_agreement="Commercial agreement",
    technology_agreement="Technology agreement",
    rdi_agreement="Research, development or innovation agreement",
    advisory_outcome="Outcome of advisory support",
    innovation_outcome="Outcome of innovation support",
)
PROFILE_KIND = _labelled(
    "profile_kind",
    business_offer="Business offer",
    business_request="Business request",
    technology_offer="Technology offer",
    technology_request="Technology request",
    rd_request="Research and development request",
)
EXPRESSION_STATUS = _labelled(
    "expression_status",
    received="Received",
    forwarded="Forwarded",
    confirmed="Interest confirmed",
    declined="Declined",
    contact_exchanged="Contact exchanged",
    negotiation="In negotiation",
    agreement="Agreement",
)
SURVEY_ROUND = _labelled("survey_round", T0="Baseline", T1="Closing report", T2="6 months", T3="18 months")
OUTCOME_TYPE = _labelled(
    "outcome_type",
    contact="Contact",
    follow_up_meeting="Follow-up meeting",
    cluster_joined="Cluster joined",
    commercial_agreement="Commercial agreement",
    technology_agreement="Technology agreement",
    rdi_agreement="Research, development or innovation agreement",
    joint_project_proposal="Joint project proposal",
    project_funded="Project funded",
    new_market="New market",
    first_export="First export",
    new_product_service="New product or service",
    process_change="Process change",
    skills="Skills",
    investment="Investment",
    jobs="Jobs",
)
AGREEMENT_TYPES = ("commercial_agreement", "technology_agreement", "rdi_agreement")
OUTCOME_STATUS = _labelled(
    "outcome_status",
    expected="Anticipated",
    in_negotiation="In negotiation",
    achieved="Achieved",
    verified="Verified",
    abandoned="Abandoned",
)
ATTRIBUTION = _labelled(
    "attribution", none="Not at all", partly="Partly", mainly="Mainly", entirely="Entirely"
)
REPORTED_IN = _labelled(
    "reported_in",
    T1="Closing report",
    T2="6 months",
    T3="18 months",
    partnership="Partnership",
    support_office="Support Office",
)
ELIGIBLE_WAVES = (1, 2)
# What counts by the scheme's own rule; other registers are not bound by its rules (definitions 1).
COUNTED_BY_SCHEME = "cxc"

# The activity types and roles of CORDIS.
PARTICIPANT_TYPE = _labelled(
    "participant_type",
    HES="Higher or secondary education",
    REC="Research organisation",
    PRC="Private for profit",
    PUB="Public body",
    OTH="Other",
)
PARTICIPANT_ROLE = _labelled(
    "participant_role",
    coordinator="Coordinator",
    participant="Participant",
    associated_partner="Associated partner",
    third_party="Third party",
    international_partner="International partner",
)
