"""The people of the made-up cohort, drawn by a seed: the same seed, the same people."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any
from unicodedata import combining, normalize

from psw_tui.policy.frozen import frozen
from psw_tui.store.system.settings import package_text

if TYPE_CHECKING:
    from random import Random

_PLAIN = str.maketrans({"ł": "l", "ø": "o", "'": "", "-": ""})


@frozen
class DemoLeader:
    """One leader's particulars, by the roster table's columns."""

    reference: str
    first_name: str
    last_name: str
    preferred_name: str
    email: str
    phone: str
    organisation: str
    coach: str
    coach_email: str
    manager_name: str
    manager_email: str

    @property
    def row(self) -> dict[str, str]:
        """The columns that a roster file has of it."""
        return asdict(self)


@lru_cache(maxsize=1)
def ingredients() -> dict[str, Any]:
    """What the cohort is put together from."""
    return tomllib.loads(package_text("demo.toml"))


def people(number: int, random: Random) -> list[DemoLeader]:
    """So many leaders, no two of one name while there are names enough, references L001 and up."""
    data = ingredients()
    first, last = data["first_names"], data["last_names"]
    pairs = list(product(first, last))
    drawn = _spread(first, last, random) if number <= len(first) else random.sample(pairs, min(number, len(pairs)))
    width = max(3, len(str(number)))
    coaches = random.sample(data["coaches"], min(len(data["coaches"]), 2 + number // 8))
    leaders = []
    for n in range(number):
        given, family = drawn[n % len(drawn)]
        place = random.choice(data["organisations"])
        domain = f"{_plain(place)}.example"
        manager = (random.choice(first), random.choice(last))
        coach = coaches[n % len(coaches)]
        again = "" if n < len(drawn) else str(n)
        leaders.append(
            DemoLeader(
                reference=f"L{n + 1:0{width}}",
                first_name=given,
                last_name=family,
                preferred_name=data["preferred_names"].get(given, ""),
                email=f"{_plain(given)}.{_plain(family)}{again}@{domain}",
                phone=f"07700 900{random.randrange(1000):03}",
                organisation=place,
                coach=coach,
                coach_email=f"{_plain(coach.replace('. ', '.'))}@coaching.example",
                manager_name=" ".join(manager),
                manager_email=f"{_plain(manager[0])}.{_plain(manager[1])}@{domain}",
            )
        )
    return leaders


def _spread(first: list[str], last: list[str], random: Random) -> list[tuple[str, str]]:
    """Pairs in which no first and no last name comes twice."""
    return list(zip(random.sample(first, len(first)), random.sample(last, len(last)), strict=True))


def _plain(name: str) -> str:
    """A name as it stands in an address."""
    decomposed = normalize("NFKD", name.casefold().translate(_PLAIN))
    return "".join(letter for letter in decomposed if letter.isascii() and not combining(letter)).replace(" ", "")
