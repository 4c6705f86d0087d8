"""Closing, quitting, the icon beside the clock: the program goes on, says so once, and never leaves work unasked."""

import dataclasses
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.decisions import Decision
from desktop_app.jobs.outcomes import Trigger
from desktop_app.jobs.states import Lane
from desktop_app.mailing.events import MailingChanged
from desktop_app.mailing.views import HomeNumbers, Need
from desktop_app.services import Services
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.dialogs import PlainDialog, message_dialog
from desktop_app.ui.context import UiContext
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.recipients import RecipientsPage
from desktop_app.ui.presence import presence as module
from desktop_app.ui.presence.presence import Presence
from desktop_app.ui.presence.tray import Standing, standing_icon
from tests.helpers.fake_tray import FakeTray
from tests.helpers.stage import person, staged_services
from tests.helpers.still_heart import StillHeart

FAILURE = EnvironmentFailure(title=text("The server's key has changed."), message=text("…"), hint=text("…"))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOOK_AFTER_MS", "COUNT_AFTER_MS", "ASK_AFTER_MS"):
        monkeypatch.setattr(module, name, 1)
    monkeypatch.setattr("desktop_app.ui.presence.notifier.GATHERING_MS", 30)
    monkeypatch.setattr("desktop_app.ui.presence.notifier.BETWEEN_MESSAGES_MS", 30)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """The stage, with a heart that does not beat by itself."""
    with staged_services(tmp_path) as staged:
        yield dataclasses.replace(staged, heartbeat=StillHeart())


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> list[int]:
    """Whether the program was ended: the tests' own event loop goes on."""
    statuses: list[int] = []
    monkeypatch.setattr(type(qapp), "exit", lambda *arguments: statuses.append(arguments[-1]))
    return statuses


@pytest.fixture
def tray() -> FakeTray:
    return FakeTray()


@pytest.fixture
def presence(
    qtbot: QtBot, qapp: QApplication, theme: Theme, services: Services, tray: FakeTray, ended: list[int]
) -> Iterator[Presence]:
    window = MainWindow(services, theme, language="en")
    qtbot.addWidget(window)
    made = Presence(qapp, window, tray)
    made.begin()
    qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=5000)
    yield made
    made.end()


def work_until(gate: threading.Event) -> Callable[[WorkContext], None]:
    """Work that goes on until somebody opens the gate or asks it to stop."""

    def work(context: WorkContext) -> None:
        while not gate.wait(0.005):
            context.check_cancelled()

    return work


