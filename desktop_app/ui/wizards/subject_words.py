"""Subjects with their fields in the person's language: “{Fornavn}” on the screen, `{first_name}` in the draft."""

from desktop_app.mailing.subjects import SUBJECT_FIELDS
from desktop_app.ui.context import UiContext
from desktop_app.ui.words import FIELD_LABEL


def shown_subject(context: UiContext, subject: str) -> str:
    """The subject as it is shown and typed."""
    for name in SUBJECT_FIELDS:
        subject = subject.replace(f"{{{name}}}", f"{{{context.say(FIELD_LABEL[name])}}}")
    return subject


def stored_subject(context: UiContext, shown: str) -> str:
    """The subject as the draft keeps it. What is no field's label stays, and is then said to be unknown."""
    for name in SUBJECT_FIELDS:
        shown = shown.replace(f"{{{context.say(FIELD_LABEL[name])}}}", f"{{{name}}}")
    return shown
