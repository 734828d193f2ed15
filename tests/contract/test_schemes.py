"""Schemes side by side: nothing published is left out or told twice, and a chart has one unit."""

from __future__ import annotations

from collections import Counter

from cxc_metrics.catalogue import kpi
from cxc_metrics.contract.benchmarks import benchmarks
from cxc_metrics.contract.schemes import SCHEMES, TOPICS, published
from cxc_metrics.intake import sources
from cxc_metrics.paths import SOURCES

# Surveys of a national programme: a yardstick for response rates, and no scheme of these.
OTHERS = {"UK Business Basics Programme"}


def test_every_published_figure_stands_in_one_topic_under_one_scheme() -> None:
    often = Counter(figure.id for topic in TOPICS for _, figure in published(topic))
    assert often == Counter(figure.id for figure in benchmarks() if figure.scheme not in OTHERS)
    named = Counter(name for topic in TOPICS for name in topic.published)
    assert named == often


def test_topics_name_schemes_and_figures_that_there_are() -> None:
    schemes = {scheme.id for scheme in SCHEMES}
    shipped = {*sources(SOURCES), "cxc"}
    assert {source for scheme in SCHEMES for source in scheme.sources} <= shipped
    for topic in TOPICS:
        assert {*topic.figures, *topic.more} <= schemes, topic.id
        for scheme in schemes:
            for name in topic.of(scheme):
                assert kpi(name).id == name


def test_the_figures_of_a_chart_have_one_unit() -> None:
    for topic in TOPICS:
        units = {kpi(name).unit for name in topic.compared}
        assert len(units) <= 1, f"{topic.id}: {units}"


def test_what_is_not_comparable_is_in_no_chart() -> None:
    for topic in TOPICS:
        for _, figure in published(topic):
            if topic.may_stand_beside(figure):
                assert figure.comparable != "no"
                assert topic.compared.intersection(figure.kpis)
    reach = next(topic for topic in TOPICS if topic.id == "reach")
    beside = {figure.id for _, figure in published(reach) if reach.may_stand_beside(figure)}
    assert beside == {"cxc_countries_wave1", "celis_countries", "mobilisesme_countries"}
