"""Receipts: late, early, twice, out of order, contradicting, broken or a stranger's, each is met calmly."""

import zipfile
from pathlib import Path

import pytest

from desktop_app.digipost.model import (
    Channel,
    FailureCode,
    JobKind,
    JobStatus,
    LetterFault,
    LetterFaultType,
    LetterResult,
    RecipientResult,
    RecipientStatus,
    UnidentifiedReason,
)
from desktop_app.digipost.sftp_errors import ConnectionLost, FolderMissing, Phase, RemoteFailure
from desktop_app.mailing.applying import apply_receipt
from desktop_app.mailing.events import ReceiptApplied, ReceiptStored
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.plan import Code
from desktop_app.mailing.states import State
from desktop_app.mailing.views import JobView, ReceiptQuery
from desktop_app.register.model import LookupStatus
from desktop_app.sandbox.behaviour import Behaviour, ReceiptFault
from tests.helpers.digipost_by_hand import DigipostByHand
from tests.helpers.mailing_room import QUIET, MailingRoom

DIGITAL = [f"K000{digit}" for digit in range(1, 7)]


def sent(room: MailingRoom, people: int = 3) -> tuple[int, DigipostByHand]:
    """A mailing without lookup that is at Digipost, and a hand to answer it."""
    room.add_people(people)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.service.send(mailing_id, QUIET)
    return mailing_id, DigipostByHand(room)


def results(room: MailingRoom, mailing_id: int, *, sent: bool | None = True) -> list[LetterResult]:
    """The same result for each letter."""
    rows = sorted(room.rows(mailing_id), key=lambda row: row.id)
    return [
        LetterResult(str(row.id), row.uuid, sent=sent, channel=Channel.WEB if sent else None) for row in rows
    ]


def job_of(room: MailingRoom) -> JobView:
    return room.service.jobs()[0]


def counts(room: MailingRoom, mailing_id: int) -> tuple[int, int, int, int]:
    mailing = room.service.mailing(mailing_id).mailing
    return mailing.waiting, mailing.digital, mailing.printed, mailing.remainder


# --- The course of things


