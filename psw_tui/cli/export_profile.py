"""`psw export profile`: one leader's self-assessment, to send to them."""

from __future__ import annotations

from psw_tui.cli.for_reading import reading
from psw_tui.cli.giving import give, is_markdown
from psw_tui.cli.lookup import leader_reference
from psw_tui.cli.place import path_of
from psw_tui.exchange.capabilities import profile


def run(leader: str, output: str | None, db: str | None, *, markdown: bool) -> None:
    """Write the profile, as a page or as Markdown."""
    as_markdown = is_markdown(output, asked=markdown)
    with reading(db) as store:
        shown = profile.profile(store, leader_reference(store, leader))
    give(profile.encoded(shown, as_markdown=as_markdown), output, "The profile", path_of(db))
