"""Waiting for receipts: for days if need be, over restarts and lost networks, and never in haste."""

import pytest

from desktop_app.base.errors import Cancelled
from desktop_app.digipost.sftp_errors import ConnectionLost, HostKeyChanged, LoginRefused, Phase
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.polling import LONGEST_WAIT_SECONDS, poll_delay
from desktop_app.mailing.states import State
from desktop_app.sandbox.behaviour import Behaviour
from tests.helpers.mailing_room import QUIET, CancelAfter, MailingRoom

HOUR = 3600.0


@pytest.mark.parametrize(
    ("age", "expected"),
    [(0, 60), (60, 60), (600, 60), (1200, 120), (HOUR, 360), (5 * HOUR, 1800), (100 * HOUR, 1800), (-5, 60)],
)
def test_the_longer_a_job_is_away_the_less_often_it_is_looked_for(age: float, expected: float) -> None:
    assert poll_delay(age, 60) == expected


def test_settings_that_ask_for_long_pauses_are_obeyed() -> None:
    assert poll_delay(0, 4 * HOUR) == poll_delay(100 * HOUR, 4 * HOUR) == 4 * HOUR


class Working:
    """Lets the Digipost behind the folder work whenever the room's clock is waited on."""

    def __init__(self, room: MailingRoom) -> None:
        self._wait = room.clock.wait
        self._room = room

    def __call__(self, seconds: float, stop: object = None) -> bool:
        self._room.digipost.process_pending()
        return self._wait(seconds)


def sent(room: MailingRoom, monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour) -> int:
    room.digipost.behaviour = behaviour
    room.add_people(3)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.service.send(mailing_id, QUIET)
    monkeypatch.setattr(room.clock, "wait", Working(room))
    return mailing_id


def test_the_wait_ends_when_the_mailing_does(room: MailingRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    mailing_id = sent(room, monkeypatch, Behaviour(result_after_s=300))
    began = room.clock.monotonic()
    assert room.service.wait_for(HOUR, QUIET, mailing_id=mailing_id) is State.FINISHED
    assert 300 <= room.clock.monotonic() - began < 420
    assert room.delivered() == ["K0001", "K0002", "K0003"]


def test_days_pass_without_giving_up_and_without_many_looks(
    room: MailingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing_id = sent(room, monkeypatch, Behaviour(result_after_s=3 * 24 * HOUR))
    monkeypatch.setattr("desktop_app.mailing.polling._SLICE_SECONDS", 600.0)
    room.calls.clear()
    assert room.service.wait_for(5 * 24 * HOUR, QUIET, mailing_id=mailing_id) is State.FINISHED
    looks = room.calls.count("connect")
    assert 3 * 24 * HOUR / LONGEST_WAIT_SECONDS < looks < 300


def test_a_wait_that_is_over_says_where_things_stand(
    room: MailingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing_id = sent(room, monkeypatch, Behaviour(result_after_s=HOUR))
    assert room.service.wait_for(120, QUIET, mailing_id=mailing_id) is State.ACKNOWLEDGED
    job_id = room.service.jobs()[0].job_id
    assert room.service.wait_for(0, QUIET, job_id=job_id) is State.ACKNOWLEDGED


def test_a_wait_of_no_time_looks_once(room: MailingRoom) -> None:
    room.add_people(2)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.service.send(mailing_id, QUIET)
    room.digipost.process_pending()
    assert room.service.wait_for(0, QUIET, mailing_id=mailing_id) is State.FINISHED
    assert room.clock.waited == []


def test_the_first_lookup_s_end_is_not_the_mailing_s_end(
    room: MailingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.add_people(9)
    mailing_id = room.confirmed()
    room.service.send(mailing_id, QUIET)
    monkeypatch.setattr(room.clock, "wait", Working(room))
    assert room.service.wait_for(HOUR, QUIET, mailing_id=mailing_id) is State.FINISHED
    assert room.service.mailing(mailing_id).mailing.digital == 6


def test_a_network_that_is_away_for_a_while_is_no_end(
    room: MailingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing_id = sent(room, monkeypatch, Behaviour(result_after_s=60))
    room.faults.before["connect"] = [ConnectionLost(Phase.CONNECT, "test") for _ in range(10)]
    assert room.service.wait_for(HOUR, QUIET, mailing_id=mailing_id) is State.FINISHED


@pytest.mark.parametrize(
    "error", [HostKeyChanged("test", "SHA256:a", "SHA256:b"), LoginRefused("test", "user", "SHA256:c")]
)
def test_what_only_a_person_can_mend_ends_the_wait_at_once(
    room: MailingRoom, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    mailing_id = sent(room, monkeypatch, Behaviour(result_after_s=60))
    room.faults.before["connect"] = [error]
    with pytest.raises(type(error)):
        room.service.wait_for(HOUR, QUIET, mailing_id=mailing_id)
    assert room.service.mailing(mailing_id).mailing.state is State.UPLOADED


def test_a_wait_can_be_stopped_and_the_mailing_goes_on_later(
    room: MailingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing_id = sent(room, monkeypatch, Behaviour(result_after_s=HOUR))
    with pytest.raises(Cancelled):
        room.service.wait_for(24 * HOUR, CancelAfter(40), mailing_id=mailing_id)
    room.restart()
    assert room.service.wait_for(2 * HOUR, QUIET, mailing_id=mailing_id) is State.FINISHED


def test_an_uncertain_job_ends_the_wait_since_a_person_is_needed(
    room: MailingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.add_people(1)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.faults.before["upload"] = [ConnectionLost(Phase.TRANSFER, "test")]
    with pytest.raises(ConnectionLost):
        room.service.send(mailing_id, QUIET)
    (room.data.job_files / room.service.jobs()[0].zip_name).unlink()
    assert room.service.wait_for(HOUR, QUIET, mailing_id=mailing_id) is State.UNCERTAIN
    assert room.clock.waited == []


def test_a_wait_goes_on_with_an_upload_that_was_interrupted(
    room: MailingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.add_people(2)
    mailing_id = room.confirmed(room.options(Pattern.MAILING_ONLY))
    room.faults.cut_upload_at = 50
    with pytest.raises(ConnectionLost):
        room.service.send(mailing_id, QUIET)
    monkeypatch.setattr(room.clock, "wait", Working(room))
    assert room.service.wait_for(HOUR, QUIET, mailing_id=mailing_id) is State.FINISHED
    assert room.delivered() == ["K0001", "K0002"]


def test_when_to_look_next_follows_from_the_ledger_and_survives_a_restart(room: MailingRoom) -> None:
    assert room.service.seconds_to_next_look() is None
    room.add_people(1)
    room.service.send(room.confirmed(room.options(Pattern.MAILING_ONLY)), QUIET)
    assert room.service.seconds_to_next_look() == 10
    room.clock.advance(2 * HOUR)
    room.restart()
    assert room.service.seconds_to_next_look() == 720
    room.answer()
    assert room.service.seconds_to_next_look() is None


def test_a_clock_that_was_set_back_does_not_hurt(room: MailingRoom) -> None:
    room.add_people(1)
    room.service.send(room.confirmed(room.options(Pattern.MAILING_ONLY)), QUIET)
    room.clock.set_wall_clock(room.clock.now().replace(year=2020))
    assert room.service.seconds_to_next_look() == 10
    room.answer()
    assert room.delivered() == ["K0001"]
