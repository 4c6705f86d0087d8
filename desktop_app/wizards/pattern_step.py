"""The first step of one's own wizard: what the mailing is made of."""

from desktop_app.base.texts import text
from desktop_app.wizards.draft import StepKey
from desktop_app.wizards.steps import PlainStep


class PatternStep(PlainStep):
    """Keeps nothing; a variant that is saved under a name lies with the drafts."""

    key = StepKey.PATTERN
    title = text("Way of sending")
