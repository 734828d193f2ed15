"""The bytes of a backup: sealed in chunks with a passphrase, or with a hash at the end.

A backup begins with a line that names the format and one of JSON, the header. Without a passphrase the bytes
follow as they are, then the SHA-256 of all before it. With one they follow in chunks of a mebibyte, each
sealed by AES-256-GCM under a key that scrypt makes of the passphrase and a salt drawn for this file; the
number of a chunk and whether it is the last are its nonce, so that none can be left out, put elsewhere or
taken for the end (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, as `age` has it). The
header is sealed with every chunk.
"""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from pathlib import Path
from typing import IO, Final, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cxc_metrics.errors import RegisterError

MAGIC: Final = b"CXC-BACKUP-1\n"
SHORTEST_PASSPHRASE: Final = 8
_CHUNK: Final = 1 << 20
_TAG: Final = 16
_HASH: Final = 32
_LONGEST_HEADER: Final = 4_096
# 128 MiB and about half a second for each guess (the cost that RFC 7914's authors gave for files).
SCRYPT_LOG_N: Final = 17
_SALT: Final = 16


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Encryption(_Frozen):
    """How a backup is sealed. Bounds keep a forged header from taking all memory."""

    kdf: str = Field(default="scrypt", pattern="^scrypt$")
    log_n: int = Field(ge=10, le=20)
    r: int = Field(default=8, ge=8, le=8)
    p: int = Field(default=1, ge=1, le=1)
    salt: str = Field(pattern="^[0-9a-f]{32}$")
    cipher: str = Field(default="AES-256-GCM", pattern="^AES-256-GCM$")
    chunk: int = Field(default=_CHUNK, ge=_CHUNK, le=_CHUNK)


class Header(_Frozen):
    """The line of JSON at the start of a backup."""

    format: int = Field(default=1, ge=1, le=1)
    encryption: Encryption | None = None


class Writer(Protocol):
    """Takes the bytes of a backup."""

    def write(self, content: bytes) -> None:
        """Take some more."""

    def finish(self) -> None:
        """Write what shows that this is all."""


class Reader(Protocol):
    """Gives the bytes of a backup, each only after it was seen to be whole where they are sealed."""

    @property
    def left(self) -> int:
        """How many bytes there are still."""

    def read(self, count: int) -> bytes:
        """As many bytes; RegisterError where there are not so many, or they were changed."""

    def finish(self) -> None:
        """RegisterError where there is more, or where what was read was changed."""


def check_passphrase(passphrase: str) -> str:
    """The passphrase in the form that is used. RegisterError for one that is too short."""
    normal = unicodedata.normalize("NFC", passphrase)
    if len(normal) < SHORTEST_PASSPHRASE:
        raise RegisterError(
            f"The passphrase is too short: take {SHORTEST_PASSPHRASE} letters at least, better five words."
        )
    return normal


def writer_to(file: IO[bytes], passphrase: str | None) -> Writer:
    """Write the beginning of a backup; what takes the rest."""
    encryption = None
    if passphrase is not None:
        encryption = Encryption(log_n=SCRYPT_LOG_N, salt=os.urandom(_SALT).hex())
    header = json.dumps(Header(encryption=encryption).model_dump(mode="json")).encode() + b"\n"
    file.write(MAGIC + header)
    if encryption is None or passphrase is None:
        return _HashedWriter(file, MAGIC + header)
    return _SealedWriter(file, MAGIC + header, _key(passphrase, encryption))


def read_header(file: IO[bytes], path: Path) -> tuple[Header, bytes]:
    """The header of a backup and the bytes it stood in. RegisterError for a file that is none."""
    if file.read(len(MAGIC)) != MAGIC:
        raise RegisterError(f"{path} is no backup of ours: it does not begin as one. Nothing was changed.")
    line = file.readline(_LONGEST_HEADER)
    try:
        return Header.model_validate_json(line), MAGIC + line
    except ValidationError as error:
        raise RegisterError(
            f"{path} is damaged at its beginning, or was made by a newer version. Nothing was changed."
        ) from error


