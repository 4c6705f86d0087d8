"""Pictures of the settings and of the first run: each group, what is locked, a test of the connection, each step."""

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.base.settings_files import plan_import, read_settings_file
from desktop_app.digipost.sftp import PresentedHostKey
from desktop_app.digipost.sftp_errors import HostKeyUnknown, LoginRefused
from desktop_app.digipost.ssh_keys import KeyKind
from desktop_app.services.connection_test import ConnectionTest, StepState, all_steps
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.key_panel import MakeKeyDialog
from desktop_app.ui.pages.settings import SettingsPage
from desktop_app.ui.pages.settings_transfer import ImportDialog
from desktop_app.wizards.first_run import SetUpStep
from tools.scene import Scene, take_places

_FIRST = ("app.language", "digipost.host", "print.agreement", "digis.enabled")
_FINGERPRINT = "SHA256:uNiVztksCsDhcc0u9e8BrVqPKbWbV2WcXPYoBIIWc1A"


def set_up_scenes() -> Iterator[Scene]:
    """Each picture's name, how many people stand on the stage, and how to get there."""
    for number, name in enumerate(("general", "digipost", "paper", "digis", "key", "connection")):
        yield Scene(f"settings-{name}", 5, _at(number))
    yield Scene("settings-search", 5, lambda window: window.go("settings", setting="port"))
    yield Scene("settings-nothing-found", 5, lambda window: window.go("settings", setting="no such thing"))
    yield Scene("settings-wrong", 5, _wrong)
    yield Scene("settings-connection-asks", 5, _connection(_asks))
    yield Scene("settings-connection-fails", 5, _connection(_fails))
    yield Scene("settings-connection-works", 5, _connection(_works))
    yield Scene("dialog-make-key", 5, _make_key, MakeKeyDialog)
    yield Scene("dialog-import-settings", 5, _import, ImportDialog)
    for step in SetUpStep:
        yield Scene(f"first-run-{step.value}", 0, _first_run(step))


def _settings(window: MainWindow) -> SettingsPage:
    window.go("settings")
    page = window.page()
    assert isinstance(page, SettingsPage)
    return page


def _at(number: int) -> Callable[[MainWindow], None]:
    def arrange(window: MainWindow) -> None:
        window.context.services.settings.set("app.environment", "production")
        window.context.services.digipost_keys().make(KeyKind.ED25519)
        window.start_over()
        page = _settings(window)
        take_places()
        if number < len(_FIRST):
            page.turn_to(page.editor(_FIRST[number]).setting.group)
        else:
            page.reveal((page.key, page.connection)[number - len(_FIRST)])

    return arrange


def _wrong(window: MainWindow) -> None:
    """Something wrong is typed."""
    page = _settings(window)
    page.search.setText("digipost.p")
    edit = page.editor("digipost.port").edit  # type: ignore[attr-defined]
    edit.setText("22 22")
    edit.setFocus()


def _connection(made: Callable[[ConnectionTest], ConnectionTest]) -> Callable[[MainWindow], None]:
    def arrange(window: MainWindow) -> None:
        page = _settings(window)
        nothing_tried = ConnectionTest(tuple(all_steps()), ended=True)
        page.connection.show_end(made(nothing_tried))
        take_places()
        page.reveal(page.connection)

    return arrange


def _up_to(
    test: ConnectionTest, key: str, state: StepState, error: HostKeyUnknown | LoginRefused
) -> ConnectionTest:
    place = [step.key for step in test.steps].index(key)
    steps = [replace(step, state=StepState.DONE) for step in test.steps[:place]]
    steps.append(replace(test.steps[place], state=state, message=error.message, hint=error.hint))
    return replace(test, steps=(*steps, *test.steps[place + 1 :]), failure=error)


def _asks(test: ConnectionTest) -> ConnectionTest:
    error = HostKeyUnknown("sftp.digipost.no", "ssh-ed25519", _FINGERPRINT)
    shown = PresentedHostKey("sftp.digipost.no", 22, "ssh-ed25519", _FINGERPRINT)
    return replace(_up_to(test, "host_key", StepState.ASKS, error), unknown_key=shown)


def _fails(test: ConnectionTest) -> ConnectionTest:
    error = LoginRefused("sftp.digipost.no", "prod_1000", _FINGERPRINT)
    return _up_to(test, "login", StepState.PROBLEM, error)


def _works(test: ConnectionTest) -> ConnectionTest:
    steps = tuple(replace(step, state=StepState.DONE) for step in test.steps)
    return replace(test, steps=steps, may_rename=True)


def _make_key(window: MainWindow) -> QWidget:
    keys = window.context.services.digipost_keys()
    dialog = MakeKeyDialog(window.context, keys.make(KeyKind.ED25519), window)
    dialog.show()
    return dialog


def _import(window: MainWindow) -> QWidget:
    values = {
        "print.return_city": "Tromsø",
        "digipost.auto_approve": True,
        "digipost.key_file": "/elsewhere/key",
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "in.json"
        content = {"brevdue_settings": 1, "settings": {**values, "app.language": "nb"}}
        file.write_text(json.dumps(content), encoding="utf-8")
        settings = window.context.services.settings
        settings.set("app.environment", "production")
        plan = plan_import(settings, read_settings_file(file))
    dialog = ImportDialog(window.context, plan, window)
    dialog.show()
    return dialog


def _first_run(step: SetUpStep) -> Callable[[MainWindow], None]:
    def arrange(window: MainWindow) -> None:
        settings = window.context.services.settings
        settings.change({"app.environment": "production", "print.return_name": "Tromsø turlag"})
        settings.set("digipost.sender_id", "1000")
        window.start_over()
        window.open_set_up(step.value)

    return arrange
