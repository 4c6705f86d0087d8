"""What the sync tells the window."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DigisChanged:
    """Event: members, their states, or the queue are not what they were. Told at most once a second in a run."""


@dataclass(frozen=True, slots=True)
class ExportFetched:
    """Event: somebody at an address fetched the export, and was handed out so many members."""

    remote: str
    members: int


@dataclass(frozen=True, slots=True)
class MemberSentAgain:
    """Event: somebody asked, with a reason, that a member be sent again."""

    person_id: str
