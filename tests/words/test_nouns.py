"""A register's own nouns: what may be one, and that every text of ours can be said in them."""

from __future__ import annotations

import io
import json
import re
import string
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from cxc_metrics.access import Operator
from cxc_metrics.catalogue import catalogue, dimensions
from cxc_metrics.contract.nouns import LONGEST_NOUN, SCHEME, Nouns, Vocabulary
from cxc_metrics.errors import SourceError
from cxc_metrics.export import to_zip
from cxc_metrics.intake.layouts.source import read_source
from cxc_metrics.scope import Scope
from cxc_metrics.words import register_words, sentences, texts
from tests.measuring.publishing import published, visit
from tests.store.hand_made import SOURCE

MISSIONS = Nouns(
    unit=("mission", "missions"),
    sender=("home country", "home countries"),
    receiver=("destination", "destinations"),
    partnership=("Action", "Actions"),
    money=("grant", "grants"),
)
# An unusual beginning for every article, and nouns that hold words of ours.
ODD = Nouns(
    unit=("apprenticeship", "apprenticeships"),
    sender=("visiting scholar", "visiting scholars"),
    receiver=("host institution", "host institutions"),
    partnership=("alliance", "alliances"),
    money=("award", "awards"),
)


def every_text() -> Iterator[tuple[str, str]]:
    """All texts of ours that are said in nouns, by a name."""
    for key, text in texts.catalogue().items():
        if not key.startswith(("methods.", "glossary.")):
            yield key, text
    for kpi in catalogue().values():
        wordings = [one for one in (kpi.elsewhere, kpi.of_persons) if one]
        for text in (
            kpi.name,
            kpi.definition,
            kpi.caveat,
            kpi.unit,
            *(part for one in wordings for part in one),
        ):
            yield kpi.id, text
    for one in dimensions().values():
        for text in (one.label, one.description, one.in_sentence):
            yield one.id, text


