"""Protected figures against the definitions (10), counted anew from rows, keys and the table of changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxc_metrics.access import Reader
from cxc_metrics.access import measure as measured_for
from cxc_metrics.catalogue import catalogue, dimensions
from cxc_metrics.contract.reference import eu_members
from cxc_metrics.disclosure import INTERNAL, PUBLIC, Figures, partnership_viewer
from cxc_metrics.disclosure.protected_answers import class_of
from cxc_metrics.disclosure.protection import disclose_measurement
from cxc_metrics.errors import CxcError, NotMeasurable
from cxc_metrics.facts import fact_names
from cxc_metrics.facts.definition import fact_definition
from cxc_metrics.facts.unit_keys import has_key
from cxc_metrics.measuring import measure
from cxc_metrics.measuring.measurable import reason_against
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.perturbation import PARTS, weights
from cxc_metrics.store import DataVersion, Store
from tests.measuring import hand_register
from tests.store.hand_made import checked

COUNTRY = "visitor_country"
# An open list of places: many cells of a few.
MANY_SMALL = next(each.id for each in dimensions().values() if each.is_open)


@pytest.fixture(scope="module")
def public(sample: DataVersion) -> Reader:
    return Reader(sample, PUBLIC)


@pytest.fixture(scope="module")
def key_of(sample: DataVersion) -> Callable[[str, str], int]:
    """Record keys by the definition, from the secret's file."""
    secret = (Path(sample._layout.root) / "secret.key").read_bytes()

    def key(kind: str, identifier: str) -> int:
        text = f"{kind}\x1f{identifier}".encode()
        hashed = hashlib.blake2b(text, key=secret, digest_size=6, person=b"cxc record key")
        return int.from_bytes(hashed.digest(), "big")

    return key


@pytest.fixture(scope="module")
def exchanges(sample: DataVersion) -> pd.DataFrame:
    """All exchanges, organisations by the register's own identifiers."""
    rows = sample.query(f"SELECT * FROM {sample.fact('exchange')}").to_pandas()
    names = sample.query("SELECT organisation_key, organisation_id FROM organisation").to_pandas()
    named = dict(zip(names["organisation_key"], names["organisation_id"], strict=True))
    return rows.assign(visitor=rows["visitor_id"].map(named), host=rows["host_id"].map(named))


def changed(count: int, keys: int) -> int:
    """The change by the table: the one whose part of all keys holds this one."""
    passed = 0
    for change, part in weights(count).items():
        passed += part
        if keys % PARTS < passed:
            return count + change
    raise AssertionError("the parts do not add up")


def by_country(visits: pd.DataFrame) -> Iterator[tuple[str | None, pd.DataFrame]]:
    yield from visits.groupby(COUNTRY, observed=True)
    yield None, visits


def by_key(figures: Figures, kpi: str) -> dict[str | None, tuple[float | None, int | None, str]]:
    rows = figures.frame().to_dict("records")
    return {
        None if row["is_total"] else row[COUNTRY]: (cell.value, cell.n, cell.flag)
        for row, cell in zip(rows, figures[kpi].cells, strict=True)
    }


def test_figures_are_what_the_definitions_say(
    public: Reader, exchanges: pd.DataFrame, key_of: Callable[[str, str], int]
) -> None:
    """Counts, different organisations and countries, shares, persons and days, by country and in all."""
    asked = ["O01", "O02", "O08h", "O04", "O06", "O05"]
    figures = public.measure(asked, by=[COUNTRY], totals=True)
    got = {kpi: by_key(figures, kpi) for kpi in asked}
    for country, part in by_country(exchanges[exchanges["countable"]]):

        def records(rows: pd.DataFrame) -> int:
            return changed(len(rows), sum(key_of("exchange_id", key) for key in rows["exchange_id"]))

        def different(kind: str, values: set[str]) -> int:
            return changed(len(values), sum(key_of(kind, value) for value in values))

        n = records(part)
        if n == 0:
            assert got["O01"].get(country, (0, 0, ""))[0] == 0
            continue
        assert got["O01"][country][:2] == (n, n)
        organisations = {*part["visitor"].dropna(), *part["host"].dropna()}
        assert got["O02"][country][:2] == (different("organisation", organisations), n)
        assert got["O08h"][country][0] == different("code", set(part["host_country"].dropna()) - {"XX"})
        small = records(part[part["visitor_type"] == "sme"])
        assert got["O04"][country][0] == pytest.approx(min(small / n, 1.0))
        # Persons are counted; days are a mean per visit.
        attended = part[part["attended_visitors"] > 0]
        keys = sum(key_of("exchange_id", key) for key in attended["exchange_id"])
        assert got["O06"][country][0] == changed(int(part["attended_visitors"].sum()), keys)
        days = round(part["working_days"].astype(float).sum() / len(part), 1)
        wanted = pytest.approx(days * n) if part["visitor"].nunique() >= 3 else None
        assert got["O05"][country][0] == wanted


