"""Who did what with whose data: looked up, revealed, took out or in, sent, told, forgot. Kept in the database.

A row points to a person by the register's own id, and shows their name only for as long as the register has it.
"""

import getpass
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.events import Events
from desktop_app.base.texts import Text, plural, text
from desktop_app.base.work import WorkContext
from desktop_app.mailing.tables import jobs
from desktop_app.privacy.retention import Kind
from desktop_app.privacy.tables import audit
from desktop_app.register.identity import mask_national_id, national_id_is_sound
from desktop_app.register.number_checks import without_separators
from desktop_app.register.tables import recipients

T = TypeVar("T")
Context = TypeVar("Context", bound=WorkContext)


class Act(StrEnum):
    """What was done."""

    LOOKED_UP = "looked_up"
    REVEALED = "revealed"
    IMPORTED = "imported"
    EXPORTED = "exported"
    COPIED = "copied"
    PRINTED = "printed"
    FETCHED = "fetched"
    SENT = "sent"
    SENT_AGAIN = "sent_again"
    TOLD = "told"
    FORGOT = "forgot"
    CODE_SHOWN = "code_shown"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    CLEANED = "cleaned"

    def words(self) -> Text:
        """The act in the person's words."""
        return _WORDS[self]


_WORDS = {
    Act.LOOKED_UP: text("Looked up at Digipost"),
    Act.REVEALED: text("Showed the identity number"),
    Act.IMPORTED: text("Took in a file"),
    Act.EXPORTED: text("Exported"),
    Act.COPIED: text("Copied from a list"),
    Act.PRINTED: text("Printed letters"),
    Act.FETCHED: text("Handed out over the network"),
    Act.SENT: text("Sent"),
    Act.SENT_AGAIN: text("Sent again to Digis"),
    Act.TOLD: text("Wrote a file of all that is held"),
    Act.FORGOT: text("Forgot a person"),
    Act.CODE_SHOWN: text("Showed the recovery code"),
    Act.BACKED_UP: text("Made a backup"),
    Act.RESTORED: text("Put a backup in the place of the data"),
    Act.CLEANED: text("Removed what was too old"),
}

_LEAVES_SOMETHING = frozenset({Act.PRINTED})
"""What cannot be taken back where it ends half-way: sheets that lie in the printer."""


@dataclass(frozen=True, slots=True)
class AuditChanged:
    """Event: something was written to the audit."""


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which entries. Empty `acts` stands for all; `search` looks in who did it and what it was about."""

    acts: frozenset[Act] = frozenset()
    recipient_id: int | None = None
    search: str = ""
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act. `person` is the name as the register has it now: None for nobody, and for somebody forgotten.

    `about` is a job's name or id, a file's name, or for `Act.CLEANED` a `Kind` with how many of it went.
    """

    id: int
    at: datetime
    who: str
    act: Act
    recipient_id: int | None
    person: str | None
    people: int | None
    about: str | None

    def about_words(self) -> Text:
        """Whom or what it was about."""
        if self.person is not None:
            return text("{name}", name=self.person)
        if self.recipient_id is not None:
            return text("Somebody who is no longer in the register")
        if self.act is Act.CLEANED and self.about:
            kind, _colon, count = self.about.partition(":")
            return text("{kind}: {count}", kind=Kind(kind).words(), count=int(count))
        if self.people is not None and self.about:
            return plural("{about}: {count} person", "{about}: {count} people", self.people, about=self.about)
        if self.people is not None:
            return plural("{count} person", "{count} people", self.people)
        return text("{about}", about=self.about or "")


_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d{6}[ .-]?\d{5}(?!\d)")
_ABOUT = func.coalesce(func.nullif(jobs.c.name, ""), audit.c.about)
"""A job under its name, where it has one."""


