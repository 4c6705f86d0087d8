"""Confirming is a promise: the right number, exactly what was checked, once."""

import os
from pathlib import Path

import pytest

from desktop_app.mailing.errors import (
    DeviationsOpen,
    DocumentNotAsConfirmed,
    MailingRefused,
    PlanOutdated,
    WrongCount,
)
from desktop_app.mailing.events import MailingChanged
from desktop_app.mailing.letters import LetterInput
from desktop_app.mailing.options import Pattern, SendTo
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.states import State
from tests.helpers.mailing_room import QUIET, MailingRoom


def rewrite(path: Path, *, keep_times: bool = False) -> None:
    """Change a file's content, and its times too unless a sly test keeps them."""
    before = path.stat()
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    if keep_times:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    else:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 5_000_000_000))


@pytest.mark.parametrize("wrong", [0, 2, 4, 30, -3])
def test_only_the_right_number_confirms(room: MailingRoom, wrong: int) -> None:
    room.add_people(3)
    mailing_id = room.draft()
    plan = room.service.check(mailing_id, QUIET)
    with pytest.raises(WrongCount, match="has 3 letters"):
        room.service.confirm(plan, wrong, QUIET)
    assert room.service.mailing(mailing_id).mailing.state is State.DRAFT
    assert room.service.confirm(plan, 3, QUIET).state is State.CHECKED


def test_the_number_is_of_those_who_are_not_left_out(room: MailingRoom) -> None:
    room.add_people(3)
    mailing_id = room.draft()
    plan = room.service.check(mailing_id, QUIET)
    room.service.leave_out(mailing_id, ["K0002"])
    with pytest.raises(WrongCount):
        room.service.confirm(plan, 3, QUIET)
    confirmed = room.service.confirm(plan, 2, QUIET)
    assert (confirmed.letters, confirmed.waiting) == (2, 2)
    assert room.outcomes(mailing_id)["K0002"] is Outcome.LEFT_OUT


def test_a_mailing_is_confirmed_once(room: MailingRoom) -> None:
    room.add_people(1)
    plan = room.service.check(room.draft(), QUIET)
    room.service.confirm(plan, 1, QUIET)
    with pytest.raises(MailingRefused, match="not sent a second time"):
        room.service.confirm(plan, 1, QUIET)


