"""The first step of one's own wizard: what the mailing is made of."""

from desktop_app.base.texts import Text, text
from desktop_app.wizards.draft import Draft, StepKey
from desktop_app.wizards.steps import Problem, StepWork


class PatternStep:
    """Keeps nothing; a variant that is saved under a name lies with the drafts."""

    key = StepKey.PATTERN
    title = text("Way of sending")

    def problems(self, draft: Draft) -> list[Problem]:
        """Every combination is possible."""
        return []

    def preparation(self, draft: Draft) -> StepWork | None:
        """Nothing."""
        return None

    def commit(self, draft: Draft) -> StepWork | None:
        """Nothing."""
        return None

    def next_label(self, draft: Draft) -> Text | None:
        """Simply Next."""
        return None
