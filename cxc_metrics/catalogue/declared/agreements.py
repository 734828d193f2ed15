"""Result: what the organisations agreed on, each agreement counted once."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.aggregate import Count, DistinctKeys, Ratio
from cxc_metrics.catalogue.kinds.survey import HostRatio, SurveyShare

_LATER = "countable AND survey_round IN ('T2', 'T3')"
_AGREEMENT = "achieved AND agreement AND first_report"
_SELF = "Self-report of those who answered: n, response rate and design effect stand beside."
_ONE_ROUND = ("survey_round",)

AGREEMENTS: tuple[Kpi, ...] = (
    SurveyShare(
        id="R06p",
        name="Organisations with a signed agreement",
        level=Level.RESULT,
        of="CASE WHEN responded THEN agreed END",
        among=_LATER,
        unit_key="organisation_id",
        without_dimensions=_ONE_ROUND,
        definition=(
            "Organisations that are a party to an achieved or verified commercial, technology or research "
            "agreement of some exchange, as a share of those that answered after 6 or 18 months. Both "
            "parties count, whoever reported it; an organisation counts once."
        ),
        reference="facts 9.1 R06; definitions 3; sources S93, S15",
        caveat=f"An agreement counts for its organisation in every breakdown, wherever it came from. {_SELF}",
        shown_with=("R06n",),
    ),
    DistinctKeys(
        id="R06n",
        name="Organisations with a signed agreement, number",
        level=Level.RESULT,
        fact="survey",
        unit="organisations",
        keys=("organisation_id",),
        among=f"{_LATER} AND responded AND agreed",
        without_dimensions=_ONE_ROUND,
        definition=(
            "Different organisations behind R06p: they answered after 6 or 18 months and are a party to an "
            "achieved or verified agreement."
        ),
        reference="facts 9.1 R06; definitions 2 and 3",
        caveat="A lower bound: organisations that did not answer are not counted. Not additive.",
        shown_with=("R06p",),
        official=(
            "Single Market Programme, number of companies supported having concluded business partnerships "
            "(SMP wording, for comparison)"
        ),
    ),
    HostRatio(
        id="R07a",
        name="Agreements per 100 exchanges within 183 days",
        level=Level.RESULT,
        fact="dossier",
        unit="per 100 exchanges",
        numerator="agreements_183",
        per=100.0,
        among="countable AND ended_on <= $as_at - 239 AND answered_t2",
        definition=(
            "Achieved or verified agreements within 183 days of the last day, per 100 countable exchanges "
            "that ended at least 183 + 56 days before the as-at date and of which a side answered after 6 "
            "months. Both sides' reports of one agreement count once. By the first day of the exchange."
        ),
        reference="facts 9.1 R07; definitions 3 and 4 (bootstrap over hosts)",
        caveat="Those who answer may have more to tell: R07al, over all exchanges, is a lower bound.",
        shown_with=("R07al",),
    ),
    Ratio(
        id="R07al",
        name="Agreements per 100 exchanges within 183 days, lower bound",
        level=Level.RESULT,
        fact="dossier",
        unit="per 100 exchanges",
        numerator="100 * agreements_183",
        denominator="1",
        among="countable AND ended_on <= $as_at - 239",
        definition="As R07a, over all exchanges of that age, answered or not.",
        reference="facts 9.1 R07; definitions 3 (the all-exchange figure as a lower bound)",
        caveat="Takes silence for no agreement.",
        shown_with=("R07a",),
    ),
    HostRatio(
        id="R07b",
        name="Agreements per 100 exchanges within 548 days",
        level=Level.RESULT,
        fact="dossier",
        unit="per 100 exchanges",
        numerator="agreements_548",
        per=100.0,
        among="countable AND ended_on <= $as_at - 604 AND answered_t3",
        definition=(
            "Achieved or verified agreements within 548 days of the last day, per 100 countable exchanges "
            "that ended at least 548 + 56 days before the as-at date and of which a side answered after 18 "
            "months. Both sides' reports of one agreement count once. By the first day of the exchange."
        ),
        reference="facts 9.1 R07; definitions 3 and 4 (bootstrap over hosts)",
        caveat="Those who answer may have more to tell: R07bl, over all exchanges, is a lower bound.",
        shown_with=("R07bl",),
    ),
    Ratio(
        id="R07bl",
        name="Agreements per 100 exchanges within 548 days, lower bound",
        level=Level.RESULT,
        fact="dossier",
        unit="per 100 exchanges",
        numerator="100 * agreements_548",
        denominator="1",
        among="countable AND ended_on <= $as_at - 604",
        definition="As R07b, over all exchanges of that age, answered or not.",
        reference="facts 9.1 R07; definitions 3 (the all-exchange figure as a lower bound)",
        caveat="Takes silence for no agreement.",
        shown_with=("R07b",),
    ),
    Count(
        id="R07n",
        name="Agreements signed",
        level=Level.RESULT,
        fact="outcome",
        unit="agreements",
        among=f"countable AND {_AGREEMENT}",
        without_dimensions=("outcome_status",),
        definition=(
            "Achieved or verified commercial, technology and research agreements of countable exchanges. "
            "Reports of the same two organisations and kind within 183 days are one. By the day it was "
            "signed, else reported."
        ),
        reference="facts 8.4, 9.1 R07; definitions 3 (dedup)",
        caveat="A report that names no partner never merges with another, so a few may be counted twice.",
    ),
    Count(
        id="R08p",
        name="Joint proposals",
        level=Level.RESULT,
        fact="outcome",
        unit="proposals",
        among="countable AND achieved AND outcome_type = 'joint_project_proposal' AND first_report",
        without_dimensions=("outcome_type", "outcome_status"),
        definition=(
            "Joint project proposals of countable exchanges; the same two organisations within 183 days "
            "count once."
        ),
        reference="facts 9.1 R08; definitions 3",
        caveat="Submitted proposals; whether they were funded is R08f.",
        shown_with=("R08f", "R08r"),
    ),
    Count(
        id="R08f",
        name="Funded projects",
        level=Level.RESULT,
        fact="outcome",
        unit="projects",
        among="countable AND achieved AND outcome_type = 'project_funded' AND first_report",
        without_dimensions=("outcome_type", "outcome_status"),
        definition=(
            "Funded projects that came of countable exchanges; the same two organisations within 183 days "
            "count once."
        ),
        reference="facts 9.1 R08; definitions 3",
        caveat="As reported; the grant is not checked with the funder.",
        shown_with=("R08p", "R08r"),
    ),
    Ratio(
        id="R08r",
        name="Funded projects per proposal",
        level=Level.RESULT,
        fact="outcome",
        unit="per proposal",
        numerator="CASE WHEN outcome_type = 'project_funded' THEN 1 ELSE 0 END",
        denominator="CASE WHEN outcome_type = 'joint_project_proposal' THEN 1 ELSE 0 END",
        among=(
            "countable AND achieved AND first_report AND outcome_type IN ('joint_project_proposal', "
            "'project_funded')"
        ),
        without_dimensions=("outcome_type", "outcome_status"),
        definition="Funded projects for each joint proposal (R08f / R08p).",
        reference="facts 9.1 R08",
        caveat=(
            "Not a success rate: proposals of this selection may still be decided, and not all are reported."
        ),
        shown_with=("R08p", "R08f"),
    ),
    Count(
        id="R09",
        name="Cross-border cluster memberships",
        level=Level.RESULT,
        fact="outcome",
        unit="memberships",
        among="countable AND achieved AND outcome_type = 'cluster_joined'",
        without_dimensions=("outcome_type", "outcome_status"),
        definition="Reports that the visiting organisation joined a cluster abroad, of countable exchanges.",
        reference="facts 9.2 R09; source S15",
        caveat="As reported; not compared with the cluster's own list of members.",
    ),
    Count(
        id="R11",
        name="Exchanges with an outcome",
        level=Level.RESULT,
        fact="dossier",
        unit="exchanges",
        among="countable AND outcome_reports > 0",
        definition=(
            "Countable exchanges of which at least one outcome of any kind was reported as achieved or "
            "verified, by the first day of the exchange. An exchange counts once."
        ),
        reference="facts 4.3 (funnel, facts apart from expectations); facts 8.2 (outcome)",
        caveat=(
            "A lower bound: silence is taken for no outcome, and young exchanges have had little time. A new "
            "contact counts as much as a signed agreement."
        ),
    ),
)
