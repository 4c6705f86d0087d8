"""The privacy room put together over the others, and the audit written from what they tell.

The audit listens from the beginning. What removes and hands out is loaded when somebody asks for it.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.events import Events
from desktop_app.base.paths import DataFolder
from desktop_app.base.settings import Settings
from desktop_app.base.translate import Translator
from desktop_app.base.work import WorkContext
from desktop_app.digipost.interfaces import JobKind
from desktop_app.digis.events import ExportFetched, MemberSentAgain
from desktop_app.digis.service import DigisService
from desktop_app.mailing.events import JobChanged
from desktop_app.mailing.service import MailingService
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import jobs
from desktop_app.privacy.audit import Act, Audit
from desktop_app.privacy.retention import Kind
from desktop_app.register.recipients import Register

if TYPE_CHECKING:
    from desktop_app.privacy.cleaning import Cleaning
    from desktop_app.privacy.forgetting import Forgetting


@dataclass(frozen=True, slots=True)
class PrivacyGround:
    """What the privacy room stands on."""

    database: Database
    folder: DataFolder
    settings: Settings
    events: Events
    clock: Clock
    register: Register
    mailing: MailingService
    digis: DigisService


class Privacy:
    """What a window or a command does for privacy."""

    def __init__(self, ground: PrivacyGround, audit: Audit) -> None:
        self._ground = ground
        self.audit = audit

    @cached_property
    def forgetting(self) -> "Forgetting":
        """Removing a person from everything."""
        from desktop_app.privacy.forgetting import Forgetting, ForgettingParts

        ground = self._ground
        return Forgetting(
            ForgettingParts(
                database=ground.database,
                folder=ground.folder,
                register=ground.register,
                mailing=ground.mailing,
                audit=self.audit,
                events=ground.events,
                clock=ground.clock,
            )
        )

    @cached_property
    def cleaning(self) -> "Cleaning":
        """Removing what is too old."""
        from desktop_app.privacy.cleaning import Cleaning, CleaningParts

        ground = self._ground
        return Cleaning(
            CleaningParts(
                database=ground.database,
                folder=ground.folder,
                log=ground.digis.log,
                audit=self.audit,
                events=ground.events,
                clock=ground.clock,
                days_of=self._days_of,
            )
        )

    def write_held(
        self, recipient_id: int, target: Path, say: Translator, context: WorkContext
    ) -> dict[str, Any]:
        """Write everything that is held about one person to an .html or .json file; returns it."""
        from desktop_app.privacy.held import HeldParts, write_held

        ground = self._ground
        held = HeldParts(
            database=ground.database,
            folder=ground.folder,
            register=ground.register,
            mailing=ground.mailing,
            audit=self.audit,
            clock=ground.clock,
            days_kept=lambda: {kind.value: days for kind, days in self._days_of().items()},
        )
        return write_held(held, recipient_id, target, say, context)

    def _days_of(self) -> Mapping[Kind, int]:
        return {kind: self._ground.settings.integer(kind.setting) for kind in Kind}


def build_privacy(ground: PrivacyGround) -> Privacy:
    """Put the parts together, and have the audit listen to what is looked up, sent and fetched."""
    audit = Audit(ground.database, ground.clock, ground.events)
    _listen(ground, audit)
    return Privacy(ground, audit)


def _listen(ground: PrivacyGround, audit: Audit) -> None:
    def note_upload(event: JobChanged) -> None:
        if event.state is not State.UPLOADED:
            return
        # What has left has left: a full disk must not stop what goes on from there.
        with contextlib.suppress(DatabaseError):
            with ground.database.read() as connection:
                wanted = select(jobs.c.kind, jobs.c.item_count).where(jobs.c.job_id == event.job_id)
                kind, people = connection.execute(wanted).one()
            act = Act.LOOKED_UP if kind == JobKind.LOOKUP else Act.SENT
            audit.note_job(act, event.job_id, people=people)

    def note_resend(event: MemberSentAgain) -> None:
        audit.note(Act.SENT_AGAIN, member=event.person_id, about="Digis")

    def note_fetch(event: ExportFetched) -> None:
        audit.note(Act.FETCHED, people=event.members, about=event.remote)

    ground.events.subscribe(JobChanged, note_upload)
    ground.events.subscribe(ExportFetched, note_fetch)
    ground.events.subscribe(MemberSentAgain, note_resend)
