"""Reads for the screen, off the window's thread: quick questions to the database whose answers are shown.

Work with an outcome (an import, an upload) belongs in a lane, where it has a name, progress and a cancel button.
A read has none of these: it is asked, it is answered, and when its page is gone the answer is dropped.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject

from desktop_app.ui.bridge import Bridge

T = TypeVar("T")
WORKERS = 2


class Reader:
    """Keeps the threads that read. `failed` gets whatever no caller wanted to handle itself."""

    def __init__(self, bridge: Bridge, failed: Callable[[BaseException], None]) -> None:
        self._bridge = bridge
        self._failed = failed
        self._unanswered = 0
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="reader")
        self._closed = False

    @property
    def is_idle(self) -> bool:
        """Whether every question has been answered. Asked on the window's thread."""
        return self._unanswered == 0

    def read(
        self,
        owner: QObject,
        question: Callable[[], T],
        answered: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run `question` on another thread and `answered` with its result on the window's thread.

        Nothing is called when `owner` was destroyed meanwhile. After `close` nothing is asked any more: a timer
        may still ring while the window goes away.
        """
        if self._closed:
            return

        def bring_home(future: Future[T]) -> None:
            self._bridge.call(lambda: self._deliver(owner, future, answered, failed or self._failed))

        self._unanswered += 1
        self._pool.submit(question).add_done_callback(bring_home)

    def close(self) -> None:
        """Drop what waits and wait for what runs."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _deliver(
        self,
        owner: QObject,
        future: "Future[T]",
        answered: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._unanswered -= 1
        if future.cancelled() or not shiboken6.isValid(owner):
            return
        error = future.exception()
        if error is None:
            answered(future.result())
        else:
            failed(error)
