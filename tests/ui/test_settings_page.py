"""The settings page is made of the declarations: checked as one types, kept when right, secrets never shown."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.base.secrets import MemorySecrets
from desktop_app.base.setting_declarations import DECLARATIONS
from desktop_app.base.settings import SettingType
from desktop_app.base.settings_files import plan_import, read_settings_file
from desktop_app.digipost.ssh_keys import KeyKind
from desktop_app.jobs.lanes import JobContext
from desktop_app.sandbox.digipost_server import DigipostSandbox
from desktop_app.services import Services, build_services
from desktop_app.services.connection_test import ConnectionTester
from desktop_app.ui.appearance import Theme
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.connection_panel import ConnectionPanel
from desktop_app.ui.pages.key_panel import MakeKeyDialog
from desktop_app.ui.pages.setting_editors import (
    ChoiceEditor,
    EnvironmentEditor,
    FlagEditor,
    SecretEditor,
    SettingEditor,
    TextEditor,
)
from desktop_app.ui.pages.settings import SettingsPage
from desktop_app.ui.pages.settings_transfer import ImportDialog
from desktop_app.ui.theme import Tone
from tests.helpers.key_ring import Ring

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
    assert all(isinstance(each, editor_class) for each in of_kind)


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
        assert not port.reset_button.isVisible()
        port.edit.setText("2222")
        port.edit.editingFinished.emit()
        assert port.reset_button.isVisible()
        port.reset_button.click()
        assert not services.settings.is_set("digipost.port")
        assert port.edit.text() == "22"

    def test_going_back_to_the_default_can_be_undone(self, editor: EditorOf, services: Services) -> None:
        port = text_editor(editor, "digipost.port")
        port.edit.setText("2222")
        port.edit.editingFinished.emit()
        port.reset_button.click()
        port.undo_button.click()
        assert services.settings.integer("digipost.port") == 2222
        assert port.edit.text() == "2222"
        assert not port.undo_button.isVisible()

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

    def test_without_a_keyring_the_page_says_how_long_it_is_kept(
        self, qtbot: QtBot, ring: Ring, window: MainWindow, editor: EditorOf
    ) -> None:
        ring.lasting = False
        secret = editor("digipost.key_passphrase")
        assert isinstance(secret, SecretEditor)
        secret._look()
        wait(qtbot, window)
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

    def test_the_place_and_the_search_are_kept(
        self, qtbot: QtBot, window: MainWindow, page: SettingsPage
    ) -> None:
        page.search.setText("e")
        page._scroll.verticalScrollBar().setValue(300)
        window.start_over()
        again = window.page()
        assert isinstance(again, SettingsPage)
        assert again is not page
        qtbot.waitUntil(lambda: again._scroll.verticalScrollBar().value() == 300, timeout=5000)
        assert again.search.text() == "e"


def test_another_environment_is_gone_over_to_and_nothing_here_is_changed(
    qtbot: QtBot, window: MainWindow, editor: EditorOf, services: Services
) -> None:
    environment = editor("app.environment")
    assert isinstance(environment, EnvironmentEditor)
    with qtbot.waitSignal(window.environment_wanted) as asked:
        environment.box.setCurrentIndex(environment.box.findData("production"))
    assert asked.args == ["production", False]
    assert services.settings.text("app.environment") == "training"
    assert environment.box.currentData() == "training"


class TestConnection:
    """“Test the connection”: steps that turn green or say what to do, off the window's thread."""

    @pytest.fixture
    def server(self, tmp_path: Path, services: Services) -> Iterator[DigipostSandbox]:
        with DigipostSandbox(tmp_path / "digipost") as sandbox:
            services.settings.change(
                {
                    "app.environment": "test",
                    "digipost.host": sandbox.host,
                    "digipost.port": str(sandbox.port),
                    "digipost.user": sandbox.user,
                    "digipost.key_file": str(sandbox.key_file),
                }
            )
            yield sandbox

    @pytest.fixture
    def panel(self, qtbot: QtBot, page: SettingsPage) -> Callable[[], ConnectionPanel]:
        def test() -> ConnectionPanel:
            with qtbot.waitSignal(page.connection.settled, timeout=20_000):
                page.connection.test_button.click()
                assert not page.connection.test_button.isEnabled()
                assert page.connection.cancel_button.isVisible()
            return page.connection

        return test

    @pytest.mark.usefixtures("server")
    def test_what_stands_in_the_way_is_told_at_its_step(
        self, services: Services, panel: Callable[[], ConnectionPanel]
    ) -> None:
        services.settings.set("digipost.user", "")
        shown = panel()
        assert shown.verdict.text() == "It does not work yet."
        words = " ".join(label.text() for label in shown.findChildren(QLabel))
        assert "“User name” is not filled in" in words
        assert shown.test_button.isEnabled()

    def test_an_unknown_server_is_trusted_only_by_a_person(
        self, qtbot: QtBot, services: Services, server: DigipostSandbox, panel: Callable[[], ConnectionPanel]
    ) -> None:
        shown = panel()
        assert server.host_key_fingerprint in shown.trust.words.text()
        assert services.settings.text("digipost.host_key") == ""
        shown.write_box.setChecked(True)
        with qtbot.waitSignal(shown.settled, timeout=20_000):
            shown.trust.button.click()
        assert services.settings.text("digipost.host_key") == server.host_key_fingerprint
        assert shown.verdict.text().startswith("It works")
        assert shown.verdict.property("tone") == Tone.DONE
        assert not shown.trust.isVisible()

    def test_names_that_work_are_offered_after_the_trial(
        self,
        services: Services,
        server: DigipostSandbox,
        page: SettingsPage,
        editor: EditorOf,
        panel: Callable[[], ConnectionPanel],
    ) -> None:
        services.settings.set("digipost.host_key", server.host_key_fingerprint)
        page.connection.write_box.setChecked(True)
        shown = panel()
        assert shown.rename.isVisible()
        shown.rename.button.click()
        flag = editor("digipost.rename_after_upload")
        assert isinstance(flag, FlagEditor)
        assert services.settings.flag("digipost.rename_after_upload")
        assert flag.box.isChecked()

    def test_it_can_be_stopped(
        self, qtbot: QtBot, page: SettingsPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def wait_to_be_stopped(_tester: object, context: JobContext, **_more: object) -> None:
            context.stop.wait(20)
            context.check_cancelled()

        monkeypatch.setattr(ConnectionTester, "run", wait_to_be_stopped)
        page.connection.test_button.click()
        page.connection.cancel_button.click()
        qtbot.waitUntil(page.connection.test_button.isEnabled, timeout=20_000)
        assert page.connection.verdict.text() == "It was stopped before it finished."


class TestKey:
    """The SSH key is made here, and its public part is ready to copy."""

    def test_a_new_key_is_shown_named_and_copied(
        self, qtbot: QtBot, page: SettingsPage, editor: EditorOf, services: Services
    ) -> None:
        with qtbot.waitSignal(page.key.made, timeout=20_000):
            page.key.make(KeyKind.ED25519, "", replace=False)
        assert text_editor(editor, "digipost.key_file").edit.text() == services.settings.text(
            "digipost.key_file"
        )
        page.key.copy_button.click()
        assert QGuiApplication.clipboard().text() == page.key.line.toPlainText()
        assert page.key.line.toPlainText().startswith("ssh-ed25519 ")

    def test_a_key_in_use_is_not_replaced_without_a_word(
        self, qtbot: QtBot, window: MainWindow, page: SettingsPage, services: Services
    ) -> None:
        with qtbot.waitSignal(page.key.made, timeout=20_000):
            page.key.make(KeyKind.ED25519, "", replace=False)
        before = services.settings.text("digipost.key_file")
        dialog = MakeKeyDialog(page.context, services.digipost_keys().present(), page)
        assert dialog.replaces
        assert before in " ".join(label.text() for label in dialog.findChildren(QLabel))
        dialog.reject()
        assert services.settings.text("digipost.key_file") == before


class TestIndex:
    """The groups to the left."""

    def test_every_group_is_in_the_index_and_one_press_away(self, page: SettingsPage) -> None:
        for group, card in page.cards.items():
            page.turn_to(group)
            top = card.mapTo(page, card.rect().topLeft()).y()
            assert 0 <= top < page.height()

    def test_groups_without_a_find_cannot_be_pressed(self, page: SettingsPage) -> None:
        page.search.setText("passphrase")
        buttons = page.index.findChildren(QAbstractButton)
        assert [button.text() for button in buttons if button.isEnabled()] == ["Digipost"]

    def test_the_group_that_was_found_is_the_one_in_sight(self, qtbot: QtBot, page: SettingsPage) -> None:
        def marked() -> list[str]:
            return [each.text() for each in page.index.findChildren(QAbstractButton) if each.isChecked()]

        page.search.setText("passphrase")
        assert marked() == ["Digipost"]
        page.search.setText("no such thing")
        assert marked() == []
        page.search.setText("")
        qtbot.waitUntil(lambda: marked() == ["General"])


class TestLocked:
    """What an administrator has set."""

    def test_it_is_shown_and_cannot_be_changed(
        self, qtbot: QtBot, theme: Theme, services: Services, tmp_path: Path
    ) -> None:
        file = tmp_path / "brevdue-settings.json"
        file.write_text(
            '{"brevdue_settings": 1, "settings": {"app.language": "en"}, "locked": ["app.language"]}'
        )
        with build_services(
            tmp_path / "office", secrets=MemorySecrets(), environment={}, administrators_file=file
        ) as office:
            window = MainWindow(office, theme, language="en")
            qtbot.addWidget(window)
            window.go("settings")
            page = window.page()
            assert isinstance(page, SettingsPage)
            language = page.editor("app.language")
            assert isinstance(language, ChoiceEditor)
            assert not language.box.isEnabled()
            assert language.field.help.text() == "Your administrator has set it."
            window.close()


class TestTransfer:
    """A file of settings."""

    def test_what_would_change_is_shown_before_it_does(
        self, page: SettingsPage, services: Services, tmp_path: Path
    ) -> None:
        file = tmp_path / "in.json"
        values = {"print.return_city": "Tromsø", "print.agreement": True}
        file.write_text(json.dumps({"brevdue_settings": 1, "settings": values}))
        dialog = ImportDialog(page.context, plan_import(services.settings, read_settings_file(file)), page)
        words = [label.text() for label in dialog.findChildren(QLabel)]
        assert "empty → “Tromsø”" in words
        assert "off → on" in words
        assert "Change 2 settings" in [button.text() for button in dialog.findChildren(QAbstractButton)]

    def test_a_wrong_file_leaves_nothing_to_agree_to(
        self, page: SettingsPage, services: Services, tmp_path: Path
    ) -> None:
        file = tmp_path / "in.json"
        file.write_text('{"brevdue_settings": 1, "settings": {"digipost.hots": "x", "app.language": "nb"}}')
        dialog = ImportDialog(page.context, plan_import(services.settings, read_settings_file(file)), page)
        assert [button.text() for button in dialog.findChildren(QAbstractButton)] == ["Close"]


def test_no_field_of_the_page_is_without_a_label(page: SettingsPage) -> None:
    unnamed = [
        type(part).__name__
        for part in page.findChildren(QWidget)
        if isinstance(part, QLineEdit) and part.isVisible() and not part.accessibleName()
    ]
    assert unnamed == []
