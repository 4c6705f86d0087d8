"""Opening the window: the data folder, the services, the look, and in the end everything closed in order."""

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication, QSplashScreen

from desktop_app.base.errors import BrevdueError
from desktop_app.base.secrets import KeyringSecrets
from desktop_app.base.translate import load_translator
from desktop_app.services import (
    Services,
    build_services,
    choose_language,
    default_data_folder,
    make_training_folder,
    stored_language,
)
from desktop_app.services.autostart.programs import IN_BACKGROUND
from desktop_app.services.training import TRAINING
from desktop_app.ui import demo
from desktop_app.ui.appearance import Theme
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.presence.presence import Presence
from desktop_app.ui.presence.single_window import SingleWindow
from desktop_app.ui.presence.tray import SystemTray
from desktop_app.ui.self_portrait import take_picture
from desktop_app.ui.start_failure import AlreadyOpen, show_start_failure
from desktop_app.ui.stillness import Stillness
from desktop_app.ui.unexpected import Unexpected
from desktop_app.ui.window_secrets import WindowSecrets


def run(arguments: Sequence[str], application: QApplication, theme: Theme, splash: QSplashScreen) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    `splash` is what is on the screen until there is something better to see.
    """
    choices = _read(arguments)
    with tempfile.TemporaryDirectory(prefix="brevdue-demo-", ignore_cleanup_errors=True) as temporary:
        return _open(application, theme, choices, _folder_of(choices, Path(temporary)), splash)


def _folder_of(choices: argparse.Namespace, temporary: Path) -> Path:
    """The named folder; else the environment's own one, and for the demonstration one that goes away."""
    if choices.data_dir is not None:
        return Path(choices.data_dir)
    if choices.demo:
        return temporary
    return default_data_folder(TRAINING if choices.training else "production")


def _open(
    application: QApplication,
    theme: Theme,
    choices: argparse.Namespace,
    folder: Path,
    splash: QSplashScreen,
) -> int:
    only = SingleWindow(folder)
    if not only.claim():
        splash.close()
        return 0 if only.call_the_other() else _say_already_open(theme, folder)
    try:
        return _open_alone(application, theme, choices, folder, splash, only)
    finally:
        only.release()


def _say_already_open(theme: Theme, folder: Path) -> int:
    translator = load_translator(choose_language(stored_language(folder), os.environ))
    return show_start_failure(theme, translator, AlreadyOpen())


def _open_alone(
    application: QApplication,
    theme: Theme,
    choices: argparse.Namespace,
    folder: Path,
    splash: QSplashScreen,
    only: SingleWindow,
) -> int:
    try:
        if choices.demo or choices.training:
            make_training_folder(folder)
        services = build_services(folder, secrets=WindowSecrets(KeyringSecrets(str(folder.absolute()))))
    except BrevdueError as error:
        splash.close()
        translator = load_translator(choose_language(stored_language(folder), os.environ))
        return show_start_failure(theme, translator, error)
    with services:
        if choices.demo:
            demo.prepare(services)
        return _show(application, services, theme, splash, choices, only)


def _show(
    application: QApplication,
    services: Services,
    theme: Theme,
    splash: QSplashScreen,
    choices: argparse.Namespace,
    only: SingleWindow,
) -> int:
    window = MainWindow(services, theme)
    presence = Presence(application, window, SystemTray(), stays=not choices.demo)
    only.wanted.connect(presence.bring_forward)
    presence.begin(in_background=choices.in_background)
    splash.finish(window)
    Stillness(window.context.bridge, window)
    unexpected = Unexpected(window.context, window)
    unexpected.begin()
    window.follower.begin()
    if choices.demo:
        demo.start(services)
    if choices.picture is not None:
        take_picture(window, choices.picture)
    status = application.exec()
    unexpected.end()
    presence.end()
    return status


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="brevdue")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--training", action="store_true")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument(IN_BACKGROUND, action="store_true")
    parser.add_argument("--picture", type=Path)  # for trying a packed program: see `self_portrait`
    choices, _qt = parser.parse_known_args(arguments)
    return choices
