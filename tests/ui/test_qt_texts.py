"""Qt's own words are in the person's language: Qt ships no bokmål."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from desktop_app.base.translate import load_translator
from desktop_app.ui.qt_texts import QT_TEXTS, QtTexts


@pytest.fixture(params=["nb", "sv"])
def installed(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[QTranslator]:
    texts = QtTexts(load_translator(request.param))
    qapp.installTranslator(texts)
    yield texts
    qapp.removeTranslator(texts)


def english() -> set[str]:
    """Qt's English words that the project has words of its own for, without marks for keys."""
    same_in_all = {
        "OK",
        "Alt+Left",
        "Alt+Right",
        "Alt+Up",
        "Status",
        "Problem",
        "Format",
        "%1 GB",
        "%1 TB",
        "%1 MB",
    }
    return {words.replace("&", "") for texts in QT_TEXTS.values() for words in texts} - same_in_all


def test_standard_buttons_are_not_in_english(qtbot: QtBot, installed: QTranslator) -> None:
    kinds = [kind for kind in QDialogButtonBox.StandardButton if kind.value and kind.value.bit_count() == 1]
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    for kind in kinds:
        box.addButton(kind)
    words = {button.text().replace("&", "") for button in box.buttons()}
    assert len(words) >= 15
    assert words & english() == set()


def test_message_boxes_are_not_in_english(qtbot: QtBot, installed: QTranslator) -> None:
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setDetailedText("…")
    for kind in (
        QMessageBox.StandardButton.Yes,
        QMessageBox.StandardButton.No,
        QMessageBox.StandardButton.Cancel,
    ):
        box.addButton(kind)
    words = {button.text().replace("&", "") for button in box.buttons()}
    assert words & english() == set()


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_the_context_menus_of_fields_are_not_in_english(
    qtbot: QtBot, installed: QTranslator, kind: type[QLineEdit] | type[QPlainTextEdit]
) -> None:
    field = kind()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    words = {action.text().split("\t")[0].replace("&", "") for action in menu.actions() if action.text()}
    assert len(words) >= 6
    assert words & english() == set()
    menu.deleteLater()


def test_the_file_dialog_is_not_in_english(qtbot: QtBot, installed: QTranslator) -> None:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    labels = {part.text() for part in dialog.findChildren(QLabel)}
    buttons = {part.text() for part in dialog.findChildren(QAbstractButton)}
    tips = {part.toolTip() for part in dialog.findChildren(QAbstractButton)}
    words = {each.replace("&", "") for each in labels | buttons | tips if each}
    assert len(words) >= 8
    assert words & english() == set()


def test_a_text_that_is_not_ours_is_left_to_qt(installed: QTranslator) -> None:
    assert installed.translate("QSomething", "No such text") == ""
