"""Opening the window: the data folder, the services, the look, and in the end everything closed in order."""

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.base.errors import BrevdueError
from desktop_app.base.secrets import KeyringSecrets
from desktop_app.base.settings_files import ENVIRONMENTS
from desktop_app.base.translate import Translator, load_translator
from desktop_app.services import (
    Environments,
    Place,
    Services,
    build_services,
    choose_language,
    environments_around,
    find_administrators_file,
    home_folder,
    make_training_folder,
    standard_environments,
    stored_language,
)
from desktop_app.services.autostart.programs import IN_BACKGROUND
from desktop_app.services.register_key import RegisterLocked
from desktop_app.services.training import TRAINING
from desktop_app.ui import window_place
from desktop_app.ui.appearance import Theme
from desktop_app.ui.mailing_files import MailingFiles, hand_over
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.presence.presence import Presence
from desktop_app.ui.presence.single_window import SingleWindow
from desktop_app.ui.presence.tray import SystemTray
from desktop_app.ui.qt_application import Application
from desktop_app.ui.self_portrait import take_picture
from desktop_app.ui.start_failure import AlreadyOpen, show_start_failure
from desktop_app.ui.stillness import Stillness
from desktop_app.ui.unexpected import Unexpected
from desktop_app.ui.unlocking import UnlockDialog
from desktop_app.ui.window_secrets import WindowSecrets

LANGUAGE = "app.language"


