"""The store's secret: made once, in its own file alone, and nothing is shown as protected without it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import INTERNAL, PUBLIC, partnership_viewer
from cxc_metrics.errors import CxcError, RegisterError
from cxc_metrics.facts.unit_keys import KEY_BITS, MODULUS, UNITS
from cxc_metrics.store import DataVersion, SecretState, Store, StoreSecret
from tests.measuring import hand_register
from tests.store.fixed_secret import really_make_if_never
from tests.store.hand_made import checked


@pytest.fixture(autouse=True)
def _drawn_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere stores are given the secret of the tests."""
    monkeypatch.setattr(StoreSecret, "make_if_never", really_make_if_never)


@pytest.fixture
def published(tmp_path: Path) -> DataVersion:
    with checked(hand_register.tables(), as_at=hand_register.AS_AT) as tables:
        return Store(tmp_path / "store").publish(tables)


def test_the_first_publication_makes_it_for_its_owner_alone(published: DataVersion, tmp_path: Path) -> None:
    file = tmp_path / "store" / "secret.key"
    value = file.read_bytes()
    assert len(value) * 8 == 256
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    with checked(hand_register.tables(), as_at=hand_register.AS_AT) as tables:
        Store(tmp_path / "store").publish(tables)
    assert file.read_bytes() == value, "another publication leaves it"
    secret = StoreSecret(tmp_path / "store")
    assert value.hex() not in f"{secret!r} {secret.fingerprint}"
    assert published.manifest.source


def test_it_is_in_no_other_file_of_the_store(published: DataVersion, tmp_path: Path) -> None:
    Reader(published, PUBLIC).measure(["O01"], by=["visitor_country"])
    value = (tmp_path / "store" / "secret.key").read_bytes()
    files = [file for file in (tmp_path / "store").rglob("*") if file.is_file() and file.name != "secret.key"]
    assert any(file.name.startswith("keyed-exchange-") for file in files)
    for file in files:
        content = file.read_bytes()
        assert value not in content, file
        assert value.hex().encode() not in content, file
        if file.name.startswith("keyed-") and os.name == "posix" and file.suffix == ".duckdb":
            assert file.stat().st_mode & 0o077 == 0, file


def test_a_record_key_is_a_keyed_hash_of_kind_and_identifier(tmp_path: Path) -> None:
    secret = StoreSecret(tmp_path)
    secret.make()
    value = (tmp_path / "secret.key").read_bytes()
    hashed = hashlib.blake2b(b"exchange_id\x1fX1", key=value, digest_size=6, person=b"cxc record key")
    assert secret.key_of("exchange_id", "X1") == int.from_bytes(hashed.digest(), "big") < MODULUS
    assert secret.key_of("organisation", "X1") != secret.key_of("exchange_id", "X1")
    assert secret.keys_of("person", ["a", "b"]) == [secret.key_of("person", name) for name in "ab"]
    assert KEY_BITS == 48
    assert "person" in UNITS


def test_without_it_nobody_is_shown_anything_unprotected(published: DataVersion, tmp_path: Path) -> None:
    """Lost, never made, another's, damaged, open to others: refused with what to do; internal goes on."""
    root = tmp_path / "store"
    file, mark = root / "secret.key", root / "secret.fingerprint"
    value, fingerprint = file.read_bytes(), mark.read_bytes()
    own = partnership_viewer(sorted(published.labels("partnership"))[:1])

    def refused(what: str) -> None:
        for viewer in (PUBLIC, own):
            with pytest.raises(RegisterError, match=what):
                Reader(published, viewer)
        assert Reader(published, INTERNAL).measure(["O01"])["O01"].value

    file.unlink()
    assert StoreSecret(root).state is SecretState.LOST
    refused("is lost")
    with pytest.raises(RegisterError, match="--replace"):
        StoreSecret(root).make()
    mark.unlink()
    assert StoreSecret(root).state is SecretState.NEVER_MADE
    refused("no secret yet")
    for other in (b"\0" * 32, value[:-1], b""):
        file.write_bytes(other)
        file.chmod(0o600)
        mark.write_bytes(fingerprint)
        refused("is not the secret")
    file.write_bytes(value)
    if os.name == "posix":
        file.chmod(0o644)
        refused("chmod 600")
        file.chmod(0o600)
    assert Reader(published, PUBLIC).measure(["O01"]).is_protected


def test_a_damaged_keyed_fact_is_made_again(published: DataVersion, tmp_path: Path) -> None:
    reader = Reader(published, PUBLIC)
    before = reader.measure(["O01"], by=["visitor_country"]).frame()
    [file] = (tmp_path / "store" / "facts").rglob("keyed-exchange-*.duckdb")
    for damage in (b"no database at all", None):
        reader.close()
        file.unlink()
        if damage is not None:
            file.write_bytes(damage)
        again = Reader(published, PUBLIC).measure(["O01"], by=["visitor_country"]).frame()
        assert again.equals(before)
    assert file.stat().st_size > 1000


def test_another_secret_changes_what_the_public_sees(published: DataVersion, tmp_path: Path) -> None:
    by = ["visitor_country", "host_country"]
    before = Reader(published, PUBLIC).measure(["O01"], by=by).frame()
    with pytest.raises(CxcError, match="has a secret already"):
        StoreSecret(tmp_path / "store").make()
    StoreSecret(tmp_path / "store").make(replace=True)
    after = Reader(published, PUBLIC).measure(["O01"], by=by).frame()
    assert not before.equals(after)
