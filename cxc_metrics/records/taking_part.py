"""Who takes part, one by one, without pairs: organisations, projects, events; the largest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cxc_metrics.engine import Kind
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.measuring.population import Population, view_of
from cxc_metrics.scope import Scope, as_at_day
from cxc_metrics.store import DataVersion

from .rows_behind import DEFAULT_LIMIT, Rows


class _Listing(NamedTuple):
    """Rows `r` of a fact, brought together by a column of it, with the names of a contract table `t`.

    A column is what it is over both, and the columns that it needs: of the fact, or written `t.name` of the
    table. The first is what is listed; `order` are columns by which the largest comes first.
    """

    about: str
    fact: str
    period: str
    key: str
    named_by: str
    columns: Mapping[str, tuple[str, tuple[str, ...]]]
    order: tuple[str, ...]


_PARTICIPANTS: Final = _Listing(
    "Organisations that take part",
    "project_participant",
    "period_date",
    "organisation",
    "organisation",
    {
        "organisation_id": ("r.organisation", ("organisation",)),
        "organisation": ("min(t.name)", ("t.name",)),
        "participant_country": ("min({participant_country})", ("participant_country",)),
        "participant_type": ("min({participant_type})", ("participant_type",)),
        "participations": ("sum(r.participations)", ("participations",)),
        "eu_contribution_eur": ("sum(r.eu_contribution_eur)", ("eu_contribution_eur",)),
    },
    ("participations", "eu_contribution_eur"),
)
_PROJECTS: Final = _Listing(
    "Projects",
    "project",
    "start_date",
    "project",
    "project",
    {
        "project_id": ("r.project", ("project",)),
        "acronym": ("min(r.acronym)", ("acronym",)),
        "programme": ("min({programme})", ("programme",)),
        "start_date": ("min(r.start_date)", ("start_date",)),
        "organisations": ("max(r.organisations)", ("organisations",)),
        "countries": ("max(r.countries)", ("countries",)),
        "eu_contribution_eur": ("sum(r.eu_contribution_eur)", ("eu_contribution_eur",)),
    },
    ("organisations", "eu_contribution_eur"),
)
_EVENTS: Final = _Listing(
    "Events that persons were at",
    "event_attendance",
    "period_date",
    "event",
    "event",
    {
        "event_id": ("r.event", ("event",)),
        "event": ("min(t.name)", ("t.name",)),
        "host_country": ("min({host_country})", ("host_country",)),
        "started_on": ("min(r.period_date)", ("period_date",)),
        "persons": ("count(*)", ("attendance_id",)),
        "from_abroad": ("count(CASE WHEN r.cross_border THEN 1 END)", ("cross_border",)),
        "countries": ("count(DISTINCT r.visitor_country)", ("visitor_country",)),
    },
    ("persons",),
)
# Codes that a fact may keep as numbers: their text is what a dialect says.
_CODED: Final = ("participant_country", "participant_type", "programme", "host_country")


def participants(
    version: DataVersion, scope: Scope | None = None, limit: int = DEFAULT_LIMIT, offset: int = 0
) -> Rows:
    """The organisations of the participations selected: as far as the register fills them organisation_id,
    organisation, participant_country, participant_type, participations, eu_contribution_eur.

    NotMeasurable without participations, InvalidScope for a filter that they lack.
    """
    return _listed(_PARTICIPANTS, version, scope, limit, offset)


def projects(
    version: DataVersion, scope: Scope | None = None, limit: int = DEFAULT_LIMIT, offset: int = 0
) -> Rows:
    """The projects selected: as far as filled project_id, acronym, programme, start_date, organisations,
    countries, eu_contribution_eur. Raises as `participants` does.
    """
    return _listed(_PROJECTS, version, scope, limit, offset)


def events(
    version: DataVersion, scope: Scope | None = None, limit: int = DEFAULT_LIMIT, offset: int = 0
) -> Rows:
    """The events of the persons selected: as far as filled event_id, event, host_country, started_on,
    persons, from_abroad, countries (different ones that persons come from). Raises as `participants` does.
    """
    return _listed(_EVENTS, version, scope, limit, offset)


def _listed(listing: _Listing, version: DataVersion, scope: Scope | None, limit: int, offset: int) -> Rows:
    if absent := version.missing_tables(listing.fact):
        raise NotMeasurable(
            f"Not measurable with this register: it has no table {' and no table '.join(absent)}"
        )
    selection = scope if scope is not None else Scope()
    view = view_of(selection, version)
    behind = Population(version, listing.fact, selection, view, listing.period)
    texts = {name: view.dialect.cast(f"r.{name}", Kind.TEXT) for name in _CODED}
    columns = {name: sql.format(**texts) for name, sql in _available(listing, version).items()}
    selected = ",\n    ".join(f"{sql} AS {name}" for name, sql in columns.items())
    source = f"FROM {behind.rows} AS r"
    if any("t." in sql for sql in columns.values()):
        table = listing.named_by
        source += f"\nLEFT JOIN {table} AS t ON t.{table}_id = r.{listing.key}"
    # A row that names no project or event is none of those listed.
    source += f"\nGROUP BY r.{listing.key}\nHAVING r.{listing.key} IS NOT NULL"
    # By what a column is: of the same name the fact has one of its own.
    first = [f"{columns[name]} DESC NULLS LAST" for name in listing.order if name in columns]
    by = ", ".join([*first, next(iter(columns.values()))])
    page = f"ORDER BY {by}\nLIMIT {int(limit)} OFFSET {int(offset)}"
    statement = behind.statement(
        f"SELECT\n    {selected}\n{source}\n{page}",
        listing.about,
        f"Selection: {selection.sentence(version)}",
        f"Data version {version.id} {as_at_day(version.manifest.as_at)}",
    )
    counted = behind.query(f"SELECT count(DISTINCT r.{listing.key}) AS total FROM {behind.rows} AS r")
    return Rows(
        table=version.query(statement.sql, statement.params).to_pandas(integer_object_nulls=True),
        total=int(counted["total"][0].as_py()),
        offset=offset,
        statement=statement,
    )


def _available(listing: _Listing, version: DataVersion) -> dict[str, str]:
    """Of its columns, those that the register fills."""
    filled = set(version.fact_columns(listing.fact))
    delivered = version.manifest.columns_present.get(listing.named_by, ())
    filled.update(f"t.{name}" for name in delivered)
    return {name: sql for name, (sql, needed) in listing.columns.items() if filled.issuperset(needed)}