def test_a_plan_of_before_a_change_confirms_nothing(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.draft()
    plan = room.service.check(mailing_id, QUIET)
    room.service.change_options(mailing_id, room.options(subject="Other"))
    with pytest.raises(PlanOutdated):
        room.service.confirm(plan, 2, QUIET)
    room.service.check(mailing_id, QUIET)
    with pytest.raises(PlanOutdated):
        room.service.confirm(plan, 2, QUIET)


def test_what_stands_in_the_way_must_be_settled_first(room: MailingRoom) -> None:
    room.add_people(2)
    room.confirmed()
    mailing_id = room.draft()
    plan = room.service.check(mailing_id, QUIET)
    with pytest.raises(DeviationsOpen, match="2 deviations"):
        room.service.confirm(plan, 2, QUIET)
    room.service.accept(mailing_id, [plan.first_deviations[0].key], "a reminder")
    with pytest.raises(DeviationsOpen, match="1 deviation is"):
        room.service.confirm(plan, 2, QUIET)
    room.service.accept(mailing_id, [plan.first_deviations[1].key], "a reminder")
    assert room.service.confirm(plan, 2, QUIET).state is State.CHECKED


def test_a_warning_does_not_stand_in_the_way_and_is_no_task_afterwards(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.draft(room.options(Pattern.FROM_REGISTER))
    plan = room.service.check(mailing_id, QUIET)
    assert plan.warnings == 1
    room.service.confirm(plan, 1, QUIET)
    assert room.service.deviations(mailing_id) == []
    assert room.service.mailing(mailing_id).mailing.deviations == 0


def test_a_file_that_changed_after_the_check_stops_the_confirmation(room: MailingRoom) -> None:
    ids = room.add_people(2)
    own = room.pdf("own")
    mailing_id = room.draft(letters=[LetterInput(ids[0]), LetterInput(ids[1], document=own)])
    plan = room.service.check(mailing_id, QUIET)
    rewrite(own)
    with pytest.raises(DocumentNotAsConfirmed) as refused:
        room.service.confirm(plan, 2, QUIET)
    assert refused.value.path == own
    assert "K0002" in str(refused.value)
    assert room.service.mailing(mailing_id).mailing.state is State.DRAFT


def test_a_file_that_was_only_touched_is_still_the_same(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.draft()
    plan = room.service.check(mailing_id, QUIET)
    os.utime(room.pdf(), (1, 1))
    assert room.service.confirm(plan, 1, QUIET).state is State.CHECKED


@pytest.mark.parametrize("keep_times", [False, True])
def test_a_file_that_changed_after_the_confirmation_stops_the_job(
    room: MailingRoom, *, keep_times: bool
) -> None:
    ids = room.add_people(2)
    own = room.pdf("own", ["For you alone"])
    letters = [LetterInput(ids[0]), LetterInput(ids[1], document=own)]
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY), letters)
    content = own.read_bytes()
    rewrite(own, keep_times=keep_times)
    with pytest.raises(DocumentNotAsConfirmed) as refused:
        room.service.send(mailing_id, QUIET)
    assert refused.value.path == own
    assert "K0002" in str(refused.value)
    detail = room.service.mailing(mailing_id)
    assert detail.mailing.state is State.CHECKED
    assert detail.job is not None
    assert detail.job.failure is not None
    assert "own.pdf" in str(detail.job.failure)
    assert room.digipost.ledger.jobs() == []
    own.write_bytes(content)
    room.run_to_the_end(mailing_id)
    assert room.delivered() == ["K0001", "K0002"]


def test_a_file_that_is_gone_stops_the_job(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.pdf().unlink()
    with pytest.raises(DocumentNotAsConfirmed, match="no longer there"):
        room.service.send(mailing_id, QUIET)


def test_an_attachment_that_changed_stops_the_job_too(room: MailingRoom) -> None:
    [recipient_id] = room.add_people(1)
    letters = [LetterInput(recipient_id, attachments=(room.pdf("appendix"),))]
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY), letters)
    rewrite(room.pdf("appendix"))
    with pytest.raises(DocumentNotAsConfirmed, match="K0001"):
        room.service.send(mailing_id, QUIET)


def test_somebody_whom_nothing_identifies_is_not_reached_and_not_lost(room: MailingRoom) -> None:
    room.add_people(1)
    room.add_people(1, first=2, national_id=None, address1=None)
    mailing_id = room.confirmed()
    [row] = room.service.remainder(mailing_id)
    assert (row.customer_id, row.reason) == ("K0002", Reason.NO_IDENTIFICATION)
    room.run_to_the_end(mailing_id)
    assert room.delivered() == ["K0001"]
    assert room.service.mailing(mailing_id).mailing.remainder == 1


def test_a_mailing_whose_letters_nobody_can_get_digitally_ends_at_once(room: MailingRoom) -> None:
    room.add_people(2, national_id=None, address1=None)
    mailing_id = room.confirmed()
    room.calls.clear()
    assert room.service.send(mailing_id, QUIET).mailing.state is State.FINISHED
    assert room.calls == []


def test_to_known_users_only_the_others_are_kept_back_with_what_the_register_knows(
    room: MailingRoom,
) -> None:
    room.add_people(9)
    room.service.look_up(room.everybody(), "regular", QUIET)
    room.answer()
    room.add_people(1, first=10)
    options = room.options(Pattern.FROM_REGISTER, send_to=SendTo.KNOWN_USERS)
    mailing_id = room.confirmed(options)
    reasons = {row.customer_id: row.reason for row in room.service.remainder(mailing_id)}
    assert reasons == {
        "K0007": Reason.NOT_A_USER,
        "K0008": Reason.NOT_A_USER,
        "K0009": Reason.NOT_FOUND,
        "K0010": Reason.NEVER_LOOKED_UP,
    }
    room.run_to_the_end(mailing_id)
    assert room.delivered() == [f"K000{digit}" for digit in range(1, 7)]


def test_whoever_listens_hears_of_it(room: MailingRoom) -> None:
    room.add_people(1)
    mailing_id = room.draft()
    plan = room.service.check(mailing_id, QUIET)
    room.seen.clear()
    room.service.confirm(plan, 1, QUIET)
    assert room.of_type(MailingChanged) == [MailingChanged(mailing_id)]
