"""The schedule's page: next runs in words, switches, times, pauses, runs by hand, history, the computer's timer."""

import dataclasses
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.jobs.outcomes import Outcome
from desktop_app.jobs.rules import Daily, EveryHours, Monthly, Rule, Weekly
from desktop_app.jobs.schedule import ScheduleView
from desktop_app.services import Services
from desktop_app.services.autostart.entries import Answer, EntryRefused
from desktop_app.ui.appearance import Theme
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.schedule import SchedulePage
from desktop_app.ui.pages.schedule_pausing import PauseDialog, fill_pause_menu, morning_of, tomorrow_morning
from desktop_app.ui.pages.schedule_rule_dialog import DAILY, HOURLY, MONTHLY, WEEKLY, RuleDialog
from tests.helpers.stage import NOW, staged_services


class Timer:
    """Stands in for the operating system's timer."""

    def __init__(self) -> None:
        self.there = False
        self.refuses = False

    def installed(self) -> bool:
        return self.there

    def install(self) -> None:
        if self.refuses:
            raise EntryRefused(["schtasks"], Answer(5, "Access is denied."))
        self.there = True

    def uninstall(self) -> None:
        self.there = False


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, timer: Timer) -> Iterator[Services]:
    """The stage, in the zone of Greenwich."""
    monkeypatch.setattr("desktop_app.ui.pages.schedule.local_zone", lambda: UTC)
    with staged_services(tmp_path) as staged:
        yield dataclasses.replace(staged, system_timer=timer)


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> SchedulePage:
    window.go("schedule")
    found = window.page()
    assert isinstance(found, SchedulePage)
    settle(qtbot, window)
    return found


def settle(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(4):
        qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=5000)
        qtbot.wait(10)


