"""The states of the ledger, and which may follow which.

A job is one zip file for Digipost: a lookup or a mailing. A mailing shows the state of the job that is under
way for it. Each change of state goes through the tables below, so that an illegal one is an error at once.
"""

from collections.abc import Mapping
from enum import StrEnum

from desktop_app.base.texts import Text, text


class State(StrEnum):
    """Where a mailing or a job stands. The words are a contract: the command line prints them."""

    DRAFT = "draft"
    """Being put together. Nothing is frozen yet."""
    CHECKED = "checked"
    """The person has confirmed it. For a job: its letters and its id are fixed, the file is not made yet."""
    BUILT = "built"
    """The zip file is whole on the disk and its hash is stored."""
    UPLOADING = "uploading"
    """Written before the first byte goes out. Nobody knows what the server has until somebody looked."""
    UPLOADED = "uploaded"
    """The file is on the server with the right size."""
    ACKNOWLEDGED = "acknowledged"
    """Digipost has said that it received the job, or that it went well as far as it is done."""
    FINISHED = "finished"
    """The final result is applied."""
    FAILED = "failed"
    """Digipost refused the job as a whole: nobody got anything from it."""
    CANCELLED = "cancelled"
    """Stopped by a person before the upload began."""
    UNCERTAIN = "uncertain"
    """Nobody can know without a person whether the job arrived."""

    @property
    def is_final(self) -> bool:
        """True when nothing more happens by itself."""
        return self in _FINAL

    @property
    def may_have_left(self) -> bool:
        """True when at least one byte of the job may have reached Digipost."""
        return self in _MAY_HAVE_LEFT

    @property
    def awaits_receipts(self) -> bool:
        """True while a receipt can still change this."""
        return self in _AWAITS_RECEIPTS

    def words(self) -> Text:
        """The state in the person's words."""
        return STATE_WORDS[self]


_FINAL = frozenset({State.FINISHED, State.FAILED, State.CANCELLED})
_MAY_HAVE_LEFT = frozenset(
    {
        State.UPLOADING,
        State.UPLOADED,
        State.ACKNOWLEDGED,
        State.FINISHED,
        State.FAILED,
        State.UNCERTAIN,
    }
)
_AWAITS_RECEIPTS = frozenset({State.UPLOADING, State.UPLOADED, State.ACKNOWLEDGED, State.UNCERTAIN})

JOB_TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.CHECKED: frozenset({State.BUILT, State.CANCELLED}),
    # Back to checked: the zip is gone or altered, and it was never sent, so it can be made anew.
    State.BUILT: frozenset({State.UPLOADING, State.CHECKED, State.CANCELLED}),
    # A receipt can come before the upload's own outcome is written down.
    # Back to built: the only upload was cut off, and the server has removed the part of it.
    State.UPLOADING: frozenset(
        {State.BUILT, State.UPLOADED, State.ACKNOWLEDGED, State.FINISHED, State.FAILED, State.UNCERTAIN}
    ),
    State.UPLOADED: frozenset({State.ACKNOWLEDGED, State.FINISHED, State.FAILED, State.UNCERTAIN}),
    State.ACKNOWLEDGED: frozenset({State.FINISHED, State.FAILED, State.UNCERTAIN}),
    State.UNCERTAIN: frozenset({State.UPLOADED, State.ACKNOWLEDGED, State.FINISHED, State.FAILED}),
    # A result that says "sent" after one that said "failed" is believed, and shown as a contradiction.
    State.FAILED: frozenset({State.FINISHED}),
    State.FINISHED: frozenset(),
    State.CANCELLED: frozenset(),
}
"""What may follow what, for a job."""

_UNDER_WAY = frozenset(
    {State.CHECKED, State.BUILT, State.UPLOADING, State.UPLOADED, State.ACKNOWLEDGED, State.UNCERTAIN}
)

MAILING_TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.CHECKED, State.CANCELLED}),
    # While it is under way a mailing follows its jobs: the lookup's, then the letters'.
    **{state: (_UNDER_WAY | _FINAL) - {state} for state in _UNDER_WAY},
    # Letters that were not reached can be sent again, with a reason.
    State.FINISHED: _UNDER_WAY | {State.FAILED},
    State.FAILED: _UNDER_WAY | {State.FINISHED},
    State.CANCELLED: frozenset(),
}
"""What may follow what, for a mailing: it shows where its jobs are."""


class IllegalTransition(Exception):
    """A bug: something tried to move a job or a mailing to a state that cannot follow."""

    def __init__(self, what: str, before: State, after: State) -> None:
        super().__init__(f"{what} cannot go from {before} to {after}")
        self.before = before
        self.after = after


def check_job_transition(before: State, after: State) -> None:
    """Raise `IllegalTransition` unless a job may go from one state to the other."""
    if after not in JOB_TRANSITIONS.get(before, frozenset()):
        raise IllegalTransition("a job", before, after)


def check_mailing_transition(before: State, after: State) -> None:
    """Raise `IllegalTransition` unless a mailing may go from one state to the other."""
    if after not in MAILING_TRANSITIONS.get(before, frozenset()):
        raise IllegalTransition("a mailing", before, after)


STATE_WORDS: Mapping[State, Text] = {
    State.DRAFT: text("Draft"),
    State.CHECKED: text("Confirmed, not sent yet"),
    State.BUILT: text("Ready to send"),
    State.UPLOADING: text("Sending"),
    State.UPLOADED: text("Sent to Digipost, waiting for an answer"),
    State.ACKNOWLEDGED: text("Received by Digipost, waiting for the result"),
    State.FINISHED: text("Finished"),
    State.FAILED: text("Refused by Digipost"),
    State.CANCELLED: text("Cancelled"),
    State.UNCERTAIN: text("Uncertain: we don't know if it arrived"),
}
