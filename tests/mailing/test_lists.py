"""What grids, pages and Home are given: searched, sorted and paged in the database."""

from dataclasses import replace

import pytest

from desktop_app.digipost.model import JobKind, JobStatus
from desktop_app.digipost.receipt_text import receipt_text
from desktop_app.mailing.errors import UnknownMailing
from desktop_app.mailing.events import JobChanged, MailingChanged
from desktop_app.mailing.letters import LetterInput, LetterQuery, LetterSort
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.states import State
from desktop_app.mailing.views import ReceiptQuery, ReceiptSort
from desktop_app.sandbox.behaviour import Behaviour
from tests.helpers.digipost_by_hand import DigipostByHand
from tests.helpers.mailing_room import QUIET, MailingRoom


@pytest.fixture
def ended(room: MailingRoom) -> int:
    """A mailing by lookup first to nine people, six of whom have Digipost."""
    room.add_people(9)
    mailing_id = room.confirmed()
    room.service.send(mailing_id, QUIET)
    room.answer()
    room.clock.advance(60)
    room.answer()
    return mailing_id


def found(room: MailingRoom, query: LetterQuery) -> list[str]:
    return [row.customer_id for row in room.service.letters(query)]


# --- Letters


def test_letters_are_filtered_by_outcome_reason_and_tick(room: MailingRoom, ended: int) -> None:
    assert len(found(room, LetterQuery(ended, outcomes=(Outcome.DIGITAL,)))) == 6
    assert found(room, LetterQuery(ended, reasons=(Reason.NOT_FOUND,))) == ["K0009"]
    [row] = room.service.remainder(ended, search="K0007")
    room.service.mark_done(ended, [row.letter_id], "printed")
    assert found(room, LetterQuery(ended, outcomes=(Outcome.REMAINDER,), done=True)) == ["K0007"]
    assert found(room, LetterQuery(ended, outcomes=(Outcome.REMAINDER,), done=False)) == ["K0008", "K0009"]


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (LetterSort.ORDER, "K0001"),
        (LetterSort.CUSTOMER_ID, "K0001"),
        (LetterSort.POSTCODE, "K0001"),
        (LetterSort.OUTCOME, "K0001"),
        (LetterSort.REASON, "K0001"),
        (LetterSort.NAME, "K0001"),
        (LetterSort.CHANGED, "K0007"),
    ],
)
def test_letters_are_sorted_both_ways(room: MailingRoom, ended: int, sort: LetterSort, first: str) -> None:
    ascending = room.service.letters(LetterQuery(ended, sort=sort))
    descending = room.service.letters(LetterQuery(ended, sort=sort, descending=True))
    assert ascending[0].customer_id == first
    assert {row.id for row in ascending} == {row.id for row in descending}
    assert ascending != descending


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("ødegård", 9),
        ("ØDEGÅRD kari", 9),
        ("K0003", 1),
        ("k0003", 1),
        ("annual", 9),
        ("nobody", 0),
        ("%", 0),
        ("_", 0),
        ("", 9),
    ],
)
def test_a_search_looks_in_name_customer_id_and_subject(
    room: MailingRoom, ended: int, search: str, expected: int
) -> None:
    assert len(found(room, LetterQuery(ended, search=search))) == expected
    assert room.service.count_letters(LetterQuery(ended, search=search)) == expected


def test_pages_fit_together(room: MailingRoom, ended: int) -> None:
    query = LetterQuery(ended, sort=LetterSort.NAME)
    whole = room.service.letters(query)
    assert [row for offset in range(0, 9, 4) for row in room.service.letters(query, offset, 4)] == whole
    assert list(room.service.iterate_letters(query)) == whole


def test_a_letter_carries_what_a_call_to_digipost_needs(room: MailingRoom, ended: int) -> None:
    row = room.service.letters(LetterQuery(ended, search="K0001"))[0]
    job = room.service.mailing(ended).jobs[1]
    assert (row.job_id, row.uuid is not None) == (job.job_id, True)
    assert room.digipost.ledger.deliveries()[0].uuid in {
        each.uuid for each in room.rows(ended, Outcome.DIGITAL)
    }
    assert row.document == room.pdf()
    assert (row.address, row.postcode, row.city) == ("Storgata 1", "0037", "Tromsø")


def test_one_person_s_letters_and_lookups_make_their_history(room: MailingRoom, ended: int) -> None:
    recipient = room.register.by_customer_id("K0007")
    assert recipient is not None
    letter, lookup = room.service.history(recipient.id)
    assert str(letter.what) == (
        "“Annual fee 2027”: Not reached. Known to Digipost, but has no Digipost account"
    )
    assert str(lookup.what) == "Looked up: known, no Digipost"
    assert (letter.mailing_id, letter.subject) == (ended, "Annual fee")
    assert lookup.job_id == room.service.mailing(ended).jobs[0].job_id


