"""Keeping drafts: saved at each change, found again after the window was closed."""

import json
import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.mailing.options import Pattern
from desktop_app.wizards.draft import Draft, PatternOptions, StepKey
from desktop_app.wizards.draft_text import draft_from_text, draft_to_text
from desktop_app.wizards.tables import wizard_drafts, wizard_variants


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """A draft in a list: enough to offer it again without opening it."""

    id: str
    pattern: Pattern
    name: str
    step: StepKey
    updated_at: datetime


class Drafts:
    """Owns the stored drafts and the saved variants of one environment."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, pattern: Pattern, options: PatternOptions | None = None) -> Draft:
        """A new draft with an id of its own. It is stored when it is first saved."""
        draft = Draft(id=uuid.uuid4().hex, pattern=pattern)
        return draft if options is None else replace(draft, options=options)

    def save(self, draft: Draft) -> None:
        """Store the draft in place of what was stored of it before."""
        now = self._clock.now()
        values = {
            "pattern": draft.pattern.value,
            "name": draft.job.name,
            "step": draft.step.value,
            "mailing_id": draft.mailing_id,
            "sent": draft.sent,
            "content": draft_to_text(draft),
            "updated_at": now,
        }
        statement = insert(wizard_drafts).values(id=draft.id, created_at=now, **values)
        with self._database.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))

    def open(self, draft_id: str) -> Draft:
        """The stored draft. KeyError when there is none; `DraftUnreadable` when it cannot be read."""
        query = select(wizard_drafts.c.content).where(wizard_drafts.c.id == draft_id)
        with self._database.read() as connection:
            content = connection.execute(query).scalar_one_or_none()
        if content is None:
            raise KeyError(draft_id)
        return draft_from_text(content)

    def waiting(self) -> tuple[DraftSummary, ...]:
        """The drafts that have not been sent, the latest first."""
        query = (
            select(wizard_drafts)
            .where(wizard_drafts.c.sent.is_(False))
            .order_by(wizard_drafts.c.updated_at.desc())
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(
            DraftSummary(row.id, Pattern(row.pattern), row.name, StepKey(row.step), row.updated_at)
            for row in rows
        )

    def of_mailing(self, mailing_id: int) -> Draft | None:
        """The draft that this mailing was or is made with, or None."""
        query = select(wizard_drafts.c.content).where(wizard_drafts.c.mailing_id == mailing_id)
        with self._database.read() as connection:
            content = connection.execute(query).scalar()
        return None if content is None else draft_from_text(content)

    def throw_away(self, draft_id: str) -> None:
        """Remove a draft for good."""
        with self._database.begin() as connection:
            connection.execute(delete(wizard_drafts).where(wizard_drafts.c.id == draft_id))

    def save_variant(self, options: PatternOptions) -> None:
        """Keep one's own pattern under its name, in place of one with the same name."""
        content = json.dumps(
            {
                "lookup_first": options.lookup_first,
                "update_register": options.update_register,
                "print_fallback": options.print_fallback,
            }
        )
        values = {"content": content, "updated_at": self._clock.now()}
        statement = insert(wizard_variants).values(name=options.variant_name, **values)
        with self._database.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))

    def variants(self) -> tuple[PatternOptions, ...]:
        """One's own patterns, in the order of their names."""
        query = select(wizard_variants).order_by(func.lower(wizard_variants.c.name))
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(PatternOptions(**json.loads(row.content), variant_name=row.name) for row in rows)

    def remove_variant(self, name: str) -> None:
        """Forget one's own pattern of this name."""
        with self._database.begin() as connection:
            connection.execute(delete(wizard_variants).where(wizard_variants.c.name == name))
