"""What is happening to a job, in sentences for the person who follows it."""

from collections.abc import Mapping

from desktop_app.base.texts import Text, text
from desktop_app.digipost.interfaces import JobKind
from desktop_app.mailing.states import State

_LOOKUP: Mapping[State, Text] = {
    State.CHECKED: text("The lookup is being made ready."),
    State.BUILT: text("The lookup is ready and has not been sent yet."),
    State.UPLOADING: text("The lookup is being sent to Digipost."),
    State.UPLOADED: text("The lookup is at Digipost. Their answer usually comes within minutes."),
    State.ACKNOWLEDGED: text(
        "Digipost has received the lookup and is identifying the recipients; name and address can take hours."
    ),
    State.FINISHED: text("Digipost has answered the lookup."),
    State.FAILED: text("Digipost refused the lookup. Nobody was looked up."),
    State.CANCELLED: text("The lookup was cancelled before it was sent."),
    State.UNCERTAIN: text(
        "We don't know if the lookup reached Digipost. Look at the job on Digipost's pages, then say "
        "here what you found."
    ),
}

_MAILING: Mapping[State, Text] = {
    State.CHECKED: text("The letters are being made ready."),
    State.BUILT: text("The letters are ready and have not been sent yet."),
    State.UPLOADING: text("The letters are being sent to Digipost."),
    State.UPLOADED: text("The letters are at Digipost. Their first answer usually comes within minutes."),
    State.ACKNOWLEDGED: text(
        "Digipost has received the letters and is working on them. If it takes long, somebody may "
        "have to approve the job on Digipost's pages."
    ),
    State.FINISHED: text("Digipost has told what became of each letter."),
    State.FAILED: text("Digipost refused the whole job. No letter was sent."),
    State.CANCELLED: text("The letters were cancelled before they were sent."),
    State.UNCERTAIN: text(
        "We don't know if the letters reached Digipost. Look for the job on Digipost's pages before "
        "anything is sent again."
    ),
}


def job_words(kind: JobKind, state: State) -> Text:
    """The sentence for a job of this kind in this state."""
    return (_LOOKUP if kind is JobKind.LOOKUP else _MAILING)[state]