class TestSomethingTypedAndNotKept:
    """Quitting would lose it, so it is asked about; the system's own end of the session is not held up."""

    @pytest.fixture
    def asked(self, presence: Presence, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """What was asked; everybody who is asked wants to stay."""
        questions: list[str] = []

        def stay(context: UiContext, _parent: object, title: Text, *_rest: object) -> bool:
            questions.append(context.say(title))
            return False

        monkeypatch.setattr("desktop_app.ui.pages.recipient_form.confirm", stay)
        presence._window.go("recipients")
        page = presence._window.page()
        assert isinstance(page, RecipientsPage)
        page.panel.edit_recipient(person(0))
        assert page.panel.form is not None
        page.panel.form.edits["city"].setText("Bodø")
        return questions

    def test_quitting_asks_and_who_wants_to_stay_stays(
        self, presence: Presence, asked: list[str], ended: list[int]
    ) -> None:
        presence.quit()
        assert asked == ["Leave without saving the changes?"]
        assert ended == []

    def test_going_over_to_another_environment_asks_too(
        self, presence: Presence, asked: list[str], qtbot: QtBot
    ) -> None:
        with qtbot.assertNotEmitted(presence._window.environment_wanted):
            presence._window.open_environment("test_account")
        assert len(asked) == 1

    def test_closing_to_the_tray_keeps_it_and_asks_nothing(
        self, presence: Presence, asked: list[str]
    ) -> None:
        presence._window.close()
        assert asked == []


class TestClosing:
    """The window's cross."""

    def test_the_program_goes_on_beside_the_clock_and_says_so_once(
        self, presence: Presence, tray: FakeTray, ended: list[int]
    ) -> None:
        window = presence._window
        assert not window.close()
        assert not window.isVisible()
        presence.bring_forward()
        assert window.isVisible()
        window.close()
        assert [words for _title, words in tray.messages] == [
            "Brevdue keeps running beside the clock. To quit, use the menu of its icon there."
        ]
        assert ended == []

    def test_that_it_was_said_is_remembered(
        self, qtbot: QtBot, qapp: QApplication, theme: Theme, presence: Presence, services: Services
    ) -> None:
        presence._window.close()
        window, tray = MainWindow(services, theme, language="en"), FakeTray()
        qtbot.addWidget(window)
        again = Presence(qapp, window, tray)
        again.begin()
        window.close()
        assert tray.messages == []
        again.end()

    def test_without_a_tray_the_window_is_made_small_and_the_second_time_it_is_quitting(
        self, presence: Presence, tray: FakeTray, ended: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[PlainDialog] = []
        monkeypatch.setattr(PlainDialog, "exec", lambda dialog: noted(told, dialog))
        tray.there = False
        window = presence._window
        assert not window.close()
        assert window.isMinimized()
        window.showNormal()
        window.close()
        assert len(told) == 1
        assert ended == []
        assert window.close()
        assert ended == [0]

    @pytest.mark.parametrize("tray_there", [True, False])
    def test_who_does_not_want_it_quits_by_closing(
        self, presence: Presence, tray: FakeTray, services: Services, ended: list[int], tray_there: bool
    ) -> None:
        services.settings.set("app.keep_running", "false")
        tray.there = tray_there
        assert presence._window.close()
        assert ended == [0]

    def test_logging_out_asks_nothing(
        self, qtbot: QtBot, presence: Presence, services: Services, ended: list[int]
    ) -> None:
        gate = threading.Event()
        job = services.lanes.submit(Lane.FILES, text("Importing"), work_until(gate))
        presence._session_ends()
        assert presence._window.close()
        assert job.wait(5)
        assert presence.dialog is None

    def test_the_window_comes_back_when_the_icon_is_pressed(self, presence: Presence, tray: FakeTray) -> None:
        presence._window.close()
        tray.opened.emit()
        assert presence._window.isVisible()


class TestQuitting:
    """From the menu, with Ctrl+Q, or by the system."""

    def test_when_nothing_runs_it_ends_at_once(self, presence: Presence, ended: list[int]) -> None:
        presence.face.quit_entry.trigger()
        assert ended == [0]

    def test_ctrl_q_quits(self, presence: Presence, ended: list[int]) -> None:
        presence._window.activateWindow()
        QTest.keyClick(presence._window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
        assert ended == [0]

    def ask(self, qtbot: QtBot, presence: Presence, services: Services, gate: threading.Event) -> None:
        services.lanes.submit(Lane.FILES, text("Importing recipients"), work_until(gate))
        services.lanes.submit(Lane.DIGIPOST, text("Sending “{name}”", name="Årsavgift"), work_until(gate))
        presence.quit()
        qtbot.waitUntil(lambda: presence.dialog is not None, timeout=3000)

    def test_it_names_what_runs_and_waits_for_it(
        self, qtbot: QtBot, presence: Presence, services: Services, ended: list[int]
    ) -> None:
        gate = threading.Event()
        self.ask(qtbot, presence, services, gate)
        dialog = presence.dialog
        assert dialog is not None
        assert dialog.head.text() == "2 jobs are under way"
        assert "Importing recipients · Working…" in dialog.sentence.text()
        assert "Sending “Årsavgift” · Working…" in dialog.sentence.text()
        dialog.wait_button.click()
        assert dialog.head.text() == "Brevdue quits when this is done"
        assert ended == []
        gate.set()
        qtbot.waitUntil(lambda: ended == [0], timeout=5000)

    def test_it_can_stop_what_runs(
        self, qtbot: QtBot, presence: Presence, services: Services, ended: list[int]
    ) -> None:
        self.ask(qtbot, presence, services, threading.Event())
        assert presence.dialog is not None
        presence.dialog.stop_button.click()
        qtbot.waitUntil(lambda: ended == [0], timeout=5000)
        assert services.lanes.jobs() == ()

    def test_going_back_leaves_everything_as_it_was(
        self, qtbot: QtBot, presence: Presence, services: Services, ended: list[int]
    ) -> None:
        gate = threading.Event()
        self.ask(qtbot, presence, services, gate)
        dialog = presence.dialog
        assert dialog is not None
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        gate.set()
        qtbot.waitUntil(lambda: services.lanes.jobs() == (), timeout=5000)
        qtbot.wait(80)
        assert ended == []
        assert presence._window.isVisible()

    def test_what_is_done_in_a_moment_is_not_asked_about(
        self,
        qtbot: QtBot,
        presence: Presence,
        services: Services,
        ended: list[int],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        gate = threading.Event()
        presence._about_to_ask.setInterval(60_000)
        job = services.lanes.submit(Lane.FILES, text("Importing"), work_until(gate))
        presence.quit()
        gate.set()
        assert job.wait(5)
        presence._ask_before_leaving()
        assert (presence.dialog, ended) == (None, [0])

    def test_the_system_s_wish_is_a_question_while_work_runs(
        self, qtbot: QtBot, presence: Presence, services: Services
    ) -> None:
        assert presence._quit_asked_by_system()
        presence._leaving = False
        gate = threading.Event()
        services.lanes.submit(Lane.FILES, text("Importing"), work_until(gate))
        assert not presence._quit_asked_by_system()
        gate.set()


class TestBesideTheClock:
    """The icon, its words and its menu."""

    def test_it_says_how_everything_stands_and_what_comes_next(
        self, qtbot: QtBot, presence: Presence, tray: FakeTray
    ) -> None:
        qtbot.waitUntil(lambda: "things need you" in tray.tip, timeout=3000)
        assert presence.face.standing is Standing.NEEDS_YOU
        assert "Next: Fetch receipts" in tray.tip
        assert [entry.text() for entry in tray.menu.actions() if not entry.isSeparator()] == [
            "Open Brevdue",
            presence.face.next_entry.text(),
            "Pause the schedule until tomorrow at 07:00",
            "Quit",
        ]
        assert not presence.face.next_entry.isEnabled()

    def test_work_shows(self, qtbot: QtBot, presence: Presence, services: Services, tray: FakeTray) -> None:
        gate = threading.Event()
        services.lanes.submit(Lane.FILES, text("Importing"), work_until(gate))
        qtbot.waitUntil(lambda: "1 job is under way." in tray.tip, timeout=3000)
        gate.set()
        qtbot.waitUntil(lambda: "under way" not in tray.tip, timeout=3000)

    def test_the_schedule_is_paused_and_goes_on_from_there(
        self, qtbot: QtBot, presence: Presence, services: Services
    ) -> None:
        entry = presence.face.pause_entry
        entry.trigger()
        qtbot.waitUntil(lambda: entry.text() == "Resume the schedule", timeout=3000)
        assert all(view.paused_until for view in services.schedule.views())
        entry.trigger()
        qtbot.waitUntil(lambda: entry.text().startswith("Pause"), timeout=3000)
        assert not any(view.paused_until for view in services.schedule.views())

    def test_it_speaks_the_language_of_the_window(
        self, qtbot: QtBot, presence: Presence, services: Services
    ) -> None:
        services.settings.set("app.language", "nb")
        presence._window.start_over()
        assert presence.face.quit_entry.text() == "Avslutt"
        qtbot.waitUntil(lambda: presence._window.context.reader.is_idle, timeout=3000)

    def test_each_standing_has_a_picture_of_its_own(self, theme: Theme) -> None:
        pictures = {
            standing: standing_icon(theme, standing).pixmap(32, 32).toImage() for standing in Standing
        }
        assert pictures[Standing.WELL] != pictures[Standing.NEEDS_YOU] != pictures[Standing.WORKING]
        assert all(not picture.isNull() for picture in pictures.values())


class TestMessages:
    """What needs a person is told; the rest only when it is asked for."""

    def more_needs(self, services: Services, monkeypatch: pytest.MonkeyPatch, *kinds: str) -> None:
        numbers = services.mailing.home()
        new = tuple(Need(kind, 1, text("It is {kind}", kind=kind), 9, f"job-{kind}") for kind in kinds)
        more = HomeNumbers((*numbers.needs, *new), numbers.last_mailings, numbers.under_way)
        monkeypatch.setattr(services.mailing, "home", lambda: more)
        services.events.publish(MailingChanged(9))

    def test_what_was_there_at_the_start_is_not_told(
        self, qtbot: QtBot, presence: Presence, tray: FakeTray
    ) -> None:
        qtbot.wait(100)
        assert tray.messages == []

    def test_something_new_is_told_once_and_a_press_leads_there(
        self,
        qtbot: QtBot,
        presence: Presence,
        services: Services,
        tray: FakeTray,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        presence._window.close()
        tray.messages.clear()
        self.more_needs(services, monkeypatch, "deviations")
        qtbot.waitUntil(lambda: tray.messages == [("1 thing needs you", "It is deviations")], timeout=3000)
        services.events.publish(MailingChanged(9))
        qtbot.wait(150)
        assert len(tray.messages) == 1
        tray.message_pressed.emit()
        assert presence._window.isVisible()
        assert presence._window.current == "mailings"

    def test_a_storm_is_one_message(
        self,
        qtbot: QtBot,
        presence: Presence,
        services: Services,
        tray: FakeTray,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.more_needs(services, monkeypatch, *(f"odd-{number}" for number in range(40)))
        qtbot.waitUntil(lambda: bool(tray.messages), timeout=3000)
        assert tray.messages == [("40 things need you", "It is odd-0\nIt is odd-1\nand 38 more")]
        tray.message_pressed.emit()
        assert presence._window.current == "home"

    def test_a_scheduled_run_that_fails_is_told_once_until_one_goes_well(
        self,
        qtbot: QtBot,
        presence: Presence,
        services: Services,
        tray: FakeTray,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def fail(_folder: Path, _work: WorkContext) -> int:
            raise FAILURE

        monkeypatch.setattr("desktop_app.ui.main_window.show_failure", lambda *_words: None)
        monkeypatch.setattr(services.digis, "export_nightly", fail)
        for _ in range(3):
            assert services.schedule.run_now("digis-export").job.wait(5)
            qtbot.waitUntil(lambda: bool(tray.messages), timeout=3000)
            qtbot.wait(120)
        assert len(tray.messages) == 1
        assert tray.messages[0][1] == "“Write the export DigisAllActive” failed the last time it ran"
        tray.message_pressed.emit()
        assert presence._window.current == "schedule"

    def test_good_news_comes_only_when_it_is_asked_for(
        self,
        qtbot: QtBot,
        presence: Presence,
        services: Services,
        tray: FakeTray,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(services.digis, "export_nightly", lambda _folder, _work: 7)
        run_as_scheduled(services, "digis-export")
        qtbot.wait(150)
        assert tray.messages == []
        services.settings.set("app.tell_good_news", "true")
        run_as_scheduled(services, "digis-export")
        qtbot.waitUntil(lambda: bool(tray.messages), timeout=3000)
        assert tray.messages[0][1] == "Write the export DigisAllActive: 7 active members exported."

    def test_a_dialog_waits_until_the_window_is_seen_and_is_told_meanwhile(
        self, qtbot: QtBot, presence: Presence, tray: FakeTray, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        window = presence._window
        window.close()
        tray.messages.clear()
        window.show_error(FAILURE)
        window.show_error(FAILURE)
        assert window.findChildren(PlainDialog) == []
        assert [words for _title, words in tray.messages] == ["The server's key has changed."]
        tray.message_pressed.emit()
        qtbot.waitUntil(lambda: len(window.findChildren(PlainDialog)) == 1, timeout=3000)
        (dialog,) = window.findChildren(PlainDialog)
        assert dialog.windowTitle() == "The server's key has changed."
        dialog.close()

    def test_quitting_from_beside_the_clock_waits_for_the_answer_to_an_open_question(
        self, qtbot: QtBot, presence: Presence, ended: list[int]
    ) -> None:
        context = presence._window.context
        asked = message_dialog(context, text("Remove?"), text("Some."))
        context.front.open(asked)
        presence.quit()
        assert (ended, asked.isVisible()) == ([], True)
        asked.close()
        presence.quit()
        assert ended == [0]

    def test_what_came_up_just_after_quitting_is_read_first(
        self, qtbot: QtBot, presence: Presence, services: Services, ended: list[int]
    ) -> None:
        gate = threading.Event()
        services.lanes.submit(Lane.FILES, text("Exporting"), work_until(gate))
        presence.quit()
        presence._window.show_error(FAILURE)
        gate.set()
        qtbot.waitUntil(lambda: not services.lanes.jobs() and not presence._about_to_ask.isActive())
        (told,) = presence._window.findChildren(PlainDialog)
        assert (ended, told.isVisible()) == ([], True)
        told.close()
        qtbot.waitUntil(lambda: ended == [0])


def run_as_scheduled(services: Services, name: str) -> None:
    """Run a job as the schedule does at its time."""
    schedule = services.schedule
    task = schedule._task(name)
    slot = schedule._view(task).next
    assert slot is not None
    number = schedule._store.carry_out(schedule._stored(task), Decision(run=slot, handled_until=slot.due))
    assert number is not None
    started = schedule._start(task, number, slot, Trigger.ON_TIME)
    assert started is not None
    assert started.job.wait(5)


def noted(shown: list[PlainDialog], dialog: PlainDialog) -> int:
    """Take the dialog down in the place of showing it."""
    shown.append(dialog)
    return 0
