"""Home: is everything all right, and what must I do? All rooms answer, and each line leads to where it is done."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import text
from desktop_app.digis.outbox import DeliveryState
from desktop_app.digis.service import DigisStatus
from desktop_app.jobs.outcomes import Outcome
from desktop_app.jobs.rules import EveryHours
from desktop_app.jobs.schedule import ScheduleView
from desktop_app.jobs.schedule_store import RunRecord
from desktop_app.mailing.reach import ReachNumbers
from desktop_app.mailing.views import Need
from desktop_app.services.set_up import SetUpItem
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.rows import ActRow, Pressable
from desktop_app.ui.components.share_bars import Share, ShareBars
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.home import NEEDS_SHOWN, HomePage
from desktop_app.ui.pages.home_lines import NeedLine, need_lines
from desktop_app.ui.theme import DARK, LIGHT, Tone
from desktop_app.wizards.first_run import SetUpStep
from tests.helpers.stage import staged_services

NOW = datetime(2027, 3, 15, 7, 42, tzinfo=UTC)
QUIET_DIGIS = DigisStatus(0, {}, 0, None, False)


def digis(enabled: bool = True, **states: int) -> DigisStatus:
    counts: Mapping[DeliveryState, int] = {DeliveryState(state): number for state, number in states.items()}
    return DigisStatus(5, counts, 0, None, enabled)


def job(outcome: Outcome | None, enabled: bool = True) -> ScheduleView:
    last = None
    if outcome is not None:
        last = RunRecord(1, "lookup", NOW, NOW, None, outcome, None, None, NOW, NOW, False)
    return ScheduleView("lookup", text("Lookup"), enabled, EveryHours(1), None, last, None, False, False)


class TestWhatNeedsAPerson:
    @pytest.mark.parametrize(
        ("kind", "page", "where"),
        [
            ("remainder", "paper_post", {"mailing": 9}),
            ("mend", "recipients", {"mend": 9}),
            ("unmatched", "receipts", {"filters": frozenset({"unmatched"})}),
            ("unreadable", "receipts", {"filters": frozenset({"unreadable"})}),
            ("uncertain", "mailings", {"mailing": 9}),
            ("silent", "mailings", {"mailing": 9}),
            ("failed", "mailings", {"mailing": 9}),
            ("deviations", "mailings", {"mailing": 9}),
            ("a kind yet to come", "mailings", {"mailing": 9}),
        ],
    )
    def test_each_kind_leads_to_the_exact_place(
        self, kind: str, page: str, where: Mapping[str, object]
    ) -> None:
        (line,) = need_lines([Need(kind, 1, text("So."), 9)], QUIET_DIGIS, ())
        assert (line.page, line.where) == (page, where)

    def test_a_lookup_from_the_register_leads_to_the_register(self) -> None:
        (line,) = need_lines([Need("uncertain", 412, text("So."), None, "job-1")], QUIET_DIGIS, ())
        assert (line.page, line.where) == ("recipients", {})

    def test_digis_tells_whom_it_refused_and_whom_nobody_knows_of(self) -> None:
        unknown, failed = need_lines([], digis(failed=3, unknown=1, sent=40), ())
        assert str(unknown.words) == "We don't know if 1 member reached Digis"
        assert str(failed.words) == "Digis refused 3 members"
        assert failed.where == {"filters": frozenset({"failed"})}

    def test_digis_that_is_switched_off_needs_nobody(self) -> None:
        assert need_lines([], digis(enabled=False, failed=3), ()) == ()

    @pytest.mark.parametrize(
        ("view", "needs"),
        [
            (job(Outcome.FAILED), 1),
            (job(Outcome.FAILED, enabled=False), 0),
            (job(Outcome.DONE), 0),
            (job(Outcome.MISSED), 0),
            (job(None), 0),
        ],
        ids=["failed", "failed and off", "done", "missed", "never ran"],
    )
    def test_a_scheduled_job_needs_somebody_when_it_failed_last(self, view: ScheduleView, needs: int) -> None:
        assert len(need_lines([], QUIET_DIGIS, [view])) == needs


Show = Callable[..., HomePage]


@pytest.fixture
def home(qtbot: QtBot, window: MainWindow) -> HomePage:
    page = window.page()
    assert isinstance(page, HomePage)
    qtbot.waitUntil(lambda: page._shown is not None)
    return page


def names(page: HomePage, kind: type[Pressable] = ActRow) -> list[str]:
    return [row.accessibleName() for row in page.findChildren(kind) if not row.isHidden()]


class TestThePage:
    def test_more_than_a_handful_of_needs_are_one_press_away(self, home: HomePage, qtbot: QtBot) -> None:
        needs = tuple(
            NeedLine(
                str(number), text("Thing {number}", number=number), text("View"), "info", Tone.QUIET, "home"
            )
            for number in range(NEEDS_SHOWN + 3)
        )
        home._show(dataclasses.replace(shown(home), needs=needs))
        qtbot.waitUntil(lambda: sum("Thing" in name for name in names(home)) == NEEDS_SHOWN)
        home._show_all_needs()
        qtbot.waitUntil(lambda: sum("Thing" in name for name in names(home)) == NEEDS_SHOWN + 3)

    def test_what_is_missing_leads_to_the_step_that_asks_for_it(
        self, home: HomePage, window: MainWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: list[str | None] = []
        monkeypatch.setattr(window, "open_set_up", opened.append)
        item = SetUpItem(
            "user", text("Your user"), text("For it."), False, True, SetUpStep.DIGIPOST, "digipost.user"
        )
        home._show(dataclasses.replace(shown(home), missing=(item,)))
        (row,) = [row for row in home.findChildren(ActRow) if row.accessibleName().startswith("Your user")]
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
        assert opened == [SetUpStep.DIGIPOST]

    def test_what_has_not_changed_keeps_its_focus(self, home: HomePage, window: MainWindow) -> None:
        window.activateWindow()
        row = next(row for row in home.findChildren(ActRow) if row.isVisible())
        row.setFocus()
        home._show(shown(home))
        assert QApplication.focusWidget() is row

    def test_the_next_runs_lead_to_the_schedule(self, home: HomePage, window: MainWindow) -> None:
        assert "Fetch receipts" in " ".join(names(home, Pressable))

    def test_the_picture_says_in_words_what_it_draws(self, home: HomePage) -> None:
        assert home._reach.isVisible()
        assert home._reach.by_month.accessibleDescription().splitlines()[-1] == (
            "March 2027: 387 of 412 letters digitally, 94%"
        )

    def test_without_mailings_there_is_no_picture(self, home: HomePage) -> None:
        home._reach.show_reach(ReachNumbers())
        assert not home._reach.isVisible()

    def test_before_the_numbers_are_there_their_place_is_kept(
        self, qtbot: QtBot, theme: Theme, tmp_path: Path
    ) -> None:
        with staged_services(tmp_path, 0, ()) as services:
            window = MainWindow(services, theme, language="en")
            qtbot.addWidget(window)
            page = HomePage(window.context)
            qtbot.addWidget(page)
            page.show()
            assert any(child.property("isPlaceholder") for child in page._needs.children())
            window.close()


def shown(page: HomePage) -> Any:
    assert page._shown is not None
    return page._shown


class TestShareBars:
    @pytest.mark.parametrize("count", [0, 1, 50])
    def test_it_takes_a_line_for_each(self, qtbot: QtBot, theme: Theme, count: int) -> None:
        bars = ShareBars(theme, "Reached")
        qtbot.addWidget(bars)
        bars.show_shares(
            [Share(f"Bar {number}", number / 50, f"{2 * number}%", "So.") for number in range(count)]
        )
        bars.resize(400, bars.sizeHint().height())
        bars.show()
        assert bars.sizeHint().height() == count * bars._row_height()

    @pytest.mark.parametrize(("scheme", "colours"), [("light", LIGHT), ("dark", DARK)])
    def test_the_bar_is_as_long_as_its_part_in_both_schemes(
        self, qtbot: QtBot, theme: Theme, scheme: str, colours: Any
    ) -> None:
        theme.choose(scheme)
        bars = ShareBars(theme, "Reached")
        qtbot.addWidget(bars)
        bars.show_shares([Share("Half", 0.5, "50%", "Half of them.")])
        bars.resize(400, bars.sizeHint().height())
        picture = bars.grab().toImage()
        middle = picture.height() // 2
        line = [picture.pixelColor(x, middle).name() for x in range(picture.width())]
        theme.choose("light")
        filled, empty = line.count(colours.primary.lower()), line.count(colours.divider.lower())
        assert filled == pytest.approx(empty, abs=12)
        assert filled > 100
