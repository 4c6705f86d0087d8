"""One window a data folder: a second start brings the first window to the front, and ends.

Who is first is decided by a lock that the system gives back when its process dies; a local socket only carries the
wish, so that what a crash leaves lying about keeps nobody out.
"""

import hashlib
import sys
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QElapsedTimer, QObject, QThread, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop_app.base.files import make_private, make_private_folder
from desktop_app.base.process_lock import try_to_lock, unlock

_LOCK_FILE = "window.lock"
_WISH = b"come to the front\n"
PATIENCE_MS = 5_000
"""How long a second start looks for the first one, which may be starting up itself."""
_BETWEEN_TRIES_MS = 100


class SingleWindow(QObject):
    """Holds the place of the one window over a folder. `wanted` comes when somebody started the program again."""

    wanted = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder.absolute()
        mark = hashlib.sha256(str(self._folder).encode()).hexdigest()[:16]
        self._name = f"brevdue-{mark}"
        self._lock: BinaryIO | None = None
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Be the one window; False when there is another. Where no lock can be had, nobody is kept out."""
        try:
            make_private_folder(self._folder)
            stream = (self._folder / _LOCK_FILE).open("ab")
        except OSError:
            return True  # the folder cannot be used, which is told with better words a moment later
        if not try_to_lock(stream):
            stream.close()
            return False
        make_private(self._folder / _LOCK_FILE)
        self._lock = stream
        self._listen()
        return True

    def call_the_other(self, patience_ms: int = PATIENCE_MS) -> bool:
        """Ask the window that is open to come to the front. False when it does not answer."""
        _let_others_come_to_the_front()
        waited = QElapsedTimer()
        waited.start()
        while True:
            if self._send():
                return True
            if waited.elapsed() >= patience_ms:
                return False
            QThread.msleep(_BETWEEN_TRIES_MS)

    def release(self) -> None:
        """Give the place up."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._lock is not None:
            unlock(self._lock)
            self._lock.close()
            self._lock = None

    def _listen(self) -> None:
        QLocalServer.removeServer(self._name)  # left lying by a crash: the lock says that nobody uses it
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take)
        self._server.listen(self._name)

    def _take(self) -> None:
        """Somebody calls. What they say does not matter: there is one wish."""
        while self._server is not None and (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.disconnectFromServer()
            self.wanted.emit()

    def _send(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(PATIENCE_MS):
            return False
        socket.write(_WISH)
        socket.flush()
        socket.disconnectFromServer()
        return True


def _let_others_come_to_the_front() -> None:
    """Windows lets a program come forward only if the one that was started just now allows it."""
    if sys.platform == "win32":
        import ctypes

        any_process = -1
        ctypes.windll.user32.AllowSetForegroundWindow(any_process)
