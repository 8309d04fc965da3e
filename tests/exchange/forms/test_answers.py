"""Which answers say that somebody is there, and which questions ask for it."""

from __future__ import annotations

import pytest

from psw_tui.exchange.forms.answers import BeingThere

ATTENDING = "Are you attending today?"


def doubt(heading: str, text: str, *others: str, name: str = "Amara Osei", title: str = "Residential 1, day 1") -> str:
    """The doubt about an answer, beside others to the same question."""
    answers = [{heading: said} if said else {} for said in (text, *others)]
    return BeingThere(answers, title).doubt(answers[0], name)


IN = (
    "Yes|Present|Here|here!|I am here|Attending|Attending in person;|Amara Osei|Y|✓|Yes I will|Sí|Ja|Oui|"
    "Online|In person|Yes, no problem|Nina Novak|Noor Nowak|"
)
OUT = (
    "No|no.|N|No, I am unwell|NO - sorry|Not attending|Not attending;|Apologies|Apologies, train cancelled|"
    "I can't come|I can’t come|I cannot make it|Sorry, can't make it today|will join later|Will be late|Maybe|"
    "Not sure yet|Absent|Unable to attend|I won't be there|sick|On leave|Running late|Yes but only from 11|"
    "Morning only|Half the day|Yes, I will join after lunch|Nein|Nein, krank|No, estoy enferma|Não posso|"
    "Non, désolée|Nie|Nee|Tomorrow"
)


@pytest.mark.parametrize("text", IN.split("|"))
def test_an_answer_that_says_so_or_is_a_name_is_a_sign_in(text: str) -> None:
    assert doubt(ATTENDING, text) == ""


@pytest.mark.parametrize("text", OUT.split("|"))
def test_an_answer_that_says_no_or_perhaps_is_to_be_looked_at(text: str) -> None:
    assert doubt(ATTENDING, text).endswith("which is not a sign-in for certain")


ASKS = (
    "Are you attending today?|Attendance|Will you be there?|How are you joining us today?|Are you here?|"
    "Can you make it?|Please sign in|Are you with us in the room?|Do you attend day 1?|"
    "Nimmst du heute teil / Teilnehmer?|Are you coming?"
)
OTHER = (
    "Do you have any dietary requirements?|May we take photographs?|Have you attended before?|"
    "Is this your first time here?|Will you attend the dinner?|Will you be joining us for lunch?|"
    "Are you coming tomorrow?|What do you hope to take from being here?|"
    "Have you read the joining instructions?|Will you attend day 2?|Did you attend the last residential?|"
    "Do you need parking?|Anything else?"
)


@pytest.mark.parametrize("heading", ASKS.split("|"))
def test_a_question_about_being_there_is_one(heading: str) -> None:
    assert doubt(heading, "No, I am unwell") == "answered “No …”, which is not a sign-in for certain"


@pytest.mark.parametrize("heading", OTHER.split("|"))
def test_a_no_to_another_question_says_nothing(heading: str) -> None:
    assert doubt(heading, "No") == ""


def test_a_question_is_known_by_its_answers_too() -> None:
    assert doubt("Please choose", "Apologies", "Present")
    assert doubt("Please choose", "No", "Yes") == ""


@pytest.mark.parametrize("heading", ["Apologies", "If you can't attend, please say why", "Reason for non-attendance"])
def test_a_reason_for_not_coming_is_not_repeated(heading: str) -> None:
    assert doubt(heading, "migraine") == "the answer gives a reason for not being there"
    assert doubt(heading, "N/A") == doubt(heading, "") == ""
