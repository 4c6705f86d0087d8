"""What nobody caught: logged without a value in it, and told in a dialog with its report, one at a time."""

import sys
import threading
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject

from desktop_app.jobs.failures import redacted_report
from desktop_app.ui.context import UiContext


class Unexpected(QObject):
    """Takes the place of Python's own hooks while the window is open, and gives them back."""

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._is_telling = False
        self._before: tuple[Any, Any] = (sys.excepthook, threading.excepthook)

    def begin(self) -> None:
        """Meet every exception that nobody catches, on whatever thread."""
        sys.excepthook = self.meet
        threading.excepthook = lambda args: self.meet(args.exc_type, args.exc_value, args.exc_traceback)

    def end(self) -> None:
        """Give Python its hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def meet(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Log a fault and tell the person of it. A second one meanwhile is only logged: it often is the same."""
        if error is None or not issubclass(kind, Exception):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        self._context.services.log.event("fault", error=redacted_report(error))
        if not self._is_telling:
            self._is_telling = True
            self._context.bridge.call(lambda: self._tell(error))

    def _tell(self, error: BaseException) -> None:
        try:
            self._context.navigator.show_error(error)
        finally:
            self._is_telling = False
