"""Organisations in projects: registers without pairs (definitions 9)."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.aggregate import (
    Count,
    Coverage,
    Distinct,
    Ratio,
    Sum,
)
from cxc_metrics.contract.reference import REST_OF_WORLD

_NO_SIDES = "A participation has no counterpart: who met whom is not known."

PARTICIPATIONS: tuple[Kpi, ...] = (
    Sum(
        id="P01",
        name="Participations",
        level=Level.OUTPUT,
        fact="project_participant",
        unit="participations",
        value="participations",
        whole=True,
        definition=(
            "Organisations in projects: one for each organisation and project, by the project's first day. A "
            "row that names no project counts as many as it says, else one. n counts rows."
        ),
        reference="definitions 9 (participation: counted by organisation and project)",
        caveat=f"{_NO_SIDES} An organisation in three projects counts three times: P02 counts it once.",
        shown_with=("P02",),
    ),
    Distinct(
        id="P02",
        name="Participating organisations",
        level=Level.OUTPUT,
        fact="project_participant",
        unit="organisations",
        key="organisation",
        definition="Different organisations that take part in at least one project.",
        reference="definitions 9 (participation)",
        caveat="Told apart by the identifier delivered (the PIC, where there is one). Not additive.",
        shown_with=("P01",),
    ),
    Count(
        id="P03",
        name="Projects",
        level=Level.OUTPUT,
        fact="project",
        unit="projects",
        definition="Projects of the register by their first day, with or without known participants.",
        reference="definitions 9 (period: the project's first day)",
        caveat="A project belongs to no country: P03p counts projects by the countries that take part.",
        shown_with=("P03p",),
    ),
    Distinct(
        id="P03p",
        name="Projects with participants",
        level=Level.OUTPUT,
        fact="project_participant",
        unit="projects",
        key="project",
        definition="Different projects that organisations of the selection take part in.",
        reference="definitions 9 (participation)",
        caveat="A project of several countries counts in each of them. Not additive.",
        shown_with=("P03",),
    ),
    Coverage(
        id="P04",
        name="Countries reached",
        level=Level.OUTPUT,
        fact="project_participant",
        unit="countries",
        codes=("participant_country",),
        excluded=(REST_OF_WORLD,),
        definition="Different countries of the participants; the rest of the world is none.",
        reference="definitions 9 (countries reached are the participants' different countries)",
        caveat="The country an organisation is registered in, whatever its participations. Not additive.",
    ),
    Ratio(
        id="P05",
        name="Organisations per project",
        level=Level.OUTPUT,
        fact="project",
        unit="per project",
        numerator="organisations",
        denominator="1",
        among="organisations > 0",
        definition=(
            "Different organisations in each project, on average over the projects whose participants are "
            "known. n counts projects."
        ),
        reference="definitions 9 (participation)",
        caveat="Projects without any participant in the register are in neither part.",
        shown_with=("P05c",),
    ),
    Ratio(
        id="P05c",
        name="Countries per project",
        level=Level.OUTPUT,
        fact="project",
        unit="per project",
        numerator="countries",
        denominator="1",
        among="organisations > 0",
        definition=(
            "Different countries of the participants of each project, on average over the projects whose "
            "participants are known. n counts projects."
        ),
        reference="definitions 9 (participation)",
        caveat="Projects without any participant in the register are in neither part.",
        shown_with=("P05",),
    ),
    Sum(
        id="P06",
        name="EU contribution to participants",
        level=Level.INPUT,
        fact="project_participant",
        unit="EUR",
        value="eu_contribution_eur",
        among="eu_contribution_eur IS NOT NULL",
        definition="Sum of the EU contributions to participating organisations, by the project's first day.",
        reference="definitions 9 (participation); definitions 1 (money is exact)",
        caveat="As committed, not as spent. Participations without a recorded contribution are left out.",
        shown_with=("P06m",),
    ),
    Ratio(
        id="P06m",
        name="EU contribution per participation",
        level=Level.INPUT,
        fact="project_participant",
        unit="EUR",
        numerator="eu_contribution_eur",
        denominator="participations",
        among="eu_contribution_eur IS NOT NULL",
        definition=(
            "EU contributions to the participating organisations over their participations. n counts rows."
        ),
        reference="definitions 9 (participation); definitions 1 (means from exact sums)",
        caveat="Participations with a contribution of zero are in it, those without a recorded one are not.",
        shown_with=("P06",),
    ),
    Sum(
        id="P07",
        name="EU contribution to projects",
        level=Level.INPUT,
        fact="project",
        unit="EUR",
        value="eu_contribution_eur",
        among="eu_contribution_eur IS NOT NULL",
        definition="Sum of the EU contributions to the projects of the register, by their first day.",
        reference="definitions 9 (period: the project's first day); definitions 1 (money is exact)",
        caveat="As committed, not as spent. It need not equal what the participants of the register receive.",
    ),
)
