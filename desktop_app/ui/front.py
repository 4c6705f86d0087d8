"""What is in front of the window: one dialog at a time, and whatever comes meanwhile waits until it has closed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.base.texts import Text
from desktop_app.ui.components.screen_room import screen_room

T = TypeVar("T")
Words = tuple[Text, ...]


class NotFree(RuntimeError):
    """Something asks while a dialog is in front, and nobody would see it. A fault of whoever asks."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    owner: QObject
    act: Callable[[], object]
    words: Words = ()


class Front(QObject):
    """The one place where dialogs are shown. Owned by the window, as all that it tells is.

    `is_seen` says whether somebody sees the window. While nobody does, what is to be told waits, and `came_unseen`
    brings its title; whoever shows the window again calls `go_on`.
    """

    came_unseen = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.window = window
        self.is_seen: Callable[[], bool] = lambda: True
        self._asking = 0
        self._opened: list[tuple[QDialog, Words]] = []
        self._waiting: list[_Waiting] = []
        self._has_closed = QTimer(self, singleShot=True, interval=0)
        self._has_closed.timeout.connect(self.go_on)

    @property
    def is_taken(self) -> bool:
        """Whether a dialog is in front, be it one of the system's."""
        return self._asking > 0 or bool(self._still_open())

    @property
    def untold(self) -> Sequence[Words]:
        """What waits to be told."""
        return [each.words for each in self._waiting if each.words]

    def ask(self, dialog: QDialog) -> int:
        """Show a dialog, wait for the answer, and say how it ended.

        What may come while another one is in front, as after a read, asks `when_free`. Raises `NotFree`.
        """
        if self.is_taken:
            dialog.deleteLater()
            raise NotFree
        _keep_on_screen(dialog)
        ended = self.choose(dialog.exec)
        if shiboken6.isValid(dialog):
            dialog.deleteLater()  # later: what was typed in it is read first
        return ended

    def choose(self, choice: Callable[[], T]) -> T:
        """Have a file or a printer chosen in a dialog of the system's, which may stand over one of ours."""
        with self._taken():
            return choice()

    def open(self, dialog: QDialog) -> None:
        """Show a dialog that answers by its signals; when nothing else is in front."""
        self.when_free(dialog, lambda: self._open(dialog))

    def open_choice(self, dialog: QDialog) -> None:
        """As `choose`, for a dialog of the system's that answers by its signals."""
        self._open(dialog)

    def tell(self, words: Words, make: Callable[[], QDialog]) -> None:
        """Show a dialog that nobody has asked for; when nothing else is in front, and once for the same words."""
        if words in self.untold or any(words == told for _dialog, told in self._still_open()):
            return
        self._waiting.append(_Waiting(self.window, lambda: self._open(make(), words), words))
        if not self.is_seen():
            self.came_unseen.emit(words[0])
        self.go_on()

    def when_free(self, owner: QObject, act: Callable[[], object]) -> None:
        """Do something at once, or when the dialog that is in front has closed; not when `owner` has gone by then."""
        self._waiting.append(_Waiting(owner, act))
        self.go_on()

    def drop(self) -> Sequence[Words]:
        """Let go of what waits, since the window closes; what was to be told is handed back."""
        untold, self._waiting = self.untold, []
        return untold

    def go_on(self) -> None:
        """Show what waits, one after the other, as long as nothing is in front and somebody sees it."""
        while self._waiting and not self.is_taken and self.is_seen():
            first = self._waiting.pop(0)
            if shiboken6.isValid(first.owner):
                first.act()

    def _open(self, dialog: QDialog, words: Words = ()) -> None:
        self._opened.append((dialog, words))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._close)
        dialog.destroyed.connect(self._close)  # with its page, and unanswered
        _keep_on_screen(dialog)
        dialog.open()

    def _still_open(self) -> list[tuple[QDialog, Words]]:
        self._opened = [
            each for each in self._opened if shiboken6.isValid(each[0]) and not each[0].isHidden()
        ]
        return self._opened

    @contextmanager
    def _taken(self) -> Iterator[None]:
        self._asking += 1
        try:
            yield
        finally:
            self._asking -= 1
            self._close()

    def _close(self) -> None:
        """Something has closed. Whatever is done with its answer comes before what waits."""
        self._has_closed.start()


def _keep_on_screen(dialog: QDialog) -> None:
    """Make a dialog that asks for a size of its own no larger than the screen; of the others Qt sees to it."""
    if dialog.testAttribute(Qt.WidgetAttribute.WA_Resized):
        dialog.resize(dialog.size().boundedTo(screen_room(dialog)))