def test_money_is_a_rounded_mean_times_a_changed_count(
    public: Reader, exchanges: pd.DataFrame, key_of: Callable[[str, str], int]
) -> None:
    """Hidden of fewer than three organisations, and where the largest could be worked out but for 10%."""
    paid = exchanges[exchanges["lump_sum_paid_eur"].notna()].astype({"lump_sum_paid_eur": float})
    paying = paid[paid["lump_sum_paid_eur"] != 0]
    hidden = open_cells = 0
    shown = {by: public.measure(["I01"], by=[by]).frame().set_index(by) for by in (COUNTRY, MANY_SMALL)}
    cells = [
        (table, value, part)
        for by, table in shown.items()
        for value, part in paying.groupby(by, observed=True)
    ]
    for table, value, part in cells:
        amounts = part["lump_sum_paid_eur"]
        sizes = np.sort(amounts.groupby(part["visitor"]).sum().abs().to_numpy())[::-1]
        mean = 50 * round(round(amounts.sum(), 2) / len(part) / 50)
        total = mean * changed(len(part), sum(key_of("exchange_id", key) for key in part["exchange_id"]))
        if not total:
            assert value not in table.index or not table.loc[value, "I01"]
        elif len(sizes) < 3 or sizes[2:].sum() < 0.1 * sizes[0]:
            assert table.loc[value, "I01_flag"] == "c"
            assert pd.isna(table.loc[value, "I01"])
            hidden += 1
        else:
            assert table.loc[value, "I01"] == total
            open_cells += 1
    assert hidden > 10
    assert open_cells > 10


def test_survey_figures_are_formed_from_changed_counts(
    public: Reader, sample: DataVersion, key_of: Callable[[str, str], int]
) -> None:
    kpi = catalogue()["R04"]
    condition, among = kpi.of, kpi.among  # type: ignore[attr-defined]
    rows = sample.query(
        f"SELECT invitation_id, organisation_id, {COUNTRY}, ({condition}) AS yes "
        f"FROM {sample.fact('survey')} WHERE {among} AND ({condition}) IS NOT NULL"
    ).to_pandas()
    figures = public.measure(["R04"], by=[COUNTRY], totals=True)
    got, hidden = by_key(figures, "R04"), 0
    for country, part in by_country(rows):

        def answers(rows: pd.DataFrame) -> int:
            return changed(len(rows), sum(key_of("invitation_id", key) for key in rows["invitation_id"]))

        if len(part) < 5 or part["organisation_id"].nunique() < 3:
            assert got[country] == (None, None, "c")
            hidden += 1
            continue
        n = answers(part)
        assert got[country][0] == pytest.approx(min(answers(part[part["yes"]]) / n, 1.0))
        assert got[country][1:] == (n, "u" if n < 30 else "")
    assert hidden
    whole = figures["R04"]
    assert (whole.low, whole.high, whole.part("deff"), whole.part("clusters")) == (None, None, None, None)


