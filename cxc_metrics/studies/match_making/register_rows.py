"""What match-making reads of a register: registrations, what they look for, matches and visits, by position.

Days are numbers since 1 January 1970, NaN where not recorded. What a data version does not hold (an optional
table, a column the contract has got since) is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from cxc_metrics.contract.rules import DROPPED_SQL, FUNDED_SQL
from cxc_metrics.errors import WITH_THIS_REGISTER, NotMeasurable
from cxc_metrics.measuring.population import described_day, everything
from cxc_metrics.statistics.matching.pools import Bools, Floats, Ints
from cxc_metrics.store import DataVersion

_EPOCH: Final = date(1970, 1, 1)
_REGISTRATION: Final = (
    "registration_id", "organisation_id", "role", "partnership_id", "status", "decided_on", "available_from",
    "available_to", "capacity", "funded_before",
)  # fmt: skip
_ORGANISATION: Final = ("organisation_id", "name", "org_type", "country_code", "ecosystem_id")
_PARTNERSHIP: Final = ("partnership_id", "acronym", "start_date", "end_date", "extended_to")
_MATCH: Final = (
    "match_id", "vo_registration_id", "ho_registration_id", "origin", "initiated_on", "vo_validated_on",
    "ho_validated_on", "status",
)  # fmt: skip
# Accepted at some time: what became of it later is not known on the day of a choice.
_ONCE_ACCEPTED: Final = ("accepted", "expired", "withdrawn")


@dataclass(frozen=True, eq=False)
class RegisterRows:
    """The rows, each table with a plain index.

    `registrations`: registration_id, organisation_id, role, partnership_id, status, decided, available_from,
    available_to, capacity, funded_before, name, org_type, country, ecosystem, acronym, runs_from, runs_until
    (the grant of its partnership), once_accepted, travelled (first day of the first held visit that came of a
    visitor's). `preferences`: place (of the registration), kind, value. `matches` (validated ones): visitor,
    host (places), origin, began, made. `visits` (neither cancelled nor ineligible): visitor_id, host_id,
    vop_id, hop_id (partnerships of both), host_place (of the host's registration, -1 without), day (the
    first), held, uses_visit.
    """

    registrations: pd.DataFrame
    preferences: pd.DataFrame
    matches: pd.DataFrame
    visits: pd.DataFrame
    as_at: date

    @property
    def today(self) -> int:
        """The as-at day as a number."""
        return day_number(self.as_at)

    def of_role(self, role: str) -> Bools:
        """Registrations of visitors (`VO`) or hosts (`HO`)."""
        chosen: Bools = (self.registrations["role"] == role).to_numpy()
        return chosen

    def visits_before(self, places: Ints, days: Floats) -> Ints:
        """Held visits at the organisations of these registrations that began before these days; arrays that
        broadcast.
        """
        held = self.visits[self.visits["held"] & self.visits["day"].notna()]
        hosts, organisation = np.unique(
            self.registrations["organisation_id"].astype(str), return_inverse=True
        )
        of_visit = pd.Index(hosts).get_indexer(pd.Index(held["host_id"].astype(str)))
        ordered = np.sort(of_visit * _SPAN + held["day"].to_numpy(dtype=np.int64) + _SHIFT)
        asked_for = organisation[places] * _SPAN
        earlier = np.searchsorted(ordered, asked_for + np.asarray(days, dtype=np.int64) + _SHIFT)
        count: Ints = earlier - np.searchsorted(ordered, asked_for)
        return count


# Days of one organisation lie within its own span of numbers.
_SPAN: Final = 1_000_000
_SHIFT: Final = 400_000


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return (day - _EPOCH).days


def day_of(number: float) -> date:
    """The day of a number."""
    return _EPOCH + timedelta(days=int(number))


def register_rows(version: DataVersion) -> RegisterRows:
    """All that match-making reads. NotMeasurable without registrations or the countries of organisations."""
    lacking = [table for table in ("registration", "organisation") if table not in version.manifest.tables]
    if lacking:
        raise NotMeasurable(f"{WITH_THIS_REGISTER}: it has no table {' and no table '.join(lacking)}")
    registrations = _registrations(version)
    place = pd.Series(np.arange(len(registrations)), index=registrations["registration_id"])
    matches = _matches(version, place)
    preferences = _table(version, "registration_preference", ("registration_id", "kind", "value"))
    preferences["place"] = preferences["registration_id"].map(place)
    preferences = preferences.dropna(subset=["place", "value"]).astype({"place": np.int64})
    return RegisterRows(
        registrations=registrations,
        preferences=preferences[["place", "kind", "value"]].reset_index(drop=True),
        matches=matches[["visitor", "host", "origin", "began", "made"]],
        visits=_visits(version, registrations, matches),
        as_at=described_day(version),
    )


def _table(version: DataVersion, table: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Some columns of a table by its first ones; those that the data version has not got are empty."""
    if table not in version.manifest.tables:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
    present = version.manifest.columns_present.get(table, ())
    names = [name for name in columns if name in present]
    rows = version.query(f"SELECT {', '.join(names)} FROM {table} ORDER BY {', '.join(names)}")
    frame = _plain(rows)
    for name in columns:
        if name not in frame:
            frame[name] = np.nan
    return frame


def _plain(rows: pa.Table) -> pd.DataFrame:
    """Days as numbers, the rest as pandas has it."""
    days = [field.name for field in rows.schema if pa.types.is_date(field.type)]
    for name in days:
        numbers = rows[name].cast(pa.date32()).cast(pa.int32()).cast(pa.float64())
        rows = rows.set_column(rows.schema.get_field_index(name), name, numbers)
    frame: pd.DataFrame = rows.to_pandas()
    return frame


def _registrations(version: DataVersion) -> pd.DataFrame:
    rows = _table(version, "registration", _REGISTRATION)
    rows = rows.merge(_table(version, "organisation", _ORGANISATION), on="organisation_id", how="left")
    grants = _table(version, "partnership", _PARTNERSHIP)
    grants["runs_until"] = grants["extended_to"].fillna(grants["end_date"])
    grants = grants.rename(columns={"start_date": "runs_from"})
    grants = grants[["partnership_id", "acronym", "runs_from", "runs_until"]]
    rows = rows.merge(grants.astype({"partnership_id": object}), on="partnership_id", how="left")
    rows = rows.rename(
        columns={"decided_on": "decided", "country_code": "country", "ecosystem_id": "ecosystem"}
    ).astype(dict.fromkeys(_NUMBERS, np.float64))
    accepted = rows["status"] == "accepted"
    rows["once_accepted"] = accepted | (rows["status"].isin(_ONCE_ACCEPTED) & rows["decided"].notna())
    travelled = _plain(
        version.query(
            f"SELECT registration_id, travelled_on AS travelled FROM {everything(version, 'journey').rows}"
        )
    ).astype({"travelled": np.float64})
    return rows.merge(travelled, on="registration_id", how="left").sort_values(
        "registration_id", ignore_index=True
    )


_NUMBERS: Final = (
    "decided", "available_from", "available_to", "capacity", "ecosystem", "runs_from", "runs_until",
)  # fmt: skip


def _matches(version: DataVersion, place: pd.Series) -> pd.DataFrame:
    """Validated matches of registrations that are there."""
    rows = _table(version, "match", _MATCH)
    days = ["initiated_on", "vo_validated_on", "ho_validated_on"]
    rows = rows.astype(dict.fromkeys(days, np.float64))
    rows["visitor"] = rows["vo_registration_id"].map(place).fillna(-1).astype(np.int64)
    rows["host"] = rows["ho_registration_id"].map(place).fillna(-1).astype(np.int64)
    rows["made"] = rows[["vo_validated_on", "ho_validated_on"]].max(axis=1)
    rows["began"] = rows["initiated_on"].fillna(rows["made"])
    rows["validated"] = (rows["status"] == "validated") & (rows["visitor"] >= 0) & (rows["host"] >= 0)
    return rows[rows["validated"]].reset_index(drop=True)


def _visits(version: DataVersion, registrations: pd.DataFrame, matches: pd.DataFrame) -> pd.DataFrame:
    """Exchanges that were held or are to be, with the host's registration that they came of."""
    columns = ["visitor_id", "host_id", "vop_id", "hop_id", "host_place", "day", "held", "uses_visit"]
    if version.missing_tables("exchange"):
        return pd.DataFrame({name: pd.Series(dtype=object) for name in columns}).astype(
            {"host_place": np.int64, "day": np.float64, "held": bool, "uses_visit": bool}
        )
    present = version.manifest.columns_present.get("exchange", ())
    optional = ("match_id", "vop_id", "hop_id", "mode")
    names = {name: name if name in present else f"NULL AS {name}" for name in optional}
    money = [name for name in ("lump_sum_agreed_eur", "lump_sum_paid_eur") if name in present]
    funded = FUNDED_SQL if len(money) == 2 else f"coalesce({money[0]}, 0) > 0" if money else "false"
    days = [name for name in ("actual_start", "planned_start") if name in present]
    day = f"coalesce({', '.join(days)})" if len(days) == 2 else days[0] if days else "CAST(NULL AS DATE)"
    rows = _plain(
        version.query(
            f"SELECT x.*, f.countable AS held FROM (SELECT exchange_id, vo_id AS visitor_id, "
            f"ho_id AS host_id, {', '.join(names.values())}, "
            f"{day} AS day, {funded} AS funded "
            f"FROM exchange WHERE status NOT IN {DROPPED_SQL}) AS x "
            f"JOIN {everything(version, 'exchange').rows} AS f ON f.exchange_id = x.exchange_id "
            "ORDER BY x.exchange_id"
        )
    )
    rows["uses_visit"] = rows["funded"].fillna(False) & (rows["mode"] == "physical")
    rows["held"] = rows["held"].fillna(False).astype(bool)
    by_match = rows["match_id"].map(matches.drop_duplicates("match_id").set_index("match_id")["host"])
    rows["host_place"] = by_match.fillna(_own_registration(rows, registrations)).astype(np.int64)
    return rows[columns].astype({"day": np.float64})


def _own_registration(visits: pd.DataFrame, registrations: pd.DataFrame) -> pd.Series:
    """Of a visit without a match: the host's accepted registration with that partnership, else its first."""
    hosts = registrations[(registrations["role"] == "HO") & registrations["once_accepted"]]
    hosts = hosts.assign(place=hosts.index)
    with_partnership = hosts.drop_duplicates(["organisation_id", "partnership_id"])
    keys = visits[["host_id", "hop_id"]].astype(object)
    same = keys.merge(
        with_partnership[["organisation_id", "partnership_id", "place"]].astype({"partnership_id": object}),
        left_on=["host_id", "hop_id"],
        right_on=["organisation_id", "partnership_id"],
        how="left",
    )["place"]
    first = visits["host_id"].map(
        hosts.drop_duplicates("organisation_id").set_index("organisation_id")["place"]
    )
    return pd.Series(same.to_numpy(), index=visits.index).fillna(first).fillna(-1)
