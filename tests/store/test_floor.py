"""The floor under publishing: no register of which nothing was kept, no large loss without a word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.intake import check
from cxc_metrics.store import DataVersion, PublishingRefused, Store
from tests.intake.small import exchange, write_register

Rows = Sequence[dict[str, Any]]


def publish(register: Store, folder: Path, rows: Rows, **options: Any) -> DataVersion:
    """Publish these exchanges; `synthetic` marks the register."""
    synthetic = options.pop("synthetic", False)
    number = len(list(folder.glob("files*")))
    files = write_register(folder / f"files{number}", rows)
    declared = f"as_at = 2024-05-31\nis_synthetic = {str(synthetic).lower()}\n"
    (files / "register.toml").write_text(declared)
    with check(files) as checked, register.publish(checked, **options) as version:
        return version


def held(count: int, first: int = 1) -> list[dict[str, Any]]:
    return [exchange(first + number) for number in range(count)]


def rejected(count: int) -> list[dict[str, Any]]:
    """Rows whose deciding country is none."""
    return [exchange(1_000 + number, vo_country="QQ") for number in range(count)]


def test_nothing_kept_is_never_published(register: Store, tmp_path: Path) -> None:
    """10 exchanges, each left out: no word helps, and nothing appears in the history."""
    before = publish(register, tmp_path, held(10))
    for options in ({}, {"accept_loss": True}):
        with pytest.raises(PublishingRefused, match="0 of 10 rows of table exchange") as caught:
            publish(register, tmp_path, rejected(10), **options)
        assert not caught.value.can_be_accepted
    assert register.current_id() == before.id
    assert [manifest.id for manifest in register.history()] == [before.id]


def test_more_than_a_fifth_left_out_needs_a_word(register: Store, tmp_path: Path) -> None:
    """20 of 100 left out are just bearable, 21 of 100 are not."""
    publish(register, tmp_path, held(80) + rejected(20))
    with pytest.raises(PublishingRefused, match="21 of 100 rows of table exchange") as caught:
        publish(register, tmp_path, held(79) + rejected(21))
    assert caught.value.can_be_accepted
    assert len(register.history()) == 1, "what is refused leaves nothing behind"
    assert not list((tmp_path / "store" / "snapshots").glob(".*"))
    assert publish(register, tmp_path, held(79) + rejected(21), accept_loss=True).outcome == "published"


def test_identical_rows_are_no_loss_and_children_of_the_rejected_are(register: Store, tmp_path: Path) -> None:
    """10 rows ten times: 90 are copies. An organisation left out takes its exchanges with it."""
    publish(register, tmp_path, held(10) * 10)
    files = write_register(
        tmp_path / "children",
        held(10),
        organisations=[
            {"organisation_id": "A", "name": "Alpha", "org_type": "sme", "country_code": "DE"},
            {"organisation_id": "B", "name": "Beta", "org_type": "sme", "country_code": "DE"},
            {"organisation_id": "B", "name": "Another", "org_type": "sme", "country_code": "DE"},
        ],
    )
    (files / "exchange.csv").write_text(
        (files / "exchange.csv").read_text()
        + "Y1,A,A2,DE,FR,P,1,physical,completed,2021-03-15,2021-03-19,5\n"
    )
    aware = date(2024, 5, 31)
    with check(files, as_at=aware) as checked, pytest.raises(PublishingRefused, match="0 of 11 rows"):
        register.publish(checked)


def test_fewer_than_half_of_those_held_before_need_a_word(register: Store, tmp_path: Path) -> None:
    first = publish(register, tmp_path, held(10))
    assert publish(register, tmp_path, held(5)).outcome == "published", "half is not fewer than half"
    publish(register, tmp_path, held(10), note="back")
    assert register.current_id() == first.id
    with pytest.raises(PublishingRefused, match="4 held exchanges against 10 in data version") as caught:
        publish(register, tmp_path, held(4))
    assert first.id in str(caught.value)
    assert register.current_id() == first.id
    small = publish(register, tmp_path, held(4), accept_loss=True)
    assert publish(register, tmp_path, held(4)).outcome == "unchanged", "what is served loses nothing"
    publish(register, tmp_path, held(10))
    with pytest.raises(PublishingRefused, match="4 held exchanges"):
        publish(register, tmp_path, held(4))
    assert register.rollback(small.id).outcome == "served again"
    assert publish(register, tmp_path, held(2, first=7)).outcome == "published", "against what was served"


def test_a_first_own_register_over_the_synthetic_one_is_no_loss(register: Store, tmp_path: Path) -> None:
    publish(register, tmp_path, held(50), synthetic=True)
    publish(register, tmp_path, held(10))
    publish(register, tmp_path, held(1), synthetic=True)
    with pytest.raises(PublishingRefused, match="4 held exchanges against 10"):
        publish(register, tmp_path, held(4))


def test_a_preview_shows_what_would_be_served_and_changes_nothing(register: Store, tmp_path: Path) -> None:
    before = publish(register, tmp_path, held(10))
    with check(write_register(tmp_path / "new", held(4) + rejected(6))) as checked:
        preview = register.preview(checked, tmp_path / "preview")
        assert preview.before is not None
        assert preview.before.id == before.id
        assert preview.version.manifest.countable_exchanges == 4
        assert len(preview.losses) == 2
        rows = preview.version.query("SELECT count(*) AS n FROM exchange")
        assert rows["n"][0].as_py() == 4
        preview.version.close()
    assert register.current_id() == before.id
    assert len(register.history()) == 1
