"""What holds for every dialog and every step of a wizard, in three languages: nothing cut, nothing nameless, F1."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

import desktop_app.ui
from desktop_app.ui.appearance import Theme
from desktop_app.ui.first_run.view import FirstRunView
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.wizards.wizard_view import WizardView
from desktop_app.wizards.first_run import SetUpStep
from tests.helpers.looking import cut_texts, nameless, overflowing, unexplained
from tests.helpers.stage import MAILINGS, staged_services
from tools.all_scenes import scenes
from tools.texts import ROOT
from tools.wizard_scenes import WizardScene, open_stage, wizard_scenes

LANGUAGES = pytest.mark.parametrize("language", ["nb", "sv", "en"])
SMALLEST = (1024, 700)
SMALL_SCREEN = (911, 432)
"""1366 × 768 at 150 %, less the task bar and the frame."""
LARGEST_DIALOG = (1366, 768)
STEPS = ("wizard-recipients-errors", "wizard-letters-extras", "wizard-check-left-out")
"""The fullest page of each of the large steps; the pages' own tests click the rest."""
BEFORE_THE_WINDOW = frozenset({"UnlockDialog"})
"""Shown while the data cannot be opened: there is no guide yet."""


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, tmp_path: Path, language: str) -> Iterator[MainWindow]:
    with staged_services(tmp_path, 412, MAILINGS, language=language) as services:
        shown = MainWindow(services, theme, language=language)
        qtbot.addWidget(shown)
        shown.setMinimumSize(0, 0)
        shown.resize(*SMALLEST)
        shown.show()
        yield shown
        shown.close()


def faults_of(shown: QWidget) -> list[str]:
    faults = [*cut_texts(shown), *overflowing(shown), *nameless(shown), *unexplained(shown)]
    if shown.width() > LARGEST_DIALOG[0] or shown.height() > LARGEST_DIALOG[1]:
        faults.append(f"{shown.width()} × {shown.height()} is larger than the screen")
    return faults


def least_size(shown: QWidget) -> QSize:
    return shown.minimumSize().expandedTo(shown.minimumSizeHint())


def cut_in(window: MainWindow) -> list[str]:
    """What is wrong with a wizard's step, in the usual window and on a small screen."""
    return [*cut_texts(window), *overflowing(window), *nameless(window), *faults_on_a_small_screen(window)]


def faults_on_a_small_screen(window: MainWindow) -> list[str]:
    """What is cut in the window when its screen is small, with Next still in sight."""
    window.resize(*SMALL_SCREEN)
    for _ in range(3):
        QApplication.processEvents()
    faults = [*cut_texts(window), *overflowing(window)]
    wizard = window.wizard()
    last = wizard.next_button if isinstance(wizard, WizardView | FirstRunView) else None
    if last is not None and not last.visibleRegion().boundingRect().contains(last.rect()):
        faults.append("Next is out of sight")
    window.resize(*SMALLEST)
    return faults


def settle(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(3):
        qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=10_000)
        qtbot.wait(10)


@LANGUAGES
def test_no_dialog_cuts_its_words(qtbot: QtBot, window: MainWindow, language: str) -> None:
    assert_whole(qtbot, window)


@pytest.mark.usefixtures("larger_type")
@pytest.mark.parametrize("language", ["sv"])
def test_no_dialog_cuts_its_words_in_larger_type(qtbot: QtBot, window: MainWindow, language: str) -> None:
    assert_whole(qtbot, window, LARGEST_DIALOG)


def assert_whole(qtbot: QtBot, window: MainWindow, small_screen: tuple[int, int] = SMALL_SCREEN) -> None:
    """One window for all dialogs: what takes time is the window, not the dialog."""
    faults: dict[str, list[str]] = {}
    seen = 0
    for scene in scenes():
        if scene.dialog is None or not is_own(scene.dialog):
            continue
        shown = scene.arrange(window)
        settle(qtbot, window)
        assert shown is not None
        assert type(shown) is scene.dialog
        seen += 1
        if found := faults_of(shown):
            faults[scene.name] = found
        if least_size(shown) != least_size(shown).boundedTo(QSize(*small_screen)):
            faults[scene.name] = ["it cannot be as small as an office's screen"]
        shown.close()
        shown.deleteLater()
    assert faults == {}
    assert seen >= 8


