"""Wherever the program dies, the next start goes on: nothing lost, nothing sent twice."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.digipost.sftp_errors import ConnectionLost
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.states import State
from desktop_app.sandbox.behaviour import Behaviour
from tests.helpers.mailing_room import QUIET, MailingRoom, SimulatedCrashError

PEOPLE = 10
DIGITAL = ["K0001", "K0002", "K0003", "K0004", "K0005", "K0006", "K0010"]


class DieAt:
    """A checkpoint at which the process dies when it has come by so many times in all."""

    def __init__(self, visit: int) -> None:
        self._left = visit

    def __call__(self, point: str) -> None:
        self._left -= 1
        if self._left < 0:
            raise SimulatedCrashError(point)


def whole_run(room: MailingRoom) -> None:
    """A mailing from the confirmation to the last receipt, as one start of the program does it."""
    mailing_id = room.draft()
    plan = room.service.check(mailing_id, QUIET)
    room.service.confirm(plan, plan.letters, QUIET)
    room.run_to_the_end(mailing_id, rounds=3)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room with its people, closed, to be copied: making one takes longer than a mailing."""
    folder = tmp_path_factory.mktemp("template")
    room = MailingRoom(folder)
    room.add_people(PEOPLE)
    room.pdf()
    room.close()
    return folder


def copy_of(template: Path, folder: Path) -> MailingRoom:
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return MailingRoom(folder, remove_receipts=True)


PARTS = 4
"""The walk through all moments is cut into so many tests."""


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_moment_the_program_dies_at_the_mailing_ends_as_if_nothing_had_happened(
    template: Path, tmp_path: Path, part: int
) -> None:
    room = copy_of(template, tmp_path / "count")
    whole_run(room)
    moments = len(room.passed)
    room.close()
    assert moments > 30
    for moment in range(part, moments, PARTS):
        room = copy_of(template, tmp_path / f"run-{moment}")
        room.checkpoint = DieAt(moment)
        with pytest.raises(SimulatedCrashError) as death:
            whole_run(room)
        finish_after_restart(room)
        assert room.delivered() == DIGITAL, f"died at {death.value}"
        mailing = room.service.mailings()[0]
        assert mailing.state is State.FINISHED, f"died at {death.value}"
        assert (mailing.digital, mailing.remainder, mailing.waiting) == (7, 3, 0), f"died at {death.value}"
        room.close()


def finish_after_restart(room: MailingRoom) -> None:
    """What the next start does, and then the receipts as they come."""
    room.restart()
    mailing = room.service.mailings()[0]
    if mailing.state is State.DRAFT:
        plan = room.service.check(mailing.id, QUIET)
        room.service.confirm(plan, plan.letters, QUIET)
    for _ in range(4):
        room.service.recover(QUIET)
        room.answer()


def test_dying_again_and_again_changes_nothing_either(template: Path, tmp_path: Path) -> None:
    room = copy_of(template, tmp_path / "run")
    mailing_id = room.confirmed()
    for visit in (3, 2, 1, 4, 2, 3, 5, 1, 2, 3):
        room.checkpoint = DieAt(visit)
        try:
            room.service.recover(QUIET)
            room.digipost.process_pending()
        except SimulatedCrashError:
            room.digipost.process_pending()
            room.restart()
    finish_after_restart(room)
    assert room.delivered() == DIGITAL
    assert room.service.mailing(mailing_id).mailing.state is State.FINISHED
    room.close()


Interrupt = Callable[[MailingRoom], None]


def cut(room: MailingRoom) -> None:
    room.faults.cut_upload_at = 100


def cut_and_cleaned_up(room: MailingRoom) -> None:
    room.faults.cut_upload_at = 100
    room.faults.removes_part = True


def sent_but_unheard(room: MailingRoom) -> None:
    room.faults.after["upload"] = [SimulatedCrashError("after")]


@pytest.mark.parametrize("interrupt", [cut, cut_and_cleaned_up, sent_but_unheard])
@pytest.mark.parametrize("pattern", [Pattern.SPLIT_FIRST, Pattern.MAILING_ONLY])
@pytest.mark.parametrize("digipost_is_quick", [True, False])
def test_an_interrupted_upload_is_finished_and_never_doubled(
    room: MailingRoom, interrupt: Interrupt, pattern: Pattern, *, digipost_is_quick: bool
) -> None:
    room.add_people(PEOPLE)
    mailing_id = room.confirmed(room.options(pattern))
    interrupt(room)
    with pytest.raises((ConnectionLost, SimulatedCrashError)):
        room.service.send(mailing_id, QUIET)
    if digipost_is_quick:
        room.digipost.process_pending()
    finish_after_restart(room)
    assert room.delivered() == DIGITAL
    assert room.service.mailing(mailing_id).mailing.state is State.FINISHED


def test_a_job_that_digipost_took_in_silence_is_refused_the_second_time_and_waited_for(
    room: MailingRoom,
) -> None:
    room.add_people(PEOPLE)
    room.digipost.behaviour = Behaviour(
        acknowledge_after_s=3_000, result_after_s=3_000, takes_uploads_at_once=True
    )
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.faults.after["upload"] = [SimulatedCrashError("after")]
    with pytest.raises(SimulatedCrashError):
        room.service.send(mailing_id, QUIET)
    room.digipost.process_pending()  # takes the zip away and says nothing yet
    room.restart()
    room.service.recover(QUIET)
    assert room.service.mailing(mailing_id).jobs[0].upload_attempts == 2
    room.answer()
    assert [refused.reason for refused in room.digipost.ledger.refused()] == ["Jobb-id er allerede brukt."]
    assert room.service.mailing(mailing_id).mailing.state is State.ACKNOWLEDGED
    for _ in range(2):
        room.clock.advance(3_000)
        room.answer()
    assert room.delivered() == DIGITAL
    assert room.service.mailing(mailing_id).mailing.state is State.FINISHED
    assert room.service.mailing(mailing_id).deviations == ()


def test_nothing_is_waiting_when_all_is_done(room: MailingRoom) -> None:
    room.add_people(PEOPLE)
    mailing_id = room.confirmed()
    room.run_to_the_end(mailing_id)
    room.calls.clear()
    report = room.service.recover(QUIET)
    assert (report.jobs, report.problems) == (0, ())
    assert room.calls == []  # nobody was contacted
    assert room.rows(mailing_id, Outcome.WAITING) == []