def test_drafts_and_those_left_out_are_no_history(room: MailingRoom) -> None:
    [recipient_id] = room.add_people(1)
    room.draft()
    assert room.service.history(recipient_id) == []


def test_the_history_follows_a_person_who_was_taken_out_and_brought_back(
    room: MailingRoom, ended: int
) -> None:
    recipient = room.register.by_customer_id("K0001")
    assert recipient is not None
    change = room.register.delete([recipient.id])
    room.register.undo(change)
    assert len(room.service.history(recipient.id)) == 2
    room.register.delete([recipient.id])
    [new_id] = room.register.save(replace(recipient, id=0)).made_ids
    assert new_id != recipient.id
    assert len(room.service.history(new_id)) == 2


# --- Mailings, jobs, receipts


def test_mailings_are_listed_newest_first_with_their_numbers(room: MailingRoom, ended: int) -> None:
    draft = room.draft(room.options(name="Next one"))
    newest, oldest = room.service.mailings()
    assert (newest.id, newest.state, newest.name, newest.letters) == (draft, State.DRAFT, "Next one", 0)
    assert (oldest.id, oldest.letters, oldest.digital, oldest.remainder_open) == (ended, 9, 6, 3)
    assert room.service.mailings(1, 1) == [oldest]


def test_a_mailing_s_page_has_its_options_jobs_and_deviations(room: MailingRoom, ended: int) -> None:
    detail = room.service.mailing(ended)
    assert detail.options.subject == "Annual fee"
    assert [job.kind for job in detail.jobs] == ["mottakersplitt", "masseutsendelse"]
    assert detail.job == detail.jobs[-1]
    assert str(detail.jobs[-1].words()) == "Digipost has told what became of each letter."


def test_what_does_not_exist_is_said(room: MailingRoom) -> None:
    for ask in (
        lambda: room.service.mailing(7),
        lambda: room.service.job("nothing"),
        lambda: room.service.lookup_summary("nothing"),
    ):
        with pytest.raises(UnknownMailing):
            ask()


def test_jobs_are_listed_newest_first_and_those_under_way_alone(room: MailingRoom, ended: int) -> None:
    room.digipost.behaviour = Behaviour(result_after_s=1000)
    under_way = room.service.look_up(room.everybody(), "regular", QUIET)
    assert room.service.jobs()[0].job_id == under_way.job_id
    assert [job.job_id for job in room.service.jobs(under_way_only=True)] == [under_way.job_id]
    assert len(room.service.jobs()) == 3


def test_receipts_are_listed_with_their_files(room: MailingRoom, ended: int) -> None:
    listed = room.service.receipts()
    assert len(listed) == 4
    assert {receipt.state for receipt in listed} == {"applied"}
    kinds = {(receipt.kind, receipt.status, receipt.name) for receipt in listed}
    name = room.service.mailing(ended).mailing.name
    assert {(kind, status) for kind, status, _name in kinds} == {
        (kind, status) for kind in JobKind for status in ("MOTTATT", "SUKSESS")
    }
    assert {own for kind, _status, own in kinds if kind is JobKind.MAILING} == {name}
    for receipt in listed:  # as it came, of either kind and of either answer
        assert receipt.file is not None
        shown = receipt_text(receipt.file)
        assert shown.problem is None
        assert any(f">{receipt.status}</" in line for line in shown.lines)
    assert {receipt.mailing_id for receipt in room.service.receipts(ReceiptQuery(mailing_id=ended))} == {
        ended
    }
    assert room.service.receipts(ReceiptQuery(states=("unmatched",))) == []
    assert room.service.receipts(offset=1, limit=2) == listed[1:3]


@pytest.mark.parametrize("sort", list(ReceiptSort))
def test_receipts_are_sorted_both_ways(room: MailingRoom, ended: int, sort: ReceiptSort) -> None:
    up = room.service.receipts(ReceiptQuery(sort=sort, descending=False))
    assert room.service.receipts(ReceiptQuery(sort=sort)) == up[::-1]
    if sort is ReceiptSort.NAME:
        assert [receipt.remote_name for receipt in up] == sorted(receipt.remote_name for receipt in up)


