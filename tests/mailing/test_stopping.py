"""Cancelling what has not left, and sending again what reached nobody."""

from dataclasses import replace

import pytest

from desktop_app.digipost.model import Channel, JobStatus, LetterResult
from desktop_app.digipost.sftp_errors import ConnectionLost, Phase, UploadCancelled
from desktop_app.mailing.errors import AlreadyUnderWay, MailingRefused, ReasonNeeded, UnknownMailing
from desktop_app.mailing.ledger import load_job
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.states import State
from desktop_app.mailing.uploading import upload_job
from desktop_app.sandbox.population import Population
from tests.helpers.digipost_by_hand import DigipostByHand
from tests.helpers.mailing_room import QUIET, MailingRoom


def built(room: MailingRoom, pattern: Pattern = Pattern.MAILING_ONLY) -> int:
    """A mailing whose zip is made and that could not be sent, since the network is away."""
    room.add_people(3)
    mailing_id = room.confirmed(room.options(pattern))
    room.faults.before["connect"] = [ConnectionLost(Phase.CONNECT, "test")]
    with pytest.raises(ConnectionLost):
        room.service.send(mailing_id, QUIET)
    assert room.service.mailing(mailing_id).mailing.state is State.BUILT
    return mailing_id


# --- Cancelling


def test_a_cancelled_mailing_is_never_sent(room: MailingRoom) -> None:
    mailing_id = built(room)
    cancelled = room.service.cancel(mailing_id, "wrong year")
    assert (cancelled.state, cancelled.cancel_reason) == (State.CANCELLED, "wrong year")
    room.restart()
    room.service.recover(QUIET)
    room.service.send(mailing_id, QUIET)
    room.answer()
    assert room.digipost.ledger.jobs() == []
    assert list(room.data.job_files.iterdir()) == []


def test_who_would_have_got_a_cancelled_letter_is_in_the_remainder_with_that_reason(
    room: MailingRoom,
) -> None:
    mailing_id = built(room)
    room.service.cancel(mailing_id)
    rows = room.service.remainder(mailing_id)
    assert {row.reason for row in rows} == {Reason.CANCELLED}
    assert len(rows) == 3
    assert not any(row.may_print for row in rows)
    assert "remainder" not in {need.kind for need in room.service.home().needs}


