"""Pictures of what stands outside the window: beside the clock, before the start, and when the program is quit."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget

from desktop_app.base.database import Database, DatabaseUnreadable
from desktop_app.base.errors import BrevdueError
from desktop_app.base.texts import text
from desktop_app.jobs.states import JobState, JobView, Lane
from desktop_app.ui.components.layout import Part, column, row
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.page_printing import office_printer, printer_dialog
from desktop_app.ui.presence.attention import read_overview
from desktop_app.ui.presence.face import TrayActs, TrayFace
from desktop_app.ui.presence.notifier import Notifier
from desktop_app.ui.presence.quitting import QuitDialog
from desktop_app.ui.presence.tray import Standing, standing_icon
from desktop_app.ui.start_failure import AlreadyOpen, start_failure_box
from desktop_app.ui.unlocking import UnlockDialog
from tests.helpers import stage
from tests.helpers.fake_tray import FakeTray
from tests.helpers.key_ring import Ring
from tools.camera import LONGEST_SECONDS
from tools.scene import EVERYBODY, Arrange, Scene, shown


def outside_scenes() -> Iterator[Scene]:
    """Each of them."""
    yield Scene("tray", EVERYBODY, _tray)
    yield Scene("tray-notification", EVERYBODY, _notification)
    yield Scene("dialog-quit", EVERYBODY, _quit, QuitDialog)
    yield Scene("dialog-unlock", EVERYBODY, _unlock(), UnlockDialog)
    yield Scene("dialog-unlock-wrong-code", EVERYBODY, _unlock("ABCD EFGH"), UnlockDialog)
    yield Scene("start-already-open", EVERYBODY, _cannot_start(lambda _folder: AlreadyOpen()), QMessageBox)
    yield Scene("start-damaged-data", EVERYBODY, _cannot_start(_damaged), QMessageBox)
    yield Scene("dialog-printer", EVERYBODY, _printer, QPrintDialog)


@dataclass(frozen=True, slots=True)
class StagedLanes:
    """Lanes that say these jobs are under way."""

    under_way: tuple[JobView, ...]

    def jobs(self) -> tuple[JobView, ...]:
        return self.under_way


def _quit(window: MainWindow) -> QWidget:
    """Quitting while something is under way."""
    sending = text("Sending “{name}”", name="Årsavgift 2027")
    job = JobView(
        1, Lane.DIGIPOST, sending, JobState.RUNNING, stage.NOW, done=214, total=412, seconds_left=21.0
    )
    waiting = JobView(2, Lane.FILES, text("Exporting recipients"), JobState.QUEUED, stage.NOW)
    lanes: Any = StagedLanes((job, waiting))
    context = replace(window.context, services=replace(window.context.services, lanes=lanes))
    return shown(QuitDialog(context, window))


def _tray(window: MainWindow) -> QWidget:
    """The menu beside the clock, and the icon in its three standings."""
    tray = FakeTray()
    face = TrayFace(tray, TrayActs(lambda: None, lambda _until: None, lambda: None), window)
    face.speak(window.context)
    face.show_overview(read_overview(window.context.services))
    icons = [_picture(window, standing) for standing in Standing]
    tray.menu.setWindowFlags(Qt.WindowType.Widget)
    board = _board(window, row(*icons, None), QLabel(tray.tip), tray.menu)
    tray.menu.show()
    return board


def _notification(window: MainWindow) -> QWidget:
    """What is told beside the clock: its words and icon. How a message is framed is the desktop's own affair."""
    tray = FakeTray()
    notifier = Notifier(tray, lambda _place: None, window)
    notifier.speak(window.context)
    notifier.take_needs(())
    notifier.take_needs(read_overview(window.context.services).needs)
    until = time.monotonic() + LONGEST_SECONDS
    while not tray.messages and time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.05)
    title, words = tray.messages[0]
    icon = _picture(window, Standing.NEEDS_YOU)
    return _board(window, row(icon, column(QLabel(title), QLabel(words)), None, space=16))


def _board(window: MainWindow, *parts: Part) -> QWidget:
    """What stands outside the window, on a board of its own."""
    board = QWidget(window)
    board.setProperty("face", "page")
    board.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    board.setLayout(column(*parts, margins=24))
    board.setMinimumWidth(420)
    board.adjustSize()
    return shown(board)


def _picture(window: MainWindow, standing: Standing) -> QLabel:
    label, theme = QLabel(), window.context.theme
    theme.on_change(label, lambda: label.setPixmap(standing_icon(theme, standing).pixmap(32, 32)))
    return label


def _unlock(code: str = "") -> Arrange:
    """The data came from another computer, whose keyring has the key."""

    def arrange(window: MainWindow) -> QWidget:
        context = window.context
        dialog = UnlockDialog(context.theme, context.translator, context.services.folder.root, Ring())
        dialog.setParent(window, dialog.windowFlags())
        dialog.show()
        if code:
            dialog.code.setText(code)
            dialog.open_button.click()
        return dialog

    return arrange


def _cannot_start(error: Callable[[Path], BrevdueError]) -> Arrange:
    """There is no window yet in which anything could be said."""

    def arrange(window: MainWindow) -> QWidget:
        context = window.context
        box = start_failure_box(context.theme, context.translator, error(context.services.folder.root))
        box.setParent(window, box.windowFlags())
        return shown(box)

    return arrange


def _damaged(folder: Path) -> BrevdueError:
    file = folder / "damaged.sqlite"
    file.write_bytes(b"no database at all" * 100)
    try:
        Database.open(file, (), backups=None, clock=stage.StageClock()).dispose()
    except DatabaseUnreadable as error:
        return error
    raise AssertionError("a damaged file was opened")


def _printer(window: MainWindow) -> QWidget:
    """The system's own dialog, in the words that Qt is handed in its place."""
    printer = office_printer(two_sided=True)
    dialog = printer_dialog(printer, window, window.context.say(text("Print the list")))
    dialog.setProperty("printer", printer)  # so that it lives as long as the dialog
    return shown(dialog)