def reader_of(file: IO[bytes], header: Header, begun: bytes, passphrase: str | None) -> Reader:
    """What gives the bytes after the header. RegisterError where the passphrase is missing or too much."""
    left = os.fstat(file.fileno()).st_size - len(begun)
    if header.encryption is None:
        return _HashedReader(file, begun, left)
    if passphrase is None:
        raise RegisterError(
            "This backup is sealed with a passphrase: give it in a file (--passphrase-file), or in the "
            "environment (CXC_BACKUP_PASSPHRASE). Nothing was changed."
        )
    return _SealedReader(file, begun, left, _key(passphrase, header.encryption))


def _key(passphrase: str, encryption: Encryption) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    scrypt = Scrypt(
        salt=bytes.fromhex(encryption.salt),
        length=32,
        n=1 << encryption.log_n,
        r=encryption.r,
        p=encryption.p,
    )
    return scrypt.derive(unicodedata.normalize("NFC", passphrase).encode())


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class _HashedWriter:
    def __init__(self, file: IO[bytes], begun: bytes) -> None:
        self._file, self._hash = file, hashlib.sha256(begun)

    def write(self, content: bytes) -> None:
        self._hash.update(content)
        self._file.write(content)

    def finish(self) -> None:
        self._file.write(self._hash.digest())


class _SealedWriter:
    def __init__(self, file: IO[bytes], begun: bytes, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._file, self._begun, self._cipher = file, begun, AESGCM(key)
        self._waiting, self._number = bytearray(), 0

    def write(self, content: bytes) -> None:
        self._waiting += content
        # The last chunk is sealed as such, so one always waits.
        while len(self._waiting) > _CHUNK:
            self._seal(bytes(self._waiting[:_CHUNK]), is_last=False)
            del self._waiting[:_CHUNK]

    def finish(self) -> None:
        self._seal(bytes(self._waiting), is_last=True)

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), chunk, self._begun))
        self._number += 1


class _HashedReader:
    def __init__(self, file: IO[bytes], begun: bytes, left: int) -> None:
        self._file, self._hash, self._left = file, hashlib.sha256(begun), left - _HASH

    @property
    def left(self) -> int:
        return max(0, self._left)

    def read(self, count: int) -> bytes:
        content = self._file.read(count) if count <= self._left else b""
        if len(content) != count:
            raise _cut()
        self._left -= count
        self._hash.update(content)
        return content

    def finish(self) -> None:
        if self._left != 0 or self._file.read() != self._hash.digest():
            raise _changed()


class _SealedReader:
    def __init__(self, file: IO[bytes], begun: bytes, left: int, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._file, self._begun, self._cipher = file, begun, AESGCM(key)
        self._sealed, self._number, self._opened = left, 0, bytearray()
        chunks = max(1, -(-left // (_CHUNK + _TAG)))
        self._left = left - chunks * _TAG

    @property
    def left(self) -> int:
        return max(0, self._left)

    def read(self, count: int) -> bytes:
        if count > self._left:
            raise _cut()
        while len(self._opened) < count:
            self._open()
        content = bytes(self._opened[:count])
        del self._opened[:count]
        self._left -= count
        return content

    def finish(self) -> None:
        if self._number == 0:
            self._open()  # nothing was in it: that is sealed as well
        if self._left != 0 or self._sealed != 0:
            raise _changed()

    def _open(self) -> None:
        from cryptography.exceptions import InvalidTag

        chunk = self._file.read(_CHUNK + _TAG)
        self._sealed -= len(chunk)
        nonce = _nonce(self._number, is_last=self._sealed <= 0)
        try:
            self._opened += self._cipher.decrypt(nonce, chunk, self._begun)
        except InvalidTag:
            if self._number == 0:
                raise RegisterError(
                    "The passphrase is another one, or the backup was changed or cut at its beginning. "
                    "Nothing was changed."
                ) from None
            raise _changed() from None
        self._number += 1


def _cut() -> RegisterError:
    return RegisterError("The backup is cut: it ends before what it says it holds. Nothing was changed.")


def _changed() -> RegisterError:
    return RegisterError(
        "The backup is damaged: it does not hold what was written to it. Nothing was changed. Take another."
    )