def places(text: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(autouse=True)
def _our_words() -> Iterator[None]:
    yield
    register_words.choose()


def test_what_may_be_a_noun() -> None:
    for words in (
        ["mission", "missions"],
        ["mobilité", "mobilités"],
        ["Bürger-Austausch", "Bürger-Austausche"],
        ["one's own stay", "own stays"],
    ):
        assert Nouns.model_validate({"unit": words}).unit == tuple(words)
    for words in (
        "mission",
        ["mission"],
        ["mission", "missions", "more"],
        ["", "missions"],
        ["x" * (LONGEST_NOUN + 1), "y"],
        ["<b>mission</b>", "missions"],
        ["**mission**", "missions"],
        ["mission\n# Title", "missions"],
        ["[mission](http://x.test)", "missions"],
        ["$x$", "$y$"],
        [":red[mission]", "missions"],
        ["{held}", "{held}"],
        ["mission|s", "missions"],
        ["mis\u202esion", "missions"],
        ["a--b", "ab"],
        [1, 2],
    ):
        with pytest.raises(ValidationError):
            Nouns.model_validate({"unit": words})
    with pytest.raises(ValidationError):
        Nouns.model_validate({"units": ["mission", "missions"]})


def test_a_register_without_nouns_is_told_in_the_words_of_the_scheme() -> None:
    assert all(SCHEME.said(text) is text for _, text in every_text())


def test_every_text_can_be_said_in_other_nouns() -> None:
    """No word of the scheme is left but its verbs, articles fit, places to be filled stay, twice is once."""
    words = r"exchanges?|partnerships?|lump[- ]sums?|visitor countr\w+"
    left_over = re.compile(rf"(?<![{{\w.])({words})\b(?!\.\w)", re.I)
    wrong = re.compile(r"\b(a [aeio]\w+|an [^aeiouAEIOU\d\W]\w*)", re.I)
    wrong_before = {match[0].lower() for _, text in every_text() for match in wrong.finditer(text)}
    changed = 0
    for nouns in (MISSIONS, ODD):
        for grain in ("record", "aggregate"):
            vocabulary = Vocabulary(nouns, grain)
            for name, text in every_text():
                said = vocabulary.said(text)
                changed += said != text
                assert not left_over.search(said), (name, said)
                assert {match[0].lower() for match in wrong.finditer(said)} <= wrong_before, (name, said)
                assert places(said) == places(text), name
                assert vocabulary.said(said) == said, name
    assert changed > 1500


def test_verbs_are_no_nouns() -> None:
    said = Vocabulary(MISSIONS).said
    for text, expected in (
        ("Which countries host?", "Which countries host?"),
        ("Who visits whom?", "Who visits whom?"),
        ("what each country sends and hosts", "what each country sends and hosts"),
        ("An exchange at a host", "A mission at a destination"),
        ("{n:visit was|visits were} in {host}", "{n:mission was|missions were} in {host}"),
        ("Visitor countries; the visitor's country", "Home countries; the home country"),
        ("Host countries", "Destination countries"),
        ("Where do visitors go?", "Where do visitors go?"),
        ("Lump-sum budget, lump sums", "Grant budget, grants"),
        ("no exchange.ho_id, host_id", "no exchange.ho_id, host_id"),
    ):
        assert said(text) == expected
    odd = Vocabulary(ODD).said
    assert odd("A visit to a host") == "An apprenticeship to a host institution"
    assert odd("Visitor country") == "Country of the visiting scholar"
    persons = Vocabulary(Nouns(unit=("learner", "learners")), "aggregate").said
    assert persons("30 exchanges; a person") == "30 learners; a learner"
    assert Vocabulary(grain="aggregate").said("An exchange") == "A person"


def test_texts_of_a_register_whose_rows_stand_for_persons() -> None:
    register_words.choose(Vocabulary(grain="aggregate"))
    assert texts.say("exchanges.exchange", id="7") == "Row 7"
    assert texts.say("overview.map") == "Where did persons go?"
    register_words.choose(Vocabulary(Nouns(unit=("learner", "learners")), "aggregate"))
    assert texts.say("overview.map") == "Where did learners go?"
    assert texts.say("glossary.host") == texts.catalogue()["glossary.host"]


def test_what_leaves_a_register_speaks_its_nouns(tmp_path: Path) -> None:
    source = SOURCE.model_copy(update={"nouns": MISSIONS, "countable": "cross_border"})
    published(tmp_path, [visit("X1", "2021-05-03"), visit("X2", "2021-06-03")], source=source).close()
    reader = Operator(tmp_path / "store").reader()
    assert reader is not None
    with reader:
        assert reader.manifest.nouns == MISSIONS
        figures = reader.measure(["O01", "F01a", "A01"], by=["visitor_country"])
        held, grants, _ = figures
        assert (held.kpi.name, held.kpi.unit) == ("Missions", "missions")
        assert held.kpi.definition.startswith("Missions between two countries")
        assert grants.kpi.name == "Grants per mission"
        assert reader.kpi("O08o").name == "Home countries"
        assert reader.measure(["O01"], scope=Scope(status="validated"))["O01"].kpi.name == (
            "Missions closed and validated"
        )
        scope = Scope(visitor_country=("ES",), partnership=("A",), mode=("physical",))
        assert scope.sentence(reader) == "Physical missions from Spain, Action A-ACRO"
        register_words.choose(reader.vocabulary)
        reason = reader.measure(["O01"], by=["role"]).not_measurable["O01"]
        assert "Missions cannot be told by role. It can by: period, wave, home country" in reason
        assert sentences.reason("it has no exchange.ho_id") == "it has no destination of missions"
        files = unpacked(to_zip(figures.only("O01"), title="By country"))
        metadata = json.loads(files["metadata.json"])
        assert metadata["dimensions"][0]["label"] == "Home country"
        columns = {column["name"]: column["description"] for column in metadata["columns"]}
        assert columns["visitor_country"] == "Home country"
        assert columns["O01"].startswith("Missions: ")
        readme = files["README.txt"].decode()
        assert "Missions (missions)" in readme
        assert "xchange" not in readme


def test_manifests_published_before_open(tmp_path: Path) -> None:
    with published(tmp_path, [visit("X1", "2021-05-03")]) as version:
        path = next((tmp_path / "store").rglob("manifest.json"))
        assert version.vocabulary == SCHEME
    older = json.loads(path.read_text(encoding="utf-8"))
    del older["nouns"]
    path.write_text(json.dumps(older), encoding="utf-8")
    reader = Operator(tmp_path / "store").reader()
    assert reader is not None
    with reader:
        assert reader.vocabulary == SCHEME
        assert reader.manifest.as_at == date(2022, 6, 30)


def test_a_source_says_what_is_wrong_with_its_nouns(tmp_path: Path) -> None:
    folder = tmp_path / "missions"
    folder.mkdir()
    toml = 'name = "missions"\ntitle = "T"\nreference = "R"\nlicence = "L"\n[nouns]\n'
    (folder / "source.toml").write_text(f'{toml}unit = ["mission", "missions"]\n', encoding="utf-8")
    assert read_source(folder).nouns.unit == ("mission", "missions")
    for line, words in (
        ('unit = "mission"', "singular and the plural"),
        ('unit = ["<b>x</b>", "y"]', "letters"),
        ('unt = ["mission", "missions"]', "unt"),
    ):
        (folder / "source.toml").write_text(toml + line, encoding="utf-8")
        with pytest.raises(SourceError, match=words):
            read_source(folder)
