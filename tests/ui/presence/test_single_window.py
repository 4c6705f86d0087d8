"""One window a folder: the second start calls the first, and what a crash leaves keeps nobody out."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app.ui.presence.single_window import SingleWindow
from desktop_app.ui.starting import start

ROOT = Path(__file__).parents[3]


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[SingleWindow]:
    made = SingleWindow(tmp_path)
    assert made.claim()
    yield made
    made.release()


def in_another_process(folder: Path, then: str) -> "subprocess.Popen[str]":
    """A process that tries to be the one window, and goes on from there."""
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from desktop_app.ui.presence.single_window import SingleWindow\n"
        "application = QCoreApplication([])\n"
        f"only = SingleWindow(Path({str(folder)!r}))\n"
        f"{then}\n"
    )
    return subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_a_second_start_brings_the_first_window_forward(
    qtbot: QtBot, first: SingleWindow, tmp_path: Path
) -> None:
    with qtbot.waitSignal(first.wanted, timeout=20_000):
        second = in_another_process(tmp_path, "print(only.claim(), only.call_the_other())")
    assert second.communicate(timeout=30)[0].split() == ["False", "True"]


def test_another_folder_has_a_window_of_its_own(first: SingleWindow, tmp_path: Path) -> None:
    other = SingleWindow(tmp_path / "training")
    assert other.claim()
    other.release()


def test_after_a_crash_the_next_start_is_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    crashed = in_another_process(
        tmp_path, "print(only.claim(), flush=True)\nsys.stdin.read() or application.exec()"
    )
    assert crashed.stdout is not None
    assert crashed.stdout.readline().strip() == "True"
    crashed.send_signal(signal.SIGKILL)
    crashed.communicate(timeout=30)
    next_one = SingleWindow(tmp_path)
    assert next_one.claim()
    with qtbot.waitSignal(next_one.wanted, timeout=5000):
        assert SingleWindow(tmp_path).call_the_other()
    next_one.release()


def test_one_that_does_not_answer_is_not_waited_for_long(first: SingleWindow, tmp_path: Path) -> None:
    assert first._server is not None
    first._server.close()
    second = SingleWindow(tmp_path)
    assert not second.claim()
    assert not second.call_the_other(patience_ms=50)


def test_the_place_is_free_again_when_it_is_given_up(first: SingleWindow, tmp_path: Path) -> None:
    first.release()
    second = SingleWindow(tmp_path)
    assert second.claim()
    second.release()


def test_a_second_start_of_the_whole_program_ends_well(
    qtbot: QtBot, qapp: QApplication, first: SingleWindow, tmp_path: Path
) -> None:
    with qtbot.waitSignal(first.wanted, timeout=5000):
        assert start(["--data-dir", str(tmp_path)]) == 0
    assert not (tmp_path / "brevdue.sqlite").exists()


def test_a_second_start_says_so_when_the_first_is_stuck(
    qtbot: QtBot, first: SingleWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    monkeypatch.setattr(SingleWindow, "call_the_other", lambda _only: False)
    assert start(["--data-dir", str(tmp_path)]) == 2
    assert len(told) == 1
