"""Result: what those who took part say of it."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.aggregate import Share
from cxc_metrics.catalogue.kinds.survey import SurveyShare

_T1 = "countable AND survey_round = 'T1'"
_T2 = "countable AND survey_round = 'T2'"
_T3 = "countable AND survey_round = 'T3'"
_SELF = "Self-report of those who answered: n, response rate and design effect stand beside."
_OF_COUNTABLE = "Asked about countable exchanges; by the day of answer."
_ONE_ROUND = ("survey_round",)
_ONE_ROUND_AND_SIDE = ("survey_round", "side")

RESULTS: tuple[Kpi, ...] = (
    Share(
        id="R01",
        name="Survey response rate",
        level=Level.QUALITY,
        fact="survey",
        of="responded",
        period="invited_on",
        definition=(
            "Invitations with a day of answer as a share of all invitations sent, by the day of the "
            "invitation. By survey round and side: a rate over all rounds says little."
        ),
        reference="facts 9.1 R01; definitions 2 (invited_on); benchmark: source S110",
        caveat=(
            "Includes those who never travelled (baseline and 18 months). Recent invitations may still be "
            "answered."
        ),
    ),
    SurveyShare(
        id="R02",
        name="Satisfied with the exchange",
        level=Level.RESULT,
        of="sat_overall >= 4",
        among=_T1,
        without_dimensions=_ONE_ROUND,
        definition=(
            f"Answers of 4 or 5 out of 5 to overall satisfaction in the closing report. {_OF_COUNTABLE}"
        ),
        reference="facts 9.1 R02, 8.5; definitions 4; benchmark: sources S93, S94",
        caveat=_SELF,
    ),
    SurveyShare(
        id="R03v",
        name="Match quality, visitors",
        level=Level.RESULT,
        of="sat_match >= 4",
        among=f"{_T1} AND side = 'visitor'",
        without_dimensions=_ONE_ROUND_AND_SIDE,
        definition=(
            f"Visitors' answers of 4 or 5 out of 5 to whether needs and competences matched. {_OF_COUNTABLE}"
        ),
        reference="facts 9.1 R03; definitions 2 (by side); benchmark: source S83",
        caveat=_SELF,
        shown_with=("R03h",),
    ),
    SurveyShare(
        id="R03h",
        name="Match quality, hosts",
        level=Level.RESULT,
        of="sat_match >= 4",
        among=f"{_T1} AND side = 'host'",
        without_dimensions=_ONE_ROUND_AND_SIDE,
        definition=(
            f"Hosts' answers of 4 or 5 out of 5 to whether needs and competences matched. {_OF_COUNTABLE}"
        ),
        reference="facts 9.1 R03; definitions 2 (by side); benchmark: source S83",
        caveat=_SELF,
        shown_with=("R03v",),
    ),
    SurveyShare(
        id="R04",
        name="New skills",
        level=Level.RESULT,
        of="skill_new >= 4",
        among=_T1,
        without_dimensions=_ONE_ROUND,
        definition=f"Answers of 4 or 5 out of 5 to new skills or knowledge acquired. {_OF_COUNTABLE}",
        reference="facts 9.1 R04; definitions 4; benchmark: source S83",
        caveat=_SELF,
    ),
    SurveyShare(
        id="R05p",
        name="Follow-up planned",
        level=Level.RESULT,
        of="followup_planned = 1",
        among=_T1,
        without_dimensions=_ONE_ROUND,
        definition=f"Closing reports that say a follow-up was agreed. {_OF_COUNTABLE}",
        reference="facts 9.1 R05; definitions 4",
        caveat=f"An intention. Whether they are still in contact is R05c. {_SELF}",
        shown_with=("R05c",),
    ),
    SurveyShare(
        id="R05c",
        name="Still in contact after 6 months",
        level=Level.RESULT,
        of="still_contact = 1",
        among=_T2,
        without_dimensions=_ONE_ROUND,
        definition=f"Answers after 6 months that visitor and host are still in contact. {_OF_COUNTABLE}",
        reference="facts 9.1 R05; definitions 4",
        caveat=_SELF,
        shown_with=("R05p",),
    ),
    SurveyShare(
        id="R10",
        name="Anticipated business that came true",
        level=Level.RESULT,
        of="CASE WHEN responded THEN came_true END",
        among=f"{_T3} AND anticipated",
        without_dimensions=_ONE_ROUND,
        definition=(
            "Of those who anticipated cross-border business in the closing report and answered after 18 "
            "months: share with an achieved commercial agreement, new market or first export of the same "
            "exchange."
        ),
        reference="facts 9.2 R10; 4.3",
        caveat=f"Those who answer both rounds may be the more content ones. {_SELF}",
        shown_with=("R10x",),
    ),
    SurveyShare(
        id="R10x",
        name="Cross-border business anticipated by participants",
        level=Level.RESULT,
        of="expect_xborder = 1",
        among=_T1,
        without_dimensions=_ONE_ROUND,
        definition=(
            "Closing reports that expect cross-border business to develop; does not know counts as no. "
            f"{_OF_COUNTABLE}"
        ),
        reference="facts 8.5; definitions 4 (anticipated and achieved are never one series)",
        caveat=f"An expectation, not an outcome. {_SELF}",
        shown_with=("R10",),
    ),
    SurveyShare(
        id="R10y",
        name="New products anticipated by participants",
        level=Level.RESULT,
        of="expect_newprod = 1",
        among=_T1,
        without_dimensions=_ONE_ROUND,
        definition=(
            "Closing reports that expect to introduce new products or services; does not know counts as no. "
            f"{_OF_COUNTABLE}"
        ),
        reference="facts 8.5; definitions 4 (anticipated and achieved are never one series)",
        caveat=f"An expectation, not an outcome. {_SELF}",
    ),
)
