"""`cxc people`: the table by commands, keys told once, all of it on record and none of it personal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxc_metrics.disclosure import PUBLIC, partnership_viewer
from cxc_metrics.paths import REGISTER_VARIABLE
from cxc_metrics.people import PeopleTable, UnknownKey

from .conftest import Run


def test_people_and_keys_by_commands(
    run: Run, clean_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    monkeypatch.setenv(REGISTER_VARIABLE, str(store))
    assert run("publish", str(clean_folder)).exit_code in (0, 1)
    assert run("people", "add", "--subject", "s1", "--viewer", "internal", "--duty", "publish").exit_code == 0
    assert run("people", "add", "--email", "m@example.eu", "--viewer", "partnership:P1").exit_code == 0
    unknown = run("people", "change", "m@example.eu", "--viewer", "partnership:P9")
    assert unknown.exit_code == 2
    assert "Unknown partnership: 'P9'" in unknown.output
    for wrong in (
        ("add", "--subject", "s1"),
        ("add", "--viewer", "internal"),
        ("add", "--subject", "s2", "--duty", "publish"),
        ("add", "--subject", "s2", "--viewer", "everybody"),
        ("change", "nobody"),
        ("remove", "nobody"),
        ("key", "new", "nobody"),
        ("key", "new", "m@example.eu", "--viewer", "internal"),
        ("key", "revoke", "0" * 12),
    ):
        assert run("people", *wrong).exit_code == 2, wrong
    people = PeopleTable(store)
    made = run("people", "key", "new", "m@example.eu", "--days", "7", "--note", "Excel")
    text = made.stdout.strip()
    narrow = run("people", "key", "new", "m@example.eu", "--viewer", "public").stdout.strip()
    assert people.people().of_key(text).viewer == partnership_viewer(["P1"])
    assert people.people().of_key(narrow).viewer == PUBLIC
    listed = json.loads(run("people", "key", "list", "--format", "json").stdout)
    assert [(each["note"], each["reads as"]) for each in listed] == [
        ("Excel", "partnership:P1"),
        ("", "public"),
    ]
    assert run("people", "key", "revoke", listed[0]["key"]).exit_code == 0
    with pytest.raises(UnknownKey):
        people.people().of_key(text)
    assert run("people", "change", "s1", "--no-duties").exit_code == 0
    assert [
        (each["person"], each["sees"], each["duties"], each["keys"])
        for each in json.loads(run("people", "list", "--format", "json").stdout)
    ] == [("s1", "internal", "", 0), ("m@example.eu", "partnership:P1", "", 1)]
    assert run("people", "remove", "M@Example.eu").exit_code == 0
    with pytest.raises(UnknownKey):
        people.people().of_key(narrow)
    record = run("audit", "--format", "json").stdout
    kinds = [entry["what"] for entry in json.loads(record) if entry["what"] != "published"]
    assert kinds == [
        *["changed-people"] * 3,
        "not-done",  # somebody who is listed already
        *["changed-keys"] * 3,
        *["changed-people"] * 2,
    ]
    for secret in (text, narrow, "example.eu"):
        assert secret not in record