def test_the_same_rows_give_the_same_number_by_any_road(public: Reader) -> None:
    """As a row, as a total of a larger table, alone by filter, beside other figures, asked twice."""
    kpis = ["O01", "O02", "O04", "I01", "R04"]
    table = public.measure(kpis, by=[COUNTRY], totals=True).frame().set_index(COUNTRY)
    matrix = public.measure(["O01", "O02"], by=["wave", COUNTRY], totals=True).frame()
    sums = matrix[matrix["is_total"] & (matrix["total_over"] == "wave")].set_index(COUNTRY)
    compared = public.measure(["O02"], by=["wave"], scope=Scope(visitor_country=("DE",)), totals=True)
    whole = public.measure(kpis)
    assert [whole[kpi].value for kpi in kpis] == table.loc[table["is_total"], kpis].iloc[0].tolist()
    for country in ("DE", "FR", "PL"):
        alone = public.measure(["I01", "O04", "O01"], scope=Scope(visitor_country=(country,)))
        for kpi in ("O01", "O04", "I01"):
            value = alone[kpi].value
            assert value == table.loc[country, kpi], (country, kpi)
        assert sums.loc[country, ["O01", "O02"]].equals(table.loc[country, ["O01", "O02"]])
    assert compared["O02"].value == table.loc["DE", "O02"]
    again = (
        Reader(public._version, PUBLIC).measure(kpis, by=[COUNTRY], totals=True).frame().set_index(COUNTRY)
    )
    assert again.equals(table)


def test_zero_stays_zero_and_what_cannot_be_is_told_apart(public: Reader, sample: DataVersion) -> None:
    """No pair without a visit gets one; the diagonal is not applicable; a pair may be changed to none."""
    by = [COUNTRY, "host_country"]
    exact = Reader(sample).measure(["O01"], by=by).frame().set_index(by)["O01"]
    shown = public.measure(["O01"], by=by)
    frame = shown.frame().set_index(by)
    assert set(frame.index) <= set(exact.index)
    diagonal = [(sender == host) for sender, host in frame.index]
    assert set(frame.loc[diagonal, "O01_flag"]) == {"z"}
    values = frame.loc[~np.array(diagonal), "O01"]
    assert (values >= 0).all()
    gone = set(exact[exact == 1].index) - set(values[values > 0].index)
    assert gone, "some pairs of one visit are not seen: a row of zeros would give them away"
    assert not set(gone) & set(values.index)
    assert ((values - exact.loc[values.index]).abs() <= 5).all()


def test_member_states_reached_are_those_of_the_tables_by_country(public: Reader) -> None:
    """Each missing one is named, so each stands for itself; beside a filter on one country, so it does."""
    seen = set()
    for side in (COUNTRY, "host_country"):
        rows = public.measure(["O01"], by=[side]).frame().to_dict("records")
        seen |= {row[side] for row in rows if row["O01"] > 0}
    reached = public.measure(["O08m"])["O08m"]
    assert reached.value == len(seen.intersection(eu_members()))
    assert set(str(reached.part("missing") or "").split()) == set(eu_members()) - seen
    assert public.measure(["O08h"], scope=Scope(host_country="DE"))["O08h"].value == 1


def test_countries_reached_are_right_on_average(public: Reader, sample: DataVersion) -> None:
    """Counted one by one, as shown, 30 partnerships' hosts read a sixth too few.

    One country's change is in the counts of many rows, so the gaps say less than as many of their own would:
    over 20 secrets the mean of one table's gaps was -0.02, and spread by 0.075 about it.
    """
    gaps = []
    for by in ("partnership", COUNTRY, "visitor_sector", MANY_SMALL, "year"):
        exact, shown = (
            reader.measure(["O08h", "O08o"], by=[by]).frame().set_index(by)
            for reader in (Reader(sample), public)
        )
        for kpi, side in (("O08h", "host_country"), ("O08o", COUNTRY)):
            counts = exact.loc[exact[kpi] > 0, kpi].astype(float)
            if by != side:
                gaps += (shown[kpi].astype(float).reindex(counts.index).fillna(0) - counts).tolist()
    assert len(gaps) > 100
    assert max(map(abs, gaps)) <= 5
    assert abs(np.mean(gaps)) < 4 * 0.075


