"""Encrypted files: their keys, and what can be told of such a file without its key.

A file is encrypted page by page, by SQLCipher, with one key of 256 bits: that of its passphrase and its salt, which is
the first 16 bytes of it. So the passphrase alone opens it, also in other programs, and nothing else can be lost. The
key is worked out once, which takes a tenth of a second by design, and kept for as long as psw runs; every connection
is opened with the key itself. A copy is made with the same salt and the same key, so the same passphrase opens it.

Only the standard library is imported here: SQLCipher comes, with `encrypted_connection`, once such a file is opened.
"""

import base64
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

SALT_BYTES = 16
_PAGE_BYTES = 4096
_ROUNDS = 256_000
_CHECK_BYTES = 3
_GROUP = 4
#: What is read for a letter of the recovery key that looks like it; the digits 0, 1 and 8 are none of its own.
_LOOKS_LIKE = str.maketrans("018", "OIB")
#: An encrypted page has every byte about as often as any other.
_LEAST_DIFFERENT = 240
_MOST_OFTEN = 64


class NotInstalled(Exception):
    """What opens encrypted files is not installed; the sentence says how it is."""

    def __init__(self) -> None:
        super().__init__("encrypted files need a part of psw that is not installed: `pip install 'psw-tui[encrypted]'`")


@dataclass(frozen=True, slots=True)
class Key:
    """The key of a file and of every copy of it, with the salt that they all begin with."""

    raw: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    @property
    def in_sql(self) -> str:
        """As SQLCipher takes it: not a passphrase, but the key itself and the salt."""
        return f"x'{self.raw.hex()}{self.salt.hex()}'"

    @property
    def check(self) -> str:
        """What tells whether a key is this one, and does not tell the key."""
        return _sha256(b"psw: is it this key?" + self.raw + self.salt).hex()


def key_of(passphrase: str, salt: bytes) -> Key:
    """The key that a passphrase has in a file of this salt; a letter with its accent is one however it was typed."""
    from hashlib import pbkdf2_hmac  # brings all of OpenSSL along, which no other start needs

    secret = unicodedata.normalize("NFC", passphrase).encode()
    return Key(pbkdf2_hmac("sha512", secret, salt, _ROUNDS, 32), salt)


def recovery_key(key: Key) -> str:
    """The key in letters and digits, in groups, to be printed and put away: the second way into the file."""
    letters = base64.b32encode(key.raw + _sum(key.raw)).decode()
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def from_recovery_key(typed: str, salt: bytes) -> Key | None:
    """The key that is meant, as for a file of this salt; None for what is no recovery key, or has a letter wrong."""
    letters = "".join(typed.split()).replace("-", "").upper().translate(_LOOKS_LIKE)
    try:
        read = base64.b32decode(letters.encode())
    except ValueError:
        return None
    raw, check = read[:-_CHECK_BYTES], read[-_CHECK_BYTES:]
    return Key(raw, salt) if len(raw) == 32 and check == _sum(raw) else None


def _sum(raw: bytes) -> bytes:
    return _sha256(b"psw: recovery key" + raw)[:_CHECK_BYTES]


def _sha256(secret: bytes) -> bytes:
    from hashlib import sha256  # as in `key_of`

    return sha256(secret).digest()


# -- the keys that are held while psw runs ---------------------------------------------------------

_BY_SALT: dict[bytes, Key] = {}


def hold(key: Key) -> None:
    """From now on the files of this key are opened with it, whoever opens them."""
    _BY_SALT[key.salt] = key


def held(salt: bytes) -> Key | None:
    """The key of the files of this salt, if it is held."""
    return _BY_SALT.get(salt)


def let_go(key: Key) -> None:
    """Its files are opened by nobody any more who has not the passphrase."""
    _BY_SALT.pop(key.salt, None)


# -- what can be told of a file --------------------------------------------------------------------


def could_be_encrypted(path: Path) -> bool:
    """Whether a file may be an encrypted one: whole pages, and in the first of them no order at all."""
    size = path.stat().st_size
    if not size or size % _PAGE_BYTES:
        return False
    with path.open("rb") as file:
        often = Counter(file.read(_PAGE_BYTES))
    return len(often) >= _LEAST_DIFFERENT and max(often.values()) <= _MOST_OFTEN


def is_installed() -> bool:
    """Whether encrypted files can be opened here."""
    return find_spec("sqlcipher3") is not None


def note_beside(path: Path) -> Path:
    """The small file that says of the one beside it that it is encrypted: psw puts no plain one in its place."""
    real = path.resolve()
    return real.with_name(f"{real.name}.encrypted")
