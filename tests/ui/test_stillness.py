"""What never becomes garbage is not looked through again and again while the window is open."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.base.clock import SystemClock
from desktop_app.base.events import Events
from desktop_app.base.texts import text
from desktop_app.jobs.lanes import Lanes
from desktop_app.jobs.states import JobStateChanged, Lane
from desktop_app.ui import stillness
from desktop_app.ui.bridge import Bridge
from desktop_app.ui.stillness import Stillness, set_aside


@pytest.fixture(autouse=True)
def _thawed_afterwards() -> Iterator[None]:
    usual = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*usual)


def test_what_is_alive_is_set_aside_and_what_is_garbage_is_not() -> None:
    class Circle:
        def __init__(self) -> None:
            self.itself = self

    Circle()
    set_aside()
    assert gc.get_freeze_count() > 10_000
    gc.unfreeze()
    assert not any(isinstance(each, Circle) for each in gc.get_objects())


def test_each_lane_s_first_work_is_set_aside_and_no_other(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[str] = []
    monkeypatch.setattr(stillness, "set_aside", lambda: times.append(threading.current_thread().name))
    events, owner = Events(), QObject()
    bridge = Bridge(events)
    lanes = Lanes(events, SystemClock())
    ended: list[JobStateChanged] = []
    Stillness(bridge, owner)
    bridge.listen(JobStateChanged, owner, ended.extend)
    qtbot.waitUntil(lambda: len(times) == 1)
    for round_number in (1, 2):
        for lane in (Lane.FILES, Lane.DIGIS):
            lanes.submit(lane, text("Importing"), lambda work: None)
        done = 2 * round_number
        qtbot.waitUntil(lambda n=done: sum(event.job.state.is_final for event in ended) == n)  # type: ignore[misc]
    lanes.shutdown()
    bridge.close()
    assert gc.get_threshold()[2] > 10, "everything is looked through more seldom than is usual"
    assert 2 <= len(times) <= 3, "once for the start, and once or twice for the two lanes"
    assert set(times) == {threading.main_thread().name}
