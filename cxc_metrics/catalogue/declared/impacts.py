"""Impact: what changed for those who took part, 6 and 18 months on."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.aggregate import Distinct, DistinctKeys
from cxc_metrics.catalogue.kinds.effect import ChangeAgainstWaiting
from cxc_metrics.catalogue.kinds.survey import SurveyMean, SurveyMedian, SurveyShare

_SMES = "countable AND organisation_type = 'sme'"
_VISITING_SMES = f"{_SMES} AND side = 'visitor' AND survey_round = 'T3'"
_SMES_LATER = f"{_SMES} AND survey_round IN ('T2', 'T3')"
_NOT_EXPORTING = f"{_VISITING_SMES} AND t0_export_status = 0"
_SELF = "Self-report of those who answered: n, response rate and design effect stand beside."
_NO_CAUSE = "A change, not an effect of the exchange: nothing is compared with those who stayed (see M06)."
_ONE_ROUND = ("survey_round",)
_ONE_ROUND_AND_SIDE = ("survey_round", "side")


def _gain(key: str, name: str, item: str, what: str, other: tuple[str, ...]) -> SurveyShare:
    return SurveyShare(
        id=key,
        name=name,
        level=Level.IMPACT,
        of=(
            f"CASE WHEN {item} IS NOT NULL AND attribution IS NOT NULL "
            f"THEN {item} = 1 AND attribution IN ('partly', 'mainly', 'entirely') END"
        ),
        among=_SMES_LATER,
        unit_key="organisation_id",
        without_dimensions=_ONE_ROUND,
        definition=(
            f"SMEs that report a gain in {what} after 6 or 18 months and attribute their results at least "
            "partly to the exchange, as a share of those that answered both questions. An organisation "
            "counts once."
        ),
        reference="facts 9.1 M04, 8.5; definitions 4; benchmark: source S93",
        caveat=f"Attribution is asked once for all results. {_SELF}",
        shown_with=other,
    )


IMPACTS: tuple[Kpi, ...] = (
    SurveyShare(
        id="M01",
        name="First-time internationalisers",
        level=Level.IMPACT,
        of="CASE WHEN responded THEN first_export END",
        among=_NOT_EXPORTING,
        unit_key="organisation_id",
        without_dimensions=_ONE_ROUND_AND_SIDE,
        definition=(
            "Visiting SMEs that did not export at baseline and achieved a first export, as a share of "
            "those that did not export at baseline and answered after 18 months."
        ),
        reference="facts 9.1 M01, 6.4; definitions 4",
        caveat=f"Few of the visitors do not export yet. {_NO_CAUSE}",
        shown_with=("M01n",),
    ),
    DistinctKeys(
        id="M01n",
        name="First-time internationalisers, number",
        level=Level.IMPACT,
        fact="survey",
        unit="SMEs",
        keys=("organisation_id",),
        among=f"{_NOT_EXPORTING} AND responded AND first_export",
        without_dimensions=_ONE_ROUND_AND_SIDE,
        definition="Different visiting SMEs without exports at baseline that achieved a first export (M01).",
        reference="facts 9.1 M01",
        caveat="A lower bound: SMEs that did not answer are not counted.",
        shown_with=("M01",),
    ),
    Distinct(
        id="M02",
        name="New markets entered",
        level=Level.IMPACT,
        fact="outcome",
        unit="markets",
        key="market",
        among="countable AND achieved AND outcome_type = 'new_market'",
        without_dimensions=("outcome_type", "outcome_status"),
        definition=(
            "Achieved new markets of countable exchanges: one organisation in one country counts once. By "
            "the day it was entered, else reported."
        ),
        reference="facts 9.1 M02",
        caveat="Reports that name no country count as one country per organisation. Not additive.",
        shown_with=("M02m",),
    ),
    SurveyMean(
        id="M02m",
        name="New markets per SME",
        level=Level.IMPACT,
        unit="markets",
        value="CASE WHEN responded THEN new_markets END",
        among=_VISITING_SMES,
        unit_key="organisation_id",
        without_dimensions=_ONE_ROUND_AND_SIDE,
        definition="Mean number of new markets of visiting SMEs that answered after 18 months.",
        reference="facts 9.1 M02 (per SME)",
        caveat=f"{_NO_CAUSE} {_SELF}",
        shown_with=("M02",),
    ),
    SurveyMean(
        id="M03",
        name="Change in export intensity, mean",
        level=Level.IMPACT,
        unit="pp",
        value="export_share - t0_export_share",
        among=f"{_VISITING_SMES} AND t0_export_share IS NOT NULL",
        without_dimensions=_ONE_ROUND_AND_SIDE,
        definition=(
            "Mean change of the share of turnover from abroad between baseline and 18 months, of visiting "
            "SMEs that told both, in percentage points."
        ),
        reference="facts 9.1 M03; source S118",
        caveat=f"A high share may go with a low volume. {_NO_CAUSE}",
        shown_with=("M03m",),
    ),
    SurveyMedian(
        id="M03m",
        name="Change in export intensity, median",
        level=Level.IMPACT,
        unit="pp",
        value="export_share - t0_export_share",
        among=f"{_VISITING_SMES} AND t0_export_share IS NOT NULL",
        without_dimensions=_ONE_ROUND_AND_SIDE,
        definition="Median of the changes behind M03; an interval from six answers on.",
        reference="facts 9.1 M03; definitions 4",
        caveat=(
            "Answers are taken as independent: those of one event or host are alike, so the interval is too "
            f"narrow (it covers 85 to 94 % in simulations, see docs/soundness.md). {_NO_CAUSE}"
        ),
        shown_with=("M03",),
    ),
    _gain("M04t", "SMEs reporting a gain in turnover", "turnover_chg", "turnover", ("M04m", "M04j", "M04i")),
    _gain(
        "M04m", "SMEs reporting a gain in market share", "share_chg", "market share", ("M04t", "M04j", "M04i")
    ),
    _gain("M04j", "SMEs reporting a gain in jobs", "jobs_chg", "jobs", ("M04t", "M04m", "M04i")),
    _gain(
        "M04i",
        "SMEs reporting a gain in innovation",
        "innov",
        "new or better products, services or processes",
        ("M04t", "M04m", "M04j"),
    ),
    SurveyShare(
        id="M05a",
        name="Additionality, at closing",
        level=Level.IMPACT,
        of="without_cxc IN ('no', 'later', 'smaller')",
        among="countable AND survey_round = 'T1'",
        without_dimensions=_ONE_ROUND,
        definition=(
            "Closing reports that say it would not have happened without the scheme, or later, or on a "
            "smaller scale."
        ),
        reference="facts 9.1 M05, 8.5; definitions 4",
        caveat=f"A hypothetical question. {_SELF}",
        shown_with=("M05b",),
    ),
    SurveyShare(
        id="M05b",
        name="Additionality, after 6 months",
        level=Level.IMPACT,
        of="without_cxc IN ('no', 'later', 'smaller')",
        among="countable AND survey_round = 'T2'",
        without_dimensions=_ONE_ROUND,
        definition=(
            "Answers after 6 months that it would not have happened without the scheme, or later, or on a "
            "smaller scale."
        ),
        reference="facts 9.1 M05, 8.5; definitions 4",
        caveat=f"A hypothetical question. {_SELF}",
        shown_with=("M05a",),
    ),
    ChangeAgainstWaiting(
        id="M06",
        name="Export share: difference from the comparison group",
        level=Level.IMPACT,
        fact="journey",
        unit="pp",
        questions="export_questions",
        among="(accepted AND decided_on IS NOT NULL) OR first_held_on IS NOT NULL",
        without_dimensions=("registration_status",),
        definition=(
            "How much more the share of turnover from abroad changed between baseline and about 18 months "
            "(548 ± 92 days) after the first visit, than among visitors accepted as many months before and "
            "not yet matched on the day of departure, who had not travelled by their answer. These stand for "
            "the participants beside whom they waited, are weighted to be alike in country group, ecosystem, "
            "type, size, export status and the baseline share (entropy balancing), and compared within "
            "partnerships. In percentage points."
        ),
        reference="facts 6.3, 9.2 M06; definitions 6",
        caveat=(
            "Refused under 30 organisations in either group or six partnerships with both. Groups are alike "
            "only in what is named: prospects that nobody recorded are not made good by any method. With one "
            "survey before the exchange, parallel trends cannot be tested."
        ),
    ),
)
