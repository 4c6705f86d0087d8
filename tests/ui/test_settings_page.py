"""The settings page is made of the declarations: checked as one types, kept when right, secrets never shown."""

from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.base.errors import InputError
from desktop_app.base.setting_declarations import DECLARATIONS
from desktop_app.base.settings import SettingType
from desktop_app.base.texts import text
from desktop_app.digipost.sftp_errors import HostKeyUnknown
from desktop_app.services import Services
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.setting_editors import (
    ChoiceEditor,
    FlagEditor,
    SecretEditor,
    SettingEditor,
    TextEditor,
)
from desktop_app.ui.pages.settings import SettingsPage
from desktop_app.ui.theme import Tone

EditorOf = Callable[[str], SettingEditor]


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> SettingsPage:
    window.go("settings")
    shown = window.page()
    assert isinstance(shown, SettingsPage)
    wait(qtbot, window)
    return shown


@pytest.fixture
def editor(page: SettingsPage) -> EditorOf:
    def find(key: str) -> SettingEditor:
        (found,) = [each for each in page.findChildren(SettingEditor) if each.setting.key == key]
        return found

    return find


def wait(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(3):
        qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=5000)
        qtbot.wait(5)


def text_editor(editor: EditorOf, key: str) -> TextEditor:
    found = editor(key)
    assert isinstance(found, TextEditor)
    return found


def shown_keys(page: SettingsPage) -> set[str]:
    return {each.setting.key for each in page.findChildren(SettingEditor) if each.isVisible()}


def test_every_declared_setting_has_an_editor(page: SettingsPage) -> None:
    shown = [each.setting.key for each in page.findChildren(SettingEditor)]
    assert sorted(shown) == sorted(setting.key for setting in DECLARATIONS)


@pytest.mark.parametrize(
    ("kind", "editor_class"),
    [
        (SettingType.FLAG, FlagEditor),
        (SettingType.CHOICE, ChoiceEditor),
        (SettingType.SECRET, SecretEditor),
        (SettingType.FILE, TextEditor),
        (SettingType.INTEGER, TextEditor),
    ],
)
def test_the_editor_fits_the_kind(
    page: SettingsPage, kind: SettingType, editor_class: type[SettingEditor]
) -> None:
    of_kind = [each for each in page.findChildren(SettingEditor) if each.setting.type is kind]
    assert of_kind
    assert all(type(each) is editor_class for each in of_kind)


class TestTyping:
    """A setting that is typed."""

    def test_what_is_wrong_is_said_while_typing_and_not_kept(
        self, editor: EditorOf, services: Services
    ) -> None:
        port = text_editor(editor, "digipost.port")
        port.edit.setText("abc")
        assert port.field.has_error
        assert "abc" in port.field.help.text()
        port.edit.editingFinished.emit()
        assert services.settings.get("digipost.port") == 22

    def test_what_is_right_is_kept_when_the_field_is_left(self, editor: EditorOf, services: Services) -> None:
        port = text_editor(editor, "digipost.port")
        port.edit.setText("2222")
        assert services.settings.get("digipost.port") == 22
        port.edit.editingFinished.emit()
        assert services.settings.get("digipost.port") == 2222

    def test_the_default_is_one_click_away(self, editor: EditorOf, services: Services) -> None:
        port = text_editor(editor, "digipost.port")
        assert not port._reset.isVisible()
        port.edit.setText("2222")
        port.edit.editingFinished.emit()
        assert port._reset.isVisible()
        port._reset.click()
        assert not services.settings.is_set("digipost.port")
        assert port.edit.text() == "22"

    def test_a_flag_is_kept_at_once(self, editor: EditorOf, services: Services) -> None:
        flag = editor("digipost.auto_approve")
        assert isinstance(flag, FlagEditor)
        flag.box.setChecked(True)
        assert services.settings.flag("digipost.auto_approve")


class TestSecrets:
    """Secrets go to the store and are never shown."""

    def test_a_typed_secret_is_stored_and_gone_from_the_screen(
        self, qtbot: QtBot, window: MainWindow, editor: EditorOf, services: Services
    ) -> None:
        secret = editor("digipost.key_passphrase")
        assert isinstance(secret, SecretEditor)
        assert secret.edit.echoMode() is QLineEdit.EchoMode.Password
        QTest.keyClicks(secret.edit, "hunter2")
        secret._store.click()
        wait(qtbot, window)
        assert services.secrets.get("digipost.key_passphrase") == "hunter2"
        assert secret.edit.text() == ""
        assert secret.edit.placeholderText() == "Stored, not shown"
        assert "hunter2" not in services.folder.settings_file.read_text(encoding="utf-8")

    def test_it_can_be_forgotten(
        self, qtbot: QtBot, window: MainWindow, editor: EditorOf, services: Services
    ) -> None:
        secret = editor("digis.url_postfix")
        assert isinstance(secret, SecretEditor)
        services.secrets.set("digis.url_postfix", "brp?token=x")
        secret._forget()
        wait(qtbot, window)
        assert services.secrets.get("digis.url_postfix") is None

    def test_without_a_keyring_the_page_says_how_long_it_is_kept(self, editor: EditorOf) -> None:
        secret = editor("digipost.key_passphrase")
        assert isinstance(secret, SecretEditor)
        assert "no keyring" in secret.field.help.text()


