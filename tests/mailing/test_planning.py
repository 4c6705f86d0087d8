"""The check of a draft finds everything that a person must see, and nothing else."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desktop_app.base.errors import Cancelled
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.mailing.errors import MailingRefused, PlanOutdated, ReasonNeeded
from desktop_app.mailing.letters import LetterInput
from desktop_app.mailing.options import InvoiceOptions, MailingOptions, Pattern, PrintOptions
from desktop_app.mailing.plan import Code, Deviation, Fix, FoundDeviation, Pair, Severity
from tests.helpers.mailing_room import QUIET, RETURN_ADDRESS, CancelAfter, MailingRoom

ACCOUNT = "12345678903"


def check(
    room: MailingRoom, options: MailingOptions | None = None, letters: list[LetterInput] | None = None
) -> list[Deviation]:
    """The open deviations of a draft with these options and letters."""
    mailing_id = room.draft(options, letters)
    room.service.check(mailing_id, QUIET)
    return room.service.deviations(mailing_id)


def codes(found: list[Deviation]) -> list[Code]:
    return [deviation.code for deviation in found]


def test_a_sound_mailing_has_nothing_to_mend_and_counts_right(room: MailingRoom) -> None:
    room.add_people(7)
    plan = room.service.check(room.draft(), QUIET)
    assert plan.can_be_confirmed
    assert (plan.letters, plan.left_out, plan.documents) == (7, 0, 1)
    assert plan.document_bytes == plan.largest_letter_bytes == room.pdf().stat().st_size
    assert plan.by_identification == {"national_id": 7}
    assert plan.first_deviations == ()


def test_a_mailing_to_nobody_is_stopped(room: MailingRoom) -> None:
    assert codes(check(room)) == [Code.NO_LETTERS]


def test_without_a_sender_id_nothing_can_be_sent(room: MailingRoom) -> None:
    room.settings = replace(room.settings, sender_id=None)
    room.add_people(1)
    found = check(room)
    assert codes(found) == [Code.NO_SENDER]
    assert found[0].severity is Severity.STOPS
    assert found[0].fixes == (Fix.CHANGE_OPTIONS,)


def test_an_unknown_field_in_the_subject_is_named(room: MailingRoom) -> None:
    room.add_people(2)
    found = check(room, room.options(subject="Shoes of size {shoe_size}"))
    assert codes(found)[0] is Code.UNKNOWN_SUBJECT_FIELD
    assert "shoe_size" in str(found[0].text)


def test_a_delivery_time_that_is_over_is_stopped(room: MailingRoom) -> None:
    room.add_people(1)
    past = room.clock.now() - timedelta(hours=1)
    assert codes(check(room, room.options(deliver_at=past))) == [Code.DELIVERY_IN_PAST]


@pytest.mark.parametrize(
    "choice",
    [
        {"deliver_at": datetime(2026, 6, 1, 9, tzinfo=ZoneInfo("Europe/Oslo"))},
        {"opening_receipt_group": "board"},
        {"notification_addresses": True},
        {"pattern": Pattern.WITH_PRINT, "printing": PrintOptions(RETURN_ADDRESS, colour=True)},
    ],
)
def test_what_the_older_interface_cannot_carry_is_stopped(room: MailingRoom, choice: dict[str, Any]) -> None:
    room.add_people(1)
    assert codes(check(room, room.options(interface="2_0", **choice))) == [Code.NOT_IN_INTERFACE]
    assert codes(check(room, room.options(interface="2_1", **choice))) == []


@pytest.mark.parametrize(("letters", "expected"), [(999, []), (1000, [Code.TOO_MANY_LETTERS])])
def test_a_thousand_letters_without_a_lookup_are_warned_about(
    room: MailingRoom, letters: int, expected: list[Code]
) -> None:
    [recipient_id] = room.add_people(1)
    mailing_id = room.draft(room.options(Pattern.MAILING_ONLY), [LetterInput(recipient_id)] * letters)
    plan = room.service.check(mailing_id, QUIET)
    about_all = [found.code for found in plan.first_deviations if found.letter_id is None]
    assert about_all == expected


def test_large_letters_without_a_lookup_are_warned_about(room: MailingRoom) -> None:
    room.add_people(1)
    large = room.letters_folder / "large.pdf"
    large.write_bytes(b"x" * 150_001)
    assert codes(check(room, room.options(Pattern.MAILING_ONLY, common_document=str(large)))) == [
        Code.TOO_LARGE_LETTERS
    ]
    assert codes(check(room, room.options(Pattern.SPLIT_FIRST, common_document=str(large)))) == []


def test_old_and_missing_lookups_are_told_where_the_mailing_builds_on_them(room: MailingRoom) -> None:
    room.add_people(3)
    found = check(room, room.options(Pattern.FROM_REGISTER))
    assert codes(found) == [Code.OLD_LOOKUPS]
    assert found[0].severity is Severity.WARNS
    assert codes(check(room, room.options(Pattern.MAILING_ONLY))) == []


# --- One letter


def test_somebody_whom_nothing_identifies_is_told_and_needs_nothing_done(room: MailingRoom) -> None:
    room.add_people(2)
    room.add_people(1, first=3, national_id=None, city=None)
    [found] = check(room)
    assert (found.code, found.severity, found.customer_id) == (
        Code.NO_IDENTIFICATION,
        Severity.WARNS,
        "K0003",
    )
    assert found.row == 4
    assert found.column == "national_id"
    assert set(found.fixes) == {Fix.MEND_FIELD, Fix.LEAVE_OUT}


def test_an_organisation_number_identifies_in_the_newer_interface_only(room: MailingRoom) -> None:
    room.add_people(1, national_id=None, address1=None, organisation_number="313131319")
    assert codes(check(room, room.options(interface="2_1"))) == []
    assert codes(check(room, room.options(interface="2_0"))) == [Code.NO_IDENTIFICATION]


def test_somebody_who_left_the_register_is_stopped(room: MailingRoom) -> None:
    ids = room.add_people(2)
    mailing_id = room.draft()
    room.register.delete(ids[:1])
    room.service.check(mailing_id, QUIET)
    [found] = room.service.deviations(mailing_id)
    assert (found.code, found.severity, found.customer_id) == (Code.RECIPIENT_GONE, Severity.STOPS, "K0001")


def test_with_print_a_missing_postal_address_is_told(room: MailingRoom) -> None:
    room.add_people(1, address1=None)
    assert codes(check(room, room.options(Pattern.WITH_PRINT))) == [Code.NO_POSTAL_ADDRESS]


def test_a_letter_without_a_document_is_stopped(room: MailingRoom) -> None:
    ids = room.add_people(2)
    letters = [LetterInput(ids[0], document=room.pdf("own")), LetterInput(ids[1])]
    [found] = check(room, room.options(common_document=None), letters)
    assert (found.code, found.severity, found.customer_id) == (Code.NO_DOCUMENT, Severity.STOPS, "K0002")


def test_a_file_that_is_not_there_is_told_with_the_person(room: MailingRoom) -> None:
    [recipient_id] = room.add_people(1)
    [found] = check(room, letters=[LetterInput(recipient_id, document=Path("/nowhere/a.pdf"))])
    assert found.code is Code.DOCUMENT_MISSING
    assert "/nowhere/a.pdf" in str(found.text)
    assert "K0001" in str(found.text)


def test_a_common_file_that_is_not_there_is_told_once(room: MailingRoom) -> None:
    room.add_people(5)
    found = check(room, room.options(common_document="/nowhere/a.pdf"))
    assert codes(found) == [Code.DOCUMENT_MISSING]
    assert found[0].letter_id is None


def test_a_folder_in_place_of_a_file_cannot_be_read(room: MailingRoom) -> None:
    [recipient_id] = room.add_people(1)
    assert codes(check(room, letters=[LetterInput(recipient_id, document=room.letters_folder)])) == [
        Code.DOCUMENT_UNREADABLE
    ]


def test_missing_attachments_are_told(room: MailingRoom) -> None:
    [recipient_id] = room.add_people(1)
    letters = [LetterInput(recipient_id, attachments=(room.pdf("a"), Path("/nowhere/b.pdf")))]
    [found] = check(room, letters=letters)
    assert found.code is Code.DOCUMENT_MISSING
    assert "/nowhere/b.pdf" in str(found.text)


@pytest.mark.parametrize(("own", "expected"), [(97, []), (98, [Code.TOO_MANY_ATTACHMENTS])])
def test_ninety_nine_attachments_are_the_most(room: MailingRoom, own: int, expected: list[Code]) -> None:
    [recipient_id] = room.add_people(1)
    options = room.options(common_attachments=(str(room.pdf("a")), str(room.pdf("b"))))
    letters = [LetterInput(recipient_id, attachments=(room.pdf("c"),) * own)]
    assert codes(check(room, options, letters)) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [("x" * 100, []), ("x" * 101, [Code.LONG_SUBJECT]), (" ", [Code.NO_SUBJECT]), ("", [Code.NO_SUBJECT])],
)
def test_a_subject_has_one_to_a_hundred_characters(
    room: MailingRoom, subject: str, expected: list[Code]
) -> None:
    room.add_people(1)
    assert codes(check(room, room.options(subject=subject))) == expected


def test_fields_are_filled_into_each_subject_and_a_letter_s_own_subject_holds(room: MailingRoom) -> None:
    ids = room.add_people(2)
    letters = [LetterInput(ids[0]), LetterInput(ids[1], subject="Just for you")]
    mailing_id = room.draft(room.options(subject="Fee for {customer_id}"), letters)
    room.service.check(mailing_id, QUIET)
    assert [pair.subject for pair in room.service.pairs(mailing_id)] == ["Fee for K0001", "Just for you"]


def test_a_changed_subject_reaches_every_letter_at_the_next_check(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.draft(room.options(subject="Fee"))
    room.service.check(mailing_id, QUIET)
    room.service.change_options(mailing_id, room.options(subject="Fee of {city}"))
    room.service.check(mailing_id, QUIET)
    assert [pair.subject for pair in room.service.pairs(mailing_id)] == ["Fee of Tromsø"] * 2


def test_the_same_customer_id_twice_is_stopped(room: MailingRoom) -> None:
    [recipient_id] = room.add_people(1)
    letters = [LetterInput(recipient_id, row=2), LetterInput(recipient_id, row=3)]
    [found] = check(room, letters=letters)
    assert (found.code, found.severity, found.row) == (Code.SAME_CUSTOMER_ID, Severity.STOPS, 3)


def test_a_letter_that_came_twice_is_left_out_once(room: MailingRoom) -> None:
    [recipient_id] = room.add_people(1)
    mailing_id = room.draft(letters=[LetterInput(recipient_id), LetterInput(recipient_id)])
    room.service.check(mailing_id, QUIET)
    [found] = room.service.deviations(mailing_id)
    assert found.letter_id is not None
    room.service.leave_out_letters(mailing_id, [found.letter_id])
    plan = room.service.plan(mailing_id)
    assert (plan.letters, plan.left_out, plan.can_be_confirmed) == (1, 1, True)


@pytest.mark.parametrize(
    "shared",
    [
        {"national_id": "15507600333"},
        {"organisation_number": "313131319"},
        {"digipost_address": "kari.odegard#1A2B"},
        {"full_name": "Kari Ødegård", "birth_date": date(1980, 2, 3)},
        {"full_name": "Kari Ødegård", "address1": "Storgata 4", "postcode": "9008"},
    ],
)
def test_the_same_person_under_two_customer_ids_needs_a_reason(
    room: MailingRoom, shared: dict[str, Any]
) -> None:
    room.add_people(2, **shared)
    [found] = check(room)
    assert (found.code, found.severity, found.customer_id) == (
        Code.SAME_PERSON,
        Severity.NEEDS_REASON,
        "K0002",
    )
    assert "K0001" in str(found.text)


# --- Already sent lately


def test_the_same_document_to_the_same_person_needs_a_reason(room: MailingRoom) -> None:
    room.add_people(2)
    room.confirmed()
    found = check(room, room.options(subject="Another subject"))
    assert codes(found) == [Code.ALREADY_SENT] * 2
    assert {deviation.severity for deviation in found} == {Severity.NEEDS_REASON}
    assert "Annual fee 2027" in str(found[0].text)


def test_the_same_subject_to_the_same_person_needs_a_reason(room: MailingRoom) -> None:
    room.add_people(1)
    room.confirmed()
    assert codes(check(room, room.options(common_document=str(room.pdf("other", ["Something else"]))))) == [
        Code.ALREADY_SENT
    ]


def test_another_letter_and_a_letter_of_long_ago_are_no_news(room: MailingRoom) -> None:
    room.add_people(1)
    room.confirmed()
    other = room.options(subject="News", common_document=str(room.pdf("other", ["Something else"])))
    assert codes(check(room, other)) == []
    room.clock.advance(61 * 24 * 3600)
    assert codes(check(room)) == []


def test_what_did_not_reach_anybody_may_be_sent_again_without_a_reason(room: MailingRoom) -> None:
    room.add_people(9)
    room.run_to_the_end(room.confirmed())
    again = {deviation.customer_id for deviation in check(room)}
    assert again == {f"K000{digit}" for digit in range(1, 7)}  # not 7, 8 and 9, who were not reached


def test_a_person_who_was_reached_on_paper_was_reached(room: MailingRoom) -> None:
    room.add_people(1, first=7)
    mailing_id = room.confirmed()
    room.run_to_the_end(mailing_id)
    [row] = room.service.remainder(mailing_id)
    room.service.mark_done(mailing_id, [row.letter_id], "printed here")
    assert codes(check(room)) == [Code.ALREADY_SENT]


def test_a_cancelled_mailing_has_reached_nobody(room: MailingRoom) -> None:
    room.add_people(1)
    room.service.cancel(room.confirmed())
    assert codes(check(room)) == []


# --- Invoices


def invoice_codes(room: MailingRoom, **fields: Any) -> list[str | None]:
    [recipient_id] = room.add_people(1)
    sound: dict[str, Any] = {"account": ACCOUNT, "amount": Decimal(100), "due_date": date(2026, 6, 1)}
    letter = LetterInput(recipient_id, **{**sound, **fields})
    found = check(room, room.options(invoice=InvoiceOptions()), [letter])
    assert {deviation.code for deviation in found} <= {Code.INVOICE_FIELD}
    return [deviation.column for deviation in found]


def test_a_sound_invoice_passes(room: MailingRoom) -> None:
    assert invoice_codes(room, kid="1234567897") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("account", None),
        ("account", "12345678901"),
        ("amount", None),
        ("amount", Decimal(0)),
        ("amount", Decimal(-5)),
        ("due_date", None),
        ("kid", "1234567890"),
        ("kid", "12A4"),
    ],
)
def test_what_cannot_be_paid_is_stopped(room: MailingRoom, field: str, value: object) -> None:
    assert invoice_codes(room, **{field: value}) == [field]


def test_a_value_for_all_fills_what_a_letter_lacks(room: MailingRoom) -> None:
    room.add_people(2)
    common = InvoiceOptions(account="1234.56.78903", amount=Decimal("10.50"), due_date=date(2026, 6, 1))
    assert codes(check(room, room.options(invoice=common))) == []


def test_the_older_interface_wants_a_kid(room: MailingRoom) -> None:
    room.add_people(1)
    common = InvoiceOptions(account=ACCOUNT, amount=Decimal(10), due_date=date(2026, 6, 1))
    [found] = check(room, room.options(invoice=common, interface="2_0"))
    assert found.column == "kid"


# --- Mending and deciding


def test_a_mended_field_is_taken_over_at_the_next_check(room: MailingRoom) -> None:
    [recipient_id] = room.add_people(1, national_id=None, city=None)
    mailing_id = room.draft()
    room.service.check(mailing_id, QUIET)
    assert codes(room.service.deviations(mailing_id)) == [Code.NO_IDENTIFICATION]
    room.register.save(replace(room.register.get(recipient_id), city="Tromsø"))
    assert room.service.check(mailing_id, QUIET).by_identification == {"name_and_address": 1}
    assert room.service.deviations(mailing_id) == []


def test_who_is_left_out_needs_nothing_and_stays_left_out(room: MailingRoom) -> None:
    room.add_people(3)
    room.confirmed()
    mailing_id = room.draft()
    room.service.check(mailing_id, QUIET)
    room.service.leave_out(mailing_id, ["K0002"])
    assert [found.customer_id for found in room.service.deviations(mailing_id)] == ["K0001", "K0003"]
    assert (room.service.plan(mailing_id).letters, room.service.plan(mailing_id).left_out) == (2, 1)
    room.service.set_letters(mailing_id, room.letters_to_all(), QUIET)
    assert room.service.check(mailing_id, QUIET).left_out == 1
    room.service.take_back_in(mailing_id, ["K0002"])
    with pytest.raises(PlanOutdated):
        room.service.plan(mailing_id)
    assert room.service.check(mailing_id, QUIET).letters == 3


def test_an_accepted_deviation_stays_accepted_for_exactly_this_document(room: MailingRoom) -> None:
    room.add_people(1)
    room.confirmed()
    mailing_id = room.draft()
    room.service.check(mailing_id, QUIET)
    [found] = room.service.deviations(mailing_id)
    room.service.accept(mailing_id, [found.key], "the first one was lost")
    assert room.service.plan(mailing_id).can_be_confirmed
    assert room.service.check(mailing_id, QUIET).can_be_confirmed
    [accepted] = room.service.deviations(mailing_id, open_only=False)
    assert accepted.settled_how == "the first one was lost"
    room.service.change_options(
        mailing_id, room.options(common_document=str(room.pdf("new", ["Other words"])))
    )
    assert not room.service.check(mailing_id, QUIET).can_be_confirmed


def test_what_stops_cannot_be_accepted(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.draft(room.options(common_document=None))
    room.service.check(mailing_id, QUIET)
    [found] = room.service.deviations(mailing_id)
    room.service.accept(mailing_id, [found.key], "never mind")
    assert room.service.plan(mailing_id).stopping == 1


def test_accepting_needs_a_reason(room: MailingRoom) -> None:
    mailing_id = room.draft()
    with pytest.raises(ReasonNeeded):
        room.service.accept(mailing_id, ["x"], "  ")


def test_a_changed_draft_has_no_plan_until_it_is_checked(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.draft()
    room.service.check(mailing_id, QUIET)
    room.service.change_options(mailing_id, room.options(subject="Other"))
    with pytest.raises(PlanOutdated):
        room.service.plan(mailing_id)


def test_letters_that_came_only_in_part_are_not_checked(room: MailingRoom) -> None:
    ids = room.add_people(2)
    mailing_id = room.service.create(room.options())

    def interrupted() -> Iterator[LetterInput]:
        yield LetterInput(ids[0])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        room.service.set_letters(mailing_id, interrupted(), QUIET)
    with pytest.raises(MailingRefused, match="not all there"):
        room.service.check(mailing_id, QUIET)
    room.service.set_letters(mailing_id, room.letters_to_all(), QUIET)
    assert room.service.check(mailing_id, QUIET).letters == 2


def test_a_check_that_was_stopped_cannot_be_confirmed(room: MailingRoom) -> None:
    room.add_people(3)
    mailing_id = room.draft()
    with pytest.raises(Cancelled):
        room.service.check(mailing_id, CancelAfter(1))
    with pytest.raises(PlanOutdated):
        room.service.plan(mailing_id)


def test_a_recipient_who_is_not_in_the_register_is_named_by_row(room: MailingRoom) -> None:
    [recipient_id] = room.add_people(1)
    mailing_id = room.service.create(room.options())
    with pytest.raises(MailingRefused, match="Letter 17"):
        room.service.set_letters(
            mailing_id, [LetterInput(recipient_id, row=16), LetterInput(999, row=17)], QUIET
        )


class Suspicious:
    """An examiner that finds something about every second letter."""

    def __init__(self) -> None:
        self.seen: list[Pair] = []

    def examine(self, pairs: Iterator[Pair], context: WorkContext) -> Iterator[FoundDeviation]:
        for number, pair in enumerate(pairs):
            self.seen.append(pair)
            if number % 2:
                words = text("{name} is not named in the letter.", name=pair.name)
                yield FoundDeviation(
                    pair.letter_id, Code.WRONG_LETTER, Severity.NEEDS_REASON, words, "document"
                )


def test_examiners_see_each_pair_and_what_they_find_is_kept(room: MailingRoom) -> None:
    ids = room.add_people(4)
    letters = [LetterInput(each, document=room.pdf(f"letter-{each}"), row=each) for each in ids]
    mailing_id = room.draft(letters=letters)
    room.service.leave_out(mailing_id, ["K0001"])
    examiner = Suspicious()
    plan = room.service.check(mailing_id, QUIET, [examiner])
    assert [pair.customer_id for pair in examiner.seen] == ["K0002", "K0003", "K0004"]
    assert all(
        pair.document and pair.document.stem.endswith(str(pair.recipient_id)) for pair in examiner.seen
    )
    assert plan.needing_reason == 1
    assert [found.customer_id for found in plan.first_deviations] == ["K0003"]


# --- Pairs


def test_pairs_are_shown_in_the_order_of_the_file_with_all_attachments(room: MailingRoom) -> None:
    ids = room.add_people(3)
    letters = [
        LetterInput(ids[2], document=room.pdf("c"), attachments=(room.pdf("x"), room.pdf("y")), row=2),
        LetterInput(ids[0], row=3),
    ]
    options = room.options(common_attachments=(str(room.pdf("rules")),))
    mailing_id = room.draft(options, letters)
    room.service.check(mailing_id, QUIET)
    first, second = room.service.pairs(mailing_id)
    assert (first.customer_id, second.customer_id) == ("K0003", "K0001")
    assert [path.stem for path in first.attachments] == ["rules", "x", "y"]
    assert [path.stem for path in second.attachments] == ["rules"]
    assert (first.document, second.document) == (room.pdf("c"), room.pdf())
    assert first.identified_by == "national_id"
    assert "Storgata 3" in first.address


def test_a_sample_is_the_same_for_the_same_seed_and_holds_nobody_who_is_left_out(room: MailingRoom) -> None:
    room.add_people(30)
    mailing_id = room.draft()
    room.service.leave_out(mailing_id, ["K0001", "K0002", "K0003"])
    one, same, other = (
        [pair.customer_id for pair in room.service.sample_pairs(mailing_id, 5, seed)] for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other
    everybody = {pair.customer_id for pair in room.service.sample_pairs(mailing_id, 100, 3)}
    assert len(everybody) == 27
    assert everybody.isdisjoint({"K0001", "K0002", "K0003"})


def test_paths_mean_the_same_file_wherever_a_later_run_starts(
    room: MailingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(room.letters_folder)
    room.pdf("mine")
    [recipient_id] = room.add_people(1)
    mailing_id = room.draft(letters=[LetterInput(recipient_id, document=Path("mine.pdf"))])
    monkeypatch.chdir(os.sep)
    assert room.service.check(mailing_id, QUIET).can_be_confirmed
