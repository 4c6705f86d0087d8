"""The whole first run and the first mailing with the keyboard alone: no click, no call into the window."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.sandbox import behaviour
from desktop_app.sandbox.digipost_server import DigipostSandbox
from desktop_app.ui.first_run.view import FirstRunView
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.starting import start
from desktop_app.ui.wizards.follow_page import FollowPage
from desktop_app.ui.wizards.wizard_view import WizardView
from tests.ui.conftest import OF_THE_PLATFORM

TURNS_AT_MOST = 6000
MOST_TABS = 120
Wait = Callable[[], bool]


class Typist:
    """Presses keys, turn by turn, in a program that runs. A step that yields a question waits for a yes."""

    def __init__(self, steps: Iterator[Wait | None]) -> None:
        self._steps = steps
        self._waits_for: Wait | None = None
        self._turns = 0
        self.failure: BaseException | None = None
        self.done = False
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def _turn(self) -> None:
        self._turns += 1
        try:
            self._go_on()
        except StopIteration:
            self._end()
        except BaseException as error:
            self.failure = error
            self._end()

    def _go_on(self) -> None:
        if self._turns > TURNS_AT_MOST:
            raise AssertionError(f"nothing happens any more; the keyboard is at {_describe(focus())}")
        if self._waits_for is None or self._waits_for():
            self._waits_for = next(self._steps)

    def _end(self) -> None:
        self.done = True
        self._timer.stop()
        QApplication.exit(0)


def focus() -> QWidget:
    """Where the next key goes."""
    found = QApplication.focusWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
    return found or main_window()


def main_window() -> MainWindow:
    (window,) = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow) and each.isVisible()
    ]
    return window


def press(key: Qt.Key) -> None:
    QTest.keyClick(focus(), key)


def write(words: str) -> None:
    """Type in place of what stands in the field."""
    field = focus()
    assert isinstance(field, QLineEdit), _describe(field)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, words)


def tab_to(name: str) -> None:
    """Press Tab until something of this name has the keyboard."""
    passed = []
    for _ in range(MOST_TABS):
        if _name(focus()) == name and focus().isEnabled():
            return
        passed.append(_describe(focus()))
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not reach “{name}”, but {', '.join(passed)}")


def _name(part: QWidget) -> str:
    return part.accessibleName() or (part.text() if isinstance(part, QAbstractButton) else "")


def _describe(part: QWidget) -> str:
    return f"{type(part).__name__} “{_name(part)}”"


def overlay(kind: type[QWidget]) -> QWidget | None:
    """What is laid over the window, if it is of this kind."""
    windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
    shown = [each.wizard() for each in windows if each.isVisible()]
    return next((each for each in shown if isinstance(each, kind)), None)


def next_words() -> str:
    """What the wizard's Next says at this step."""
    view = overlay(WizardView)
    assert isinstance(view, WizardView)
    return view.next_button.accessibleName()


def first_run_at(step: str) -> Wait:
    def answer() -> bool:
        view = overlay(FirstRunView)
        return isinstance(view, FirstRunView) and view.step == step

    return answer


def wizard_at(step: str) -> Wait:
    def answer() -> bool:
        view = overlay(WizardView)
        return (
            isinstance(view, WizardView)
            and view.wizard_context.flow.current.value == step
            and (view.flow_page.can_go_next or step in {"send", "follow"})
        )

    return answer


def everybody_is_answered_for() -> bool:
    view = overlay(WizardView)
    page = view.page() if isinstance(view, WizardView) else None
    return isinstance(page, FollowPage) and page.view is not None and page.view.finished


def says(words: str) -> Wait:
    return lambda: any(
        words in label.text() for label in main_window().findChildren(QLabel) if label.isVisible()
    )


def asks_for_a_file() -> bool:
    """The system's choice of a file is in front, and what is typed goes into it."""
    dialog, field = QApplication.activeModalWidget(), QApplication.focusWidget()
    return isinstance(dialog, QFileDialog) and isinstance(field, QLineEdit) and dialog.isAncestorOf(field)


