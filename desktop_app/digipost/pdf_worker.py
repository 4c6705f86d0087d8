"""A child process that reads PDFs, and the wire to it.

The child is a fresh interpreter (`spawn`), since a forked copy of a program with threads is not safe. It does one
request after the other and dies with its parent. A program frozen by PyInstaller must call
`multiprocessing.freeze_support()` first of all.
"""

import contextlib
import importlib
import multiprocessing
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

from desktop_app.base.work import WorkContext

_LOOK_SECONDS = 0.05
_START_SECONDS = 60.0
_MOST_MEMORY = 2 << 30


class ChildDied(Exception):
    """The child crashed, ran out of memory, or did not answer in time. The next request gets a new one."""


class WorkFailed(Exception):
    """The work raised something. `kind` is the name of its class."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(kind, words)
        self.kind = kind
        self.words = words


class PdfWorker:
    """Owns the child; starts it when it is needed and again after it died. Any thread may call `run`.

    `module` is the one whose functions the child runs. Only the child loads it, and the libraries with it.
    """

    def __init__(self, module: str = "desktop_app.digipost.pdf_inspection") -> None:
        self._module = module
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._wire: Connection | None = None

    def run(self, context: WorkContext, seconds: float, function: str, *args: object) -> Any:
        """Let the child call a function of its module with these values, and return what it returns.

        Raises `WorkFailed` when the function raises, `ChildDied`, and `Cancelled` when the context stops it; in
        the last two cases the child is ended, since it cannot be asked to stop.
        """
        with self._lock:
            try:
                wire = self._ready()
                wire.send((function, args))
                failure, value = self._answer(wire, context, seconds)
            except (EOFError, OSError):
                self._end()
                raise ChildDied from None
            except BaseException:
                self._end()
                raise
            if isinstance(failure, ChildDied):
                self._end()
        if failure is not None:
            raise failure
        return value

    def close(self) -> None:
        """End the child. May be called twice."""
        with self._lock:
            self._end()

    def _answer(self, wire: Connection, context: WorkContext, seconds: float) -> tuple[Exception | None, Any]:
        deadline = time.monotonic() + seconds
        while True:
            context.check_cancelled()
            if time.monotonic() > deadline:
                raise ChildDied
            if wire.poll(_LOOK_SECONDS):
                break
        answer: tuple[Exception | None, Any] = wire.recv()
        return answer

    def _ready(self) -> Connection:
        if self._wire is not None and self._process is not None and self._process.is_alive():
            return self._wire
        self._end()
        spawning = multiprocessing.get_context("spawn")
        self._wire, theirs = spawning.Pipe()
        with theirs:
            self._process = spawning.Process(
                target=serve, args=(theirs, self._module), name="brevdue-pdf", daemon=True
            )
            self._process.start()
        if not self._wire.poll(_START_SECONDS):
            raise ChildDied
        self._wire.recv()
        return self._wire

    def _end(self) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None


def serve(wire: Connection, module: str) -> None:
    """The child's whole life: take a request, answer it, until the parent is gone."""
    _bound_memory()
    # Ctrl+C in a terminal reaches the child too; its parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    functions = importlib.import_module(module)
    wire.send(None)
    while True:
        try:
            function, args = wire.recv()
        except (EOFError, OSError):
            return
        wire.send(_outcome(functions, function, args))


def _outcome(functions: ModuleType, function: str, args: tuple[object, ...]) -> tuple[Exception | None, Any]:
    try:
        return None, getattr(functions, function)(*args)
    except MemoryError:
        return ChildDied(), None
    except Exception as failure:
        # Only its kind and words cross the wire: a library's own exceptions may not survive the way.
        return WorkFailed(type(failure).__name__, str(failure)), None


def _bound_memory() -> None:
    """Where the system can, refuse memory beyond a limit rather than drive the computer into swapping."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
