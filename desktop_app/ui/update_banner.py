"""The line that tells of a newer version. It leads to a page: nothing is downloaded or installed from here."""

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import text
from desktop_app.jobs.states import Lane
from desktop_app.services.updates.asking import Answer
from desktop_app.services.updates.words import words_of
from desktop_app.ui.components.frames import Banner
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Tone
from desktop_app.ui.wizards.lane_runner import LaneRunner

_LOOK_AGAIN_MS = 60 * 60 * 1000


class UpdateBanner(Banner):
    """Asks when the window opens and once a day, if the person allows it. Hidden until there is something newer."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        act = context.say(text("Open the download page"))
        super().__init__(context.theme, act=act, pressed=self._open_page, parent=parent)
        self.setProperty("across", True)
        self._context = context
        self._updates = context.services.updates
        self._runner = LaneRunner(context, self)
        self._page = ""
        self._show(self._updates.last)
        timer = QTimer(self, interval=_LOOK_AGAIN_MS)
        timer.timeout.connect(self.look)
        timer.start()
        self.look()

    def look(self) -> None:
        """Ask for a newer version if it is time to. Where that does not work nobody is told."""
        self._context.reader.read(self, self._updates.is_due, self._ask)

    def _ask(self, due: bool) -> None:
        if due:
            self._runner.run(
                Lane.DIGIS,
                text("Looking for a newer version"),
                lambda _work: self._updates.ask(),
                self._show,
                lambda _error: None,
                lambda: None,
            )

    def _show(self, answer: Answer) -> None:
        if answer.newer is not None:
            self._page = answer.newer.page
            self.say(self._context.say(words_of(answer)), Tone.PRIMARY)

    def _open_page(self) -> None:
        QDesktopServices.openUrl(QUrl(self._page))
