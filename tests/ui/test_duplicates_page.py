"""Duplicates side by side: fields chosen, put together with the number said, kept apart, and undone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.base.secrets import MemorySecrets
from desktop_app.register.model import Recipient
from desktop_app.register.queries import RecipientQuery
from desktop_app.services import Services, build_services
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.duplicates import DuplicatesPage
from desktop_app.ui.pages.recipients import RecipientsPage
from tests.helpers.synthetic_numbers import synthetic_people

ONE_NUMBER, OTHER_NUMBER = synthetic_people(2)
OLA = Recipient(
    "K1", full_name="Ola Nordmann", address1="Havnegata 2", postcode="0150", city="Oslo", phone="90000001"
)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """The window's services are the real ones here, with two people who look like one."""
    made = build_services(tmp_path / "data", secrets=MemorySecrets(), language="en", environment={})
    made.settings.set("app.environment", "training")
    made.register.save(OLA)
    made.register.save(
        replace(OLA, customer_id="K2", phone="99999999", email="ola@example.org", tags=("board",))
    )
    with made:
        yield made


def settle(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(4):
        qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=5000)
        qtbot.wait(5)


def show(qtbot: QtBot, window: MainWindow) -> DuplicatesPage:
    window.go("recipients", view="duplicates")
    settle(qtbot, window)
    page = window.page()
    assert isinstance(page, RecipientsPage)
    opened = page.opened
    assert isinstance(opened, DuplicatesPage)
    key = opened.grid.model.key_at(0)
    if key is not None:
        opened.open_group(key)
        settle(qtbot, window)
    return opened


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question is agreed to, and kept."""
    found: list[str] = []

    def agree(_context: object, _parent: object, title: object, *_rest: object) -> bool:
        found.append(str(title))
        return True

    monkeypatch.setattr("desktop_app.ui.pages.duplicates.confirm", agree)
    return found


def button(widget: QWidget, name: str) -> QPushButton:
    shown = [each for each in widget.findChildren(QPushButton) if each.isVisible()]
    (found,) = [each for each in shown if each.accessibleName() == name]
    return found


def test_the_chosen_values_are_kept_and_the_merge_can_be_undone(
    qtbot: QtBot, window: MainWindow, services: Services, asked: list[str]
) -> None:
    page = show(qtbot, window)
    assert page.header.sentence.text() == "1 group of recipients who may be the same person"
    first, second = services.register.ids(RecipientQuery())
    assert set(page.beside.choices) == {"phone", "email"}, "only where they differ is anything chosen"
    page.beside.choices["phone"].button(second).click()
    button(page, "Put them together…").click()
    settle(qtbot, window)
    assert asked == ["Put 2 recipients together?"]
    after = services.register.get(first)
    assert (after.customer_id, after.phone, after.email, after.tags) == (
        "K1",
        "99999999",
        "ola@example.org",
        ("board",),
    )
    assert services.register.ids(RecipientQuery()) == [first]
    assert page.header.sentence.text() == "No duplicates were found."
    button(page, "Undo: 1 recipient put into another").click()
    settle(qtbot, window)
    assert services.register.ids(RecipientQuery()) == [first, second]
    assert services.register.get(first).phone == "90000001"


def test_the_other_one_can_be_kept_with_its_own_values(
    qtbot: QtBot, window: MainWindow, services: Services, asked: list[str]
) -> None:
    page = show(qtbot, window)
    _first, second = services.register.ids(RecipientQuery())
    page.beside.kept.button(second).click()
    button(page, "Put them together…").click()
    settle(qtbot, window)
    (left,) = services.register.page(RecipientQuery())
    assert (left.id, left.customer_id, left.phone) == (second, "K2", "99999999")
    found = services.register.by_customer_id("K1")
    assert found is not None
    assert found.id == second


def test_different_people_are_kept_apart_and_not_shown_again(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    page = show(qtbot, window)
    button(page, "They are different people").click()
    settle(qtbot, window)
    assert services.register.duplicates() == []
    assert services.register.count(RecipientQuery()) == 2


def test_people_with_different_numbers_cannot_be_put_together(
    qtbot: QtBot, window: MainWindow, services: Services, asked: list[str]
) -> None:
    first, second = services.register.ids(RecipientQuery())
    services.register.save(replace(services.register.get(first), national_id=ONE_NUMBER))
    services.register.save(replace(services.register.get(second), national_id=OTHER_NUMBER))
    services.register.save(replace(OLA, customer_id="K3"))
    page = show(qtbot, window)
    third = services.register.ids(RecipientQuery())[-1]
    assert not page.beside.merge_button.isEnabled()
    page.beside.taken[second].setChecked(False)
    assert page.beside.merge_button.isEnabled()
    page.beside.merge_button.click()
    settle(qtbot, window)
    assert asked == ["Put 2 recipients together?"]
    assert third not in services.register.ids(RecipientQuery())
    assert services.register.get(second).national_id == OTHER_NUMBER