def test_a_confirmed_mailing_that_nobody_sent_yet_can_be_cancelled(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed()
    assert room.service.cancel(mailing_id).state is State.CANCELLED
    assert room.service.send(mailing_id, QUIET).jobs == ()


def test_a_draft_can_be_cancelled_and_then_not_be_confirmed(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.draft()
    plan = room.service.check(mailing_id, QUIET)
    room.service.cancel(mailing_id)
    with pytest.raises(MailingRefused):
        room.service.confirm(plan, 1, QUIET)


@pytest.mark.parametrize("answered", [False, True])
def test_what_has_left_cannot_be_cancelled(room: MailingRoom, *, answered: bool) -> None:
    room.add_people(2)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.service.send(mailing_id, QUIET)
    if answered:
        room.answer()
    with pytest.raises(AlreadyUnderWay):
        room.service.cancel(mailing_id)
    with pytest.raises(AlreadyUnderWay):
        room.service.cancel_job(room.service.jobs()[0].job_id)
    room.answer()
    assert room.delivered() == ["K0001", "K0002"]


def test_what_may_have_left_cannot_be_cancelled_either(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.faults.after["upload"] = [ConnectionLost(Phase.REPLY, "test")]
    with pytest.raises(ConnectionLost):
        room.service.send(mailing_id, QUIET)
    with pytest.raises(AlreadyUnderWay):
        room.service.cancel(mailing_id)


def test_while_the_lookup_is_under_way_the_letters_can_still_be_stopped(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed()
    room.service.send(mailing_id, QUIET)
    room.service.cancel(mailing_id)
    for _ in range(3):
        room.answer()
        room.service.recover(QUIET)
    assert room.delivered() == []
    mailing = room.service.mailing(mailing_id)
    assert mailing.mailing.state is State.CANCELLED
    assert [job.state for job in mailing.jobs] == [State.FINISHED]
    looked_up = room.register.by_customer_id("K0001")
    assert looked_up is not None
    assert looked_up.status == "digipost"  # the answer is not thrown away


def test_a_job_is_cancelled_by_its_id_with_its_mailing(room: MailingRoom) -> None:
    mailing_id = built(room)
    job = room.service.cancel_job(room.service.jobs()[0].job_id, "wrong year")
    assert job.state is State.CANCELLED
    assert room.service.mailing(mailing_id).mailing.state is State.CANCELLED


def test_a_lookup_of_its_own_is_cancelled_alone(room: MailingRoom) -> None:
    ids = room.add_people(2)
    room.faults.before["connect"] = [ConnectionLost(Phase.CONNECT, "test")]
    with pytest.raises(ConnectionLost):
        room.service.look_up(ids, "regular", QUIET)
    [job] = room.service.jobs()
    assert room.service.cancel_job(job.job_id).state is State.CANCELLED
    room.service.recover(QUIET)
    assert "upload" not in room.calls


def test_a_job_that_does_not_exist_is_said_so(room: MailingRoom) -> None:
    with pytest.raises(UnknownMailing, match="mailing-1"):
        room.service.cancel_job("mailing-1")
    with pytest.raises(UnknownMailing):
        room.service.cancel(17)


def test_an_upload_that_was_stopped_and_cleaned_up_can_be_cancelled(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.faults.cancel_upload = True
    with pytest.raises(UploadCancelled):
        room.service.send(mailing_id, QUIET)
    assert room.service.mailing(mailing_id).mailing.state is State.BUILT
    assert room.service.cancel(mailing_id).state is State.CANCELLED


def test_a_cancelling_that_comes_before_the_upload_wins(room: MailingRoom) -> None:
    mailing_id = built(room)
    with room.database.read() as connection:
        stale = load_job(connection, room.service.jobs()[0].id)
    room.service.cancel(mailing_id)
    with pytest.raises(Exception, match=stale.job_id):
        upload_job(room.workshop, replace(stale), room.connect(), QUIET)  # another thread's view of it
    assert "upload" not in room.calls


def test_a_cancelling_while_the_zip_is_made_wins_and_leaves_no_zip(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))

    def cancel(point: str) -> None:
        if point == "build.packed":
            room.service.cancel(mailing_id)

    room.checkpoint = cancel
    assert room.service.send(mailing_id, QUIET).mailing.state is State.CANCELLED
    assert list(room.data.job_files.iterdir()) == []
    assert "upload" not in room.calls


# --- Sending again


def ended(room: MailingRoom, people: int = 9) -> int:
    room.add_people(people)
    mailing_id = room.confirmed()
    room.run_to_the_end(mailing_id)
    return mailing_id


def letter_of(room: MailingRoom, mailing_id: int, customer_id: str) -> int:
    return next(row.id for row in room.rows(mailing_id) if row.customer_id == customer_id)


def test_only_those_chosen_are_looked_up_and_sent_again(room: MailingRoom) -> None:
    mailing_id = ended(room)
    room.digipost.population = Population().becoming_digital("K0007", "K0008")
    chosen = [letter_of(room, mailing_id, "K0007")]
    assert room.service.send_again(mailing_id, chosen, "has joined Digipost") == 1
    room.run_to_the_end(mailing_id)
    assert room.delivered() == [f"K000{digit}" for digit in range(1, 8)]
    mailing = room.service.mailing(mailing_id)
    assert (mailing.mailing.digital, mailing.mailing.remainder) == (7, 2)
    assert [job.items for job in mailing.jobs] == [9, 6, 1, 1]
    assert [job.reason for job in mailing.jobs] == [None, None, *["has joined Digipost"] * 2]


def test_somebody_whose_details_were_mended_is_asked_about_with_the_new_ones(room: MailingRoom) -> None:
    [recipient_id] = room.add_people(1, national_id=None, full_name="Kari Ukjent")
    mailing_id = room.confirmed()
    room.run_to_the_end(mailing_id)
    [row] = room.service.remainder(mailing_id)
    room.clock.advance(60)
    room.register.save(replace(room.register.get(recipient_id), full_name="Kari Digital"))
    room.clock.advance(60)
    room.service.send_again(mailing_id, [row.letter_id], "the name was wrong")
    room.run_to_the_end(mailing_id)
    assert room.delivered() == ["K0001"]
    person = room.register.get(recipient_id)
    assert person.digipost_address is not None


def test_the_old_letter_is_kept_and_counted_no_more(room: MailingRoom) -> None:
    mailing_id = ended(room)
    old = letter_of(room, mailing_id, "K0007")
    room.service.send_again(mailing_id, [old], "try again")
    [replaced] = room.rows(mailing_id, Outcome.REPLACED)
    assert (replaced.id, replaced.reason) == (old, Reason.NOT_A_USER)
    new = next(row for row in room.rows(mailing_id) if row.customer_id == "K0007")
    assert (new.replaces, new.replace_reason, new.outcome) == (old, "try again", Outcome.WAITING)
    assert room.service.mailing(mailing_id).mailing.letters == 9


def test_sending_again_needs_a_reason(room: MailingRoom) -> None:
    mailing_id = ended(room)
    with pytest.raises(ReasonNeeded):
        room.service.send_again(mailing_id, [letter_of(room, mailing_id, "K0007")], " ")


@pytest.mark.parametrize("customer_id", ["K0001", "K0008"])
def test_who_was_reached_is_not_sent_to_again(room: MailingRoom, customer_id: str) -> None:
    mailing_id = ended(room)
    chosen = [letter_of(room, mailing_id, each) for each in ("K0007", customer_id)]
    room.service.mark_done(mailing_id, [letter_of(room, mailing_id, "K0008")], "printed")
    with pytest.raises(MailingRefused, match="1 letter reached"):
        room.service.send_again(mailing_id, chosen, "again")
    assert room.service.mailing(mailing_id).mailing.waiting == 0


def test_letters_under_way_are_not_sent_again(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.service.send(mailing_id, QUIET)
    with pytest.raises(MailingRefused):
        room.service.send_again(mailing_id, [row.id for row in room.rows(mailing_id)], "again")


def test_after_a_refused_job_all_its_letters_can_go_into_a_new_one(room: MailingRoom) -> None:
    room.add_people(3)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.service.send(mailing_id, QUIET)
    first = room.service.jobs()[0]
    (room.server / first.kind.folder / first.zip_name).unlink()
    DigipostByHand(room).refuses("Avsenderen mangler en avtale.")
    room.fetch()
    assert room.service.mailing(mailing_id).mailing.state is State.FAILED
    room.service.send_again(
        mailing_id, [row.id for row in room.rows(mailing_id)], "the agreement is in place"
    )
    room.run_to_the_end(mailing_id)
    assert room.delivered() == ["K0001", "K0002", "K0003"]
    assert room.service.mailing(mailing_id).mailing.state is State.FINISHED
    assert len({job.job_id for job in room.service.jobs()}) == 2


def test_a_round_that_was_not_sent_can_be_cancelled_without_touching_the_first(room: MailingRoom) -> None:
    mailing_id = ended(room)
    room.service.send_again(mailing_id, [letter_of(room, mailing_id, "K0007")], "again")
    assert room.service.mailing(mailing_id).mailing.state is State.CHECKED
    cancelled = room.service.cancel(mailing_id)
    assert (cancelled.state, cancelled.digital, cancelled.remainder) == (State.FINISHED, 6, 3)


def test_somebody_who_was_forgotten_cannot_be_sent_to_again(room: MailingRoom) -> None:
    mailing_id = ended(room)
    gone = letter_of(room, mailing_id, "K0007")
    recipient = room.register.by_customer_id("K0007")
    assert recipient is not None
    room.register.delete([recipient.id])
    with pytest.raises(MailingRefused, match="not in the register"):
        room.service.send_again(mailing_id, [gone], "again")
    assert room.service.mailing(mailing_id).mailing.remainder == 3


# --- An uncertain job


def uncertain(room: MailingRoom, pattern: Pattern = Pattern.MAILING_ONLY) -> int:
    """A mailing whose upload broke off, whose zip then was lost, and of which the server knows nothing."""
    room.add_people(3)
    mailing_id = room.confirmed(room.options(pattern))
    room.faults.before["upload"] = [ConnectionLost(Phase.TRANSFER, "test")]
    with pytest.raises(ConnectionLost):
        room.service.send(mailing_id, QUIET)
    (room.data.job_files / room.service.jobs()[0].zip_name).unlink()
    report = room.service.recover(QUIET)
    assert report.uncertain == 1
    assert room.service.mailing(mailing_id).mailing.state is State.UNCERTAIN
    return mailing_id


def test_an_uncertain_job_is_left_alone_until_a_person_speaks(room: MailingRoom) -> None:
    mailing_id = uncertain(room)
    for _ in range(3):
        room.service.recover(QUIET)
        room.service.send(mailing_id, QUIET)
        room.answer()
    assert room.delivered() == []
    assert [row.outcome for row in room.rows(mailing_id)] == [Outcome.WAITING] * 3


@pytest.mark.parametrize("pattern", [Pattern.MAILING_ONLY, Pattern.SPLIT_FIRST])
def test_a_person_who_knows_that_it_never_arrived_has_a_new_job_made(
    room: MailingRoom, pattern: Pattern
) -> None:
    mailing_id = uncertain(room, pattern)
    old = room.service.jobs()[0]
    with pytest.raises(ReasonNeeded):
        room.service.replace_job(old.job_id, "")
    room.service.replace_job(old.job_id, "Digipost has never seen it")
    room.run_to_the_end(mailing_id)
    assert room.delivered() == ["K0001", "K0002", "K0003"]
    jobs = room.service.mailing(mailing_id).jobs
    assert (jobs[0].state, jobs[0].reason) == (State.FAILED, "Digipost has never seen it")
    assert jobs[1].reason == "Digipost has never seen it"
    assert room.service.mailing(mailing_id).mailing.state is State.FINISHED


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [(Pattern.MAILING_ONLY, Reason.JOB_FAILED), (Pattern.SPLIT_FIRST, Reason.LOOKUP_FAILED)],
)
def test_a_person_may_also_let_an_uncertain_job_be(
    room: MailingRoom, pattern: Pattern, reason: Reason
) -> None:
    mailing_id = uncertain(room, pattern)
    with pytest.raises(ReasonNeeded):
        room.service.give_up(room.service.jobs()[0].job_id, " ")
    job = room.service.give_up(room.service.jobs()[0].job_id, "we called everybody")
    assert (job.state, job.reason) == (State.FAILED, "we called everybody")
    assert {row.reason for row in room.service.remainder(mailing_id)} == {reason}
    room.run_to_the_end(mailing_id)
    assert room.delivered() == []


def test_an_uncertain_lookup_of_its_own_can_be_let_be(room: MailingRoom) -> None:
    ids = room.add_people(2)
    room.faults.before["upload"] = [ConnectionLost(Phase.TRANSFER, "test")]
    with pytest.raises(ConnectionLost):
        room.service.look_up(ids, "regular", QUIET)
    (room.data.job_files / room.service.jobs()[0].zip_name).unlink()
    room.service.recover(QUIET)
    [job] = room.service.jobs()
    assert job.state is State.UNCERTAIN
    assert room.service.give_up(job.job_id, "a new one is on its way").state is State.FAILED
    assert room.service.home().needs == ()


def test_a_job_that_nobody_doubts_is_not_replaced(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.service.send(mailing_id, QUIET)
    with pytest.raises(MailingRefused, match="not uncertain"):
        room.service.replace_job(room.service.jobs()[0].job_id, "hurry")


def test_a_result_for_a_replaced_job_is_shown_as_perhaps_twice(room: MailingRoom) -> None:
    mailing_id = uncertain(room)
    old = room.service.jobs()[0]
    old_rows = room.rows(mailing_id)
    room.service.replace_job(old.job_id, "Digipost has never seen it")
    late = [LetterResult(str(row.id), row.uuid, sent=True, channel=Channel.WEB) for row in old_rows]
    DigipostByHand(room, job_id=old.job_id).says(JobStatus.SUKSESS, late)
    room.fetch()
    found = [each for each in room.service.deviations(mailing_id) if each.letter_id is not None]
    assert len(found) == 3
    assert all("twice" in str(each.text) for each in found)
