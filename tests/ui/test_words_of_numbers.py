"""Words and numbers that would contradict each other, and names that would become equal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cxc_metrics.access import Change, open_register
from cxc_metrics.catalogue import catalogue
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import cut_apart
from cxc_metrics.words.texts import say


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (numbers.number(0.02, decimals=1), "<0.1"),
        (numbers.difference(0.02, decimals=1), "0.0"),
        (numbers.difference(-0.02, decimals=1), "0.0"),
        (numbers.number(-0.02, decimals=1), "0.0"),
        (numbers.difference(1.26, decimals=1), "+1.3"),
        (numbers.difference(-1.26, decimals=1), "−1.3"),
        (Change(-0.04, "pp").text(), "0 pp"),
        (Change(0.04, "%").text(), "0%"),
        (Change(-0.06, "%").text(), "−0.1%"),
        (Change(0.004, "absolute").text(), "0"),
        (numbers.number(0.0, decimals=1), "0.0"),
        (numbers.number(0.0004, decimals=3), "<0.001"),
        (numbers.percent(1 / 3000), "<0.1%"),
        (numbers.percent(0.0), "0.0%"),
        (numbers.percent(0.99999), ">99.9%"),
        (numbers.percent(1.0), "100.0%"),
        (numbers.percent(0.998, decimals=0), ">99%"),
    ],
)
def test_something_small_is_not_written_as_nothing(written: str, expected: str) -> None:
    assert written == expected
    assert numbers.is_written(written)


def test_names_that_a_cut_would_make_equal_keep_what_differs() -> None:
    names = [f"The European Strategic Cluster Partnership number {place:03} of Many" for place in range(300)]
    for length in (24, 34, 48, 60):
        cut = cut_apart([*names, "Short"], length)
        assert len(set(cut)) == 301
        assert max(map(len, cut)) <= length
        assert cut[-1] == "Short"
    fields = ["health", "agrifood and forests"]
    cut = cut_apart([f"European strategic cluster partnership for {field}" for field in fields], 34)
    assert [name.rpartition("…")[2] for name in cut] == fields
    assert cut_apart(["Same name", "Same name"], 5) == ["Same…", "Same…"]


def test_a_reason_names_tables_columns_and_countries_in_words() -> None:
    told = sentences.not_measurable(
        "Not measurable with this register: it has no exchange.vop_id and no table survey_invitation"
    )
    assert told.endswith("it has no visitor's partnership of exchanges and no survey invitations")
    grants = sentences.reason("it has no table match, no partnership.eu_grant_eur, no document.doc_type")
    assert grants == "it has no matches, no EU grant of partnerships, no document type of documents"
    link = sentences.bare_reason("it has no project_participant.project_id")
    assert link == "it has no project named for each participant"
    hub = "JP and PT are part of every flow: the totals alone then fix each flow"
    assert sentences.reason(hub).startswith("Japan and Portugal are part of every flow")


def test_a_figure_is_written_with_the_decimals_it_declares() -> None:
    """M06 and M03 declare one decimal: a difference of 1.6 points read 2 on the page."""
    wanted = {"M06": "1.6", "M03": "1.6", "M02m": "1.6", "F01a": "1.63", "I01": "2", "A06": "2"}
    assert {kpi: numbers.kpi_value(catalogue()[kpi], 1.631) for kpi in wanted} == wanted


def test_one_of_a_thing_is_not_said_in_the_plural() -> None:
    wanted = {"0": "0 exchanges were held.", "1": "1 exchange was held.", "21": "21 exchanges were held."}
    assert {held: say("overview.only_held", held=held) for held in wanted} == wanted
    assert say("exchanges.found", total="1").startswith("1 exchange. ")
    totals = say("data.issue_totals", reject=1, cell=1, breach=2, warn=1)
    assert totals.startswith("1 issue for which rows were left out; 1 cell emptied, rows kept; 2 breaches of")
    assert totals.endswith("; 1 warning.")


def test_a_unit_that_the_name_says_is_not_said_again_beside_it() -> None:
    for kpi in catalogue().values():
        name, unit = kpi.name.casefold(), kpi.unit.casefold()
        said = f"{name}: {numbers.with_unit_once(kpi, 19.57)}".casefold().count(unit)
        assert said == max(1, name.count(unit)), kpi.id
    assert numbers.with_unit_once(catalogue()["R07a"], 19.57) == "19.57"
    assert numbers.with_unit_once(catalogue()["I01"], 780.0) == "780 EUR"


def test_no_reason_of_a_real_register_shows_the_name_of_a_column(
    capes_register: Path, erasmus_register: Path
) -> None:
    for store in (capes_register, erasmus_register):
        reader = open_register(store).reader()
        assert reader is not None
        reasons = reader.measure(list(catalogue())).not_measurable
        assert len(reasons) > 20
        for kpi, why in reasons.items():
            assert not re.search(r"[a-z]_[a-z]|[a-z]\.[a-z]", sentences.reason(why)), kpi
    assert sentences.reason("it has no table match") == "it has no matches"
    assert sentences.reason("it has no exchange.paid_on") == "it has no day “paid” of exchanges"


def test_a_table_that_was_not_delivered_is_named_once_and_not_by_its_columns(capes_register: Path) -> None:
    reader = open_register(capes_register).reader()
    assert reader is not None
    reason = reader.measure(["R07a"])["R07a"].reason
    assert reason.endswith("it has no table outcome, no table survey_invitation")
