"""A lookup can lead two letters to one mailbox. Then one letter goes there at most, unless a person has said so."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desktop_app.digipost.model import (
    Channel,
    JobKind,
    JobStatus,
    LetterResult,
    RecipientResult,
    RecipientStatus,
)
from desktop_app.mailing.letters import LetterInput
from desktop_app.mailing.options import MailingOptions, Pattern, PrintOptions
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.plan import Code
from desktop_app.mailing.states import State
from tests.helpers.digipost_by_hand import DigipostByHand
from tests.helpers.mailing_room import QUIET, RETURN_ADDRESS, MailingRoom

BY_NUMBER: Mapping[str, Any] = {}
BY_NAME: Mapping[str, Any] = {"national_id": None}
MAILBOX = "kari.oedegaard#1A2B"
KEPT_BACK = (Outcome.REMAINDER, Reason.SAME_MAILBOX)
ON_ITS_WAY = (Outcome.WAITING, None)


def looked_up(
    room: MailingRoom,
    *people: Mapping[str, Any],
    options: MailingOptions | None = None,
    personal: bool = False,
    mailboxes: Mapping[str, str] | None = None,
) -> int:
    """A mailing to these people, whose lookup is answered: all of them have one mailbox unless told otherwise."""
    for number, changes in enumerate(people, 1):
        room.add_people(1, first=number, **changes)
    mailing_id = room.confirmed(options, personal_letters(room) if personal else None)
    room.service.send(mailing_id, QUIET)
    answer_lookup(room, mailboxes or {row.customer_id: MAILBOX for row in room.rows(mailing_id)})
    return mailing_id


def personal_letters(room: MailingRoom) -> list[LetterInput]:
    return [
        LetterInput(recipient_id, room.pdf(f"letter-{recipient_id}", [f"Letter {recipient_id}"]))
        for recipient_id in room.everybody()
    ]


def answer_lookup(room: MailingRoom, mailboxes: Mapping[str, str], *not_found: str) -> None:
    found = [
        RecipientResult(customer_id, RecipientStatus.DIGIPOST, digipost_address=mailbox)
        for customer_id, mailbox in mailboxes.items()
    ]
    others = [RecipientResult(customer_id, RecipientStatus.UIDENTIFISERT) for customer_id in not_found]
    DigipostByHand(room, JobKind.LOOKUP).says(JobStatus.SUKSESS, [*found, *others])
    room.fetch()


def became(room: MailingRoom, mailing_id: int) -> list[tuple[Outcome, Reason | None]]:
    return [
        (row.outcome, row.reason)
        for row in sorted(room.rows(mailing_id), key=lambda row: row.id)
        if row.outcome is not Outcome.REPLACED
    ]


def test_the_one_with_the_number_gets_it(room: MailingRoom) -> None:
    mailing_id = looked_up(room, BY_NAME, BY_NUMBER)
    assert became(room, mailing_id) == [KEPT_BACK, ON_ITS_WAY]


def test_whoever_is_kept_back_is_shown_beside_the_one_who_gets_it(room: MailingRoom) -> None:
    mailing_id = looked_up(room, BY_NAME, BY_NUMBER)
    held, sent = sorted(room.rows(mailing_id), key=lambda row: row.id)
    sharer = room.service.mending.shares_mailbox(mailing_id, held.id)
    assert sharer is not None
    assert (sharer.recipient_id, sharer.name) == (sent.recipient_id, sent.name)
    assert room.service.mending.shares_mailbox(mailing_id, sent.id) is None


def test_another_mailing_to_the_mailbox_is_no_sharer(room: MailingRoom) -> None:
    first = looked_up(room, BY_NUMBER)
    [letter] = room.rows(first)
    assert room.service.mending.shares_mailbox(first, letter.id) is None


def test_a_person_is_told_who_shares_the_mailbox(room: MailingRoom) -> None:
    mailing_id = looked_up(room, BY_NAME, BY_NUMBER)
    [finding] = room.service.deviations(mailing_id, 0, 10)
    assert finding.code is Code.SAME_MAILBOX
    assert finding.customer_id == "K0001"
    assert "K0002" in str(finding.text)


def test_the_same_letter_to_one_mailbox_goes_out_once(room: MailingRoom) -> None:
    mailing_id = looked_up(room, BY_NAME, BY_NAME, BY_NAME)
    assert became(room, mailing_id) == [ON_ITS_WAY, KEPT_BACK, KEPT_BACK]


def test_two_different_letters_of_which_either_may_be_a_namesakes_wait_both(room: MailingRoom) -> None:
    mailing_id = looked_up(room, BY_NAME, BY_NAME, personal=True)
    assert became(room, mailing_id) == [KEPT_BACK, KEPT_BACK]
    assert room.service.mailing(mailing_id).mailing.state is State.FINISHED


def test_a_mailbox_of_ones_own_is_no_reason_to_wait(room: MailingRoom) -> None:
    mailing_id = looked_up(
        room, BY_NAME, BY_NAME, BY_NUMBER, mailboxes={"K0001": "a#1", "K0002": "b#1", "K0003": "c#1"}
    )
    assert became(room, mailing_id) == [ON_ITS_WAY] * 3


def test_what_a_person_has_called_right_in_the_check_is_sent(room: MailingRoom) -> None:
    for number in (1, 2):
        room.add_people(1, first=number, full_name="Kari Ødegård", address1="Storgata 1", postcode="9008")
    mailing_id = room.draft()
    room.service.check(mailing_id, QUIET)
    found = room.service.deviations(mailing_id, 0, 10)
    assert [each.code for each in found] == [Code.SAME_PERSON]
    room.service.accept(mailing_id, [each.key for each in found], "mother and daughter, one mailbox")
    plan = room.service.check(mailing_id, QUIET)
    room.service.confirm(plan, plan.letters, QUIET)
    room.service.send(mailing_id, QUIET)
    answer_lookup(room, {"K0001": MAILBOX, "K0002": MAILBOX})
    assert became(room, mailing_id) == [ON_ITS_WAY, ON_ITS_WAY]


def test_one_who_was_mended_does_not_get_what_is_in_the_mailbox_already(room: MailingRoom) -> None:
    for number, changes in enumerate((BY_NUMBER, BY_NAME), 1):
        room.add_people(1, first=number, **changes)
    mailing_id = room.confirmed()
    room.service.send(mailing_id, QUIET)
    answer_lookup(room, {"K0001": MAILBOX}, "K0002")
    room.service.send(mailing_id, QUIET)
    [row] = room.rows(mailing_id, Outcome.WAITING)
    DigipostByHand(room, JobKind.MAILING).says(
        JobStatus.SUKSESS, [LetterResult(str(row.id), row.uuid, sent=True, channel=Channel.WEB)]
    )
    room.fetch()
    [missed] = room.rows(mailing_id, Outcome.REMAINDER)
    assert missed.recipient_id is not None
    person = room.register.get(missed.recipient_id)
    room.register.save(replace(person, address1="Storgata 99"))
    assert room.service.mending.send_again(mailing_id, "moved") == 1
    room.service.send(mailing_id, QUIET)
    answer_lookup(room, {"K0002": MAILBOX})
    assert sorted(became(room, mailing_id)) == sorted([(Outcome.DIGITAL, None), KEPT_BACK])


def test_paper_goes_once_to_one_person_too(room: MailingRoom) -> None:
    for number in (1, 2):
        room.add_people(1, first=number, **BY_NAME)
    mailing_id = room.confirmed(
        room.options(Pattern.OWN, lookup_first=True, printing=PrintOptions(RETURN_ADDRESS))
    )
    room.service.send(mailing_id, QUIET)
    same = [
        RecipientResult(customer_id, RecipientStatus.IDENTIFISERT, person_alias="alias-1")
        for customer_id in ("K0001", "K0002")
    ]
    DigipostByHand(room, JobKind.LOOKUP).says(JobStatus.SUKSESS, same)
    room.fetch()
    assert became(room, mailing_id) == [ON_ITS_WAY, KEPT_BACK]


def test_the_same_answer_again_keeps_nobody_else_back(room: MailingRoom) -> None:
    mailing_id = looked_up(room, BY_NAME, BY_NUMBER)
    before = became(room, mailing_id)
    answer_lookup(room, {"K0001": MAILBOX, "K0002": MAILBOX})
    assert became(room, mailing_id) == before
    assert len(room.service.deviations(mailing_id, 0, 10)) == 1