def test_totals_are_changed_on_their_own(public: Reader) -> None:
    frame = public.measure(["O01"], by=["wave", COUNTRY], totals=True).frame()
    totals = frame[frame["total_over"] == "wave"].set_index(COUNTRY)["O01"]
    sums = frame[~frame["is_total"]].groupby(COUNTRY)["O01"].sum()
    assert (totals != sums.reindex(totals.index, fill_value=0)).sum() > 5


def test_changes_follow_from_the_two_numbers_shown(public: Reader) -> None:
    scope = Scope(period="2022-01-01..2022-12-31")
    figures = public.measure(["O01", "O04"], by=[COUNTRY], scope=scope, compare="year_before")
    earlier = public.measure(["O01"], by=[COUNTRY], scope=Scope(period="2021-01-01..2021-12-31")).frame()
    before = earlier.set_index(COUNTRY)["O01"]
    rows = figures.frame().set_index(COUNTRY)
    assert len(rows)
    for country, row in rows.iterrows():
        base = row["O01_year_before"]
        assert base == before.get(country, 0)
        gap = row["O01"] - base
        wanted = 100 * gap / base if base >= 20 else gap
        assert row["O01_change"] == pytest.approx(wanted), country


def test_a_partnership_sees_its_own_exactly_and_the_others_as_the_public(
    public: Reader, sample: DataVersion
) -> None:
    internal = Reader(sample, INTERNAL)
    kpis = ["O01", "O02", "I01", "R04", "O04"]
    columns = [*kpis, *(f"{kpi}_n" for kpi in kpis), *(f"{kpi}_flag" for kpi in kpis)]

    def by_partnership(reader: Reader) -> pd.DataFrame:
        frame = reader.measure(kpis, by=["partnership"], totals=True).frame()
        # What stands for no partnership is named after what it is: the total, or none recorded.
        named = frame["partnership"].fillna(frame["is_total"].map({True: "total", False: "none"}))
        return frame.set_axis(named.to_numpy(), axis="index")[columns]

    exact, protected = by_partnership(internal), by_partnership(public)
    own, other = exact.sort_values("O01").index[[-4, -3]]
    manager = Reader(sample, partnership_viewer([own]))
    seen = by_partnership(manager)
    assert seen.loc[own].equals(exact.loc[own])
    others = seen.drop(index=own)
    # A row of which all counts were changed to none is left out.
    pd.testing.assert_frame_equal(others, protected.drop(index=own, errors="ignore"))
    assert seen.loc[own, "I01"] % 50
    # In a selection of its own, all of it: also what can be protected in no way.
    scope = Scope(partnership=(own,))
    for kpi in ("O01", "O03", "A06", "N01"):
        ours, true = manager.measure([kpi], scope=scope), internal.measure([kpi], scope=scope)
        assert ours[kpi].value == true[kpi].value, kpi
        assert ours[kpi].reason == true[kpi].reason
    mixed = manager.measure(["O01"], by=["partnership"])
    assert (mixed.is_protected, manager.measure(["O01"], scope=scope).is_protected) == (True, False)
    assert manager.measure(["O03"], scope=Scope(partnership=(own, other)))["O03"].reason


def test_the_library_measures_for_a_viewer(public: Reader, sample: DataVersion) -> None:
    internal = Reader(sample)
    asked = measured_for(internal, ["O01"], by=[COUNTRY], viewer=PUBLIC)
    assert asked.frame().equals(public.measure(["O01"], by=[COUNTRY]).frame())
    assert measured_for(public, ["O01"], viewer=PUBLIC).viewer == PUBLIC
    with pytest.raises(CxcError, match="Only the internal viewer"):
        measured_for(public, ["O01"], viewer=INTERNAL)


