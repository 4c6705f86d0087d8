"""The register's front door: everything that other rooms do with recipients goes through `Register`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text
from desktop_app.base.work import WorkContext
from desktop_app.register.model import FieldProblem, LookupStatus, Recipient
from desktop_app.register.queries import RecipientQuery


class RecipientUnknown(InputError):
    """No recipient has this id or customer id."""


class RecipientRefused(InputError):
    """A recipient cannot be saved as it is. `problems` says which fields are wrong."""

    def __init__(self, *, title: Text, message: Text, hint: Text, problems: Sequence[FieldProblem]) -> None:
        super().__init__(title=title, message=message, hint=hint)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit did, enough for `Register.undo` to take it back: rows as they were before.

    `before` holds None for a recipient that did not exist, `after_ids` the ids that were made.
    """

    description: Text
    before: tuple[Recipient, ...]
    made_ids: tuple[int, ...] = ()


class Register:
    """Recipients in the database. Stateless; may be used from any thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # Reading
    def get(self, recipient_id: int) -> Recipient:
        """The recipient with this id. Raises `RecipientUnknown`."""
        raise NotImplementedError

    def by_customer_id(self, customer_id: str) -> Recipient | None:
        """The recipient with this customer id, or None."""
        raise NotImplementedError

    def page(self, query: RecipientQuery, offset: int = 0, limit: int = 200) -> list[Recipient]:
        """One page of the answer to a query, tags included."""
        raise NotImplementedError

    def count(self, query: RecipientQuery) -> int:
        """How many recipients a query finds."""
        raise NotImplementedError

    def iterate(self, query: RecipientQuery) -> Iterator[Recipient]:
        """All recipients a query finds, streamed, as they were when the iteration began."""
        raise NotImplementedError

    def ids(self, query: RecipientQuery) -> list[int]:
        """The ids of all recipients a query finds, in its order."""
        raise NotImplementedError

    def count_by_status(self) -> Mapping[LookupStatus | None, int]:
        """How many recipients there are of each status; None stands for never looked up."""
        raise NotImplementedError

    # Writing
    def check(self, recipient: Recipient) -> list[FieldProblem]:
        """Everything that stops this recipient from being saved. Empty when nothing does."""
        raise NotImplementedError

    def save(self, recipient: Recipient) -> Change:
        """Keep a new recipient (`id` 0) or an edited one. Raises `RecipientRefused`.

        The new id stands in the change's `made_ids`. An edit of what a lookup builds on (name, identity
        number, birth date) forgets the answer of the last lookup, since it may be about somebody else.
        """
        raise NotImplementedError

    def delete(self, recipient_ids: Iterable[int]) -> Change:
        """Remove recipients. `undo` brings them back as they were."""
        raise NotImplementedError

    def undo(self, change: Change) -> None:
        """Take a change back: rows get the values they had before it."""
        raise NotImplementedError

    def forget(self, recipient_id: int, connection: Connection | None = None) -> Recipient:
        """Remove a person for good, with history and search index, and overwrite what was on the disk.

        Returns what was known, so that the caller can forget the same person in the ledger and in files.
        Within a caller's transaction when `connection` is given.
        """
        raise NotImplementedError

    def looked_up_before(self, moment: datetime, query: RecipientQuery) -> int:
        """How many of a query's recipients have an answer older than `moment`, or none."""
        raise NotImplementedError

    def refresh_search_index(self, context: WorkContext) -> int:
        """Bring the search index up to date in short transactions; returns how many rows were indexed.

        Searching is right without it, only slower on large registers: run it after an import and at start,
        on the lane for local files.
        """
        raise NotImplementedError