def has_dialog() -> bool:
    return QApplication.activeModalWidget() is not None


def set_up(sandbox: DigipostSandbox) -> Iterator[Wait | None]:
    """The five steps of the first run, and the way on to training."""
    yield first_run_at("language")
    QTest.keyClicks(focus(), "E")  # English, whatever the computer speaks
    yield says("Language")
    press(Qt.Key.Key_Return)
    yield first_run_at("organisation")
    write("Tromsø turlag")
    press(Qt.Key.Key_Tab)
    write("1000")
    press(Qt.Key.Key_Return)
    yield first_run_at("digipost")
    assert focus().property("text") == "prod_1000"
    write(sandbox.user)
    tab_to("SSH key")
    write(str(sandbox.key_file))
    tab_to("Test the connection")
    press(Qt.Key.Key_Return)
    yield says("Is this Digipost's server?")
    tab_to("Trust this server")
    press(Qt.Key.Key_Return)
    yield says("It works")
    tab_to("Next")
    press(Qt.Key.Key_Space)
    yield first_run_at("return_address")
    for words in ("Tromsø turlag", "Storgata 1", "9008", "Tromsø"):
        write(words)
        press(Qt.Key.Key_Tab)
    tab_to("Next")
    press(Qt.Key.Key_Return)
    yield first_run_at("schedule")
    yield says("Every Sunday")
    tab_to("Look up the whole register")
    press(Qt.Key.Key_Space)
    tab_to("Next")
    press(Qt.Key.Key_Return)
    yield first_run_at("done")
    tab_to("Start a training mailing")
    press(Qt.Key.Key_Return)


def first_mailing(training: Path) -> Iterator[Wait | None]:
    """From the recipients' file to the last receipt."""
    yield wizard_at("recipients")
    tab_to("Choose file…")
    press(Qt.Key.Key_Return)
    yield asks_for_a_file
    write(str(training / "sample" / "medlemmer.csv"))
    press(Qt.Key.Key_Return)
    yield lambda: not has_dialog()
    main_window().activateWindow()  # a window manager does this, and the platform of the tests has none
    yield wizard_at("recipients")
    tab_to(next_words())
    press(Qt.Key.Key_Return)
    yield wizard_at("letters")
    tab_to(next_words())
    press(Qt.Key.Key_Return)
    yield wizard_at("check")
    tab_to(next_words())
    press(Qt.Key.Key_Return)
    yield wizard_at("send")
    write("48")
    tab_to("Send 48 letters")
    press(Qt.Key.Key_Return)
    yield wizard_at("follow")
    yield everybody_is_answered_for


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[DigipostSandbox]:
    with DigipostSandbox(tmp_path / "digipost") as server:
        yield server


@pytest.mark.qt_log_ignore(OF_THE_PLATFORM, "This plugin does not support grabbing the keyboard")
def test_from_a_fresh_folder_to_the_first_mailing(
    qtbot: QtBot,
    qapp: QApplication,
    sandbox: DigipostSandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        behaviour, "TRAINING", behaviour.PROMPT
    )  # a person may wait half a minute, a test need not
    office, training = tmp_path / "office", tmp_path / "office-training"
    file = tmp_path / "brevdue-settings.json"
    server = {"digipost.host": sandbox.host, "digipost.port": sandbox.port}
    file.write_text(json.dumps({"brevdue_settings": 1, "settings": server}))

    def journey() -> Iterator[Wait | None]:
        yield from set_up(sandbox)
        yield from first_mailing(training)

    typist = Typist(journey())
    assert start(["--data-dir", str(office), "--settings-file", str(file)]) == 0
    if typist.failure is not None:
        raise typist.failure
    assert typist.done
    kept = json.loads((office / "settings.json").read_text(encoding="utf-8"))
    assert kept["digipost.sender_id"] == "1000"
    assert kept["digipost.host_key"] == sandbox.host_key_fingerprint
    assert kept["print.return_city"] == "Tromsø"
    assert "app.environment" not in kept
    assert json.loads((training / "settings.json").read_text())["app.environment"] == "training"
    assert sandbox.ledger.deliveries() == []
