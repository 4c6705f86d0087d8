"""A training mailing to learn on: the sample's people and letters, with a draft that has them chosen already."""

from dataclasses import replace

from desktop_app.base.paths import DataFolder
from desktop_app.base.settings import Settings
from desktop_app.mailing.options import Pattern
from desktop_app.wizards.draft import (
    FileChoice,
    JobChoice,
    LetterManner,
    LettersChoice,
    MessageChoice,
    RecipientsChoice,
    RecipientSource,
    StepKey,
)
from desktop_app.wizards.drafts import Drafts

_POLL_SECONDS = "digipost.poll_seconds"
PATTERN = Pattern.SPLIT_FIRST


def begin_practice(folder: DataFolder, settings: Settings, drafts: Drafts) -> str:
    """Write the sample into the folder and keep a draft over it; returns the draft's id.

    The person goes through every step all the same: nothing is confirmed beforehand. The built-in Digipost answers
    within seconds, so it is asked that often, unless somebody has chosen otherwise.
    """
    from desktop_app.sandbox.sample import SUBJECT, write_sample

    if not settings.is_set(_POLL_SECONDS):
        settings.set(_POLL_SECONDS, "2")
    sample = write_sample(folder.root / "sample")
    draft = replace(
        drafts.begin(PATTERN),
        step=StepKey.RECIPIENTS,
        reached=StepKey.RECIPIENTS,
        recipients=RecipientsChoice(RecipientSource.FILE, file=FileChoice(path=str(sample.recipients_file))),
        letters=LettersChoice(LetterManner.BY_COLUMN, folder=str(sample.documents_folder)),
        message=MessageChoice(subject=SUBJECT),
        job=JobChoice(name=SUBJECT, auto_approve=True),
    )
    drafts.save(draft)
    return draft.id
