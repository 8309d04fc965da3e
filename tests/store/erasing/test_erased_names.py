"""A name taken out of texts: in every form in which it is quoted, and never where it may be somebody else's."""

from __future__ import annotations

import json

import pytest

from models.erased_names import ERASED, Identity, NamesOut, quotes

ZOE = {
    "first_name": "Zoë",
    "last_name": "O'Brien-Hale",
    "preferred_name": "Zo",
    "email": "zoe.obh@kent.example",
    "phone": "+44 7700 900317",
    "reference": "L017",
    "salesforce_id": "003Zq00000XYZAB",
}


def without(text: str, *others: str, texts: tuple[str, ...] = (), **image: str) -> str:
    out = NamesOut(Identity.of([{**ZOE, **image}]), others=others, texts=(text, *texts))
    return out.text(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Spoke to Zoë O'Brien-Hale, twice", "Spoke to (erased), twice"),
        ("O'Brien-Hale, Zoë (L017)", "(erased) ((erased))"),
        ("ZOE O’BRIEN HALE came", "(erased) came"),
        ("zoe_o-brien_hale.csv", "(erased).csv"),
        ("Zo O'Brien-Hale", "(erased)"),
        ("Zoë's manager rang", "(erased)'s manager rang"),
        (json.dumps({"who": "Zoë O'Brien-Hale"}), '{"who": "(erased)"}'),
        ("write to ZOE.OBH@kent.example.", "write to (erased)."),
        ("ring +44 (7700) 900-317 or 447700900317", "ring +(erased) or (erased)"),
        ("unexplained_absence:W03:L017", "unexplained_absence:W03:(erased)"),
        ("Zoes and Zoëlla, L0170, L017-2, xL017", "Zoes and Zoëlla, L0170, L017-2, xL017"),
        ("Zo said so", "Zo said so"),  # too short to be a name by itself
        ("", ""),
    ],
)
def test_every_form_in_which_it_is_quoted(text: str, left: str) -> None:
    assert without(text) == left


def test_what_somebody_else_has_as_well_is_left() -> None:
    assert without("Zoë O'Brien-Hale", "Zoë O'Brien-Hale") == "Zoë O'Brien-Hale"
    assert without("Zoë came with Zoë O'Brien-Hale", "zoe Khan") == f"Zoë came with {ERASED}"
    assert without("L017 opens", "L017") == "L017 opens"  # a session's reference


@pytest.mark.parametrize("name", ["Will", "Grace", "Mark"])
def test_a_single_name_that_is_a_word_as_well_is_left_and_told(name: str) -> None:
    image = {**ZOE, "first_name": name, "last_name": "Osei"}
    texts = [f"{name} Osei came; {name} was late.", f"they {name.lower()} come"]
    out = NamesOut(Identity.of([image]), others=(), texts=texts)
    assert out.text(texts[0]) == f"(erased) came; {name} was late."
    assert out.text(texts[1]) == texts[1]
    assert out.left == {name}


def test_a_month_is_no_name() -> None:
    said = without("May June wrote on Wed 12 May 2027", first_name="May", last_name="June")
    assert said == "(erased) wrote on Wed 12 May 2027"


def test_whom_a_file_names() -> None:
    identity = Identity.of([ZOE])
    assert quotes(identity, "of L017, who")
    assert quotes(identity, "<td>Zoë O'Brien-Hale</td>")
    assert not quotes(identity, "L018, L017-2, Zoë Khan")