class Audit:
    """Writes and reads the audit. May be used from any thread."""

    def __init__(self, database: Database, clock: Clock, events: Events) -> None:
        self._database = database
        self._clock = clock
        self._events = events

    def note(
        self,
        act: Act,
        *,
        recipient_id: int | None = None,
        member: str | None = None,
        people: int | None = None,
        about: str | None = None,
        connection: Connection | None = None,
    ) -> None:
        """Write that the system's user did this now; with a `connection` as a part of the caller's transaction."""
        now, values = self._clock.now(), {"recipient_id": recipient_id, "member": member, "people": people}
        if connection is not None:
            write_act(connection, act, now, about=about, **values)
            return
        with self._database.begin() as own:
            write_act(own, act, now, about=about, **values)
        self._events.publish(AuditChanged())

    def noting(
        self,
        act: Act,
        about: str,
        work: Callable[[Context], T],
        people: Callable[[T], int | None] = lambda _done: None,
    ) -> Callable[[Context], T]:
        """The same work, written down once it is done; `people` says from what it returned how many it touched.

        What may have left something behind is written down where it fails or is stopped as well.
        """

        def noted(context: Context) -> T:
            try:
                done = work(context)
            except BaseException:
                if act in _LEAVES_SOMETHING:
                    self.note(act, about=about)
                raise
            self.note(act, people=people(done), about=about)
            return done

        return noted

    def note_job(self, act: Act, job_id: str, *, people: int) -> None:
        """Write that a job went to Digipost. Told again of the same job, it is written once."""
        same = select(audit.c.id).where(audit.c.act == act, audit.c.about == job_id)
        with self._database.begin() as connection:
            if connection.execute(same).first() is not None:
                return
            self.note(act, people=people, about=job_id, connection=connection)
        self._events.publish(AuditChanged())

    def page(self, query: AuditQuery, offset: int = 0, limit: int = 200) -> list[AuditEntry]:
        """One page of entries, the newest first."""
        order = audit.c.id if query.oldest_first else audit.c.id.desc()
        wanted = (
            select(audit, recipients.c.full_name, _ABOUT.label("named"))
            .outerjoin(recipients, recipients.c.id == audit.c.recipient_id)
            .outerjoin(jobs, jobs.c.job_id == audit.c.about)
            .where(*_conditions(query))
            .order_by(order)
            .offset(offset)
            .limit(limit)
        )
        with self._database.read() as connection:
            return [
                AuditEntry(
                    row.id,
                    row.at,
                    row.who,
                    Act(row.act),
                    row.recipient_id,
                    row.full_name,
                    row.people,
                    row.named,
                )
                for row in connection.execute(wanted)
            ]

    def count(self, query: AuditQuery) -> int:
        """How many entries a query finds."""
        with self._database.read() as connection:
            wanted = select(func.count()).select_from(audit).where(*_conditions(query))
            return int(connection.execute(wanted).scalar_one())


def write_act(
    connection: Connection, act: Act, now: datetime, *, about: str | None = None, **values: str | int | None
) -> None:
    """Write that the system's user did this, into whatever data the connection is to.

    `about` may be the name of a file that somebody chose, so an identity number in it is masked.
    """
    named = None if about is None else _ELEVEN_DIGITS.sub(_masked, about)
    connection.execute(insert(audit).values(at=now, who=current_user(), act=act, about=named, **values))


def forget_member_in_audit(connection: Connection, person_id: str) -> None:
    """Take a gym's id of a person out of the entries about them."""
    connection.execute(update(audit).where(audit.c.member == person_id).values(member=None))


def current_user() -> str:
    """The name under which somebody is logged in at this computer."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no name in the environment, and none for the number in the system
        return "?"


def _conditions(query: AuditQuery) -> Iterator[ColumnElement[bool]]:
    if query.acts:
        yield audit.c.act.in_(query.acts)
    if query.recipient_id is not None:
        yield audit.c.recipient_id == query.recipient_id
    for word in query.search.split():
        yield (audit.c.who + " " + func.coalesce(audit.c.about, "")).contains(word, autoescape=True)


def _masked(digits: re.Match[str]) -> str:
    number = digits.group()
    return mask_national_id(number) if national_id_is_sound(without_separators(number)) else number
