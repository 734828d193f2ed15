"""What a brief is about and what it asks: a country, a partnership, an ecosystem, the figures of a tray."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cxc_metrics.access import Question, Reader
from cxc_metrics.catalogue import dimension
from cxc_metrics.contract.dimension import noun_of
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, sentences

from .tray import TrayItem, read_tray

# Of all exchanges of a side: how many, of whom, and what came of them.
_FIGURES: Final = ("O02", "O04", "O07", "O10", "R07a", "R02", "R05p", "F01a")
_RESULTS: Final = ("R02", "R04", "R05p", "R05c")


@dataclass(frozen=True)
class Column:
    """One column of the key figures: a selection and what it is called.

    `is_own` says whether the brief is about it, and not only set beside.
    """

    heading: str
    scope: Scope
    is_own: bool = True


@dataclass(frozen=True)
class PlannedChart:
    """A chart: what it is called, what is asked for it, and its kind where the usual one does not serve."""

    title: str
    question: Question
    kind: str = ""


@dataclass(frozen=True)
class Plan:
    """A brief before anything was measured. `partnership` is set where its standing belongs to it."""

    title: str
    kind: str
    scope: Scope
    columns: tuple[Column, ...]
    figures: tuple[str, ...]
    charts: tuple[PlannedChart, ...]
    partnership: str = ""


def country_plan(reader: Reader, country: str, scope: Scope | None = None) -> Plan:
    """A country as sender and host beside the whole scheme. UnknownName for a country there is not."""
    sent, hosted = _sides(reader, "country", country, scope)
    name = _name(reader, "visitor_country", sent)
    return Plan(
        title=name,
        kind="Country brief",
        scope=sent,
        columns=(
            Column(f"Visitors from {name}", sent),
            Column(f"Hosts in {name}", hosted),
            *_scheme(scope),
        ),
        figures=(reader.volume(), *_FIGURES),
        charts=(
            _chart(reader, f"Where visitors from {name} went", sent, "host_country"),
            _chart(reader, f"Where visitors to {name} came from", hosted, "visitor_country"),
            _chart(reader, f"Ecosystems of visitors from {name}", sent, "visitor_sector"),
            _chart(reader, f"Ecosystems of hosts in {name}", hosted, "host_sector"),
            *_over_time(reader, f"Visits from {name} over time", sent),
            *_over_time(reader, f"Visits to {name} over time", hosted),
        ),
    )


def sector_plan(reader: Reader, sector: str, scope: Scope | None = None) -> Plan:
    """An industrial ecosystem as visitor and host. UnknownName for an ecosystem there is not."""
    sent, hosted = _sides(reader, "sector", sector, scope)
    name = _name(reader, "visitor_sector", sent)
    return Plan(
        title=name,
        kind="Ecosystem brief",
        scope=sent,
        columns=(Column("As visitors", sent), Column("As hosts", hosted), *_scheme(scope)),
        figures=(reader.volume(), *_FIGURES),
        charts=(
            _chart(reader, "Which ecosystems they visited", sent, "host_sector"),
            _chart(reader, "Which ecosystems visited them", hosted, "visitor_sector"),
            _chart(reader, "Where its visitors come from", sent, "visitor_country"),
            _chart(reader, "Where its hosts are", hosted, "host_country"),
            *_over_time(reader, "Its visits over time", sent),
            *_over_time(reader, "Visits to it over time", hosted),
        ),
    )


def partnership_plan(reader: Reader, partnership: str, scope: Scope | None = None) -> Plan:
    """A partnership beside the whole scheme. UnknownName for one that the register does not hold."""
    own = _narrowed(reader, [f"partnership={partnership}"], scope)
    name = _name(reader, "partnership", own)
    results = tuple(figure for figure in _RESULTS if not reader.lack(figure))
    shown = PlannedChart(f"What visitors of {name} say", Question(results, scope=own), "intervals")
    return Plan(
        title=name,
        kind="Partnership brief",
        scope=own,
        columns=(Column(name, own), *_scheme(scope)),
        figures=(reader.volume(), *_FIGURES),
        charts=(
            _chart(reader, f"Where visitors of {name} went", own, "host_country"),
            _chart(reader, f"Ecosystems of visitors of {name}", own, "visitor_sector"),
            *_over_time(reader, f"Visits of {name} over time", own),
            *([shown] if results else []),
        ),
        partnership=str(own.partnership[0]),
    )


def tray_plan(reader: Reader, items: Sequence[TrayItem], scope: Scope | None = None) -> Plan:
    """The figures that a reader collected, for a selection."""
    selection = scope or Scope()
    figures = tuple(dict.fromkeys(name for item in items for name in item.kpis))
    charts = tuple(
        PlannedChart(item_title(reader, item), Question(item.kpis, item.by, selection), _kind(reader, item))
        for item in items
    )
    return Plan(
        title="Selected figures",
        kind="Brief",
        scope=selection,
        columns=(
            Column("This selection", selection),
            *([] if selection.is_everything else _scheme(selection)),
        ),
        figures=figures,
        charts=charts,
    )


def _kind(reader: Reader, item: TrayItem) -> str:
    has_intervals = all(reader.kpi(name).is_percent for name in item.kpis)
    return "intervals" if has_intervals and not item.by else ""


def item_title(reader: Reader, item: TrayItem) -> str:
    """What a chart of the tray is called: its figures and dimensions by name."""
    names = " and ".join(reader.kpi(name).name for name in item.kpis)
    by = " and ".join(noun_of(reader.vocabulary.said(dimension(name).label)) for name in item.by)
    return f"{names} by {by}" if by else names


def _sides(reader: Reader, subject: str, value: str, scope: Scope | None) -> tuple[Scope, Scope]:
    """The selection with that value on the visitor's side, and on the host's; no other filter of its kind."""
    fields = (f"visitor_{subject}", f"host_{subject}")
    free = (scope or Scope()).with_(**dict.fromkeys(fields, ()))
    visitors, hosts = (_narrowed(reader, [f"{field}={value}"], free) for field in fields)
    return visitors, hosts


def _narrowed(reader: Reader, conditions: Sequence[str], scope: Scope | None) -> Scope:
    read = Scope.from_where(conditions, reader)
    return (scope or Scope()).with_(**{name: getattr(read, name) for name in read.active()})


def _name(reader: Reader, field: str, scope: Scope) -> str:
    """The names of the values selected, as the reader's language has them."""
    return sentences.listed([language.label(field, value, reader.origin) for value in getattr(scope, field)])


def _scheme(scope: Scope | None) -> tuple[Column, ...]:
    """All of it in the same period and view: years are compared with the same years."""
    chosen = scope or Scope()
    whole = Scope().with_(period=chosen.period, wave=chosen.wave, status=chosen.status)
    return (Column("Whole scheme", whole, is_own=False),)


def _chart(reader: Reader, title: str, scope: Scope, by: str) -> PlannedChart:
    return PlannedChart(title, Question((reader.volume(),), (by,), scope))


def _over_time(reader: Reader, title: str, scope: Scope) -> tuple[PlannedChart, ...]:
    """By year where the register has days, else by wave where it has waves."""
    for name in ("year", "wave"):
        if reader.options(name):
            return (_chart(reader, title, scope, name),)
    return ()


def tray_text_plan(reader: Reader, text: str, scope: Scope | None = None) -> Plan:
    """The same for a tray as an address or a command line holds it."""
    return tray_plan(reader, read_tray(text), scope)


PLANS: Final[Mapping[str, Callable[[Reader, str, Scope | None], Plan]]] = {
    "country": country_plan,
    "partnership": partnership_plan,
    "sector": sector_plan,
    "tray": tray_text_plan,
}