def run(arguments: Sequence[str], application: QApplication, theme: Theme, splash: QWidget) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    `splash` is what is on the screen until there is something better to see.
    """
    choices = _read(arguments)
    with tempfile.TemporaryDirectory(prefix="brevdue-demo-", ignore_cleanup_errors=True) as temporary:
        environments, place = _places(choices, Path(temporary))
        opening = Opening(application, theme, choices, environments, splash)
        status = opening.open(place)
        while opening.wanted is not None:  # the person went over to another environment
            status = opening.open(environments.place(opening.wanted))
        return status


def _places(choices: argparse.Namespace, temporary: Path) -> tuple[Environments, Place]:
    """The environments, and where to begin: the named folder, the named environment, or what was open last.

    The demonstration has a folder that goes away.
    """
    wanted: str | None = choices.environment or (TRAINING if choices.training else None)
    if choices.data_dir is not None:
        environments = environments_around(choices.data_dir, wanted)
        named = choices.environment is not None
        return environments, environments.place(wanted) if named and wanted else Place(choices.data_dir)
    environments = standard_environments(home_folder())
    return environments, Place(temporary) if choices.demo else environments.place(
        wanted or environments.last()
    )


class Opening:
    """Opens the window over one folder after another. `wanted` is the environment to open next, if any."""

    def __init__(
        self,
        application: QApplication,
        theme: Theme,
        choices: argparse.Namespace,
        environments: Environments,
        splash: QWidget,
    ) -> None:
        self._application = application
        self._theme = theme
        self._choices = choices
        self._environments = environments
        self._splash = splash
        self._is_first = True
        self._practises = False
        self._language = ""
        self.wanted: str | None = None

    def open(self, place: Place) -> int:
        """Open a window over this folder and stay until it is closed; returns the exit status."""
        self.wanted = None
        only = SingleWindow(place.folder)
        if not only.claim():
            self._splash.close()
            if self._file is not None:
                hand_over(place.folder, self._file)
            return 0 if only.call_the_other() else self._say_why_not(place, AlreadyOpen())
        try:
            return self._open_alone(place, only)
        finally:
            only.release()
            self._is_first = False

    @property
    def _shows_demo(self) -> bool:
        return self._is_first and bool(self._choices.demo)

    @property
    def _file(self) -> Path | None:
        """The saved mailing that the program was started with."""
        if not self._is_first:
            return None
        handed_over = self._application.first_file if isinstance(self._application, Application) else ""
        named: Path | None = Path(handed_over) if handed_over else self._choices.file
        return None if named is None else named.absolute()

    def _open_alone(self, place: Place, only: SingleWindow) -> int:
        secrets = WindowSecrets(KeyringSecrets(str(place.folder.absolute())))
        try:
            services = self._unlocked(place, secrets)
        except BrevdueError as error:
            self._splash.close()
            return self._say_why_not(place, error)
        if services is None:
            return RegisterLocked.exit_status
        with services:
            self._take_language_along(services)
            if self._shows_demo:
                from desktop_app.ui import demo

                demo.prepare(services)
            else:
                self._environments.remember(services.settings.text("app.environment"))
            return self._show(services, only)

    def _unlocked(self, place: Place, secrets: WindowSecrets) -> Services | None:
        """The services. Where the key of the data is missing, the recovery code is asked for: None without it."""
        try:
            return self._build(place, secrets)
        except RegisterLocked:
            self._splash.close()
            dialog = UnlockDialog(self._theme, self._translator(place), place.folder, secrets)
            return self._build(place, secrets) if dialog.exec() == UnlockDialog.DialogCode.Accepted else None

    def _build(self, place: Place, secrets: WindowSecrets) -> Services:
        if self._is_first and (self._choices.demo or self._choices.training):
            make_training_folder(place.folder)
        return build_services(
            place.folder,
            secrets=secrets,
            purpose=place.environment,
            administrators_file=self._administrators_file(),
        )

    def _administrators_file(self) -> Path | None:
        named: Path | None = self._choices.settings_file
        return named or find_administrators_file()

    def _say_why_not(self, place: Place, error: BrevdueError) -> int:
        return show_start_failure(self._theme, self._translator(place), error)

    @staticmethod
    def _translator(place: Place) -> Translator:
        return load_translator(choose_language(stored_language(place.folder), os.environ))

    def _show(self, services: Services, only: SingleWindow) -> int:
        spoken = choose_language(services.settings.text(LANGUAGE), os.environ)
        window = MainWindow(services, self._theme, language=spoken)
        window.environment_wanted.connect(lambda *wish: self._go_over(services, *wish))
        window_place.bring_back(window, services.folder.root)
        presence = Presence(self._application, window, SystemTray(), stays=not self._shows_demo)
        only.wanted.connect(presence.bring_forward)
        presence.begin(in_background=self._is_first and self._choices.in_background)
        self._splash.close()
        Stillness(window.context.bridge, window)
        unexpected = Unexpected(window.context, window)
        unexpected.begin()
        window.follower.begin()
        files = MailingFiles(window)
        only.wanted.connect(files.open_handed_over)
        if isinstance(self._application, Application):
            self._application.file_opened.connect(files.open)
        self._begin(window, services, files)
        if self._choices.picture is not None:
            take_picture(window, self._choices.picture)
        status = self._application.exec()
        window_place.keep(window, services.folder.root)
        unexpected.end()
        presence.end()
        return status

    def _begin(self, window: MainWindow, services: Services, files: MailingFiles) -> None:
        """What a window begins with: the demonstration, a mailing for training or a saved one, or the first run."""
        practises, self._practises = self._practises, False
        if self._shows_demo:
            from desktop_app.ui import demo

            demo.start(services)
        elif self._file is not None:
            files.open(str(self._file))
        elif practises:
            window.begin_practice()
        elif services.set_up.is_new:
            window.context.reader.read(
                window, services.set_up.missing, lambda missing: window.open_set_up() if missing else None
            )

    def _take_language_along(self, services: Services) -> None:
        """A new folder begins in the language of the one that the person comes from."""
        settings = services.settings
        is_open = not (settings.is_set(LANGUAGE) or settings.is_locked(LANGUAGE))
        if self._language and services.set_up.is_new and is_open:
            settings.set(LANGUAGE, self._language)

    def _go_over(self, services: Services, environment: str, practise: bool) -> None:
        self._language = services.settings.text(LANGUAGE)
        self.wanted, self._practises = environment, practise
        self._application.exit(0)


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="brevdue")
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--environment", choices=ENVIRONMENTS)
    parser.add_argument("--settings-file", type=Path)
    parser.add_argument("--training", action="store_true")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument(IN_BACKGROUND, action="store_true")
    parser.add_argument("--picture", type=Path)  # for trying a packed program: see `self_portrait`
    choices, _qt = parser.parse_known_args(arguments)
    return choices
