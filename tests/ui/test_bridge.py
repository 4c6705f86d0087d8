"""News from any thread reaches the window's thread, in order and in batches."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from desktop_app.base.events import Events
from desktop_app.ui.bridge import Bridge
from desktop_app.ui.reading import Reader


@dataclass(frozen=True)
class Rang:
    """An event for these tests."""

    number: int


class Listener(QObject):
    """Keeps the batches it was told, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[int]] = []
        self.threads: set[QThread] = set()

    def take(self, events: Sequence[Rang]) -> None:
        self.batches.append([event.number for event in events])
        self.threads.add(QThread.currentThread())


def in_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def bridge(events: Events, qtbot: QtBot) -> Bridge:
    return Bridge(events)


def test_a_storm_of_events_comes_as_one_batch_on_the_window_s_thread(
    qtbot: QtBot, events: Events, bridge: Bridge
) -> None:
    listener = Listener()
    bridge.listen(Rang, listener, listener.take)

    def ring() -> None:
        for number in range(1000):
            events.publish(Rang(number))

    in_thread(ring)
    assert listener.batches == []
    qtbot.waitUntil(lambda: bool(listener.batches), timeout=2000)
    assert listener.batches == [list(range(1000))]
    assert listener.threads == {QThread.currentThread()}


def test_nobody_is_told_after_the_listener_is_gone(qtbot: QtBot, events: Events, bridge: Bridge) -> None:
    gone, stays = Listener(), Listener()
    told: list[int] = []
    bridge.listen(Rang, gone, lambda batch: told.extend(event.number for event in batch))
    bridge.listen(Rang, stays, stays.take)
    events.publish(Rang(1))
    gone.deleteLater()
    qtbot.waitUntil(lambda: bool(stays.batches), timeout=2000)
    events.publish(Rang(2))
    qtbot.waitUntil(lambda: len(stays.batches) == 2, timeout=2000)
    assert told == []


def test_calls_keep_their_order(qtbot: QtBot, bridge: Bridge) -> None:
    seen: list[int] = []

    def call() -> None:
        for number in range(50):
            bridge.call(partial(seen.append, number))

    in_thread(call)
    qtbot.waitUntil(lambda: len(seen) == 50, timeout=2000)
    assert seen == list(range(50))


def test_a_closed_bridge_tells_nothing_more(qtbot: QtBot, events: Events, bridge: Bridge) -> None:
    listener, later = Listener(), QObject()
    bridge.listen(Rang, listener, listener.take)
    bridge.listen(Rang, later, lambda _events: None)
    events.publish(Rang(1))
    bridge.close()
    events.publish(Rang(2))
    qtbot.wait(120)
    assert listener.batches == []


class TestReader:
    """Questions are asked elsewhere and answered here."""

    @pytest.fixture
    def failures(self) -> list[BaseException]:
        return []

    @pytest.fixture
    def reader(self, bridge: Bridge, failures: list[BaseException]) -> Reader:
        return Reader(bridge, failures.append)

    def test_an_answer_comes_back_to_the_window_s_thread(self, qtbot: QtBot, reader: Reader) -> None:
        owner = QObject()
        answers: list[str] = []
        reader.read(owner, lambda: threading.current_thread().name, answers.append)
        qtbot.waitUntil(lambda: bool(answers), timeout=2000)
        assert answers[0].startswith("reader")
        reader.close()

    def test_a_failure_goes_to_whoever_takes_failures(
        self, qtbot: QtBot, reader: Reader, failures: list[BaseException]
    ) -> None:
        owner = QObject()
        own: list[BaseException] = []
        reader.read(owner, lambda: 1 / 0, lambda _answer: None)
        reader.read(owner, lambda: 1 / 0, lambda _answer: None, own.append)
        qtbot.waitUntil(lambda: bool(failures and own), timeout=2000)
        assert isinstance(failures[0], ZeroDivisionError)
        assert isinstance(own[0], ZeroDivisionError)
        reader.close()

    def test_an_answer_for_a_page_that_is_gone_is_dropped(self, qtbot: QtBot, reader: Reader) -> None:
        owner, other = QObject(), QObject()
        answers: list[bool] = []
        others: list[int] = []
        go_on = threading.Event()
        reader.read(owner, lambda: go_on.wait(5), answers.append)
        owner.deleteLater()
        qtbot.wait(10)
        go_on.set()
        reader.read(other, lambda: 7, others.append)
        qtbot.waitUntil(lambda: bool(others), timeout=2000)
        reader.close()
        qtbot.wait(10)
        assert answers == []
