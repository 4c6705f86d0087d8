"""The window follows what is under way by itself, and does not nag about a network that is away."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.sftp_errors import HostKeyChanged
from desktop_app.jobs.states import FailureKind, Lane
from desktop_app.mailing.events import MailingChanged
from desktop_app.services import Services
from desktop_app.ui.appearance import Theme
from desktop_app.ui.main_window import MainWindow

AWAY = EnvironmentFailure(title=text("No network"), message=text("Gone."), hint=text("Wait."))


@dataclass
class Ledger:
    """Stands in for the mailing room's answers about what is under way."""

    next_look: float | None = None
    under_way: bool = False
    failure: BaseException | None = None
    looks: list[str] = field(default_factory=list)

    def seconds_to_next_look(self) -> float | None:
        return self.next_look

    def jobs(self, _offset: int, _limit: int, *, under_way_only: bool) -> list[object]:
        assert under_way_only
        return [object()] if self.under_way else []

    def recover(self, _context: WorkContext) -> None:
        self.looks.append("recover")

    def fetch_receipts(self, _context: WorkContext) -> None:
        self.looks.append("fetch")
        self.next_look = None
        if self.failure is not None:
            raise self.failure


@pytest.fixture
def ledger(services: Services, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    stand_in = Ledger()
    for name in ("seconds_to_next_look", "jobs", "recover", "fetch_receipts"):
        monkeypatch.setattr(services.mailing, name, getattr(stand_in, name), raising=False)
    monkeypatch.setattr(services.register, "refresh_search_index", lambda _work: 0, raising=False)
    return stand_in


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the person is told in dialogs."""
    dialogs: list[object] = []
    monkeypatch.setattr(MainWindow, "show_error", lambda _window, error: dialogs.append(error))
    monkeypatch.setattr("desktop_app.ui.main_window.show_failure", lambda *words: dialogs.append(words))
    return dialogs


def test_at_start_it_goes_on_with_what_was_under_way(
    qtbot: QtBot, ledger: Ledger, window: MainWindow
) -> None:
    ledger.under_way = True
    window.follower.begin()
    qtbot.waitUntil(lambda: ledger.looks == ["recover"], timeout=3000)


def test_at_start_nobody_is_contacted_when_nothing_is_under_way(
    qtbot: QtBot, ledger: Ledger, window: MainWindow, services: Services
) -> None:
    window.follower.begin()
    qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=3000)
    services.lanes.shutdown()
    assert ledger.looks == []


def test_news_of_something_sent_leads_to_a_look_when_it_is_worth_it(
    qtbot: QtBot, ledger: Ledger, window: MainWindow, services: Services
) -> None:
    ledger.next_look = 0.2
    services.events.publish(MailingChanged(1))
    qtbot.waitUntil(lambda: ledger.looks == ["fetch"], timeout=3000)


def test_nothing_awaited_means_no_look(
    qtbot: QtBot, ledger: Ledger, window: MainWindow, services: Services
) -> None:
    services.events.publish(MailingChanged(1))
    qtbot.wait(120)
    qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=3000)
    assert not window.follower._timer.isActive()


def test_a_network_that_is_away_is_no_reason_to_interrupt(
    qtbot: QtBot, ledger: Ledger, told: list[object], window: MainWindow, services: Services
) -> None:
    ledger.next_look, ledger.failure = 0.2, AWAY
    services.events.publish(MailingChanged(1))
    qtbot.waitUntil(lambda: services.lanes.history() != (), timeout=3000)
    qtbot.waitUntil(window.follower._timer.isActive, timeout=3000)
    failure = services.lanes.history()[0].failure
    assert failure is not None
    assert failure.kind is FailureKind.ENVIRONMENT
    assert told == []


def test_a_changed_host_key_is_told_once(
    qtbot: QtBot, ledger: Ledger, told: list[object], window: MainWindow, services: Services
) -> None:
    changed = HostKeyChanged("sftp.digipost.no", "SHA256:" + "a" * 43, "SHA256:" + "b" * 43)
    ledger.failure = changed
    for number in (1, 2):
        window.follower._look()
        qtbot.waitUntil(lambda n=number: len(services.lanes.history()) == n, timeout=3000)  # type: ignore[misc]
    qtbot.wait(80)
    assert told == [changed]


def test_a_bug_while_looking_is_told(
    qtbot: QtBot, ledger: Ledger, told: list[object], window: MainWindow, services: Services
) -> None:
    ledger.failure = ZeroDivisionError()
    window.follower._look()
    qtbot.waitUntil(lambda: bool(told), timeout=3000)


def test_it_does_not_queue_up_behind_other_work_at_digipost(
    qtbot: QtBot, ledger: Ledger, window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Busy:
        lane = Lane.DIGIPOST

    monkeypatch.setattr(type(services.lanes), "jobs", lambda _lanes: (Busy(),))
    window.follower._look()
    assert window.follower._timer.isActive()
    assert ledger.looks == []


def test_the_demonstration_sends_a_whole_mailing_in_the_window(
    qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    """The only test here without stand-ins: everything behind the window is real."""
    from desktop_app.base.secrets import MemorySecrets
    from desktop_app.mailing.states import State
    from desktop_app.sandbox.behaviour import PROMPT
    from desktop_app.services import build_services
    from desktop_app.ui import demo

    with build_services(tmp_path, secrets=MemorySecrets(), language="en", environment={}) as services:
        demo.prepare(services)
        services.settings.set("digipost.poll_seconds", "1")
        services.training.start(PROMPT)
        window = MainWindow(services, theme, language="en")
        qtbot.addWidget(window)
        window.show()
        window.follower.begin()
        demo.start(services)

        def finished() -> bool:
            return any(each.state is State.FINISHED for each in services.mailing.mailings())

        qtbot.waitUntil(finished, timeout=60_000)
        mailing = services.mailing.mailings()[0]
        assert mailing.digital + mailing.remainder == mailing.letters == 48
        window.close()
