"""What is seen while the program is loaded."""

from PySide6.QtWidgets import QApplication, QSplashScreen
from pytestqt.qtbot import QtBot

from desktop_app.ui.appearance import Theme
from desktop_app.ui.splash import show_splash


def test_the_picture_is_painted_when_the_program_goes_on(qtbot: QtBot, qapp: QApplication) -> None:
    splash = show_splash(qapp, Theme(qapp))
    qtbot.addWidget(splash)
    assert splash.is_painted
    assert splash.accessibleName() == "Brevdue"
    middle = qapp.primaryScreen().availableGeometry().center()
    assert (splash.geometry().center() - middle).manhattanLength() <= 2
    assert not isinstance(splash, QSplashScreen), "it would hold the start up for a second, by the clock"
