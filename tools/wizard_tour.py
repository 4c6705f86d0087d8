"""A way through the wizard of “look up, then send” with the sample's files, with a picture at each step."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop_app.mailing.options import Pattern
from desktop_app.mailing.states import State
from desktop_app.sandbox.behaviour import PROMPT
from desktop_app.sandbox.sample import write_sample
from desktop_app.services import Services
from desktop_app.services.training import TRAINING
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.wizards.wizard_view import WizardView
from desktop_app.wizards.draft import (
    FileChoice,
    JobChoice,
    LetterManner,
    LettersChoice,
    MessageChoice,
    RecipientsChoice,
    RecipientSource,
)
from tools.camera import LONGEST_SECONDS, Camera, settle


class WizardTour:
    """Everything behind the window is real; the Digipost is the built-in one."""

    def __init__(self, camera: Camera, window: MainWindow, services: Services, folder: Path) -> None:
        self._camera, self._window, self._services = camera, window, services
        services.settings.set("app.environment", TRAINING)
        services.settings.set("app.language", camera.language)
        services.settings.set("digipost.poll_seconds", "1")
        services.training.start(PROMPT)
        self._sample = write_sample(folder / "sample")

    def go(self) -> None:
        """The whole tour."""
        window = self._window
        window.open_wizard(Pattern.SPLIT_FIRST.value)
        view = window.wizard()
        assert isinstance(view, WizardView)
        self._view = view
        self._take("1-recipients-empty")
        file = FileChoice(str(self._sample.recipients_file))
        self._answer(recipients=RecipientsChoice(RecipientSource.FILE, file=file))
        self._take("1-recipients")
        self._next()
        self._take("2-letters-empty")
        self._answer(
            letters=LettersChoice(LetterManner.BY_COLUMN, folder=str(self._sample.documents_folder)),
            message=MessageChoice(subject="Årskontingent 2026"),
            job=JobChoice(name="Årskontingent 2026", auto_approve=True),
        )
        self._take("2-letters")
        self._next()
        self._take("3-check")
        self._next()
        self._take("4-send")
        count = view.wizard_context.wizard.check.plan(view.wizard_context.flow.draft)
        self._answer(confirmed_count=str(count.letters if count is not None else 0))
        self._take("4-send-confirmed")
        self._next()
        self._take("5-follow")
        self._wait_for_the_end()
        self._take("5-follow-finished")

    def _wait_for_the_end(self) -> None:
        mailing, until = self._services.mailing, time.monotonic() + LONGEST_SECONDS
        while mailing.mailings()[0].state is not State.FINISHED and time.monotonic() < until:
            settle(self._window)

    def _answer(self, **changes: Any) -> None:
        flow = self._view.wizard_context.flow
        flow.change(replace(flow.draft, **changes))

    def _next(self) -> None:
        self._settle()
        self._view.wizard_context.session.press_next()

    def _settle(self) -> None:
        """Wait until the step has nothing more to work out."""
        flow, until = self._view.wizard_context.flow, time.monotonic() + LONGEST_SECONDS
        settle(self._window)
        while flow.page().busy is not None and time.monotonic() < until:
            settle(self._window)
        settle(self._window)

    def _take(self, name: str) -> None:
        self._settle()
        self._camera.take(f"wizard-{name}", self._window)
