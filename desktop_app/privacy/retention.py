"""How long each kind of thing is kept: what is too old, as a pure rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from desktop_app.base.texts import Text, text


class Kind(StrEnum):
    """What is kept for a time. The setting of each is `retention.<kind>_days`."""

    JOB_FILES = "job_files"
    RECEIPTS = "receipts"
    LETTERS = "letters"
    DRAFTS = "drafts"
    EXPORTS = "exports"
    BACKUPS = "backups"
    LOGS = "logs"
    LOOKUPS = "lookups"
    AUDIT = "audit"

    @property
    def setting(self) -> str:
        """The key of the setting that says how many days; 0 stands for ever."""
        return f"retention.{self.value}_days"

    def words(self) -> Text:
        """The kind in the person's words."""
        return _WORDS[self]


_WORDS = {
    Kind.JOB_FILES: text("What was sent to Digipost"),
    Kind.RECEIPTS: text("Receipts as they came"),
    Kind.LETTERS: text("Corrected letters"),
    Kind.DRAFTS: text("Drafts of mailings that were sent"),
    Kind.EXPORTS: text("Exports in Brevdue's own folder"),
    Kind.BACKUPS: text("Backups"),
    Kind.LOGS: text("Logs"),
    Kind.LOOKUPS: text("What old lookups said of each person"),
    Kind.AUDIT: text("Who looked, exported or sent"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One file: since when it is of no more use, how large it is, and whether something unfinished needs it."""

    path: Path
    since: datetime
    bytes: int
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to go of one kind, and how much that is old enough has to stay."""

    going: tuple[Kept, ...]
    needed: int


def limits(days_of: Mapping[Kind, int], now: datetime) -> dict[Kind, datetime]:
    """The moment before which a thing of each kind is too old. Kinds that are kept for ever are left out."""
    return {kind: now - timedelta(days=days) for kind, days in days_of.items() if days > 0}


def judge(kept: Iterable[Kept], limit: datetime) -> Verdict:
    """What of these is too old. What something unfinished needs never goes, however old it is."""
    old = [each for each in kept if each.since < limit]
    return Verdict(tuple(each for each in old if not each.is_needed), sum(each.is_needed for each in old))


def all_but_the_newest(kept: Iterable[Kept]) -> list[Kept]:
    """The same, with the newest one marked as needed: of backups one always stays."""
    in_order = sorted(kept, key=lambda each: each.since)
    return [
        *in_order[:-1],
        *(Kept(each.path, each.since, each.bytes, is_needed=True) for each in in_order[-1:]),
    ]
