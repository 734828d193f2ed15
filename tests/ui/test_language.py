"""Numbers and country names in the language of the reader; the address keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cxc_metrics.words import language, numbers
from tests.ui.conftest import Run
from tests.ui.line import choose, sentence


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    language.choose(language.DEFAULT)


@pytest.mark.parametrize(
    ("code", "number", "share", "greece", "kosovo"),
    [
        ("en", "1,234,567.5", "12.3%", "Greece", "Kosovo*"),
        ("de", "1.234.567,5", "12,3\N{NO-BREAK SPACE}%", "Griechenland", "Kosovo*"),
        ("fr", "1\u202f234\u202f567,5", "12,3\N{NARROW NO-BREAK SPACE}%", "Grèce", "Kosovo*"),
        ("el", "1.234.567,5", "12,3%", "Ελλάδα", "Κοσσυφοπέδιο*"),
    ],
)
def test_each_language_writes_in_its_own_way(
    code: str, number: str, share: str, greece: str, kosovo: str
) -> None:
    assert language.choose(code)
    assert numbers.number(1_234_567.5, decimals=1) == number
    assert numbers.percent(0.123).replace("%", "").strip() == share.replace("%", "").strip()
    assert language.label("host_country", "EL") == greece
    assert language.label("host_country", "XK") == kosovo


def test_all_languages_of_the_union_are_offered_by_their_own_name() -> None:
    assert len(language.OFFERED) == 24
    names = [language.own_name(code) for code in language.OFFERED]
    assert len(set(names)) == 24
    assert all(name[0].isupper() for name in names)
    assert not language.choose("xx")
    assert language.chosen() == language.DEFAULT


def test_the_address_keeps_the_language_with_the_selection(sample_register: Path, run: Run) -> None:
    app = run(sample_register, lang="de", host_country="DE")
    assert not app.exception
    assert app.query_params["lang"] == "de"
    assert "Deutschland" in sentence(app)
    app = choose(app, "")
    assert app.query_params["lang"] == "de"
    assert "host_country" not in app.query_params


def test_a_language_nobody_offers_is_said_and_english_stays(sample_register: Path, run: Run) -> None:
    app = run(sample_register, lang="tlh")
    assert not app.exception
    assert any("tlh" in one.value for one in app.warning)
    assert "lang" not in app.query_params
