"""Output: whom and what the exchanges reached beyond the headline numbers."""

from __future__ import annotations

from cxc_metrics.catalogue.declaration import Kpi, Level
from cxc_metrics.catalogue.kinds.aggregate import (
    Count,
    Distinct,
    DistinctKeys,
    PersonsRatio,
    Share,
)

_AS_REGISTERED = "Organisation type is as registered, not re-checked at the visit."
_OPTIONAL = (
    "Only where the register has the column, and of the exchanges in which it is filled: n says how many."
)

REACH: tuple[Kpi, ...] = (
    DistinctKeys(
        id="O02s",
        name="Unique SMEs reached",
        level=Level.OUTPUT,
        fact="exchange",
        unit="organisations",
        among="countable",
        keys=(
            "CASE WHEN visitor_type = 'sme' THEN visitor_id END",
            "CASE WHEN host_type = 'sme' THEN host_id END",
        ),
        definition="Different SMEs that visited or hosted in at least one countable exchange.",
        reference="facts 9.1 O02; definitions 2",
        caveat=f"Not additive. {_AS_REGISTERED}",
        shown_with=("O02",),
    ),
    DistinctKeys(
        id="O02f",
        name="First-time participants",
        level=Level.OUTPUT,
        fact="dossier",
        unit="organisations",
        among="countable",
        keys=(
            "CASE WHEN visitor_first THEN visitor_id END",
            "CASE WHEN host_first THEN host_id END",
        ),
        definition=(
            "Organisations whose first countable exchange in the register, as visitor or host, is in this "
            "selection. Of several that begin on its first day, all are."
        ),
        reference="definitions 2 (no earlier exchange in the register, either side)",
        caveat=(
            "First in this register: what took place before it began is not known. In the view closed and "
            "validated, organisations whose first exchange held is closed."
        ),
        shown_with=("O02",),
    ),
    Distinct(
        id="O06u",
        name="Different persons",
        level=Level.OUTPUT,
        fact="participation",
        unit="persons",
        key="person",
        among="countable AND side = 'visitor' AND attended",
        without_dimensions=("side",),
        definition="Different pseudonyms of visiting organisations' staff who attended countable exchanges.",
        reference="facts 9.1 O06",
        caveat="Persons without a pseudonym are left out. Not additive: O06 counts participations.",
    ),
    PersonsRatio(
        id="O06w",
        name="Women among participants",
        level=Level.OUTPUT,
        fact="dossier",
        unit="%",
        numerator="women",
        denominator="persons",
        among="countable AND women <= persons AND persons > 0",
        definition=(
            "Women among the participants of countable exchanges, as a share of all participants of those "
            "exchanges for which their number is recorded and can be true: no more women than participants. "
            "n counts exchanges."
        ),
        reference="definitions 2 (optional columns)",
        caveat=_OPTIONAL,
    ),
    Share(
        id="O12",
        name="Group-exchange share",
        level=Level.OUTPUT,
        fact="exchange",
        of="event_id IS NOT NULL",
        among="countable",
        definition="Countable exchanges that were part of an event, as a share of all countable exchanges.",
        reference="facts 9.2 O12; practice: source S32",
        caveat="An event of which only one exchange is in the register counts too.",
    ),
    Count(
        id="O14",
        name="Papers validated",
        level=Level.OUTPUT,
        fact="document",
        unit="papers",
        among="validated_on IS NOT NULL",
        definition="Papers of exchanges that were validated, by the day of validation.",
        reference="facts 6.1 (outputs: documents validated)",
        caveat="Papers are counted, not exchanges: completeness is Q01.",
    ),
    Share(
        id="O15g",
        name="Exchanges with a green objective",
        level=Level.OUTPUT,
        fact="exchange",
        of="green_objective",
        among="countable AND green_objective IS NOT NULL",
        definition="Countable exchanges with a green objective, as a share of those of which it is known.",
        reference="definitions 2 (optional columns)",
        caveat=_OPTIONAL,
    ),
    Share(
        id="O15d",
        name="Exchanges with a digital objective",
        level=Level.OUTPUT,
        fact="exchange",
        of="digital_objective",
        among="countable AND digital_objective IS NOT NULL",
        definition="Countable exchanges with a digital objective, as a share of those of which it is known.",
        reference="definitions 2 (optional columns)",
        caveat=_OPTIONAL,
    ),
    Share(
        id="O15s",
        name="Consent to publish a story",
        level=Level.OUTPUT,
        fact="exchange",
        of="story_consent",
        among="countable AND story_consent IS NOT NULL",
        definition=(
            "Countable exchanges with consent to publish a story, as a share of those that were asked."
        ),
        reference="definitions 2 (optional columns)",
        caveat=_OPTIONAL,
    ),
)