def test_what_cannot_be_protected_is_not_shown_and_says_why(public: Reader, sample: DataVersion) -> None:
    shown = public.measure(list(catalogue()))
    assert shown.statements == ()
    for figure in shown:
        kpi = catalogue()[figure.kpi.id]
        if reason := reason_against(kpi, (), Scope(), sample):
            assert figure.reason == reason
        elif figure.reason:
            assert figure.reason.startswith("Not shown to the public: "), kpi.id
            assert figure.value is None
            assert figure.n is None
        assert not figure.is_partly_told, kpi.id
    closed = {figure.kpi.id for figure in shown if figure.reason.startswith("Not shown")}
    assert {"A06", "M06", "N01", "X02", "Q01a", "O03", "F01b", "M02"} <= closed
    assert closed.isdisjoint({"O01", "O02", "I01", "R04", "M02m", "M03m", "F02", "R07a", "A02"})
    with pytest.raises(NotMeasurable, match="internal people only"):
        disclose_measurement(measure(sample, ["O01"]), public.origin)


def test_a_median_is_told_as_a_class(public: Reader, sample: DataVersion) -> None:
    true = Reader(sample).measure(["M03m"])["M03m"]
    shown = public.measure(["M03m"])["M03m"]
    assert shown.value is None
    assert "c" in shown.flag
    assert true.value is not None
    assert (shown.low, shown.high) == class_of(float(true.value))
    ends = [class_of(value) for value in (0, 0.4, 1, 1.9, 2, 4.99, 5, 10, 49, 50, 1234)]
    assert ends == [
        (0, 1), (0, 1), (1, 2), (1, 2), (2, 5), (2, 5), (5, 10), (10, 20), (20, 50), (50, 100), (1000, 2000),
    ]  # fmt: skip
    assert [class_of(value) for value in (-0.5, -1, -3, -5)] == [(-1, 0), (-1, 0), (-5, -2), (-5, -2)]


def test_all_that_is_counted_has_keys_and_lasts(sample: DataVersion) -> None:
    """A figure that counts different things is protected, or is among those that say why they are not."""
    keyed = sample.keyed()
    for name in fact_names():
        if sample.missing_tables(name):
            continue
        columns = keyed.query(f"SELECT * FROM {keyed.fact(name)} LIMIT 0").column_names
        assert "record_key" in columns
        nulls = keyed.query(f"SELECT count(*) AS n FROM {keyed.fact(name)} WHERE record_key IS NULL")
        assert nulls["n"].to_pylist() == [0], fact_definition(name).key
    assert has_key("CASE WHEN host_first THEN host_id END")
    assert not has_key("market")


def test_a_later_version_changes_only_what_it_changes(tmp_path: Path) -> None:
    """Keys last: of the same records the next data version gives the same numbers."""
    store = Store(tmp_path / "store")
    rows = hand_register.tables()
    with checked(rows, as_at=hand_register.AS_AT) as tables:
        first = Reader(store.publish(tables), PUBLIC)
    gone = rows["exchange"][0]
    kept = {**rows, "exchange": [row for row in rows["exchange"] if row["vo_country"] != gone["vo_country"]]}
    # The numbers that organisations have in a version move by one; their keys must not.
    kept["organisation"] = [{**rows["organisation"][0], "organisation_id": "000"}, *rows["organisation"]]
    with checked(kept, as_at=hand_register.AS_AT) as tables:
        second = Reader(store.publish(tables, accept_loss=True), PUBLIC)
    numbers = "SELECT organisation_id, organisation_key FROM organisation ORDER BY organisation_id"
    known = {tuple(row.values()) for row in first._version.query(numbers).to_pylist()}
    moved = {tuple(row.values()) for row in second._version.query(numbers).to_pylist()}
    assert not known & moved
    kpis = ["O01", "O02", "O04", "O06", "I01"]
    before, after = (
        reader.measure(kpis, by=[COUNTRY]).frame().set_index(COUNTRY)[kpis] for reader in (first, second)
    )
    assert len(after)
    pd.testing.assert_frame_equal(before.drop(index=gone["vo_country"], errors="ignore"), after)


def test_published_totals_are_shown_as_delivered(erasmus_register: Path) -> None:
    version = Store(erasmus_register).current()
    assert version is not None
    shown = Reader(version, PUBLIC).measure(["O06"], by=[COUNTRY])
    assert shown.frame().equals(Reader(version).measure(["O06"], by=[COUNTRY]).frame())
    assert not shown.is_protected
