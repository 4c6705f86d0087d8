"""A computer without the key asks for the recovery code, and opens the data with it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.base.recovery_code import recovery_code
from desktop_app.base.secrets import KeyringSecrets
from desktop_app.services import build_services
from desktop_app.ui.appearance import Theme
from desktop_app.ui.starting import start
from desktop_app.ui.unlocking import UnlockDialog
from desktop_app.ui.window_secrets import WindowSecrets
from tests.helpers.key_ring import Ring


@pytest.fixture
def code(tmp_path: Path) -> str:
    """The recovery code of an encrypted folder."""
    ring = Ring()
    build_services(tmp_path / "data", secrets=ring, environment={}).close()
    return recovery_code(bytes.fromhex(ring.kept["register.key"]))


def dialog(qtbot: QtBot, theme: Theme, folder: Path, secrets: WindowSecrets | Ring) -> UnlockDialog:
    from desktop_app.base.translate import load_translator

    made = UnlockDialog(theme, load_translator("en"), folder, secrets)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_wrong_code_is_said_and_changes_nothing(
    qtbot: QtBot, theme: Theme, tmp_path: Path, code: str
) -> None:
    ring = Ring()
    asked = dialog(qtbot, theme, tmp_path / "data", ring)
    assert not asked.open_button.isEnabled()
    asked.code.setText(code[:-1])
    asked.open_button.click()
    assert "not a recovery code" in asked.field.help.text()
    asked.code.setText(recovery_code(bytes(32)))
    asked.open_button.click()
    assert "for other data" in asked.field.help.text()
    assert (asked.isVisible(), ring.kept) == (True, {})


def test_the_right_code_opens_the_data_also_where_there_is_no_keyring(
    qtbot: QtBot, theme: Theme, tmp_path: Path, code: str
) -> None:
    secrets = WindowSecrets(KeyringSecrets("here"))
    asked = dialog(qtbot, theme, tmp_path / "data", secrets)
    asked.code.setText(code.lower())
    asked.open_button.click()
    assert asked.result() == UnlockDialog.DialogCode.Accepted
    with build_services(tmp_path / "data", secrets=secrets, environment={}) as services:
        assert services.protection.is_encrypted


def test_the_program_asks_at_its_start_and_ends_when_nobody_knows(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[UnlockDialog] = []

    def give_up(self: UnlockDialog) -> int:
        asked.append(self)
        return UnlockDialog.DialogCode.Rejected

    monkeypatch.setattr(UnlockDialog, "exec", give_up)
    assert start(["--data-dir", str(tmp_path / "data")]) == 3
    assert len(asked) == 1
    assert code
