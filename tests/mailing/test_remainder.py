"""The remainder: exactly who was not reached, why, and until zero remain."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desktop_app.base.translate import load_translator
from desktop_app.mailing.errors import MailingRefused, UnknownMailing
from desktop_app.mailing.events import RemainderChanged
from desktop_app.mailing.letters import LetterInput, LetterQuery
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.outcomes import (
    DETAIL_WORDS,
    FIELD_TO_MEND,
    OUTCOME_WORDS,
    REASON_WORDS,
    Outcome,
    Reason,
)
from tests.helpers.mailing_room import QUIET, MailingRoom


def ended(room: MailingRoom) -> int:
    room.add_people(9)
    room.add_people(1, first=19, national_id=None)
    room.add_people(1, first=29, national_id=None)
    room.add_people(1, first=30, national_id=None, full_name="Kari Ugyldig", postcode="0001")
    room.add_people(1, first=31, national_id=None, city=None)
    mailing_id = room.confirmed()
    room.run_to_the_end(mailing_id)
    return mailing_id


def test_everybody_who_was_not_reached_is_there_with_the_reason_and_what_to_mend(room: MailingRoom) -> None:
    rows = {row.customer_id: row for row in room.service.remainder(ended(room))}
    assert {customer_id: row.reason for customer_id, row in rows.items()} == {
        "K0007": Reason.NOT_A_USER,
        "K0008": Reason.NOT_A_USER,
        "K0009": Reason.NOT_FOUND,
        "K0019": Reason.SEVERAL_MATCH,
        "K0029": Reason.INCOMPLETE_ADDRESS,
        "K0030": Reason.WRONG_DETAILS,
        "K0031": Reason.NO_IDENTIFICATION,
    }
    assert rows["K0019"].fields_to_mend == ("national_id",)
    assert rows["K0029"].fields_to_mend == ("address1",)
    assert rows["K0030"].fields_to_mend == ("full_name",)
    assert rows["K0031"].fields_to_mend == ("national_id",)
    assert rows["K0007"].fields_to_mend == ()
    assert rows["K0019"].details == ("FLERE_TREFF",)
    assert str(rows["K0019"].detail_texts[0]) == "Several people match"
    assert all(row.may_print for row in rows.values())


def test_it_stands_in_the_order_of_the_postcodes(room: MailingRoom) -> None:
    postcodes = [row.postcode for row in room.service.remainder(ended(room))]
    assert postcodes == sorted(postcodes)
    assert len(postcodes) == 7


def test_pages_and_search_happen_in_the_database(room: MailingRoom) -> None:
    mailing_id = ended(room)
    all_rows = room.service.remainder(mailing_id)
    assert room.service.remainder(mailing_id, 2, 3) == all_rows[2:5]
    assert list(room.service.iterate_remainder(mailing_id)) == all_rows
    assert [row.customer_id for row in room.service.remainder(mailing_id, search="UGYLDIG kari")] == ["K0030"]
    assert [row.customer_id for row in room.service.remainder(mailing_id, search="k0019")] == ["K0019"]
    assert room.service.remainder(mailing_id, search="100%") == []


def test_ticking_off_goes_on_until_zero_remain(room: MailingRoom) -> None:
    mailing_id = ended(room)
    rows = room.service.remainder(mailing_id)
    assert room.service.mark_done(mailing_id, [row.letter_id for row in rows[:5]], "printed here") == 5
    mailing = room.service.mailing(mailing_id).mailing
    assert (mailing.remainder, mailing.remainder_done, mailing.remainder_open) == (7, 5, 2)
    left = room.service.remainder(mailing_id, open_only=True)
    assert room.service.mark_done(mailing_id, [row.letter_id for row in left], "called") == 2
    assert room.service.mailing(mailing_id).mailing.remainder_open == 0
    assert {row.done_how for row in room.service.remainder(mailing_id)} == {"printed here", "called"}
    assert all(row.done for row in room.service.remainder(mailing_id))
    assert [need for need in room.service.home().needs if need.kind in {"remainder", "mend"}] == []
    assert room.of_type(RemainderChanged) == [RemainderChanged(mailing_id)] * 2


def test_a_tick_can_be_taken_back_and_both_stand_in_the_history(room: MailingRoom) -> None:
    mailing_id = ended(room)
    [row] = room.service.remainder(mailing_id, search="K0007")
    room.clock.advance(10)
    room.service.mark_done(mailing_id, [row.letter_id], "printed")
    room.clock.advance(10)
    assert room.service.undo_done(mailing_id, [row.letter_id]) == 1
    assert room.service.mailing(mailing_id).mailing.remainder_done == 0
    assert row.recipient_id is not None
    newest, before, *_ = room.service.history(row.recipient_id)
    assert str(newest.what) == "The tick was taken back"
    assert str(before.what) == "Reached in another way: printed"


def test_a_second_tick_changes_nothing_and_one_without_words_is_refused(room: MailingRoom) -> None:
    mailing_id = ended(room)
    [row] = room.service.remainder(mailing_id, search="K0007")
    room.service.mark_done(mailing_id, [row.letter_id], "printed")
    assert room.service.mark_done(mailing_id, [row.letter_id], "called") == 0
    assert room.service.remainder(mailing_id, search="K0007")[0].done_how == "printed"
    with pytest.raises(MailingRefused, match="Enter how"):
        room.service.mark_done(mailing_id, [row.letter_id], "  ")


def test_who_was_reached_digitally_cannot_be_ticked_off(room: MailingRoom) -> None:
    mailing_id = ended(room)
    digital = [row.id for row in room.rows(mailing_id, Outcome.DIGITAL)]
    assert room.service.mark_done(mailing_id, digital, "printed") == 0


def test_letters_of_another_mailing_are_not_touched(room: MailingRoom) -> None:
    mailing_id = ended(room)
    rows = room.service.remainder(mailing_id)
    other = room.draft()
    assert room.service.mark_done(other, [row.letter_id for row in rows], "printed") == 0
    with pytest.raises(UnknownMailing):
        room.service.mark_done(99, [1], "printed")


def test_each_row_carries_the_letter_to_print(room: MailingRoom) -> None:
    ids = room.add_people(1, first=7)
    letters = [LetterInput(ids[0], document=room.pdf("own", ["Own"]), attachments=(room.pdf("b", ["B"]),))]
    options = room.options(common_attachments=(str(room.pdf("a", ["A"])),))
    mailing_id = room.confirmed(options, letters)
    room.run_to_the_end(mailing_id)
    [row] = room.service.remainder(mailing_id)
    assert row.document == room.pdf("own")
    assert row.document_sha256 is not None
    assert [path.stem for path in row.attachments] == ["a", "b"]


# --- Words


def test_every_outcome_reason_and_code_has_words() -> None:
    assert set(OUTCOME_WORDS) == set(Outcome)
    assert set(REASON_WORDS) == set(Reason)
    assert set(FIELD_TO_MEND) <= set(DETAIL_WORDS)


def test_paper_is_never_the_answer_to_a_lookup_or_a_job_that_failed() -> None:
    unknown = {
        Reason.NEVER_LOOKED_UP,
        Reason.LOOKUP_FAILED,
        Reason.NO_ANSWER,
        Reason.JOB_FAILED,
        Reason.CANCELLED,
    }
    # They have Digipost, or may have, and get the letter there once what is wrong is mended.
    refused = {Reason.DOCUMENT_REFUSED, Reason.NOT_SENT, Reason.SAME_MAILBOX}
    assert {reason for reason in Reason if not reason.may_print} == unknown | refused


# --- Files for Excel


def test_the_remainder_as_csv_reads_back_as_it_was(room: MailingRoom, tmp_path: Path) -> None:
    room.add_people(1, first=7, full_name="=1+1 Ødegård", postcode="0037", address1="+47 gata")
    room.add_people(1, first=8)
    mailing_id = room.confirmed()
    room.run_to_the_end(mailing_id)
    done = room.service.remainder(mailing_id, search="K0008")[0]
    room.service.mark_done(mailing_id, [done.letter_id], "printed")
    target = tmp_path / "remainder.csv"
    assert room.service.export_remainder(mailing_id, target, QUIET, load_translator("nb")) == 1
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as stream:
        [row] = csv.DictReader(stream, delimiter=";")
    assert row["Navn"] == "'=1+1 Ødegård"
    assert row["Postnummer"] == "0037"
    assert row["Adresse"] == "'+47 gata"
    assert row["Årsak"] == "Kjent for Digipost, men har ikke Digipost"


def test_all_letters_as_a_spreadsheet_read_back_as_they_were(room: MailingRoom, tmp_path: Path) -> None:
    room.add_people(7)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.run_to_the_end(mailing_id)
    target = tmp_path / "letters.xlsx"
    assert room.service.export_letters(LetterQuery(mailing_id), target, QUIET) == 7
    sheet = load_workbook(target).active
    assert sheet is not None
    heading, *rows = list(sheet.values)
    table = [dict(zip(heading, row, strict=True)) for row in rows]
    assert [row["Customer id"] for row in table] == [f"K000{digit}" for digit in range(1, 8)]
    assert [row["Outcome"] for row in table] == ["Delivered in Digipost"] * 6 + ["Not reached"]
    assert table[0]["Postcode"] == "0037"
    assert {row["Letter's id at Digipost"] for row in table} == {row.uuid for row in room.rows(mailing_id)}
