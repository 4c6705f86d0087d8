"""P8: from a cold process to the window, against a bare PySide6 window.

    python -m benchmarks.p8_start [ROUNDS]

Each start is a process of its own with compiled modules, as in the installed program. CPU time and peak memory are
the operating system's figures for the process when the window is on the screen and the event loop is idle. The goals
are at most 1.6 times the time and twice the memory, for the first picture and for the window that can be used.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 5
GOAL_TIME = 1.6
GOAL_MEMORY = 2
ROOT = Path(__file__).resolve().parents[1]

TELL = """
def tell():
    import resource, os
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss, flush=True)
    os._exit(0)
"""
BARE = """
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
from PySide6.QtCore import QTimer
application = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("Brevdue"))
window.resize(1280, 800)
window.show()
QTimer.singleShot(0, tell)
application.exec()
"""
FIRST_PICTURE = """
from desktop_app.ui import starting
show = starting.show_splash
def show_and_tell(application, theme):
    show(application, theme)
    tell()
starting.show_splash = show_and_tell
starting.start([])
"""
WINDOW = """
from desktop_app.ui import starting
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
application = QApplication([])
show = starting.show_splash
def show_and_wait(application, theme):
    splash = show(application, theme)
    QTimer.singleShot(0, tell)   # runs when the window is there and the event loop begins
    return splash
starting.show_splash = show_and_wait
starting.start(["--data-dir", FOLDER])
"""


@dataclass(frozen=True)
class Cost:
    """What one start cost."""

    seconds: float
    megabytes: float


def main() -> None:
    """Print what each kind of start costs, and the ratios."""
    if sys.platform == "win32":
        print("P8 start: this measures with the resource module, which Windows does not have")
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        kinds = {"bare": BARE, "first": FIRST_PICTURE, "window": f"FOLDER = {folder + '/data'!r}\n{WINDOW}"}
        environment = _environment(Path(folder))
        for program in kinds.values():
            _start(program, environment)  # compiles the modules and makes the data folder
        costs: dict[str, list[Cost]] = {kind: [] for kind in kinds}
        for _ in range(rounds):  # one after the other, so that whatever else the machine does meets all alike
            for kind, program in kinds.items():
                costs[kind].append(_start(program, environment))
    bare = _middle(costs["bare"])
    print(f"P8 bare window: {bare.seconds:.2f} s CPU and {bare.megabytes:.0f} MB")
    for kind, words in (("first", "first picture"), ("window", "usable window")):
        ours = _middle(costs[kind])
        print(
            f"P8 {words}: {ours.seconds:.2f} s CPU and {ours.megabytes:.0f} MB,"
            f" {ours.seconds / bare.seconds:.1f} times the time (goal at most {GOAL_TIME}),"
            f" {ours.megabytes / bare.megabytes:.1f} times the memory (goal at most {GOAL_MEMORY})"
        )


def _environment(folder: Path) -> Mapping[str, str]:
    unwanted = {"PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def _start(program: str, environment: Mapping[str, str]) -> Cost:
    words = [sys.executable, "-c", TELL + program]
    finished = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    seconds, kilobytes = finished.stdout.split()
    return Cost(float(seconds), float(kilobytes) / 1024)


def _middle(costs: list[Cost]) -> Cost:
    return Cost(
        statistics.median(each.seconds for each in costs), statistics.median(each.megabytes for each in costs)
    )


if __name__ == "__main__":
    main()