def words_on(page: SchedulePage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def job(services: Services, name: str) -> ScheduleView:
    return next(view for view in services.schedule.views() if view.name == name)


class TestJobs:
    """What runs by itself."""

    def test_the_next_runs_stand_in_words(self, page: SchedulePage) -> None:
        assert page.header.sentence.text() == "Next: Fetch receipts · Today 08:00 · in 18 minutes"
        said = words_on(page)
        assert "Every Monday, Thursday, Sunday at 03:00. Next: Thursday 03:00 · in 3 days" in said
        assert "Last: 15 Mar 2027 07:00 · 1 receipt fetched." in said

    def test_a_job_is_switched_off_and_on(
        self, qtbot: QtBot, window: MainWindow, page: SchedulePage, services: Services
    ) -> None:
        switch = page.job_row("lookup").switch
        QTest.keyClick(switch, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: not job(services, "lookup").enabled, timeout=3000)
        settle(qtbot, window)
        assert not switch.isChecked()
        QTest.keyClick(switch, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: job(services, "lookup").enabled, timeout=3000)
        settle(qtbot, window)
        assert switch.isChecked()
        assert page.job_row("lookup").chip.words() == "Planned"

    def test_a_job_that_is_off_says_when_it_would_run(
        self, qtbot: QtBot, window: MainWindow, page: SchedulePage, services: Services
    ) -> None:
        services.schedule.switch("lookup", on=False)
        qtbot.waitUntil(lambda: page.job_row("lookup").chip.words() == "Off", timeout=3000)
        assert "Every Monday, Thursday, Sunday at 03:00, when it is on." in words_on(page)

    def test_a_run_by_hand_is_shown_while_it_runs_and_then_in_the_history(
        self,
        qtbot: QtBot,
        window: MainWindow,
        page: SchedulePage,
        services: Services,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        go_on = threading.Event()
        monkeypatch.setattr(
            services.digis,
            "export_nightly",
            lambda _folder, _work: go_on.wait(5) and 7,
        )
        row = page.job_row("digis-export")
        QTest.mouseClick(row.run_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: row.chip.words() == "Running", timeout=3000)
        assert not row.run_button.isEnabled()
        go_on.set()
        qtbot.waitUntil(lambda: row.chip.words() == "Planned", timeout=3000)
        assert row.run_button.isEnabled()
        assert "7 active members exported." in words_on(page)

    def test_what_waits_for_the_network_says_so(
        self, qtbot: QtBot, page: SchedulePage, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        schedule = services.schedule
        monkeypatch.setattr(schedule._networks["receipts"], "reachable", lambda: False)
        monkeypatch.setattr(schedule, "_clock", LaterClock())
        schedule.look()
        qtbot.waitUntil(
            lambda: page.job_row("receipts").chip.words() == "Waits for the network", timeout=3000
        )


class LaterClock:
    """An hour after the stage's moment."""

    def now(self) -> datetime:
        return NOW + timedelta(hours=1)

    def monotonic(self) -> float:
        return 0.0


class TestPauses:
    """Everything waits, until a morning."""

    def test_until_tomorrow_and_on_again(
        self, qtbot: QtBot, window: MainWindow, page: SchedulePage, services: Services
    ) -> None:
        page._fill_pause_menu()
        until_tomorrow, _a_day, _line, _go_on = page._pause_menu.actions()
        assert until_tomorrow.text() == "Until tomorrow at 07:00"
        until_tomorrow.trigger()
        qtbot.waitUntil(page.banner.isVisible, timeout=3000)
        on = sum(view.enabled for view in services.schedule.views())
        assert page.banner.words.text() == f"{on} jobs are paused. They resume by themselves: Tomorrow 07:00"
        assert job(services, "receipts").paused_until == datetime(2027, 3, 16, 7, 0, tzinfo=UTC)
        assert page.header.sentence.text() == "Next: Fetch receipts · Tomorrow 07:00 · in 23 hours"
        assert page.job_row("receipts").chip.words() == "Paused until: Tomorrow 07:00"
        QTest.mouseClick(page.banner.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not page.banner.isVisible(), timeout=3000)
        assert job(services, "receipts").paused_until is None

    def test_one_job_is_paused_alone(
        self, qtbot: QtBot, window: MainWindow, page: SchedulePage, services: Services
    ) -> None:
        line = page.job_row("lookup")
        assert line.pause_button.accessibleName() == "Pause “Look up the whole register”"
        line.pause_menu.aboutToShow.emit()
        line.pause_menu.actions()[0].trigger()
        qtbot.waitUntil(page.banner.isVisible, timeout=3000)
        assert page.banner.words.text() == "1 job is paused. It resumes by itself: Tomorrow 07:00"
        assert job(services, "lookup").paused_until is not None
        assert job(services, "receipts").paused_until is None
        line.pause_menu.aboutToShow.emit()
        line.pause_menu.actions()[-1].trigger()
        qtbot.waitUntil(lambda: job(services, "lookup").paused_until is None, timeout=3000)

    def test_until_a_day_that_is_chosen(self, qtbot: QtBot, window: MainWindow) -> None:
        dialog = PauseDialog(window.context, date(2027, 3, 16), window)
        qtbot.addWidget(dialog)
        dialog.day_edit.setDate(QDate(2027, 3, 29))
        assert dialog.day() == date(2027, 3, 29)
        dialog.day_edit.setDate(QDate(2027, 3, 1))
        assert dialog.day() == date(2027, 3, 16)

    def test_a_morning_is_one_of_the_place_s_clock(self) -> None:
        oslo = ZoneInfo("Europe/Oslo")
        assert morning_of(date(2027, 3, 28), oslo) == datetime(2027, 3, 28, 5, 0, tzinfo=UTC)
        late = datetime(2027, 3, 26, 23, 30, tzinfo=UTC)
        assert tomorrow_morning(late, oslo) == datetime(2027, 3, 28, 5, 0, tzinfo=UTC)

    def test_going_on_is_in_the_menu_too(self, qtbot: QtBot, window: MainWindow, page: SchedulePage) -> None:
        told: list[datetime | None] = []
        fill_pause_menu(page._pause_menu, window.context, UTC, told.append, window)
        page._pause_menu.actions()[-1].trigger()
        assert told == [None]


class TestTimes:
    """The dialog that asks when a job runs."""

    @pytest.fixture
    def ask(self, qtbot: QtBot, page: SchedulePage, services: Services) -> Callable[[Rule], RuleDialog]:
        def make(rule: Rule) -> RuleDialog:
            services.schedule.set_rule("lookup", rule)
            qtbot.waitUntil(lambda: page._views["lookup"].rule == rule, timeout=3000)
            dialog = page.rule_dialog("lookup")
            qtbot.addWidget(dialog)
            dialog.show()
            return dialog

        return make

    @pytest.mark.parametrize(
        "rule",
        [
            Daily(time(3, 0)),
            Weekly(frozenset({0, 3}), time(12, 30)),
            EveryHours(5, time(0, 10)),
            Monthly(31, time(23, 59)),
        ],
        ids=str,
    )
    def test_it_opens_with_the_rule_as_it_is(self, ask: Callable[[Rule], RuleDialog], rule: Rule) -> None:
        assert ask(rule).rule() == rule

    def test_a_sentence_says_what_it_means_and_when_that_is(self, ask: Callable[[Rule], RuleDialog]) -> None:
        dialog = ask(Daily(time(3, 0)))
        dialog._choose(MONTHLY)
        dialog.day.setValue(31)
        dialog.at.setTime(QTime(6, 0))
        assert dialog.sentence.text() == "Every month on day 31 at 06:00"
        assert dialog.coming.text().splitlines() == [
            "31 Mar 2027 06:00 · in 16 days",
            "30 Apr 2027 06:00 · in 46 days",
            "31 May 2027 06:00 · in 77 days",
        ]

    def test_only_the_fields_that_matter_are_there(self, ask: Callable[[Rule], RuleDialog]) -> None:
        dialog = ask(Daily(time(3, 0)))
        shown = {}
        for kind in (DAILY, WEEKLY, HOURLY, MONTHLY):
            dialog._choose(kind)
            parts = {"days": dialog.days, "hours": dialog.hours, "day": dialog.day, "at": dialog.at}
            shown[kind] = {name for name, part in parts.items() if part.isVisible()}
        assert shown == {
            DAILY: {"at"},
            WEEKLY: {"days", "at"},
            HOURLY: {"hours", "at"},
            MONTHLY: {"day", "at"},
        }

    def test_a_week_without_a_day_cannot_be_kept(self, ask: Callable[[Rule], RuleDialog]) -> None:
        dialog = ask(Weekly(frozenset({0}), time(3, 0)))
        dialog.days.choose(frozenset())
        assert dialog.rule() is None
        assert dialog.sentence.text() == "Choose at least one day."
        assert not dialog._agree.isEnabled()

    def test_chosen_times_are_kept_and_switch_the_job_on(
        self, qtbot: QtBot, page: SchedulePage, services: Services
    ) -> None:
        services.schedule.switch("lookup", on=False)
        page.set_rule("lookup", Daily(time(5, 0)))
        qtbot.waitUntil(lambda: str(job(services, "lookup").rule) == "daily 05:00", timeout=3000)
        qtbot.waitUntil(lambda: job(services, "lookup").enabled, timeout=3000)


class TestHistory:
    """What became of each slot."""

    def rows(self, page: SchedulePage) -> list[tuple[str, ...]]:
        model = page.grid.model
        return [
            tuple(str(model.index(row, place).data() or "") for place in range(5))
            for row in range(model.rowCount())
        ]

    @pytest.fixture
    def history(self, qtbot: QtBot, window: MainWindow, page: SchedulePage) -> SchedulePage:
        page.choose_view("history")
        settle(qtbot, window)
        return page

    def test_the_newest_comes_first_with_its_reason(self, history: SchedulePage) -> None:
        rows = self.rows(history)
        assert len(rows) == 60
        assert rows[0] == ("15 Mar 2027 07:00", "Fetch receipts", "Done", "1 receipt fetched.", "On time")
        assert rows[2][2:4] == ("Caught up", "The computer was asleep, or its clock was changed.")

    @pytest.mark.parametrize(
        ("words", "outcomes"),
        [
            ("sync", {"Skipped", "Failed"}),
            ("asleep", {"Caught up"}),
            ("interrupted", {"Interrupted"}),
            ("sync paused", {"Skipped"}),
            ("no such words", set()),
        ],
    )
    def test_it_is_searched_in_the_person_s_words(
        self, qtbot: QtBot, window: MainWindow, history: SchedulePage, words: str, outcomes: set[str]
    ) -> None:
        history.grid.filter_by(frozenset(), search=words)
        settle(qtbot, window)
        assert {row[2] for row in self.rows(history)} == outcomes

    def test_what_a_run_said_is_found_in_the_person_s_language(
        self, qtbot: QtBot, window: MainWindow, page: SchedulePage, services: Services
    ) -> None:
        services.settings.set("app.language", "nb")
        page.choose_view("history")
        window.start_over()
        settle(qtbot, window)
        norwegian = window.page()
        assert isinstance(norwegian, SchedulePage)
        assert norwegian.place() == {"view": "history"}
        norwegian.grid.filter_by(frozenset(), search="godtar nøkkelen")
        settle(qtbot, window)
        assert {row[2] for row in self.rows(norwegian)} == {"Feilet"}
        norwegian.grid.filter_by(frozenset(), search="accept")
        settle(qtbot, window)
        assert self.rows(norwegian) == []

    def test_it_is_filtered_by_outcome(self, qtbot: QtBot, window: MainWindow, history: SchedulePage) -> None:
        window.go("schedule", filters=frozenset({Outcome.FAILED.value}))
        settle(qtbot, window)
        assert {row[1:3] for row in self.rows(history)} == {("Digis sync", "Failed")}

    def test_a_row_opens_with_all_that_it_says(
        self, qtbot: QtBot, window: MainWindow, history: SchedulePage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[str] = []
        monkeypatch.setattr(
            "desktop_app.ui.pages.schedule.show_message",
            lambda context, title, words: told.extend([context.say(title), context.say(words)]),
        )
        history.grid.opened.emit(history.grid.model.key_at(4))
        settle(qtbot, window)
        assert told[0] == "Digis sync · 15 Mar 2027 03:00"
        assert told[1].startswith("The sync with Digis stopped. Digis does not accept the key.")

    def test_a_run_that_ends_comes_in_by_itself(
        self, qtbot: QtBot, history: SchedulePage, services: Services
    ) -> None:
        services.schedule.run_now("digis")
        qtbot.waitUntil(lambda: len(self.rows(history)) == 61, timeout=3000)
        qtbot.waitUntil(lambda: self.rows(history)[0][1:3] == ("Digis sync", "Done"), timeout=3000)
        assert self.rows(history)[0][4] == "By hand"

    def test_escape_goes_back_to_the_jobs(self, history: SchedulePage) -> None:
        assert history.go_back()
        assert not history.go_back()


def test_while_nothing_has_run_the_history_says_what_to_do(
    qtbot: QtBot, theme: Theme, tmp_path: Path, timer: Timer
) -> None:
    with staged_services(tmp_path / "empty", 0, ()) as services:
        window = MainWindow(dataclasses.replace(services, system_timer=timer), theme, language="en")
        qtbot.addWidget(window)
        window.show()
        window.go("schedule", view="history")
        settle(qtbot, window)
        page = window.page()
        assert isinstance(page, SchedulePage)
        assert "Nothing has run yet" in words_on(page)
        window.close()


class TestTheComputersTimer:
    """One click that has the due jobs run while the program is closed."""

    def test_it_is_set_up_and_taken_away(self, qtbot: QtBot, page: SchedulePage, timer: Timer) -> None:
        card = page.timer_card
        assert card.chip.words() == "Nothing runs while Brevdue is closed"
        QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: card.chip.words() == "The computer runs what is due", timeout=3000)
        assert timer.there
        QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: card.chip.words() == "Nothing runs while Brevdue is closed", timeout=3000)
        assert not timer.there

    def test_a_refusal_is_told_in_the_system_s_words(
        self,
        qtbot: QtBot,
        window: MainWindow,
        page: SchedulePage,
        timer: Timer,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        told: list[str] = []
        monkeypatch.setattr(
            "desktop_app.ui.main_window.show_exception",
            lambda _context, error: told.append(str(error)),
        )
        timer.refuses = True
        QTest.mouseClick(page.timer_card.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: bool(told), timeout=3000)
        settle(qtbot, window)
        assert "Access is denied." in told[0]
        assert page.timer_card.button.isEnabled()
