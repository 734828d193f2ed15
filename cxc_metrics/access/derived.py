"""What is worked out of numbers that a viewer may see, and so may be seen as they are."""

from __future__ import annotations

from cxc_metrics.disclosure import Figures, Study, Table
from cxc_metrics.disclosure.protection import disclose_derived, disclose_study, disclose_within, measured_in
from cxc_metrics.studies import Between, Course, SchemeTarget, Targets, against_group, behind_a_method
from cxc_metrics.studies import between_versions as compared_versions
from cxc_metrics.studies import course as course_of
from cxc_metrics.studies import funnel as stages_of
from cxc_metrics.studies import scheme_target as target_of


def funnel(*figures: Figures) -> Table:
    """From registration to outcome, stage by stage: see `cxc_metrics.studies.funnel`."""
    return figures[0].table(stages_of(*map(measured_in, figures)))


def bounds(figures: Figures, kpi: str) -> Table:
    """Worst and best case of a survey share: see `cxc_metrics.studies.bounds`."""
    return figures.table(behind_a_method.bounds(measured_in(figures), kpi))


def set_against_group(figures: Figures, members: int) -> Table:
    """Each figure beside the group it belongs to: see `cxc_metrics.studies.set_against_group`."""
    return figures.table(against_group.set_against_group(measured_in(figures), members))


def spread_against_group(figures: Figures, kpi: str) -> Table:
    """A figure's distribution beside the group's: see `cxc_metrics.studies.spread_against_group`."""
    return figures.table(against_group.spread_against_group(measured_in(figures), kpi))


def between_versions(before: Figures, after: Figures) -> Table:
    """What changed between two data versions: see `cxc_metrics.studies.between_versions`."""
    return after.table(compared_versions(measured_in(before), measured_in(after)))


def course(by_month: Figures) -> Study[Course]:
    """Running totals by month: see `cxc_metrics.studies.course`."""
    return disclose_derived(course_of(measured_in(by_month)), by_month)


def scheme_target(targets: Study[Targets]) -> Study[SchemeTarget] | None:
    """The targets of several partnerships as one; None where there is none."""
    target = target_of(targets.result)
    return None if target is None else disclose_study(target, targets.origin, own=targets.own)


def figures_between(study: Study[Between]) -> Figures:
    """The values of all partnerships that a comparison between them was made of."""
    return disclose_within(study, "measurement")
