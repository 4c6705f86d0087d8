"""The first run in the window: a few pages over the folder's settings."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.sandbox.digipost_server import DigipostSandbox
from desktop_app.services import Services
from desktop_app.ui.first_run.pages import DigipostPage, DonePage, LanguagePage, SchedulePage, SetUpPage
from desktop_app.ui.first_run.view import FirstRunView
from desktop_app.ui.main_window import MainWindow
from desktop_app.wizards.first_run import SetUpStep
from tests.helpers.looking import cut_texts, nameless, overflowing


@pytest.fixture
def view(qtbot: QtBot, window: MainWindow) -> FirstRunView:
    window.open_set_up()
    settle(qtbot, window)
    return shown(window)


def shown(window: MainWindow) -> FirstRunView:
    view = window.wizard()
    assert isinstance(view, FirstRunView)
    return view


def settle(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(4):
        qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=5000)
        qtbot.wait(10)


def page(view: FirstRunView, step: SetUpStep) -> SetUpPage:
    view.open_step(step.value)
    return view.page()


def test_the_language_changes_at_once_and_the_step_stays(view: FirstRunView, window: MainWindow) -> None:
    first = view.page()
    assert isinstance(first, LanguagePage)
    first.language.setCurrentIndex(first.language.findData("nb"))
    again = shown(window)
    assert again is not view
    assert again.run.step is SetUpStep.LANGUAGE
    assert again.next_button.text() == "Neste"
    assert window.context.services.settings.text("app.language") == "nb"


def test_another_environment_opens_its_own_folder(
    qtbot: QtBot, view: FirstRunView, window: MainWindow, services: Services
) -> None:
    first = view.page()
    assert isinstance(first, LanguagePage)
    first.environments.button("training").click()
    assert view.next_button.text() == "Open this environment"
    with qtbot.waitSignal(window.environment_wanted) as asked:
        view.next_button.click()
    assert asked.args == ["training", True]
    assert services.settings.text("app.environment") == "production"


def test_a_wrong_answer_is_said_under_its_field_and_stops_next(
    view: FirstRunView, services: Services
) -> None:
    organisation = page(view, SetUpStep.ORGANISATION)
    QTest.keyClicks(organisation.edits["digipost.sender_id"], "prod")
    assert not view.next_button.isEnabled()
    words = " ".join(label.text() for label in organisation.findChildren(QLabel))
    assert "Digipost's ids are numbers" in words
    view.skip_button.click()
    assert view.run.step is SetUpStep.DIGIPOST
    assert services.settings.text("digipost.sender_id") == ""
    view.back_button.click()
    assert view.page().edits["digipost.sender_id"].text() == ""


def test_the_test_of_the_connection_is_about_what_stands_in_the_fields(
    qtbot: QtBot, view: FirstRunView, services: Services, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with DigipostSandbox(tmp_path_factory.mktemp("digipost")) as sandbox:
        services.settings.change({"digipost.host": sandbox.host, "digipost.port": str(sandbox.port)})
        digipost = page(view, SetUpStep.DIGIPOST)
        assert isinstance(digipost, DigipostPage)
        digipost.edits["digipost.user"].setText(sandbox.user)
        digipost.edits["digipost.key_file"].setText(str(sandbox.key_file))
        with qtbot.waitSignal(digipost.connection.settled, timeout=20_000):
            QTest.mouseClick(digipost.connection.test_button, Qt.MouseButton.LeftButton)
        assert services.settings.text("digipost.user") == sandbox.user
        with qtbot.waitSignal(digipost.connection.settled, timeout=20_000):
            digipost.connection.trust.button.click()
        assert digipost.connection.verdict.text().startswith("It works")
    view.go_on()
    assert view.run.is_done(SetUpStep.DIGIPOST)


def test_what_runs_by_itself_is_switched(
    qtbot: QtBot, view: FirstRunView, window: MainWindow, services: Services
) -> None:
    schedule = page(view, SetUpStep.SCHEDULE)
    assert isinstance(schedule, SchedulePage)
    qtbot.waitUntil(lambda: "lookup" in schedule.boxes, timeout=5000)
    schedule.boxes["lookup"].setChecked(True)
    schedule.digis.setChecked(True)
    view.go_on()
    settle(qtbot, window)
    enabled = {each.name: each.enabled for each in services.schedule.views()}
    assert enabled["lookup"]
    assert services.settings.flag("digis.enabled")


def test_the_end_says_what_is_missing_and_offers_a_training_mailing(
    qtbot: QtBot, view: FirstRunView, window: MainWindow
) -> None:
    done = page(view, SetUpStep.DONE)
    assert isinstance(done, DonePage)
    settle(qtbot, window)
    words = [label.text() for label in done.findChildren(QLabel)]
    assert "The SSH key: missing" in words
    with qtbot.waitSignal(window.environment_wanted) as asked:
        view.next_button.click()
    assert asked.args == ["training", True]


def test_esc_puts_it_aside_and_it_opens_again_where_something_is_missing(
    qtbot: QtBot, view: FirstRunView, window: MainWindow, services: Services
) -> None:
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert window.wizard() is None
    services.set_up.is_new = False
    services.settings.set("digipost.sender_id", "1000")
    window.open_set_up()
    settle(qtbot, window)
    assert shown(window).run.step is SetUpStep.DIGIPOST


def test_what_was_typed_in_a_later_step_is_kept_when_the_language_changes(
    qtbot: QtBot, view: FirstRunView, window: MainWindow, services: Services
) -> None:
    page(view, SetUpStep.ORGANISATION)
    view.run.type("digipost.sender_id", "1000")
    view.open_step(SetUpStep.LANGUAGE.value)
    services.settings.set("app.language", "nb")
    window.start_over()
    again = shown(window)
    assert again is not view
    assert again.run.step is SetUpStep.LANGUAGE
    assert again.run.written("digipost.sender_id") == "1000"


@pytest.mark.parametrize("language", ["nb", "sv", "en"])
def test_no_words_are_cut_on_any_page(
    qtbot: QtBot, window: MainWindow, services: Services, language: str
) -> None:
    services.settings.set("app.language", language)
    window.start_over()
    window.resize(1024, 700)
    window.open_set_up()
    for step in SetUpStep:
        shown(window).open_step(step.value)
        settle(qtbot, window)
        assert cut_texts(window) == []
        assert overflowing(window) == []
        assert nameless(window) == []
