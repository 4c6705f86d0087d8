"""What a wizard's step is, and what it may ask to have done in the background."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from desktop_app.base.texts import Text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import Lane
from desktop_app.wizards.draft import Draft, StepKey


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend before a step is done.

    `field` names the input it stands under, in the words of the draft ("letters.common_file"); None is about
    the whole step.
    """

    text: Text
    field: str | None = None


@dataclass(frozen=True, slots=True)
class StepWork:
    """Work that a step needs done in the background.

    `made_from` fingerprints the answers that it depends on. `run` does it, on another thread, and returns plain
    values. `keep` takes the result on the flow's thread and returns the draft, changed or not. `lane` is the queue it
    waits in; None is for what is done at once and needs neither a name in the window nor a way to stop it.
    """

    step: StepKey
    name: Text
    made_from: str
    run: Callable[[WorkContext], Any]
    keep: Callable[[Draft, Any], Draft]
    lane: Lane | None = Lane.FILES


class Step(Protocol):
    """One page's questions. Everything here is quick; what is slow is handed out as `StepWork`."""

    @property
    def key(self) -> StepKey:
        """Which step this is."""
        ...

    @property
    def title(self) -> Text:
        """Its name in the stepper."""
        ...

    def problems(self, draft: Draft) -> Sequence[Problem]:
        """What must be mended before Next, the most important first."""
        ...

    def preparation(self, draft: Draft) -> StepWork | None:
        """What must be worked out before Next, or None when that is done for these answers."""
        ...

    def commit(self, draft: Draft) -> StepWork | None:
        """What Next itself does before the following step is shown, or None."""
        ...

    def next_label(self, draft: Draft) -> Text | None:
        """What Next is called on this step, where it is not simply Next: "Send 412 letters"."""
        ...

    def passed(self, draft: Draft) -> Draft:
        """The draft with what is to be remembered of the person having gone on from here."""
        ...


class PlainStep:
    """A step that needs nothing worked out and does nothing on Next. Others say only what differs."""

    def problems(self, draft: Draft) -> Sequence[Problem]:
        """None."""
        return ()

    def preparation(self, draft: Draft) -> StepWork | None:
        """Nothing."""
        return None

    def commit(self, draft: Draft) -> StepWork | None:
        """Nothing."""
        return None

    def next_label(self, draft: Draft) -> Text | None:
        """Simply Next."""
        return None

    def passed(self, draft: Draft) -> Draft:
        """The draft as it is."""
        return draft
