"""Reference lists kept as CSV under `data/reference`: countries, industrial ecosystems, organisation types.

Codes are the Commission's (EL, UK, XK); order is protocol order. Sources: facts 7.1, 7.2, 8.3.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, field_validator

from cxc_metrics.paths import REFERENCE

REST_OF_WORLD = "XX"
EU27 = "EU27"
KOSOVO_NOTE = (
    "* This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 "
    "and the ICJ Opinion on the Kosovo declaration of independence."
)


class ReferenceRow(BaseModel):
    """A line of a reference CSV; an empty cell is none."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value


class Country(ReferenceRow):
    """A country in the Commission's codes; `XX` is the rest of the world and is never drawn."""

    country_code: str
    iso2: str | None
    iso3: str | None
    name_en: str
    display_order: int
    eu_member: bool
    cosme_2020_22: bool
    cosme_2022_24: bool
    lump_sum_cap_eur: int | None
    latitude: float | None
    longitude: float | None
    languages: str | None = None
    neighbours: str | None = None
    footnote: str | None = None

    def eligible_in(self, wave: int) -> bool:
        """Whether organisations of this country could take part in that wave (1 = 2020–22, 2 = 2022–24)."""
        return {1: self.cosme_2020_22, 2: self.cosme_2022_24}.get(wave, False)


class Ecosystem(ReferenceRow):
    """One of the 14 industrial ecosystems in the spelling of the European Cluster Collaboration Platform."""

    ecosystem_id: int
    name_en: str
    short_name: str


class OrganisationType(ReferenceRow):
    """An organisation type with what the scheme lets it do."""

    org_type: str
    label: str
    group: str
    may_visit: bool
    may_host: bool
    needs_cluster_membership: bool
    from_wave: int


T = TypeVar("T", bound=ReferenceRow)


def read_rows(path: Path, model: type[T]) -> tuple[T, ...]:
    """All lines of a reference CSV as models of that kind."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(model.model_validate(row) for row in csv.DictReader(file))


@cache
def countries() -> dict[str, Country]:
    """All countries by code, in protocol order, `XX` last."""
    rows = sorted(read_rows(REFERENCE / "countries.csv", Country), key=lambda row: row.display_order)
    return {row.country_code: row for row in rows}


@cache
def ecosystems() -> dict[int, Ecosystem]:
    """The 14 ecosystems by id."""
    return {row.ecosystem_id: row for row in read_rows(REFERENCE / "ecosystems.csv", Ecosystem)}


@cache
def organisation_types() -> dict[str, OrganisationType]:
    """Organisation types by code."""
    return {row.org_type: row for row in read_rows(REFERENCE / "org_types.csv", OrganisationType)}


def eu_members() -> tuple[str, ...]:
    """The 27 Member States in protocol order."""
    return tuple(code for code, country in countries().items() if country.eu_member)


def to_eu_code(code: str) -> str:
    """The Commission's code for an ISO alpha-2 code: GR becomes EL, GB becomes UK, others stay."""
    upper = code.strip().upper()
    return {"GR": "EL", "GB": "UK"}.get(upper, upper)
