"""Whether a name that somebody wrote is a person's, or that of an office."""

from __future__ import annotations

#: What names no person though it may own an action or answer for somebody.
_NO_PERSON = frozenset(
    {
        "academy",
        "bdm",
        "bdo",
        "business",
        "coach",
        "coaching",
        "council",
        "county",
        "department",
        "hr",
        "leader",
        "lead",
        "manager",
        "office",
        "officer",
        "organisation",
        "partnership",
        "partnerships",
        "pbdl",
        "placements",
        "ppm",
        "principal",
        "programme",
        "service",
        "services",
        "supervisor",
        "team",
        "trust",
        "university",
    }
)


def is_person(name: str, organisation: str) -> bool:
    """Whether a name is a person's, as far as can be told: neither a role, nor the leader's organisation."""
    if not name or name == organisation:
        return False
    if "@" in name:
        return True
    words = {word.strip(".,()").casefold() for word in name.split()}
    return any(word[0].isupper() for word in name.split()) and not words & _NO_PERSON
