"""The heartbeat: it goes on, tells when time has jumped, and ends when it is asked to."""

import threading
from datetime import timedelta

import pytest

from desktop_app.base.events import Events
from desktop_app.jobs.heartbeat import PAUSE_AFTER_FAULT_SECONDS, Heartbeat, JumpWatch, TimeJumped
from tests.helpers.fake_clock import FakeClock

LONG = 20.0


class Sleeper(FakeClock):
    """A clock over which a computer sleeps while somebody waits. `steady_runs` differs between systems."""

    def __init__(self, sleep_seconds: float, *, steady_runs: bool) -> None:
        super().__init__()
        self.sleep_seconds = sleep_seconds
        self.steady_runs = steady_runs

    def wait(self, seconds: float, stop: threading.Event | None = None) -> bool:
        super().wait(seconds, stop)
        if self.steady_runs:
            self.advance(self.sleep_seconds)
        else:
            self.set_wall_clock(self.now() + timedelta(seconds=self.sleep_seconds))
        return False


@pytest.mark.parametrize("steady_runs", [True, False])
@pytest.mark.parametrize(("sleep", "jump"), [(0.0, 0.0), (60.0, 0.0), (3600.0, 3600.0), (86_400.0, 86_400.0)])
def test_a_sleep_is_noticed_whether_the_steady_clock_ran_on_or_not(
    sleep: float, jump: float, steady_runs: bool
) -> None:
    clock = Sleeper(sleep, steady_runs=steady_runs)
    assert JumpWatch(clock).wait(30, threading.Event()) == jump


def test_a_clock_set_back_is_noticed() -> None:
    clock = FakeClock()
    watch = JumpWatch(clock)
    clock.set_wall_clock(clock.now() - timedelta(hours=2))
    assert watch.wait(30, threading.Event()) == -7200


def test_a_jump_is_told_once() -> None:
    clock = FakeClock()
    watch = JumpWatch(clock)
    clock.set_wall_clock(clock.now() + timedelta(hours=2))
    assert watch.wait(30, threading.Event()) == 7200
    assert watch.wait(30, threading.Event()) == 0.0


def test_it_beats_until_it_is_stopped() -> None:
    beats, enough = [], threading.Event()

    def beat() -> None:
        beats.append(1)
        if len(beats) == 5:
            enough.set()

    heart = Heartbeat(beat, lambda: 30.0, Events(), FakeClock())
    heart.start()
    heart.start()
    assert enough.wait(LONG)
    heart.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "heartbeat"]


def test_it_tells_that_time_has_jumped() -> None:
    events, told = Events(), threading.Event()
    jumps: list[float] = []

    def listen(event: TimeJumped) -> None:
        jumps.append(event.seconds)
        told.set()

    events.subscribe(TimeJumped, listen)
    heart = Heartbeat(lambda: None, lambda: 30.0, events, Sleeper(7200, steady_runs=False))
    heart.start()
    assert told.wait(LONG)
    heart.stop()
    assert set(jumps) == {7200}


def test_a_fault_in_one_beat_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", reported.append)
    beats, enough, clock = [], threading.Event(), FakeClock()

    def beat() -> None:
        beats.append(1)
        if len(beats) == 1:
            raise RuntimeError("once")
        enough.set()

    heart = Heartbeat(beat, lambda: 30.0, Events(), clock)
    heart.start()
    assert enough.wait(LONG)
    heart.stop()
    assert [str(told.exc_value) for told in reported] == ["once"]
    assert clock.waited[0] == PAUSE_AFTER_FAULT_SECONDS


def test_stopping_what_never_started_is_fine() -> None:
    Heartbeat(lambda: None, lambda: 1.0, Events(), FakeClock()).stop()
