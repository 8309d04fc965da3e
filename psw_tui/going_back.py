"""Around the app: a damaged database is offered its newest good backup, and a backup that was chosen is restored."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from psw_tui.ending import AppEnd, run_before
from psw_tui.store.core.store import real_path
from psw_tui.store.erasing import going_back
from psw_tui.store.safekeeping import offering
from psw_tui.store.system import keyrings, passphrases
from psw_tui.store.system.refusal import Refused
from screens.safekeeping.damaged import DamagedApp
from screens.shell.passphrase import PassphraseApp

if TYPE_CHECKING:
    from pathlib import Path


def restore(database: Path, backup: Path) -> AppEnd:
    """Restore a backup that was chosen in the app, which is closed by now; the app opens again either way."""
    try:
        return AppEnd(goes_on=True, said=going_back.restore(real_path(database), backup).in_words())
    except Refused as refusal:
        return AppEnd(goes_on=True, said=str(refusal), is_bad=True)


def _unlock(database: Path, backup: Path, damage: str, theme: str) -> bool:
    """Have an encrypted backup of a damaged database opened, by the keyring or by its passphrase; False if left."""
    with suppress(keyrings.NoKeyring):
        keyrings.unlock_copies(database, [backup])
    if not passphrases.is_locked(backup):
        return True
    app = PassphraseApp(backup, theme=theme, said=damage, can_keep=False)
    run_before(app)
    return app.return_value is not None


def from_damage(database: Path, damage: str, theme: str) -> AppEnd:
    """Offer the newest good backup of a damaged database; without one, or where it is not wanted, psw is left."""
    from psw_tui.store.core.check import is_sound  # SQLModel, which no start that goes well waits for

    real = real_path(database)
    offer = offering.newest_offer(real, is_sound)
    locked = offering.locked_before(real, offer)
    if locked is not None and _unlock(real, locked[0], damage, theme):
        offer = offering.newest_offer(real, is_sound)
    if offer is None:
        return AppEnd(said=f"{damage} {offering.in_a_sentence(real, is_sound)}", status=1)
    app = DamagedApp(damage, [offer.in_words(), "The damaged file is kept aside, among the backups."], theme=theme)
    status = run_before(app)
    if not app.return_value:
        return AppEnd(said=f"{damage} {offer.with_command()}", status=status or 1)
    gone = restore(database, offer.backup.path)
    return AppEnd(goes_on=not gone.is_bad, said=gone.said, is_bad=gone.is_bad, status=1 if gone.is_bad else 0)
