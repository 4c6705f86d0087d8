"""The first run without a window: each step is kept when one goes on, and nothing wrong is ever kept."""

from pathlib import Path

import pytest

from desktop_app.base.setting_declarations import DECLARATIONS
from desktop_app.base.settings import Settings
from desktop_app.base.texts import text
from desktop_app.wizards.first_run import SENTENCES, SETTINGS_OF, TITLES, FirstRun, SetUpStep, TaskChoice


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json", DECLARATIONS)


@pytest.fixture
def switched() -> list[tuple[str, bool]]:
    return []


@pytest.fixture
def run(settings: Settings, switched: list[tuple[str, bool]]) -> FirstRun:
    return FirstRun(settings, lambda name, on: switched.append((name, on)))


def test_it_has_five_steps_and_an_end(run: FirstRun) -> None:
    assert [step.value for step in run.steps] == [
        "language",
        "organisation",
        "digipost",
        "return_address",
        "schedule",
        "done",
    ]
    for step in SetUpStep:
        assert TITLES[step] != SENTENCES[step]


def test_every_setting_it_asks_for_exists(settings: Settings) -> None:
    for keys in SETTINGS_OF.values():
        for key in keys:
            assert settings.declaration(key).key == key


def test_what_is_typed_is_kept_when_one_goes_on_and_not_before(run: FirstRun, settings: Settings) -> None:
    run.open(SetUpStep.ORGANISATION)
    run.type("print.return_name", "Tromsø turlag")
    run.type("digipost.sender_id", "1000")
    assert not settings.is_set("digipost.sender_id")
    run.go_on()
    assert settings.text("digipost.sender_id") == "1000"
    assert not settings.is_set("digipost.processor_id")
    assert run.step is SetUpStep.DIGIPOST


def test_with_something_wrong_it_goes_nowhere_and_keeps_nothing(run: FirstRun, settings: Settings) -> None:
    run.open(SetUpStep.ORGANISATION)
    run.type("print.return_name", "Tromsø turlag")
    run.type("digipost.sender_id", "prod_1")
    assert run.why_not == run.problem("digipost.sender_id") is not None
    run.go_on()
    assert run.step is SetUpStep.ORGANISATION
    assert not settings.is_set("print.return_name")


def test_a_skipped_step_keeps_nothing_and_is_not_done(run: FirstRun, settings: Settings) -> None:
    run.open(SetUpStep.ORGANISATION)
    run.type("digipost.sender_id", "wrong")
    run.skip()
    assert run.step is SetUpStep.DIGIPOST
    assert not run.is_done(SetUpStep.ORGANISATION)
    run.go_back()
    assert run.written("digipost.sender_id") == ""


def test_it_can_be_left_and_opened_again_with_every_answer(run: FirstRun, settings: Settings) -> None:
    run.open(SetUpStep.ORGANISATION)
    run.type("print.return_name", "Tromsø turlag")
    run.go_on()
    again = FirstRun(settings, lambda _name, _on: None, SetUpStep.RETURN_ADDRESS)
    assert again.written("print.return_name") == "Tromsø turlag"


@pytest.mark.parametrize(
    ("environment", "suggested"), [("production", "prod_1000"), ("test", ""), ("training", "")]
)
def test_the_user_is_suggested_from_the_sender_id(
    run: FirstRun, settings: Settings, environment: str, suggested: str
) -> None:
    settings.change({"app.environment": environment, "digipost.sender_id": "1000"})
    assert run.written("digipost.user") == suggested


def test_a_suggestion_that_is_left_standing_is_kept(run: FirstRun, settings: Settings) -> None:
    settings.set("digipost.sender_id", "1000")
    run.open(SetUpStep.DIGIPOST)
    run.go_on()
    assert settings.text("digipost.user") == "prod_1000"


def test_tasks_are_switched_once_and_only_where_something_changes(
    run: FirstRun, switched: list[tuple[str, bool]]
) -> None:
    run.tasks = [
        TaskChoice("receipts", text("Fetch receipts"), text("daily"), enabled=True),
        TaskChoice("lookup", text("Look up"), text("weekly"), enabled=False),
    ]
    run.open(SetUpStep.SCHEDULE)
    run.switch_task("receipts", on=True)
    run.switch_task("lookup", on=True)
    run.go_on()
    assert switched == [("lookup", True)]
    assert run.step is SetUpStep.DONE


def test_training_asks_for_no_account(run: FirstRun, settings: Settings) -> None:
    settings.set("app.environment", "training")
    assert SetUpStep.DIGIPOST not in run.steps
    run.go_on()
    assert run.step is SetUpStep.RETURN_ADDRESS


def test_what_an_administrator_has_set_stays(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.json", DECLARATIONS, {"digipost.sender_id": "1000"})
    run = FirstRun(settings, lambda _name, _on: None, SetUpStep.ORGANISATION)
    assert run.is_locked("digipost.sender_id")
    run.type("print.return_name", "Tromsø turlag")
    run.go_on()
    assert settings.text("print.return_name") == "Tromsø turlag"
    assert settings.text("digipost.sender_id") == "1000"


def test_it_ends_at_its_ends(run: FirstRun) -> None:
    run.go_back()
    assert run.is_first
    run.open(SetUpStep.DONE)
    run.go_on()
    assert run.step is SetUpStep.DONE