class TestFinding:
    """The search."""

    def test_it_looks_into_labels_help_and_keys(self, page: SettingsPage) -> None:
        page.search.setText("passphrase")
        assert shown_keys(page) == {"digipost.key_passphrase"}
        page.search.setText("digipost.poll_seconds")
        assert shown_keys(page) == {"digipost.poll_seconds"}
        page.search.setText("")
        assert len(shown_keys(page)) == len(DECLARATIONS)

    def test_nothing_found_is_said(self, page: SettingsPage) -> None:
        page.search.setText("no such thing")
        assert shown_keys(page) == set()
        assert page._nothing.isVisible()


class TestLanguage:
    """The language is changed while the program runs."""

    def test_the_page_speaks_the_new_language_at_once(
        self, window: MainWindow, editor: EditorOf, services: Services
    ) -> None:
        language = editor("app.language")
        assert isinstance(language, ChoiceEditor)
        language.box.setCurrentIndex(language.box.findData("sv"))
        page = window.page()
        assert isinstance(page, SettingsPage)
        assert page.header.title.text() == "Inställningar"
        assert services.settings.text("app.language") == "sv"


class Door:
    """Stands in for the way into Digipost."""

    def __init__(self, error: Exception | None) -> None:
        self._error = error
        self.closed = False

    def connect(self) -> "Door":
        if self._error is not None:
            raise self._error
        return self

    def close(self) -> None:
        self.closed = True


class TestConnection:
    """“Test the connection”, off the window's thread."""

    @pytest.fixture
    def knock(
        self, qtbot: QtBot, window: MainWindow, page: SettingsPage, monkeypatch: pytest.MonkeyPatch
    ) -> Callable[[Exception | None], Door]:
        def go(error: Exception | None) -> Door:
            door = Door(error)
            monkeypatch.setattr(page.context.services.entrance, "connect", door.connect)
            page._test.click()
            assert not page._test.isEnabled()
            wait(qtbot, window)
            return door

        return go

    def test_a_door_that_opens_is_said_and_closed_again(
        self, page: SettingsPage, knock: Callable[[Exception | None], Door]
    ) -> None:
        assert knock(None).closed
        assert page._tested.text().startswith("It works")
        assert page._tested.property("tone") == Tone.DONE
        assert page._test.isEnabled()

    def test_what_stands_in_the_way_is_told_in_its_own_words(
        self,
        page: SettingsPage,
        window: MainWindow,
        knock: Callable[[Exception | None], Door],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        told: list[BaseException] = []
        monkeypatch.setattr(MainWindow, "show_error", lambda _self, error: told.append(error))
        failure = InputError(title=text("Not set up"), message=text("No user."), hint=text("Fill it in."))
        knock(failure)
        assert told == [failure]
        assert page._tested.text() == "It does not work yet."

    def test_an_unknown_server_is_trusted_only_by_a_person(
        self,
        window: MainWindow,
        services: Services,
        knock: Callable[[Exception | None], Door],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        fingerprint = "SHA256:" + "a" * 43
        asked: list[str] = []

        def answer_no(*arguments: object) -> bool:
            asked.append(str(arguments[3]))
            return False

        monkeypatch.setattr("desktop_app.ui.pages.settings.confirm", answer_no)
        knock(HostKeyUnknown("sftp.digipost.no", "ssh-ed25519", fingerprint))
        assert fingerprint in asked[0]
        assert services.settings.text("digipost.host_key") == ""

    def test_a_trusted_server_is_pinned(
        self,
        window: MainWindow,
        services: Services,
        knock: Callable[[Exception | None], Door],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        fingerprint = "SHA256:" + "a" * 43
        monkeypatch.setattr("desktop_app.ui.pages.settings.confirm", lambda *_arguments: True)
        knock(HostKeyUnknown("sftp.digipost.no", "ssh-ed25519", fingerprint))
        assert services.settings.text("digipost.host_key") == fingerprint


def test_no_field_of_the_page_is_without_a_label(page: SettingsPage) -> None:
    unnamed = [
        type(part).__name__
        for part in page.findChildren(QWidget)
        if isinstance(part, QLineEdit) and part.isVisible() and not part.accessibleName()
    ]
    assert unnamed == []