def test_an_acknowledgement_is_not_the_end(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    digipost.says(JobStatus.MOTTATT)
    report = room.fetch()
    assert (report.fetched, report.applied) == (1, 1)
    assert job_of(room).state is State.ACKNOWLEDGED
    assert counts(room, mailing_id) == (3, 0, 0, 0)


def test_a_preliminary_success_is_not_the_end_even_if_it_lists_letters(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    digipost.says(JobStatus.FORELOEPIG_SUKSESS, results(room, mailing_id))
    room.fetch()
    assert job_of(room).state is State.ACKNOWLEDGED
    assert counts(room, mailing_id) == (3, 0, 0, 0)


def test_a_result_without_acknowledgement_is_the_end(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    assert job_of(room).state is State.FINISHED
    assert counts(room, mailing_id) == (0, 3, 0, 0)


def test_an_acknowledgement_after_the_result_takes_nothing_back(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    digipost.says(JobStatus.MOTTATT)
    report = room.fetch()
    assert (report.applied, report.repeated) == (0, 1)
    assert job_of(room).state is State.FINISHED


def test_a_receipt_that_is_there_before_the_upload_is_written_down_counts(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.faults.after["upload"] = [ConnectionLost(Phase.REPLY, "test")]
    with pytest.raises(ConnectionLost):
        room.service.send(mailing_id, QUIET)
    assert job_of(room).state is State.UPLOADING
    room.answer()
    assert job_of(room).state is State.FINISHED
    assert room.delivered() == ["K0001", "K0002"]


def test_weeks_later_a_result_still_counts(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    room.clock.advance(40 * 24 * 3600)
    room.restart()
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    assert counts(room, mailing_id) == (0, 3, 0, 0)


# --- Once, and only once


def test_fetching_again_fetches_and_changes_nothing(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    digipost.says(JobStatus.MOTTATT)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    before = [room.rows(mailing_id), room.service.receipts(), room.service.jobs(), room.service.mailings()]
    room.clock.advance(60)
    report = room.fetch()
    assert (report.fetched, report.applied, report.repeated) == (0, 0, 0)
    after = [room.rows(mailing_id), room.service.receipts(), room.service.jobs(), room.service.mailings()]
    assert after == before


def test_the_same_bytes_under_another_name_are_applied_once(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    path = digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    (path.parent / "copy.zip").write_bytes(path.read_bytes())
    report = room.fetch()
    assert (report.fetched, report.applied, report.repeated) == (2, 1, 1)
    assert len(room.service.receipts()) == 1


def test_the_same_result_written_anew_changes_nothing(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    before = room.rows(mailing_id)
    room.clock.advance(60)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    report = room.fetch()
    assert (report.applied, report.repeated) == (0, 1)
    assert room.rows(mailing_id) == before
    assert room.service.deviations(mailing_id) == []


def test_a_receipt_stays_on_the_server_unless_the_settings_say_otherwise(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    path = digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    assert path.exists()
    assert "remove" not in room.calls


def test_only_our_own_applied_receipts_are_removed(tmp_path: Path) -> None:
    room = MailingRoom(tmp_path, remove_receipts=True)
    mailing_id, digipost = sent(room)
    ours = digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    strangers = DigipostByHand(room, job_id="somebody-else-1").says(JobStatus.SUKSESS)
    broken = digipost.puts("x.txt", b"garbage")
    report = room.fetch()
    assert report.removed == 1
    assert not ours.exists()
    assert strangers.exists()
    assert broken.exists()
    kept = room.service.receipts(ReceiptQuery(states=("applied",)))[0].file
    assert kept is not None
    assert kept.is_file()
    room.close()


def test_a_receipt_is_not_removed_before_it_is_applied(tmp_path: Path) -> None:
    room = MailingRoom(tmp_path, remove_receipts=True)
    mailing_id, digipost = sent(room)
    path = digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.faults.before["remove"] = [RemoteFailure("a", 4, "no")]
    report = room.fetch()
    assert (report.removed, len(report.problems)) == (0, 1)
    assert path.exists()
    assert room.fetch().removed == 1
    assert not path.exists()
    room.close()


# --- Strangers and rubbish


def test_a_stranger_s_receipt_is_kept_and_shown(room: MailingRoom) -> None:
    _, digipost = sent(room)
    DigipostByHand(room, job_id="somebody-else-1").says(JobStatus.SUKSESS)
    digipost.says(JobStatus.MOTTATT)
    report = room.fetch()
    assert (report.fetched, report.applied, report.unmatched) == (2, 1, 1)
    [stranger] = room.service.receipts(ReceiptQuery(states=("unmatched",)))
    assert stranger.job_id == "somebody-else-1"
    assert stranger.file is not None
    assert stranger.file.is_file()
    assert "unmatched" in {need.kind for need in room.service.home().needs}
    assert room.fetch().unmatched == 0  # and not again and again


def test_a_result_of_the_other_kind_matches_no_job(room: MailingRoom) -> None:
    _, mailing = sent(room)
    DigipostByHand(room, JobKind.LOOKUP, mailing.job_id).says(JobStatus.SUKSESS)
    assert room.fetch().unmatched == 1
    assert job_of(room).state is State.UPLOADED


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><masseutsendelse-resultat/>",
        b"<masseutsendelse-resultat xmlns='http://www.digipost.no/xsd/avsender2_1'>",
        b"<other xmlns='http://example.org'/>",
    ],
)
def test_rubbish_is_kept_and_stops_nothing(room: MailingRoom, content: bytes) -> None:
    mailing_id, digipost = sent(room)
    digipost.puts("masseutsendelse-resultat.xml", content)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    report = room.fetch()
    assert (report.applied, report.unreadable) == (1, 1)
    [broken] = room.service.receipts(ReceiptQuery(states=("unreadable",)))
    assert broken.problem is not None
    assert broken.file is not None
    assert broken.file.is_file()
    assert counts(room, mailing_id) == (0, 3, 0, 0)


def test_a_result_that_breaks_off_in_the_middle_changes_nothing(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    whole = digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    with zipfile.ZipFile(whole) as archive:
        xml = archive.read("masseutsendelse-resultat.xml")
    whole.unlink()
    digipost.puts("masseutsendelse-resultat.xml", xml[: len(xml) * 3 // 4])
    assert room.fetch().unreadable == 1
    assert counts(room, mailing_id) == (3, 0, 0, 0)
    assert job_of(room).state is State.UPLOADED


def test_a_half_zip_is_fetched_again_when_it_has_become_whole(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    path = digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert room.fetch().unreadable == 1
    path.write_bytes(whole)
    assert room.fetch().applied == 1
    assert counts(room, mailing_id) == (0, 3, 0, 0)


def test_a_status_that_nobody_knows_is_kept_for_a_newer_version(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    path = digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("masseutsendelse-resultat.xml")
    path.unlink()
    digipost.puts("masseutsendelse-resultat.xml", xml.replace(b">SUKSESS<", b">KANSKJE<"))
    assert room.fetch().unreadable == 1
    assert counts(room, mailing_id) == (3, 0, 0, 0)


def test_a_fault_of_the_program_at_one_receipt_does_not_stop_the_others(
    room: MailingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing_id, digipost = sent(room)
    digipost.says(JobStatus.MOTTATT)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    apply, calls = apply_receipt, []

    def faulty(*arguments: object) -> object:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("a bug")
        return apply(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("desktop_app.mailing.receipts.apply_receipt", faulty)
    report = room.service.fetch_receipts(QUIET)
    assert (report.applied, len(report.problems)) == (1, 1)
    assert counts(room, mailing_id) == (0, 3, 0, 0)
    monkeypatch.undo()
    assert room.fetch().repeated == 1  # it was kept, and is tried again


def test_a_folder_that_is_missing_does_not_hide_the_other(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.faults.before["list"] = [FolderMissing("mottakersplitt/kvittering")]
    report = room.fetch()
    assert report.applied == 1
    assert len(report.problems) == 1


def test_when_neither_folder_can_be_listed_that_is_an_error(room: MailingRoom) -> None:
    sent(room)
    room.faults.before["list"] = [ConnectionLost(Phase.REPLY, "test"), ConnectionLost(Phase.REPLY, "test")]
    with pytest.raises(ConnectionLost):
        room.service.fetch_receipts(QUIET)


def test_a_download_that_fails_is_tried_again_the_next_time(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room)
    digipost.says(JobStatus.MOTTATT)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.faults.before["download"] = [RemoteFailure("a", 4, "busy")]
    report = room.fetch()
    assert (report.fetched, len(report.problems)) == (1, 1)
    assert room.fetch().fetched == 1
    assert counts(room, mailing_id) == (0, 3, 0, 0)
    assert [path for path in room.data.receipts.iterdir() if path.name.startswith("incoming")] == []


def test_what_a_crash_left_half_fetched_is_cleared_away(room: MailingRoom) -> None:
    sent(room)
    leftover = room.data.receipts / "incoming-0123"
    leftover.write_bytes(b"half")
    room.fetch()
    assert not leftover.exists()


@pytest.mark.parametrize("fault", ReceiptFault)
def test_each_way_in_which_the_sandbox_misbehaves(tmp_path: Path, fault: ReceiptFault) -> None:
    room = MailingRoom(tmp_path, Behaviour(receipt_faults=frozenset({fault})))
    room.add_people(9)
    mailing_id = room.confirmed()
    room.service.send(mailing_id, QUIET)
    for _ in range(5):
        room.answer()
        room.clock.advance(60)
    assert room.delivered() == DIGITAL
    mailing = room.service.mailing(mailing_id).mailing
    assert (mailing.state, mailing.digital, mailing.remainder) == (State.FINISHED, 6, 3)
    assert bool(room.service.deviations(mailing_id)) is (fault is ReceiptFault.CONTRADICTING)
    room.close()


def test_thousands_of_strangers_on_the_server_are_fetched_once(tmp_path: Path) -> None:
    room = MailingRoom(tmp_path, Behaviour(stray_receipts=300))
    room.add_people(2)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.service.send(mailing_id, QUIET)
    assert room.answer().applied == 2
    room.calls.clear()
    room.answer()
    assert "download" not in room.calls
    assert counts(room, mailing_id) == (0, 2, 0, 0)
    room.close()


# --- What a result says


def test_each_channel_and_each_fault_ends_in_its_own_outcome(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 6)
    ids = [(str(row.id), row.uuid) for row in sorted(room.rows(mailing_id), key=lambda row: row.id)]

    def fault(which: LetterFaultType) -> tuple[LetterFault, ...]:
        return (LetterFault(which, ("Digipost's own words",)),)

    items = [
        LetterResult(*ids[0], sent=True, channel=Channel.WEB),
        LetterResult(*ids[1], sent=True, channel=Channel.PRINT),
        LetterResult(*ids[2], sent=False, faults=fault(LetterFaultType.UGYLDIG_DOKUMENT)),
        LetterResult(*ids[3], sent=False, faults=fault(LetterFaultType.UGYLDIG_FOR_PRINT)),
        LetterResult(*ids[4], sent=False, faults=fault(LetterFaultType.UGYLDIG_MOTTAKER)),
        LetterResult(*ids[5], sent=False),
    ]
    digipost.says(JobStatus.SUKSESS, items)
    room.fetch()
    rows = {row.customer_id: row for row in room.rows(mailing_id)}
    assert [rows[f"K000{n}"].outcome for n in range(1, 7)] == [
        Outcome.DIGITAL,
        Outcome.PRINTED,
        *[Outcome.REMAINDER] * 4,
    ]
    assert [rows[f"K000{n}"].reason for n in range(3, 7)] == [
        Reason.DOCUMENT_REFUSED,
        Reason.PRINT_REFUSED,
        Reason.RECIPIENT_REFUSED,
        Reason.NOT_SENT,
    ]
    assert rows["K0003"].details == ("UGYLDIG_DOKUMENT", "Digipost's own words")


def test_the_recipient_s_result_says_why_and_reaches_the_register(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 4)
    people = [
        RecipientResult("K0001", RecipientStatus.DIGIPOST, digipost_address="kari#1A2B"),
        RecipientResult("K0002", RecipientStatus.IDENTIFISERT, person_alias="alias2"),
        RecipientResult(
            "K0003", RecipientStatus.UIDENTIFISERT, unidentified_reasons=(UnidentifiedReason.FLERE_TREFF,)
        ),
        RecipientResult("K0004", RecipientStatus.UGYLDIG),
    ]
    letters = results(room, mailing_id, sent=False)
    letters[0] = results(room, mailing_id)[0]
    digipost.says(JobStatus.SUKSESS, [*people, *letters])
    room.fetch()
    assert {row.customer_id: row.reason for row in room.service.remainder(mailing_id)} == {
        "K0002": Reason.NOT_A_USER,
        "K0003": Reason.SEVERAL_MATCH,
        "K0004": Reason.WRONG_DETAILS,
    }
    stored = {each.customer_id: each for each in map(room.register.get, room.everybody())}
    assert stored["K0001"].digipost_address == "kari#1A2B"
    assert stored["K0002"].person_alias == "alias2"
    assert [stored[f"K000{n}"].status for n in range(1, 5)] == list(LookupStatus)


def test_a_letter_that_the_result_does_not_mention_is_explained_by_its_recipient(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 2)
    people = [RecipientResult("K0002", RecipientStatus.IDENTIFISERT, person_alias="alias2")]
    digipost.says(JobStatus.SUKSESS, [*people, results(room, mailing_id)[0]])
    room.fetch()
    assert {row.customer_id: row.reason for row in room.service.remainder(mailing_id)} == {
        "K0002": Reason.NOT_A_USER
    }
    assert room.service.deviations(mailing_id) == []


def test_a_letter_that_nobody_mentions_is_shown_and_not_taken_for_a_non_user(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 3)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id)[:2])
    room.fetch()
    [row] = room.service.remainder(mailing_id)
    assert (row.customer_id, row.reason, row.may_print) == ("K0003", Reason.NO_ANSWER, False)
    [found] = room.service.deviations(mailing_id)
    assert found.code is Code.MISSING_ANSWER


def test_a_word_for_sent_that_nobody_knows_is_neither_sent_nor_not_sent(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 1)
    path = digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("masseutsendelse-resultat.xml")
    path.unlink()
    digipost.puts("masseutsendelse-resultat.xml", xml.replace(b">SENDT<", b">SVEVENDE<"))
    room.fetch()
    [row] = room.rows(mailing_id)
    assert (row.outcome, row.reason) == (Outcome.REMAINDER, Reason.NO_ANSWER)
    assert not row.may_print
    assert room.service.deviations(mailing_id)[0].code is Code.MISSING_ANSWER


def test_letters_that_are_not_ours_are_shown_and_change_nothing(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 1)
    [ours] = results(room, mailing_id)
    assert ours.main_uuid is not None
    strangers = [
        LetterResult("99999", "0a1b2c3d-4e5f-4abc-8000-00000001869f", sent=False),
        LetterResult("abc", ours.main_uuid, sent=False),
        LetterResult(None, "0a1b2c3d-4e5f-4abc-8000-000000000001", sent=False),
        LetterResult("99999", ours.main_uuid, sent=False),  # id and uuid disagree
    ]
    digipost.says(JobStatus.SUKSESS, [ours, *strangers])
    room.fetch()
    assert counts(room, mailing_id) == (0, 1, 0, 0)
    [found] = room.service.deviations(mailing_id)
    assert found.code is Code.UNKNOWN_IN_RESULT
    assert "4 letters" in str(found.text)


def test_a_letter_is_found_by_its_uuid_alone(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 2)
    by_uuid = [
        LetterResult(None, each.main_uuid, sent=True, channel=Channel.WEB)
        for each in results(room, mailing_id)
    ]
    digipost.says(JobStatus.SUKSESS, by_uuid)
    room.fetch()
    assert counts(room, mailing_id) == (0, 2, 0, 0)


# --- Contradictions


def test_once_sent_is_never_called_not_sent(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 2)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id, sent=False))
    room.fetch()
    assert counts(room, mailing_id) == (0, 2, 0, 0)
    found = room.service.deviations(mailing_id)
    assert [each.code for each in found] == [Code.CONTRADICTION] * 2
    room.service.settle([each.id for each in found], "asked Digipost: they were sent")
    assert room.service.deviations(mailing_id) == []
    settled = room.service.deviations(mailing_id, open_only=False)
    assert {each.settled_how for each in settled} == {"asked Digipost: they were sent"}


def test_sent_after_all_counts_and_is_shown(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 1)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id, sent=False))
    room.fetch()
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    assert counts(room, mailing_id) == (0, 1, 0, 0)
    assert [each.code for each in room.service.deviations(mailing_id)] == [Code.CONTRADICTION]


def test_sent_after_somebody_was_reached_on_paper_is_told_as_perhaps_twice(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 1)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id, sent=False))
    room.fetch()
    room.service.mark_done(mailing_id, [room.rows(mailing_id)[0].id], "printed")
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    [found] = room.service.deviations(mailing_id)
    assert "twice" in str(found.text)


def test_a_failure_after_the_success_is_shown_and_believed_by_nobody(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 2)
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    digipost.refuses("Noe gikk galt.")
    room.fetch()
    assert job_of(room).state is State.FINISHED
    assert counts(room, mailing_id) == (0, 2, 0, 0)
    assert [each.code for each in room.service.deviations(mailing_id)] == [Code.CONTRADICTION]


def test_a_success_after_the_failure_counts_and_is_shown(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 2)
    digipost.refuses("Noe gikk galt.")
    room.fetch()
    assert room.service.mailing(mailing_id).mailing.state is State.FAILED
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    assert room.service.mailing(mailing_id).mailing.state is State.FINISHED
    assert counts(room, mailing_id) == (0, 2, 0, 0)
    assert [each.code for each in room.service.deviations(mailing_id)] == [Code.CONTRADICTION]


# --- Failures


def test_a_refused_job_has_sent_nothing_and_loses_nobody(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 3)
    digipost.refuses("Filen mangler.")
    room.fetch()
    assert job_of(room).state is State.FAILED
    assert "Filen mangler." in str(job_of(room).failure)
    rows = room.service.remainder(mailing_id)
    assert {row.reason for row in rows} == {Reason.JOB_FAILED}
    assert len(rows) == 3
    assert not any(row.may_print for row in rows)
    assert "failed" in {need.kind for need in room.service.home().needs}


def test_a_failed_lookup_calls_nobody_a_non_user(room: MailingRoom) -> None:
    room.add_people(3)
    mailing_id = room.confirmed()
    room.service.send(mailing_id, QUIET)
    DigipostByHand(room, JobKind.LOOKUP).refuses("Noe gikk galt.", FailureCode.ENGINE_FEIL)
    room.fetch()
    rows = room.service.remainder(mailing_id)
    assert {row.reason for row in rows} == {Reason.LOOKUP_FAILED}
    assert not any(row.may_print for row in rows)
    assert room.service.mailing(mailing_id).mailing.state is State.FAILED
    assert {each.status for each in map(room.register.get, room.everybody())} == {None}


def test_a_lookup_under_way_has_nobody_in_the_remainder(room: MailingRoom) -> None:
    room.add_people(3)
    mailing_id = room.confirmed()
    room.service.send(mailing_id, QUIET)
    DigipostByHand(room, JobKind.LOOKUP).says(JobStatus.MOTTATT)
    room.fetch()
    assert room.service.remainder(mailing_id) == []
    assert counts(room, mailing_id) == (3, 0, 0, 0)


def test_a_lookup_that_answers_in_part_leaves_the_others_unknown(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed()
    room.service.send(mailing_id, QUIET)
    answer = RecipientResult("K0001", RecipientStatus.IDENTIFISERT, person_alias="alias1")
    stranger = RecipientResult("K9999", RecipientStatus.DIGIPOST, digipost_address="x#1")
    DigipostByHand(room, JobKind.LOOKUP).says(JobStatus.SUKSESS, [answer, stranger])
    room.fetch()
    rows = {row.customer_id: row for row in room.service.remainder(mailing_id)}
    assert (rows["K0001"].reason, rows["K0001"].may_print) == (Reason.NOT_A_USER, True)
    assert (rows["K0002"].reason, rows["K0002"].may_print) == (Reason.NO_ANSWER, False)
    assert {each.code for each in room.service.deviations(mailing_id)} == {
        Code.MISSING_ANSWER,
        Code.UNKNOWN_IN_RESULT,
    }


@pytest.mark.parametrize(
    "words",
    [
        "Jobb-id er allerede brukt.",
        "En jobb med jobb-id mailing-1 finnes fra før",
        "Job id already exists",
        "jobId is not unique",
        "Et dokument har en uuid som er brukt før.",
    ],
)
def test_a_job_that_is_known_already_did_arrive_and_is_waited_for(room: MailingRoom, words: str) -> None:
    mailing_id, digipost = sent(room, 2)
    digipost.refuses(words)
    room.fetch()
    assert job_of(room).state is State.ACKNOWLEDGED
    assert counts(room, mailing_id) == (2, 0, 0, 0)
    [found] = room.service.deviations(mailing_id)
    assert found.code is Code.KNOWN_JOB  # it was sent once only: somebody else sent it, too
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    assert counts(room, mailing_id) == (0, 2, 0, 0)


def sent_twice(room: MailingRoom) -> tuple[int, DigipostByHand]:
    """A job that was uploaded twice, and perhaps arrived twice."""
    room.add_people(2)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.faults.after["upload"] = [ConnectionLost(Phase.REPLY, "test")]
    with pytest.raises(ConnectionLost):
        room.service.send(mailing_id, QUIET)
    job = job_of(room)
    (room.server / job.kind.folder / job.zip_name).unlink()  # Digipost has taken it
    room.service.recover(QUIET)
    assert job_of(room).upload_attempts == 2
    return mailing_id, DigipostByHand(room)


def test_one_refusal_of_two_uploads_leaves_the_job_uncertain(room: MailingRoom) -> None:
    mailing_id, digipost = sent_twice(room)
    digipost.refuses("Noe gikk galt.")
    room.fetch()
    assert room.service.mailing(mailing_id).mailing.state is State.UNCERTAIN
    assert counts(room, mailing_id) == (2, 0, 0, 0)
    assert room.service.home().needs[0].kind == "uncertain"


def test_two_refusals_of_two_uploads_are_certain(room: MailingRoom) -> None:
    mailing_id, digipost = sent_twice(room)
    digipost.refuses("Noe gikk galt.")
    digipost.refuses("Jobb-id er allerede brukt.")
    room.fetch()
    assert room.service.mailing(mailing_id).mailing.state is State.FAILED
    assert counts(room, mailing_id) == (0, 0, 0, 2)


def test_an_uncertain_job_becomes_certain_by_its_result(room: MailingRoom) -> None:
    mailing_id, digipost = sent_twice(room)
    digipost.refuses("Noe gikk galt.")
    room.fetch()
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    assert room.service.mailing(mailing_id).mailing.state is State.FINISHED
    assert counts(room, mailing_id) == (0, 2, 0, 0)


def test_a_receipt_for_a_job_that_an_older_copy_of_the_data_never_sent_keeps_it_from_being_sent(
    room: MailingRoom,
) -> None:
    room.add_people(2)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.faults.before["connect"] = [ConnectionLost(Phase.CONNECT, "test")]
    with pytest.raises(ConnectionLost):
        room.service.send(mailing_id, QUIET)
    assert job_of(room).state is State.BUILT
    DigipostByHand(room).says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    assert counts(room, mailing_id) == (0, 2, 0, 0)
    room.service.recover(QUIET)
    assert "upload" not in room.calls


# --- Who listens


def test_whoever_listens_hears_of_receipts_after_they_are_applied(room: MailingRoom) -> None:
    mailing_id, digipost = sent(room, 1)
    states: list[State] = []
    room.events.subscribe(ReceiptApplied, lambda event: states.append(room.service.job(event.job_id).state))
    digipost.says(JobStatus.SUKSESS, results(room, mailing_id))
    room.fetch()
    assert states == [State.FINISHED]
    assert len(room.of_type(ReceiptStored)) == 1
