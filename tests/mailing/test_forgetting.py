"""A forgotten person is gone from the ledger and from its files; what happened stays countable."""

import json

import pytest

from desktop_app.mailing.errors import MailingRefused
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.states import State
from desktop_app.register.held import wipe_traces
from tests.helpers.mailing_room import QUIET, MailingRoom


@pytest.fixture
def ended(room: MailingRoom) -> int:
    room.add_people(6)
    room.add_people(1, first=7, full_name="Sæbjørg Unik", address1="Enestegata 7", email="unik@example.org")
    mailing_id = room.confirmed()
    room.run_to_the_end(mailing_id)
    [row] = room.service.remainder(mailing_id)
    room.service.mark_done(mailing_id, [row.letter_id], "handed to Sæbjørg Unik")
    return mailing_id


def person(room: MailingRoom, customer_id: str = "K0007") -> int:
    found = room.register.by_customer_id(customer_id)
    assert found is not None
    return found.id


def test_all_that_is_held_can_be_told(room: MailingRoom, ended: int) -> None:
    held = room.service.held_about(person(room))
    assert [letter["full_name"] for letter in held["letters"]] == ["Sæbjørg Unik"]
    assert held["letters"][0]["outcome"] == "remainder"
    assert [lookup["status"] for lookup in held["lookups"]] == ["identified"]
    assert json.loads(json.dumps(held)) == held


def test_nothing_of_a_forgotten_person_is_left_in_the_database_or_in_files(
    room: MailingRoom, ended: int
) -> None:
    recipient = room.register.get(person(room))
    assert recipient.national_id is not None
    forgotten = room.service.forget(recipient.id, recipient.customer_id)
    room.register.forget(recipient.id)
    wipe_traces(room.database)
    room.close()
    assert (forgotten.letters, forgotten.lookups) == (1, 1)
    assert forgotten.files
    words = [recipient.national_id, "Unik", "Enestegata", "unik@example.org", "K0007"]
    for path in room.data.root.rglob("*"):
        if path.is_file() and path.suffix != ".log":
            content = path.read_bytes()
            assert [word for word in words if word.encode() in content] == [], path


def test_the_numbers_stay_what_they_were(room: MailingRoom, ended: int) -> None:
    before = room.service.mailing(ended).mailing
    room.service.forget(person(room), "K0007")
    after = room.service.mailing(ended).mailing
    assert after == before
    assert len(room.rows(ended)) == 7
    [row] = room.rows(ended, Outcome.REMAINDER)
    assert (row.name, row.customer_id.startswith("forgotten-")) == ("", True)
    assert room.service.history(person(room)) == []


def test_others_are_left_alone(room: MailingRoom, ended: int) -> None:
    others = [row for row in room.rows(ended) if row.customer_id != "K0007"]
    room.service.forget(person(room), "K0007")
    assert [row for row in room.rows(ended) if not row.customer_id.startswith("forgotten")] == others


def test_a_draft_loses_the_letter_and_has_to_be_checked_again(room: MailingRoom, ended: int) -> None:
    draft = room.draft(room.options(subject="News"))
    plan = room.service.check(draft, QUIET)
    room.service.forget(person(room), "K0007")
    with pytest.raises(MailingRefused):
        room.service.confirm(plan, plan.letters, QUIET)
    assert [pair.customer_id for pair in room.service.pairs(draft)] == [f"K000{n}" for n in range(1, 7)]


def test_nobody_is_forgotten_while_their_letter_is_under_way(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed()
    room.service.send(mailing_id, QUIET)
    with pytest.raises(MailingRefused, match="cannot be forgotten yet"):
        room.service.forget(person(room, "K0001"), "K0001")
    for _ in range(3):
        room.answer()
    assert room.service.mailing(mailing_id).mailing.state is State.FINISHED
    room.service.forget(person(room, "K0001"), "K0001")
    assert room.answer().problems == ()


def test_a_lookup_under_way_keeps_somebody_too(room: MailingRoom) -> None:
    ids = room.add_people(1)
    room.service.look_up(ids, "regular", QUIET)
    with pytest.raises(MailingRefused):
        room.service.forget(ids[0], "K0001")
