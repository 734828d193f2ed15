"""Who should meet whom? Waiting visitors and hosts with room: ranked, assigned, and where either is short."""

from __future__ import annotations

from functools import partial
from typing import Final

from cxc_metrics.access import Reader
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.words.texts import say
from pages.matching import (
    assigned_pairs,
    days_and_weights,
    hosts_for_visitor,
    ranking_tried,
    room_and_demand,
)
from pages.matching.days_and_weights import MatchingChoice
from ui import session
from ui.session import below, untellable

HEIGHT_BELOW: Final = 2600


def draw(reader: Reader) -> None:
    """All parts; what the whole scheme's records are needed for, the internal viewer sees."""
    try:
        choice = days_and_weights.draw(reader)
    except NotMeasurable as error:
        untellable.refused(say("nav.matching_help"), error)
        return
    room_and_demand.by_ecosystem(reader, choice)
    hosts_for_visitor.draw(reader, choice)
    assigned_pairs.draw(reader, choice)
    if reader.viewer.sees_all:
        below.rest("matching", partial(more, reader, choice), height=HEIGHT_BELOW)


def more(reader: Reader, choice: MatchingChoice) -> None:
    """What is drawn when somebody comes near it."""
    room_and_demand.by_country(reader, choice)
    ranking_tried.draw(reader)


# Without a register the shell has said what to do; the page is run all the same, as no selection acts on it.
if (shown := session.reader_or_none()) is not None:
    draw(shown)
