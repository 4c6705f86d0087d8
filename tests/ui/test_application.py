"""Opening the program: from the folder to the window, and what is said when that does not work."""

import subprocess
import sys
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.base.secrets import KeyringSecrets, MemorySecrets
from desktop_app.services import Services
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.splash import Splash
from desktop_app.ui.starting import start
from desktop_app.ui.window_secrets import WindowSecrets

T = TypeVar("T", bound=QWidget)


def test_it_opens_a_window_over_the_named_folder_and_closes_in_order(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    seen: list[str] = []

    def look_and_quit() -> None:
        for window in _shown(qapp, MainWindow) if not seen else ():
            seen.append(window.context.services.settings.text("app.environment"))
            assert not _shown(qapp, Splash)
            qapp.quit()

    qapp.setQuitOnLastWindowClosed(False)
    looking = QTimer(interval=20)
    looking.timeout.connect(look_and_quit)
    looking.start()
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "settings.json").write_text('{"app.keep_running": false}', encoding="utf-8")
    assert start(["--data-dir", str(tmp_path / "here"), "--training"]) == 0
    looking.stop()
    assert seen == ["training"]
    assert (tmp_path / "here" / "brevdue.sqlite").exists()
    assert not _shown(qapp, MainWindow)


def test_a_picture_of_the_window_is_written_and_ends_the_program(qtbot: QtBot, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    words = ["--data-dir", str(tmp_path / "here"), "--training", "--picture"]
    assert start([*words, str(picture)]) == 0
    assert QImage(str(picture)).width() >= 1024
    assert start([*words, str(tmp_path / "nowhere" / "window.png")]) == 3


def test_going_over_to_another_environment_opens_its_own_folder_in_the_same_language(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    seen: list[tuple[str, str, str]] = []
    left: list[Services] = []
    ways = iter(["test", "production"])

    def look_and_go_over() -> None:
        for window in _shown(qapp, MainWindow):
            services = window.context.services
            if services.lanes.jobs() or any(services is each for each in left):
                continue  # while the schedule's work is under way nobody can go over
            if not seen:
                services.settings.set("app.language", "sv")
                services.settings.set("digipost.user", "prod_1")
            environment = services.settings.text("app.environment")
            seen.append((services.folder.root.name, environment, window.context.translator.language))
            left.append(services)
            way = next(ways, None)
            window.open_environment(way) if way else QApplication.exit(0)

    qapp.setQuitOnLastWindowClosed(False)
    looking = QTimer(interval=20)
    looking.timeout.connect(look_and_go_over)
    looking.start()
    assert start(["--data-dir", str(tmp_path / "office")]) == 0
    looking.stop()
    assert [each[:2] for each in seen] == [
        ("office", "production"),
        ("office-test", "test"),
        ("office", "production"),
    ]
    assert [each[2] for each in seen[1:]] == ["sv", "sv"]
    assert "prod_1" not in (tmp_path / "office-test" / "settings.json").read_text(encoding="utf-8")


def test_the_first_picture_waits_for_nothing_but_qt() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, desktop_app.ui.starting; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "PySide6.QtWidgets" in loaded
    assert not {"sqlalchemy", "babel", "paramiko", "lxml", "desktop_app.services"} & set(loaded)


def _shown(qapp: QApplication, kind: type[T]) -> list[T]:
    return [each for each in qapp.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]


def test_damaged_settings_are_told_in_words_and_end_the_start(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "settings.json").write_text("{", encoding="utf-8")
    assert start(["--data-dir", str(folder)]) == 2
    assert len(told) == 1


class TestSecretsOfTheWindow:
    """In the keyring, else in memory."""

    def test_without_a_keyring_a_secret_lives_as_long_as_the_window(self) -> None:
        secrets = WindowSecrets(KeyringSecrets("test"))
        assert not secrets.lasting
        secrets.set("digipost.key_passphrase", "hunter2")
        assert secrets.get("digipost.key_passphrase") == "hunter2"
        assert WindowSecrets(KeyringSecrets("test")).get("digipost.key_passphrase") is None

    def test_with_a_keyring_nothing_stays_in_memory(self) -> None:
        keyring = MemorySecrets()
        secrets = WindowSecrets(keyring)  # type: ignore[arg-type]
        secrets.set("digipost.key_passphrase", "hunter2")
        assert keyring.get("digipost.key_passphrase") == "hunter2"
        keyring.set("digipost.key_passphrase", "")
        assert secrets.get("digipost.key_passphrase") is None
