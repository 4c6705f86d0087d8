"""The page Privacy, and a person's two acts: everything held as a file, and being forgotten."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from desktop_app.base.recovery_code import key_from
from desktop_app.base.secrets import MemorySecrets
from desktop_app.privacy.audit import Act, AuditQuery
from desktop_app.privacy.forgetting import Extent
from desktop_app.register.model import Recipient
from desktop_app.register.recipients import RecipientUnknown
from desktop_app.services import build_services
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.dialogs import PlainDialog
from desktop_app.ui.components.frames import Banner
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages import making_files, privacy
from desktop_app.ui.pages.home import HomePage
from desktop_app.ui.pages.person_privacy import PersonPrivacy, forget_question
from desktop_app.ui.pages.privacy import PrivacyPage
from desktop_app.ui.pages.recovery_dialog import RecoveryDialog, in_lines
from tests.helpers.key_ring import Ring
from tests.helpers.synthetic_numbers import synthetic_people


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[MainWindow]:
    services = build_services(tmp_path / "data", secrets=Ring(), language="en", environment={})
    services.register.save(
        Recipient(customer_id="K4711", full_name="Åse Ødegård", national_id=synthetic_people(1)[0],
                  address1="Storgata 4", postcode="9008", city="Tromsø")
    )  # fmt: skip
    window = MainWindow(services, theme, language="en")
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()
    services.close()


def page_of(window: MainWindow) -> PrivacyPage:
    window.go("privacy")
    page = window.page()
    assert isinstance(page, PrivacyPage)
    return page


def person_part(qtbot: QtBot, window: MainWindow) -> PersonPrivacy:
    window.go("recipients", recipient=1)
    qtbot.waitUntil(lambda: bool(window.findChildren(PersonPrivacy)))
    return window.findChildren(PersonPrivacy)[0]


def noted(where: list[Any], what: object, answer: object = None) -> object:
    """Keep what a dialog was asked, and answer in its place."""
    where.append(what)
    return answer


def acts(window: MainWindow) -> list[Act]:
    return [entry.act for entry in window.context.services.privacy.audit.page(AuditQuery())]


def test_the_page_says_that_the_data_is_encrypted(window: MainWindow) -> None:
    assert "are encrypted" in page_of(window).banner.words.text()


def test_without_encryption_home_and_the_page_say_so(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    with build_services(tmp_path, secrets=MemorySecrets(), language="en", environment={}) as services:
        window = MainWindow(services, theme, language="en")
        qtbot.addWidget(window)
        window.show()
        page = page_of(window)
        assert "is not encrypted" in page.banner.words.text()
        assert not page.code.isVisible()
        window.go("home")
        home = window.page()
        assert isinstance(home, HomePage)
        assert any(
            "is not encrypted" in each.words.text() for each in home.findChildren(Banner) if each.isVisible()
        )
        window.close()


def test_what_is_done_appears_in_the_list_at_once(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    window.context.services.privacy.audit.note(Act.EXPORTED, people=3, about="all.csv")
    qtbot.waitUntil(lambda: page.grid.model.rowCount() == 1)
    page.grid.filter_by(frozenset({Act.FORGOT.value}))
    qtbot.waitUntil(lambda: page.grid.model.rowCount() == 0)


def test_revealing_an_identity_number_is_written_down(qtbot: QtBot, window: MainWindow) -> None:
    person_part(qtbot, window)
    [eye] = [
        each
        for each in window.findChildren(QAbstractButton)
        if each.accessibleName() == "Show the identity number"
    ]
    assert acts(window) == []
    eye.click()
    qtbot.waitUntil(lambda: acts(window) == [Act.REVEALED])


def test_the_recovery_code_is_the_key_and_showing_it_is_written_down(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[RecoveryDialog] = []
    monkeypatch.setattr(RecoveryDialog, "exec", lambda dialog: noted(shown, dialog))
    page_of(window).code.click()
    qtbot.waitUntil(lambda: bool(shown))
    key = key_from(shown[0].code)
    assert key is not None
    assert key.hex() == window.context.services.secrets.get("register.key")
    assert acts(window) == [Act.CODE_SHOWN]
    assert in_lines(shown[0].code) in shown[0].paper()


def test_everything_held_is_written_where_the_person_says(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "held.html"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), "HTML (*.html)"))
    told: list[object] = []
    monkeypatch.setattr(making_files.MakingFiles, "tell", lambda _self, *words: told.append(words))
    person_part(qtbot, window).write.click()
    qtbot.waitUntil(lambda: bool(told))
    assert "What we hold about" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("agrees", [True, False])
def test_forgetting_asks_first_and_names_what_goes(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, agrees: bool
) -> None:
    asked: list[PlainDialog] = []
    answer = QDialog.DialogCode.Accepted if agrees else QDialog.DialogCode.Rejected
    monkeypatch.setattr(PlainDialog, "exec", lambda dialog: noted(asked, dialog, answer))
    part = person_part(qtbot, window)
    part.forget.click()
    qtbot.waitUntil(lambda: bool(asked))
    register = window.context.services.register
    if not agrees:
        assert register.get(1).id == 1
        return

    def is_gone() -> bool:
        try:
            register.get(1)
        except RecipientUnknown:
            return True
        return False

    qtbot.waitUntil(is_gone)
    qtbot.waitUntil(lambda: Act.FORGOT in acts(window))


def test_the_question_does_not_press_itself(window: MainWindow) -> None:
    extent = Extent(letters=3, lookups=1, members=0, files=12, backups=1)
    dialog = forget_question(window.context, "Åse Ødegård", extent, window)
    words = " ".join(label.text() for label in dialog.findChildren(type(page_of(window).banner.words)))
    assert "12 files" in words
    assert "3 letters" in words
    assert "member" not in words
    [default] = [each for each in dialog.findChildren(QAbstractButton) if getattr(each, "isDefault", bool)()]
    assert default.text() == "Go back"
    dialog.deleteLater()


def test_what_is_too_old_is_counted_before_anything_goes(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = window.context.services.folder.exports / "old.csv"
    old.write_text("x")
    os.utime(old, (0, 0))
    page = page_of(window)
    asked: list[object] = []
    monkeypatch.setattr(privacy, "confirm", lambda *words: noted(asked, words, True))
    page.clean.click()
    qtbot.waitUntil(lambda: not old.exists())
    assert len(asked) == 1
    qtbot.waitUntil(lambda: "removed" in page.banner.words.text())
