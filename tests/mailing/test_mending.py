"""Deviations as work: who is to be mended, where to look, and that only the mended go out again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.mailing.errors import MailingRefused, ReasonNeeded
from desktop_app.mailing.options import Pattern, SendTo
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.sandbox.population import Population, invalid
from tests.helpers.mailing_room import QUIET, MailingRoom
from tests.helpers.mending_cases import (
    CASES,
    NOT_FOUND,
    NOT_USER,
    NUMBERS,
    REACHED,
    MendingCase,
    people,
    puzzled,
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[MailingRoom]:
    opened = MailingRoom(tmp_path, population=puzzled())
    for person in people():
        opened.register.save(person)
    opened.clock.advance(60)
    yield opened
    opened.close()


@pytest.fixture
def mailing_id(room: MailingRoom) -> int:
    """A mailing that has come to its end and left nine people to mend."""
    made = room.confirmed()
    room.run_to_the_end(made)
    return made


def edit(room: MailingRoom, who: str, **changes: Any) -> None:
    room.clock.advance(60)
    found = room.register.by_customer_id(who)
    assert found is not None
    room.register.save(replace(found, **changes))
    room.clock.advance(60)


def mend(room: MailingRoom, case: MendingCase) -> None:
    value: Any = date.fromisoformat(case.value) if case.field == "birth_date" else case.value or None
    edit(room, case.customer_id, **{case.field: value})


def test_everybody_whose_details_are_in_the_way_is_there_with_the_field_to_look_at(
    room: MailingRoom, mailing_id: int
) -> None:
    found = {each.customer_id: each for each in room.service.mending.page(mailing_id)}
    wanted = {case.customer_id: (case.reason, case.field) for case in CASES}
    assert {name: (each.reason, each.field) for name, each in found.items()} == wanted | {
        NOT_FOUND: (Reason.NOT_FOUND, "national_id")
    }
    assert not any(each.is_mended or each.is_gone for each in found.values())
    numbers = room.service.mending.numbers(mailing_id)
    assert (numbers.to_mend, numbers.mended) == (10, 0)


def test_the_reason_is_said_in_words_with_what_digipost_added(room: MailingRoom, mailing_id: int) -> None:
    found = {
        each.customer_id: [str(words) for words in each.why] for each in room.service.mending.page(mailing_id)
    }
    assert found["K0010"] == ["Several people match: add an identity number or a birth date"]
    assert found["K0020"] == [
        "Digipost says that something in the details is wrong",
        "The postcode is wrong",
    ]


def test_of_an_incomplete_address_the_missing_part_is_opened(tmp_path: Path) -> None:
    room = MailingRoom(tmp_path)
    room.add_people(1, first=1, national_id=None, city=None)
    room.add_people(1, first=2, national_id=None, address1=None, postcode=None, city=None)
    mailing_id = room.confirmed()
    room.run_to_the_end(mailing_id)
    fields = {each.customer_id: each.field for each in room.service.mending.page(mailing_id)}
    room.close()
    assert fields == {"K0001": "city", "K0002": "national_id"}


def test_only_the_mended_are_looked_up_and_sent_and_nobody_gets_it_twice(
    room: MailingRoom, mailing_id: int
) -> None:
    assert room.delivered() == [REACHED]
    for case in CASES[:-1]:
        mend(room, case)
    left_as_it_was = CASES[-1].customer_id
    room.digipost.population = Population().with_overrides({left_as_it_was: invalid()})
    jobs_before = len(room.service.jobs())
    with pytest.raises(ReasonNeeded):
        room.service.mending.send_again(mailing_id, " ")
    assert room.service.mending.send_again(mailing_id, "The details were mended") == len(CASES) - 1
    room.run_to_the_end(mailing_id)

    lookup, letters = reversed(room.service.jobs()[: len(room.service.jobs()) - jobs_before])
    assert (lookup.kind, lookup.items) == ("mottakersplitt", len(CASES) - 1)
    assert (letters.kind, letters.items) == ("masseutsendelse", len(CASES) - 1)
    assert {job.reason for job in (lookup, letters)} == {"The details were mended"}

    mended = {"K0112" if case.customer_id == "K0012" else case.customer_id for case in CASES[:-1]}
    assert room.outcomes(mailing_id) == {
        **dict.fromkeys(mended | {REACHED}, Outcome.DIGITAL),
        **dict.fromkeys((left_as_it_was, NOT_USER, NOT_FOUND), Outcome.REMAINDER),
    }
    assert room.delivered() == sorted(mended | {REACHED}), "each once"
    numbers = room.service.mending.numbers(mailing_id)
    assert (numbers.to_mend, numbers.mended) == (2, 0)
    assert room.service.mending.send_again(mailing_id, "again") == 0, "nobody is mended anew"


def test_an_edit_taken_back_is_no_mending(room: MailingRoom, mailing_id: int) -> None:
    found = room.register.by_customer_id("K0011")
    assert found is not None
    room.clock.advance(60)
    change = room.register.save(replace(found, address1="Havnegata 1"))
    assert room.service.mending.numbers(mailing_id).mended == 1
    room.register.undo(change)
    assert room.service.mending.numbers(mailing_id).mended == 0


def test_what_no_lookup_asks_with_is_no_mending(room: MailingRoom, mailing_id: int) -> None:
    edit(room, "K0011", phone="90000001", tags=("board",), email="a@example.org")
    assert room.service.mending.numbers(mailing_id).mended == 0


def test_the_next_one_follows_in_the_list_and_comes_round(room: MailingRoom, mailing_id: int) -> None:
    order = room.service.mending.page(mailing_id)
    first = room.service.mending.following(mailing_id)
    assert first is not None
    assert first.letter_id == order[0].letter_id
    second = room.service.mending.following(mailing_id, first.letter_id)
    assert second is not None
    assert second.letter_id == order[1].letter_id
    edit(room, order[0].customer_id, city="Bodø")
    after_the_last = room.service.mending.following(mailing_id, order[-1].letter_id)
    assert after_the_last is not None
    assert after_the_last.letter_id == order[1].letter_id, "the first is mended by now"


def test_pages_and_search_happen_in_the_database(room: MailingRoom, mailing_id: int) -> None:
    everybody = room.service.mending.page(mailing_id)
    paged = [one for start in range(0, 12, 3) for one in room.service.mending.page(mailing_id, start, 3)]
    assert paged == everybody
    assert [one.customer_id for one in room.service.mending.page(mailing_id, search="k0020")] == ["K0020"]
    assert room.service.mending.count(mailing_id, search="K0020") == 1
    edit(room, "K0020", postcode="9009")
    assert [one.customer_id for one in room.service.mending.page(mailing_id, mended=True)] == ["K0020"]
    assert room.service.mending.count(mailing_id, mended=False) == len(everybody) - 1


def test_who_was_ticked_off_or_has_left_the_register_cannot_be_mended(
    room: MailingRoom, mailing_id: int
) -> None:
    ticked, gone = room.service.mending.page(mailing_id)[:2]
    room.service.mark_done(mailing_id, [ticked.letter_id], "called")
    assert gone.recipient_id is not None
    room.register.delete([gone.recipient_id])
    found = {each.letter_id: each for each in room.service.mending.page(mailing_id)}
    assert ticked.letter_id not in found
    assert (found[gone.letter_id].is_gone, found[gone.letter_id].is_mended) == (True, False)
    following = room.service.mending.following(mailing_id)
    assert following is not None
    assert following.letter_id not in {ticked.letter_id, gone.letter_id}


def test_a_number_that_is_somebody_elses_does_not_give_them_the_letter_twice(
    room: MailingRoom, mailing_id: int
) -> None:
    edit(room, "K0010", national_id=NUMBERS[0])
    with pytest.raises(MailingRefused, match="customer id K0001"):
        room.service.mending.send_again(mailing_id, "mended")
    assert room.service.mailing(mailing_id).mailing.waiting == 0
    assert room.delivered() == [REACHED]


def test_a_mailing_to_known_users_looks_the_mended_up_before_it_sends(room: MailingRoom) -> None:
    room.service.look_up(room.everybody(), "Lookup", QUIET)
    room.answer()
    room.answer()
    mailing_id = room.confirmed(room.options(Pattern.FROM_REGISTER, send_to=SendTo.KNOWN_USERS))
    room.run_to_the_end(mailing_id)
    assert room.delivered() == [REACHED]
    edit(room, "K0020", postcode="9009")
    edit(room, NOT_FOUND, full_name="Per Strøm")
    room.digipost.population = Population()
    room.service.mending.send_again(mailing_id, "mended")
    room.run_to_the_end(mailing_id)
    assert room.delivered() == [REACHED, "K0020"], "who is still not found gets nothing"
    assert room.outcomes(mailing_id)[NOT_FOUND] is Outcome.REMAINDER