def test_receipts_are_searched_by_mailing_file_and_job(room: MailingRoom) -> None:
    room.add_people(3)
    mailing_id = room.confirmed(room.options(name="Årsavgift 100 %"))
    room.service.send(mailing_id, QUIET)
    room.answer()
    [of_mailing, *_] = room.service.receipts(ReceiptQuery(mailing_id=mailing_id))
    for search in (
        "årsavgift",
        "ÅRSAVGIFT",
        "Årsavgift 100",
        of_mailing.remote_name,
        of_mailing.job_id or "-",
    ):
        query = ReceiptQuery(search=search)
        assert of_mailing in room.service.receipts(query)
        assert room.service.count_receipts(query) == len(room.service.receipts(query))
    for search in ("årsmøte", "årsavgift nothing", "100_%"):
        assert room.service.count_receipts(ReceiptQuery(search=search)) == 0


def test_receipts_are_counted_however_few_are_read(room: MailingRoom, ended: int) -> None:
    assert len(room.service.receipts(limit=1)) == 1
    assert room.service.count_receipts() == 4
    assert room.service.count_receipts(ReceiptQuery(mailing_id=ended, states=("applied",))) == 4
    assert room.service.count_receipts(ReceiptQuery(mailing_id=ended + 1)) == 0
    assert room.service.count_receipts(ReceiptQuery(states=("unreadable",))) == 0


# --- Home


def test_home_is_calm_when_nothing_needs_anybody(room: MailingRoom) -> None:
    room.add_people(2)
    room.run_to_the_end(room.confirmed())
    home = room.service.home()
    assert (home.needs, home.under_way) == ((), 0)
    assert len(home.last_mailings) == 1


def test_home_names_who_is_left_and_who_can_be_mended(room: MailingRoom, ended: int) -> None:
    needs = {need.kind: (need.count, need.mailing_id, str(need.text)) for need in room.service.home().needs}
    assert needs == {
        "remainder": (3, ended, "3 recipients of “Annual fee 2027” are still to be reached"),
        "mend": (1, ended, "1 recipient of “Annual fee 2027” could not be identified"),
    }


def test_home_names_a_job_that_cannot_go_on(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.pdf().unlink()
    report = room.service.recover(QUIET)
    assert len(report.problems) == 1
    [need] = room.service.home().needs
    assert (need.kind, need.mailing_id, str(need.text)) == (
        "failed",
        mailing_id,
        "“Annual fee 2027” cannot go on",
    )


def test_home_names_a_job_that_digipost_is_silent_about(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.service.send(mailing_id, QUIET)
    room.clock.advance(23 * 3600)
    assert room.service.home().needs == ()
    room.clock.advance(2 * 3600)
    [need] = room.service.home().needs
    assert (need.kind, need.mailing_id) == ("silent", mailing_id)
    DigipostByHand(room).says(JobStatus.MOTTATT)
    room.fetch()
    assert room.service.home().needs == ()


def test_a_mailing_says_why_it_stands_still_until_it_goes_on(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    content = room.pdf().read_bytes()
    room.pdf().unlink()
    room.service.recover(QUIET)
    stopped = room.service.mailing(mailing_id).mailing
    assert "letter.pdf" in str(stopped.failure)
    room.pdf().write_bytes(content)
    room.service.recover(QUIET)
    assert room.service.mailing(mailing_id).mailing.failure is None


def test_home_counts_what_is_under_way(room: MailingRoom) -> None:
    room.add_people(1)
    room.service.send(room.confirmed(), QUIET)
    assert room.service.home().under_way == 1


def test_what_one_job_stops_at_does_not_stop_the_others(room: MailingRoom) -> None:
    [first, second] = room.add_people(2)
    broken = room.confirmed(
        room.options(Pattern.MAILING_ONLY, subject="A", common_document=str(room.pdf("a", ["A"]))),
        [LetterInput(first)],
    )
    sound = room.confirmed(
        room.options(Pattern.MAILING_ONLY, subject="B", common_document=str(room.pdf("b", ["B"]))),
        [LetterInput(second)],
    )
    room.pdf("a").unlink()
    report = room.service.recover(QUIET)
    assert "a.pdf" in str(report.problems[0])
    assert room.service.mailing(broken).mailing.state is State.CHECKED
    assert room.service.mailing(sound).mailing.state is State.UPLOADED


# --- Who listens


def test_each_move_of_a_job_is_told(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.seen.clear()
    room.service.send(mailing_id, QUIET)
    DigipostByHand(room).says(JobStatus.MOTTATT)
    room.fetch()
    moves = list(dict.fromkeys(event.state for event in room.of_type(JobChanged)))
    assert moves == [State.BUILT, State.UPLOADING, State.UPLOADED, State.ACKNOWLEDGED]
    assert set(room.of_type(MailingChanged)) == {MailingChanged(mailing_id)}