def own_dialogs() -> set[type[QDialog]]:
    """All kinds of dialogs that the program has of its own."""
    for module in pkgutil.walk_packages(desktop_app.ui.__path__, "desktop_app.ui."):
        importlib.import_module(module.name)
    found: set[type[QDialog]] = set()
    ahead = [QDialog]
    while ahead:
        kinds = [kind for kind in ahead.pop().__subclasses__() if kind not in found]
        ahead += kinds
        found.update(kind for kind in kinds if is_own(kind))
    return found


def is_own(kind: type[QDialog]) -> bool:
    return kind.__module__.startswith("desktop_app.")


def test_there_is_a_picture_of_every_dialog() -> None:
    taken = {scene.dialog for scene in scenes()} | {scene.dialog for scene in wizard_scenes()}
    assert own_dialogs() - taken == set()


@LANGUAGES
def test_no_step_of_the_first_run_cuts_its_words(qtbot: QtBot, window: MainWindow, language: str) -> None:
    assert_whole_first_run(qtbot, window)


@pytest.mark.usefixtures("larger_type")
@pytest.mark.parametrize("language", ["nb"])
def test_no_step_of_the_first_run_cuts_its_words_in_larger_type(
    qtbot: QtBot, window: MainWindow, language: str
) -> None:
    assert_whole_first_run(qtbot, window)


def assert_whole_first_run(qtbot: QtBot, window: MainWindow) -> None:
    faults: dict[str, list[str]] = {}
    steps = [scene for scene in scenes() if scene.name.startswith("first-run-")]
    for scene in steps:
        scene.arrange(window)
        settle(qtbot, window)
        if found := cut_in(window):
            faults[scene.name] = found
    assert faults == {}
    assert len(steps) == len(SetUpStep)


@LANGUAGES
def test_no_step_of_a_wizard_cuts_its_words(
    qtbot: QtBot, theme: Theme, tmp_path: Path, language: str
) -> None:
    def make_window(services: object) -> MainWindow:
        shown = MainWindow(services, theme, language=language)  # type: ignore[arg-type]
        qtbot.addWidget(shown)
        shown.setMinimumSize(0, 0)
        shown.resize(*SMALLEST)
        shown.show()
        return shown

    stage = open_stage(tmp_path, language, make_window)
    faults: dict[str, list[str]] = {}
    for scene in wanted_scenes():
        scene.play(stage)
        if found := cut_in(stage.window):
            faults[scene.name] = found
    stage.window.close()
    stage.services.close()
    assert faults == {}


def wanted_scenes() -> list[WizardScene]:
    found = [scene for scene in wizard_scenes() if scene.name in STEPS]
    assert len(found) == len(STEPS)
    return found


def test_every_dialog_of_the_program_answers_f1() -> None:
    silent = []
    for path in sorted((ROOT / "desktop_app" / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                getattr(base, "id", "") == "QDialog" for base in node.bases
            ):
                calls = {
                    getattr(call.func, "id", "") for call in ast.walk(node) if isinstance(call, ast.Call)
                }
                if "offer_help" not in calls and node.name not in BEFORE_THE_WINDOW:
                    silent.append(f"{path.name}: {node.name}")
    assert silent == []


def test_a_dialog_that_is_too_small_would_be_found(qtbot: QtBot, theme: Theme) -> None:
    from desktop_app.ui.components.labels import Label

    dialog = QDialog()
    qtbot.addWidget(dialog)
    label = Label(theme, "A sentence that has no room")
    label.setParent(dialog)
    label.resize(20, 20)
    dialog.show()
    assert cut_texts(dialog) != []
