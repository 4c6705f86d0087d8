"""What can become of a slot, and why one did not run."""

from collections.abc import Mapping
from enum import StrEnum

from desktop_app.base.texts import Text, text


class Outcome(StrEnum):
    """What became of one slot. Every slot gets exactly one, also those that did not run."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The program ended in the middle."""
    COVERED = "covered"
    """Missed, and made up for by one later run, however many were missed."""
    MISSED = "missed"
    SKIPPED = "skipped"

    @property
    def ran(self) -> bool:
        """True when the work was begun."""
        return self in _RAN

    def words(self) -> Text:
        """The outcome in the person's words."""
        return OUTCOME_WORDS[self]


class Cause(StrEnum):
    """Why a slot did not run."""

    NOT_RUNNING = "not_running"
    ASLEEP = "asleep"
    NO_NETWORK = "no_network"
    PAUSED = "paused"
    STILL_RUNNING = "still_running"

    def words(self) -> Text:
        """The cause in the person's words."""
        return CAUSE_WORDS[self]


class Trigger(StrEnum):
    """Why a run was begun."""

    ON_TIME = "on_time"
    CATCH_UP = "catch_up"
    BY_HAND = "by_hand"

    def words(self) -> Text:
        """The reason in the person's words."""
        return TRIGGER_WORDS[self]


_RAN = frozenset({Outcome.RUNNING, Outcome.DONE, Outcome.FAILED, Outcome.CANCELLED, Outcome.INTERRUPTED})

OUTCOME_WORDS: Mapping[Outcome, Text] = {
    Outcome.RUNNING: text("Running"),
    Outcome.DONE: text("Done"),
    Outcome.FAILED: text("Failed"),
    Outcome.CANCELLED: text("Stopped by somebody"),
    Outcome.INTERRUPTED: text("Interrupted: the program ended"),
    Outcome.COVERED: text("Caught up by a later run"),
    Outcome.MISSED: text("Did not run"),
    Outcome.SKIPPED: text("Skipped"),
}

CAUSE_WORDS: Mapping[Cause, Text] = {
    Cause.NOT_RUNNING: text("Brevdue was not running."),
    Cause.ASLEEP: text("The computer was asleep, or its clock was changed."),
    Cause.NO_NETWORK: text("The network could not be reached."),
    Cause.PAUSED: text("The schedule was paused."),
    Cause.STILL_RUNNING: text("The run before was still going on."),
}

TRIGGER_WORDS: Mapping[Trigger, Text] = {
    Trigger.ON_TIME: text("On time"),
    Trigger.CATCH_UP: text("Afterwards"),
    Trigger.BY_HAND: text("By hand"),
}
