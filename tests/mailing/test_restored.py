"""A ledger that came back from a backup does not know what was sent since. Nothing of it goes out a second time."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.base.translate import load_translator
from desktop_app.mailing.errors import AlreadyUnderWay, DeviationsOpen
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.plan import Code
from desktop_app.mailing.restored import HeldAfterRestore
from desktop_app.mailing.states import State
from tests.helpers.mailing_room import QUIET, MailingRoom

TWO = ["K0001", "K0002"]


def go_on(room: MailingRoom, rounds: int = 4) -> None:
    """What a program that is open does by itself."""
    for _ in range(rounds):
        room.service.recover(QUIET)
        room.answer()


def release(room: MailingRoom, mailing_id: int) -> None:
    held = [each.id for each in room.service.mailing(mailing_id).deviations if each.code is Code.RESTORED]
    assert held
    room.service.settle(held, "it is not among the jobs on Digipost's pages")


@pytest.mark.parametrize("pattern", [Pattern.MAILING_ONLY, Pattern.SPLIT_FIRST])
def test_a_confirmed_mailing_that_was_sent_after_the_backup_is_not_sent_again(
    room: MailingRoom, pattern: Pattern
) -> None:
    room.add_people(2)
    mailing_id = room.confirmed(room.options(pattern))
    backup = room.back_up()
    room.run_to_the_end(mailing_id)
    assert room.delivered() == TWO
    room.come_back_to(backup)
    go_on(room)
    with pytest.raises(HeldAfterRestore):
        room.service.send(mailing_id, QUIET)
    assert room.delivered() == TWO
    assert "deviations" in {need.kind for need in room.service.home().needs}
    assert {each.state for each in room.service.receipts()} == {"unmatched"}


def test_letters_that_followed_a_lookup_after_the_backup_are_not_sent_again(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed()
    room.service.send(mailing_id, QUIET)
    backup = room.back_up()
    go_on(room)
    assert room.delivered() == TWO
    room.come_back_to(backup)
    go_on(room)
    assert room.delivered() == TWO
    assert room.service.mailing(mailing_id).jobs[0].state is State.FINISHED


def test_a_job_that_was_made_before_the_backup_is_settled_by_its_receipts(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))

    def back_up_between(point: str) -> None:
        if point == "build.after":
            room.back_up()

    room.checkpoint = back_up_between
    room.run_to_the_end(mailing_id)
    room.come_back_to(room.folder / "backup.sqlite")
    go_on(room)
    assert room.delivered() == TWO
    assert set(room.outcomes(mailing_id).values()) == {Outcome.DIGITAL}


def test_receipts_that_were_taken_from_the_server_after_the_backup_are_applied_from_this_disk(
    tmp_path: Path,
) -> None:
    room = MailingRoom(tmp_path, remove_receipts=True)
    room.add_people(2)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.service.send(mailing_id, QUIET)
    backup = room.back_up()
    go_on(room)
    room.come_back_to(backup)
    room.fetch()
    assert set(room.outcomes(mailing_id).values()) == {Outcome.DIGITAL}
    room.close()


def test_once_somebody_has_looked_the_mailing_goes_on(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed()
    room.come_back_to(room.back_up())
    go_on(room)
    assert room.delivered() == []
    release(room, mailing_id)
    go_on(room)
    assert room.delivered() == TWO


def test_a_mailing_that_was_sent_since_can_be_cancelled_here(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed()
    backup = room.back_up()
    room.run_to_the_end(mailing_id)
    room.come_back_to(backup)
    room.service.cancel(mailing_id, "sent after the backup")
    release(room, mailing_id)
    go_on(room)
    assert room.delivered() == TWO
    with pytest.raises(AlreadyUnderWay):
        room.service.cancel(mailing_id)


def test_nobody_in_a_remainder_from_a_backup_is_sent_or_printed_a_second_letter(
    room: MailingRoom, tmp_path: Path
) -> None:
    room.add_people(2, first=9)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.run_to_the_end(mailing_id)
    left = [row.letter_id for row in room.service.remainder(mailing_id)]
    assert left
    room.come_back_to(room.back_up())
    with pytest.raises(HeldAfterRestore):
        room.service.send_again(mailing_id, left, "mended")
    with pytest.raises(HeldAfterRestore):
        room.service.paper.write_list(mailing_id, tmp_path / "list.csv", load_translator("en"), QUIET)
    release(room, mailing_id)
    assert room.service.send_again(mailing_id, left, "mended") == len(left)


def test_what_is_finished_needs_nobody(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed()
    room.run_to_the_end(mailing_id)
    room.come_back_to(room.back_up())
    assert room.service.mailing(mailing_id).deviations == ()


def test_a_letter_older_than_the_restore_is_only_confirmed_with_a_reason(room: MailingRoom) -> None:
    room.add_people(2)
    before = (room.clock.now() - timedelta(hours=1)).timestamp()
    os.utime(room.pdf(), (before, before))
    room.come_back_to(room.back_up())
    mailing_id = room.draft()
    plan = room.service.check(mailing_id, QUIET)
    [found] = plan.first_deviations
    assert found.code is Code.RESTORED
    with pytest.raises(DeviationsOpen):
        room.service.confirm(plan, 2, QUIET)
    room.service.accept(mailing_id, [found.key], "Digipost has no such job")
    room.service.confirm(plan, 2, QUIET)
    room.run_to_the_end(mailing_id)
    assert room.delivered() == TWO


def test_a_letter_made_after_the_restore_is_not_asked_about(room: MailingRoom) -> None:
    room.add_people(2)
    room.come_back_to(room.back_up())
    after = (room.clock.now() + timedelta(hours=1)).timestamp()
    os.utime(room.pdf(), (after, after))
    assert room.service.check(room.draft(), QUIET).first_deviations == ()
