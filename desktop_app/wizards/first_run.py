"""The first run: a few short steps from a new folder to a training mailing. Plain classes, no window.

Each step is kept when the person goes on, so that whatever was answered is there when the set-up is opened again.
A step can be skipped: what is missing then stands on Home.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.base.settings import Settings
from desktop_app.base.settings_files import ENVIRONMENT_KEY, TRAINING
from desktop_app.base.texts import Text, text


class SetUpStep(StrEnum):
    """The steps of the first run, in their order: where each missing thing is asked for."""

    LANGUAGE = "language"
    ORGANISATION = "organisation"
    DIGIPOST = "digipost"
    RETURN_ADDRESS = "return_address"
    SCHEDULE = "schedule"
    DONE = "done"


RETURN_ADDRESS = ("print.return_name", "print.return_address1", "print.return_postcode", "print.return_city")
ORGANISATION = "print.return_name"
"""The organisation's name is the first line of its return address."""

SETTINGS_OF: Mapping[SetUpStep, tuple[str, ...]] = {
    SetUpStep.LANGUAGE: ("app.language",),
    SetUpStep.ORGANISATION: (ORGANISATION, "digipost.sender_id", "digipost.processor_id"),
    SetUpStep.DIGIPOST: ("digipost.user", "digipost.key_file"),
    SetUpStep.RETURN_ADDRESS: RETURN_ADDRESS,
    SetUpStep.SCHEDULE: ("digis.enabled",),
    SetUpStep.DONE: (),
}
"""The settings that each step asks for."""

_NEEDED: Mapping[SetUpStep, tuple[str, ...]] = {
    SetUpStep.ORGANISATION: (ORGANISATION, "digipost.sender_id"),
    SetUpStep.DIGIPOST: ("digipost.user", "digipost.key_file", "digipost.host_key"),
    SetUpStep.RETURN_ADDRESS: RETURN_ADDRESS,
}
"""What has to be there before a step counts as done."""

TITLES: Mapping[SetUpStep, Text] = {
    SetUpStep.LANGUAGE: text("Language"),
    SetUpStep.ORGANISATION: text("Your organisation"),
    SetUpStep.DIGIPOST: text("Digipost"),
    SetUpStep.RETURN_ADDRESS: text("Return address"),
    SetUpStep.SCHEDULE: text("What runs by itself"),
    SetUpStep.DONE: text("A first mailing"),
}
SENTENCES: Mapping[SetUpStep, Text] = {
    SetUpStep.LANGUAGE: text("A few short steps. Each can be skipped, and done later from Home."),
    SetUpStep.ORGANISATION: text("Who sends the letters."),
    SetUpStep.DIGIPOST: text("How the program logs in to Digipost's server. You get this from Digipost."),
    SetUpStep.RETURN_ADDRESS: text("Where letters on paper go back to when they cannot be delivered."),
    SetUpStep.SCHEDULE: text("Never letters: those leave only when somebody sends them."),
    SetUpStep.DONE: text("Try it with invented people. Everything stays on this computer."),
}


@dataclass(frozen=True, slots=True)
class TaskChoice:
    """A scheduled task that the person may switch on."""

    name: str
    title: Text
    when: Text
    enabled: bool


class FirstRun:
    """Keeps the step and what was typed in it. `switch` switches a scheduled task on or off."""

    def __init__(
        self, settings: Settings, switch: Callable[[str, bool], None], step: SetUpStep = SetUpStep.LANGUAGE
    ) -> None:
        self._settings = settings
        self._switch = switch
        self._typed: dict[str, str] = {}
        self._switched: dict[str, bool] = {}
        self.step = step
        self.tasks: Sequence[TaskChoice] = ()

    @property
    def steps(self) -> tuple[SetUpStep, ...]:
        """The steps of this folder. Training has its own account at its own Digipost."""
        own = (SetUpStep.ORGANISATION, SetUpStep.DIGIPOST)
        training = self._settings.text(ENVIRONMENT_KEY) == TRAINING
        return tuple(step for step in SetUpStep if not (training and step in own))

    def written(self, key: str) -> str:
        """What stands in a field: what was typed, what is kept, or a suggestion where nothing is."""
        if key in self._typed:
            return self._typed[key]
        kept = self._settings.declaration(key).write(self._settings.get(key))
        return kept or self._suggestion(key)

    def type(self, key: str, written: str) -> None:
        """The person typed this. It is kept when they go on."""
        self._typed[key] = written

    def problem(self, key: str) -> Text | None:
        """What is wrong with what stands in a field. An empty one is not wrong: it is missing."""
        return self._settings.declaration(key).problem_with(self.written(key))

    def is_locked(self, key: str) -> bool:
        """Whether an administrator has answered this."""
        return self._settings.is_locked(key)

    def switch_task(self, name: str, *, on: bool) -> None:
        """The person wants a task to run by itself, or not. It is done when they go on."""
        self._switched[name] = on

    @property
    def why_not(self) -> Text | None:
        """Why the person cannot go on: the first thing in this step that is wrong."""
        return next(
            (wrong for key in SETTINGS_OF[self.step] if (wrong := self.problem(key)) is not None), None
        )

    def go_on(self) -> None:
        """Keep this step, all of it at once, and turn to the next one. Not while something is wrong."""
        if self.why_not is not None:
            return
        self.keep()
        if self.step is SetUpStep.SCHEDULE:
            self._switch_tasks()
        self._turn(1)

    def keep(self) -> None:
        """Keep what stands in this step's fields, all of it at once. Raises `InputError` when something is wrong."""
        self._settings.change(
            {key: self.written(key) for key in SETTINGS_OF[self.step] if self._differs(key)}
        )

    def skip(self) -> None:
        """Turn to the next step and forget what was typed in this one."""
        for key in SETTINGS_OF[self.step]:
            self._typed.pop(key, None)
        if self.step is SetUpStep.SCHEDULE:
            self._switched.clear()
        self._turn(1)

    def go_back(self) -> None:
        """Turn to the step before. What was typed stays in its field."""
        self._turn(-1)

    def open(self, step: SetUpStep) -> None:
        """Turn to any step."""
        if step in self.steps:
            self.step = step

    def is_done(self, step: SetUpStep) -> bool:
        """Whether everything that a step is there for has an answer. One without such things is done once passed."""
        needed = _NEEDED.get(step)
        if needed is None:
            return self.steps.index(step) < self.steps.index(self.step)
        return all(self._settings.text(key) for key in needed)

    @property
    def is_first(self) -> bool:
        """Whether there is nothing before this step."""
        return self.step is self.steps[0]

    def _turn(self, by: int) -> None:
        place = self.steps.index(self.step) + by
        self.step = self.steps[min(max(place, 0), len(self.steps) - 1)]

    def _differs(self, key: str) -> bool:
        kept = self._settings.declaration(key).write(self._settings.get(key))
        return not self.is_locked(key) and self.written(key).strip() != kept

    def _switch_tasks(self) -> None:
        known = {task.name: task.enabled for task in self.tasks}
        for name, on in self._switched.items():
            if known.get(name) is not on:
                self._switch(name, on)
        self._switched.clear()

    def _suggestion(self, key: str) -> str:
        """In production Digipost's user is the sender id with “prod_” before it."""
        sender_id = self._settings.text("digipost.sender_id")
        is_production = self._settings.text(ENVIRONMENT_KEY) == "production"
        return f"prod_{sender_id}" if key == "digipost.user" and sender_id and is_production else ""
