"""Records against independent SQL over the clean tables of the synthetic register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

import pytest

from cxc_metrics.errors import InvalidScope, UnknownName
from cxc_metrics.measuring import measure
from cxc_metrics.records import (
    against_others,
    exchange_card,
    exchanges,
    organisation_card,
    pipeline,
    standing,
)
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store, open_store
from tests.store.hand_made import checked, exchange, organisation, register_rows

HELD = "('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')"
COUNTABLE = f"status IN {HELD} AND working_days >= 3 AND vo_country <> ho_country AND vop_id IS NOT NULL"


@pytest.fixture(scope="module")
def sample(sample_register: Path) -> Iterator[DataVersion]:
    current = open_store(sample_register).current()
    assert current is not None
    with current:
        yield current


def column(version: DataVersion, sql: str, **params: Any) -> list[Any]:
    return version.query(sql, params).column(0).to_pylist()


def test_pages_put_together_are_the_selection_in_order(sample: DataVersion) -> None:
    scope = Scope(host_country=("DE",), period="2022-01-01..2023-12-31")
    expected = column(
        sample,
        f"""SELECT exchange_id FROM exchange WHERE {COUNTABLE} AND ho_country = 'DE'
            AND coalesce(actual_start, planned_start) BETWEEN DATE '2022-01-01' AND DATE '2023-12-31'
            ORDER BY coalesce(actual_start, planned_start) DESC, exchange_id""",
    )
    pages = [exchanges(sample, scope, limit=7, offset=start) for start in range(0, len(expected) + 7, 7)]
    assert [key for page in pages for key in page.table["exchange_id"]] == expected
    assert {page.total for page in pages} == {len(expected)}
    assert len(expected) > 20
    assert measure(sample, ["O01"], scope=scope).value("O01") == len(expected)


def test_the_view_and_the_uncounted_rows(sample: DataVersion) -> None:
    everything = column(sample, "SELECT count(*) FROM exchange")[0]
    assert exchanges(sample, counted_only=False).total == everything
    completed = column(sample, f"SELECT count(*) FROM exchange WHERE {COUNTABLE} AND status = 'completed'")[0]
    assert exchanges(sample, Scope(status="validated")).total == completed
    assert completed < exchanges(sample).total < everything


@pytest.mark.parametrize("order", ["visitor", "-lump_sum_paid_eur", "exchange_id", "-ended_on"])
def test_an_order_holds_over_pages_and_empty_values_come_last(sample: DataVersion, order: str) -> None:
    table = exchanges(sample, order=order, counted_only=False, limit=10_000).table
    name = order.removeprefix("-")
    values = table[name].dropna()
    assert values.is_monotonic_decreasing if order.startswith("-") else values.is_monotonic_increasing
    assert table[name].isna().to_numpy()[len(values) :].all()


def test_names_are_joined_to_the_rows_of_the_page_alone(sample: DataVersion) -> None:
    """Of ten million exchanges an engine would hold all names to show those of 25 (out of 2 GB)."""
    for order, joined_before in (("-started_on", 0), ("status", 0), ("visitor", 1), ("-partnership", 0)):
        for search in ("", "clinic"):
            sql = exchanges(sample, order=order, search=search).statement.sql
            assert sql[: sql.index("LIMIT")].count("JOIN organisation") == joined_before, (order, search)
            assert sql.count("LIMIT") == 1


def test_a_search_asks_for_every_word_whatever_its_case_and_accents(sample: DataVersion) -> None:
    name = column(
        sample,
        "SELECT name FROM organisation WHERE name <> strip_accents(name) AND organisation_id IN "
        "(SELECT vo_id FROM exchange) ORDER BY organisation_id LIMIT 1",
    )[0]
    plain = column(sample, "SELECT upper(strip_accents($name))", name=name)[0]
    expected = column(
        sample,
        """SELECT exchange_id FROM exchange JOIN organisation v ON v.organisation_id = vo_id
           JOIN organisation h ON h.organisation_id = ho_id WHERE v.name = $name OR h.name = $name
           ORDER BY exchange_id""",
        name=name,
    )
    found = exchanges(sample, search=plain, order="exchange_id", counted_only=False, limit=100).table
    assert set(expected) <= set(found["exchange_id"])
    assert exchanges(sample, search=f"{plain} no-such-word", counted_only=False).total == 0
    assert exchanges(sample, search="%' OR 1=1 --", counted_only=False).total == 0


def _folded(text: str) -> str:
    return "".join(letter for letter in normalize("NFD", text.lower()) if not combining(letter))


def test_a_search_is_of_all_names_and_identifiers_of_an_exchange(sample: DataVersion) -> None:
    """Whichever word is cut out of whichever of them: as a search of each row's text finds them."""
    rows = sample.query(
        """SELECT exchange_id, vo_id, v.name AS visitor, ho_id, h.name AS host,
                  vop_id, p.acronym AS partnership, hop_id, q.acronym AS host_partnership
           FROM exchange LEFT JOIN organisation v ON v.organisation_id = vo_id
           LEFT JOIN organisation h ON h.organisation_id = ho_id
           LEFT JOIN partnership p ON p.partnership_id = vop_id
           LEFT JOIN partnership q ON q.partnership_id = hop_id ORDER BY exchange_id"""
    ).to_pylist()
    texts = {row["exchange_id"]: [_folded(str(text)) for text in row.values() if text] for row in rows}
    words = sorted(
        {text.split()[-1][1:6] for row in rows[::90] for text in map(str, row.values()) if len(text) > 6}
    )
    for word in words[:: max(len(words) // 25, 1)]:
        expected = [key for key, said in texts.items() if any(_folded(word) in text for text in said)]
        found = exchanges(sample, search=word, order="exchange_id", counted_only=False, limit=5_000)
        assert found.table["exchange_id"].tolist() == expected, word
        assert found.total == len(expected) > 0, word


def test_a_search_finds_the_identifiers_behind_the_names(sample: DataVersion) -> None:
    asked = column(sample, "SELECT min(vo_id) FROM exchange")[0]
    expected = column(
        sample,
        "SELECT exchange_id FROM exchange WHERE contains(vo_id, $id) OR contains(ho_id, $id)",
        id=asked,
    )
    found = exchanges(sample, search=asked.lower(), counted_only=False, limit=100).table
    assert sorted(found["exchange_id"]) == sorted(expected)
    partnership = column(sample, "SELECT min(vop_id) FROM exchange")[0]
    ours = column(
        sample,
        "SELECT count(*) FROM exchange WHERE contains(vop_id, $id) OR contains(hop_id, $id)",
        id=partnership,
    )[0]
    assert exchanges(sample, search=partnership, counted_only=False).total == ours > 0


def test_what_cannot_be_asked_is_told(sample: DataVersion) -> None:
    with pytest.raises(UnknownName, match="did you mean 'visitor'"):
        exchanges(sample, order="visitors")
    with pytest.raises(UnknownName, match="did you mean 'EXC-0000440'"):
        exchange_card(sample, "exc-00000440")
    with pytest.raises(UnknownName):
        organisation_card(sample, "<script>alert(1)</script>")
    with pytest.raises(UnknownName, match="partnership"):
        standing(sample, "W9-99")


def test_an_exchange_card_is_what_the_tables_say(sample: DataVersion) -> None:
    key = column(
        sample,
        """SELECT exchange_id FROM exchange JOIN exchange_breach USING (exchange_id)
           WHERE exchange_id IN (SELECT exchange_id FROM meeting) AND rule = 'C09'
             AND exchange_id IN (SELECT exchange_id FROM outcome) ORDER BY exchange_id LIMIT 1""",
    )[0]
    card = exchange_card(sample, key)
    row = sample.query("SELECT * FROM exchange WHERE exchange_id = $key", {"key": key}).to_pylist()[0]
    assert {name: row[name] for name in card.details} == card.details
    assert card.parties["organisation_id"].tolist() == [row["vo_id"], row["ho_id"]]
    for name in ("meeting", "outcome", "document", "participation"):
        part = {"document": card.papers, "participation": card.participations}.get(name) or getattr(
            card, f"{name}s"
        )
        n = column(sample, f"SELECT count(*) FROM {name} WHERE exchange_id = $key", key=key)[0]
        assert len(part.table) == n, name
        assert n, name
    assert "C09" in card.breaches.table["rule"].tolist()
    commitment = card.papers.table.query("doc_type == 'commitment_to_quality'")
    dates = ["signed_vo_on", "signed_ho_on", "signed_vop_on", "signed_hop_on"]
    assert commitment["signatures"].tolist() == commitment[dates].notna().sum(axis=1).tolist()
    assert "name" not in card.participations.table.columns


def test_visits_used_are_the_funded_physical_visits_of_all_partnerships(sample: DataVersion) -> None:
    """C05 lets an organisation visit once with money; whoever has a breach of it has used more than one."""
    again = column(
        sample,
        """SELECT DISTINCT vo_id FROM exchange JOIN exchange_breach USING (exchange_id) WHERE rule = 'C05'
           ORDER BY vo_id""",
    )
    assert again
    for organisation_id in again[:5]:
        card = organisation_card(sample, organisation_id)
        breaches = column(
            sample,
            """SELECT count(*) FROM exchange JOIN exchange_breach USING (exchange_id)
               WHERE rule = 'C05' AND vo_id = $key""",
            key=organisation_id,
        )[0]
        assert card.visits_used == breaches + 1
        held = column(
            sample, f"SELECT count(*) FROM exchange WHERE {COUNTABLE} AND vo_id = $key", key=organisation_id
        )
        assert card.held_as_visitor == held[0]


def test_the_standing_of_every_partnership_adds_up_to_the_scheme(sample: DataVersion) -> None:
    found = [standing(sample, key) for key in sample.labels("partnership")]
    assert sum(one.held for one in found) == measure(sample, ["O01"]).value("O01")
    assert all(one.attainment is None for one in found if one.target_unit != "exchange")
    assert all(
        one.budget_left_eur == pytest.approx(one.budget_eur - one.paid_eur)
        for one in found
        if one.budget_eur is not None
    )
    some = next(one for one in found if one.attainment is not None)
    scope = Scope(partnership=(some.partnership,))
    assert some.attainment == pytest.approx(measure(sample, ["O03"], scope=scope).value("O03"))
    hosted = measure(sample, ["O01"], scope=Scope(host_partnership=(some.partnership,))).value("O01")
    assert some.held_as_host == hosted
    for role, own in (("visitor", "vop_id"), ("host", "hop_id")):
        counted = pipeline(sample, some.partnership, role=role).table["n"].sum()
        expected = column(sample, f"SELECT count(*) FROM exchange WHERE {own} = $key", key=some.partnership)[
            0
        ]
        assert counted == expected


def test_the_others_do_not_hold_the_own_partnership(sample: DataVersion) -> None:
    """The quartiles of numpy over every other partnership with n of 30 or more."""
    own = column(
        sample, f"SELECT vop_id FROM exchange WHERE {COUNTABLE} GROUP BY ALL ORDER BY count(*) DESC"
    )[0]
    found = against_others(sample, own, ["O04", "O03"]).set_index("kpi")
    others = sample.query(
        f"""WITH share AS (
                SELECT vop_id, count(*) AS n, avg((o.org_type = 'sme')::INTEGER) AS share
                FROM exchange JOIN organisation o ON o.organisation_id = vo_id
                WHERE {COUNTABLE} GROUP BY vop_id)
            SELECT quantile_cont(share, 0.25) AS q1, median(share) AS median, count(*) AS others
            FROM share WHERE n >= 30 AND vop_id <> $own""",
        {"own": own},
    ).to_pylist()[0]
    assert found.loc["O04", "q1"] == pytest.approx(others["q1"])
    assert found.loc["O04", "median"] == pytest.approx(others["median"])
    assert found.loc["O04", "others"] == others["others"] >= 8


def test_a_register_without_tables_says_which_is_missing(tmp_path: Path) -> None:
    rows = register_rows(
        [
            exchange("X1"),
            exchange("X2", status="cancelled", actual_start=None, planned_start=date(2022, 7, 4)),
        ],
        organisation=[
            organisation("ES1", "ES", name="<b>Ana</b> $x$ [l](http://e.eu)"),
            organisation("DE1", "DE"),
        ],
    )
    with checked(rows) as clean, Store(tmp_path).publish(clean) as version:
        card = exchange_card(version, "X1")
        assert card.papers.reason == "not measurable with this register: it has no table document"
        assert card.papers.table.empty
        assert card.breaches.reason.endswith("C09")
        assert card.parties["name"].tolist() == ["<b>Ana</b> $x$ [l](http://e.eu)", "Name of DE1"]
        assert organisation_card(version, "ES1").clusters.reason.endswith("no table cluster_membership")
        assert exchanges(version, search="<b>ana").total == 1
        assert exchanges(version, counted_only=False).total == 2


def test_a_filter_the_rows_lack_is_refused(erasmus_register: Path) -> None:
    current = open_store(erasmus_register).current()
    assert current is not None
    with current as version:
        assert exchanges(version, limit=3).total
        assert "visitor" not in exchanges(version, limit=3).table.columns
        with pytest.raises(InvalidScope, match="partnership"):
            exchanges(version, Scope(partnership=("A",)))
