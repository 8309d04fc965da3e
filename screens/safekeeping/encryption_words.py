"""What is said of the database's encryption, and by which command each of it is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

_ENCRYPTED = (
    "is encrypted, and so are its backups: without the passphrase or the recovery key nobody can read them. What psw "
    "writes for others (letters, forms, case files) is not."
)
_PLAIN = (
    "is not encrypted: whoever gets hold of this computer, or of a copy, can read it. Whether the disk is encrypted "
    "(BitLocker, FileVault, LUKS) psw can't tell."
)


def encryption_in_words(store: Store) -> list[str]:
    """A few lines, for a panel. It is changed while nobody has the database open, so by a command."""
    if not store.is_encrypted:
        return [
            f"{store.path} {_PLAIN}",
            "",
            "Leave psw (q) and run:",
            "  psw encrypt     with a passphrase of your own",
        ]
    return [
        f"{store.path} {_ENCRYPTED}",
        "",
        "Leave psw (q) and run:",
        "  psw rekey       another passphrase, and another recovery key",
        "  psw encrypt --keyring   keep its key in this computer's keyring (--no-keyring: not any more)",
        "  psw decrypt     not encrypted any more",
    ]
