"""How the operating system starts this program: frozen, or from its source with Python."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

IN_BACKGROUND = "--in-background"
"""Tells the window's door to open without coming to the front."""
UNSEEN = "--unseen"
"""Tells the window's door to run a command line instead, without a window or a console."""
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Launch:
    """A program with its words, and the folder it is started in."""

    program: Path
    words: tuple[str, ...]
    folder: Path

    @property
    def command(self) -> tuple[str, ...]:
        """The program and its words."""
        return (str(self.program), *self.words)


@dataclass(frozen=True, slots=True)
class Programs:
    """The two doors of this program on this computer. `platform` is Python's `sys.platform`."""

    platform: str
    executable: Path
    frozen: bool

    @classmethod
    def of_this_process(cls) -> "Programs":
        """The doors of the program that is running."""
        return cls(sys.platform, Path(sys.executable), bool(getattr(sys, "frozen", False)))

    def run_due(self, data_folder: Path) -> Launch:
        """The command line's `schedule run-due`. On Windows a console would flash up each time, so there the
        window's door runs it, which has none.
        """
        words = ("--data-dir", str(data_folder), "schedule", "run-due")
        if self.platform == "win32":
            return self._window((UNSEEN, *words))
        return self._launch("brevdue-cli", "desktop_app.cli", words)

    def in_background(self, data_folder: Path) -> Launch:
        """The window, which stays in the background until somebody asks for it."""
        return self._window((IN_BACKGROUND, "--data-dir", str(data_folder)))

    def _window(self, words: Sequence[str]) -> Launch:
        return self._launch("brevdue", "desktop_app", words)

    def _launch(self, name: str, module: str, words: Sequence[str]) -> Launch:
        beside = self.executable.parent
        on_windows = self.platform == "win32"
        if self.frozen:
            return Launch(beside / (f"{name}.exe" if on_windows else name), tuple(words), beside)
        quiet = beside / "pythonw.exe"
        python = quiet if on_windows else self.executable
        return Launch(python, ("-m", module, *words), _ROOT)
