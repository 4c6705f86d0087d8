"""Applying the result of a lookup: to the lookup's rows, to the register, and to the letters that waited for it."""

from sqlalchemy import ColumnElement, and_, func, null, select, update

from desktop_app.base.texts import plural, text
from desktop_app.digipost.model import RecipientResult
from desktop_app.mailing.answering import Answering
from desktop_app.mailing.answers import STATUSES, reason_of_status, reason_words, status_word, stored_words
from desktop_app.mailing.batches import BATCH
from desktop_app.mailing.documents import person_words
from desktop_app.mailing.ledger import load_mailing
from desktop_app.mailing.one_mailbox import hold_shared_mailboxes
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.plan import Code
from desktop_app.mailing.tables import letters, lookup_rows
from desktop_app.register.lookup_rules import NamedBy
from desktop_app.register.model import LookupStatus

# The driver takes long for each None, so what is missing is handed over as an empty text.
_KEEP_ANSWER = """
UPDATE lookup_rows SET status = ?, digipost_address = NULLIF(?, ''), person_alias = NULLIF(?, ''),
    details = NULLIF(?, ''), cleared = ?
WHERE job = ? AND customer_id = ? AND status IS NULL
"""
_NAMED_BY_ACCOUNT = frozenset({NamedBy.DIGIPOST_ADDRESS, NamedBy.PERSON_ALIAS})


class LookupResults:
    """Takes the answers of one receipt as they are read, and applies them in batches, in one transaction."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._connection = answering.connection
        self._job = answering.job
        self._batch: list[RecipientResult] = []
        self.count = 0

    def take(self, result: RecipientResult) -> None:
        """One answer."""
        self.count += 1
        self._batch.append(result)
        if len(self._batch) >= BATCH:
            self._flush()

    def finish(self) -> None:
        """All answers have come: settle the letters that waited for them."""
        self._flush()
        if self._job.mailing_id is not None:
            self._settle_letters(self._job.mailing_id)

    def _flush(self) -> None:
        batch, self._batch = self._batch, []
        if not batch:
            return
        named_by = self._answering.named_by(lookup_rows, batch)
        kept = self._connection.exec_driver_sql(
            _KEEP_ANSWER, [self._values(result, named_by.get(result.customer_id)) for result in batch]
        )
        if kept.rowcount != len(batch):
            self._look_closer(batch, named_by)
        self._answering.tell_register(batch, named_by)

    def _values(self, result: RecipientResult, named_by: NamedBy | None) -> tuple[object, ...]:
        cleared = named_by in _NAMED_BY_ACCOUNT and STATUSES.get(result.status) is LookupStatus.UNIDENTIFIED
        return (
            status_word(result),
            result.digipost_address or "",
            result.person_alias or "",
            stored_words(reason_words(result)) or "",
            int(cleared),
            self._job.key,
            result.customer_id,
        )

    def _look_closer(self, batch: list[RecipientResult], named_by: dict[str, NamedBy]) -> None:
        """Some answers changed nothing: they are about strangers, or something else was answered before."""
        rows = self._connection.execute(
            select(lookup_rows.c.customer_id, lookup_rows.c.status).where(
                lookup_rows.c.job == self._job.key,
                lookup_rows.c.customer_id.in_([result.customer_id for result in batch]),
            )
        )
        kept = {row.customer_id: row.status for row in rows}
        for result in batch:
            if result.customer_id not in named_by:
                self._note_stranger(result.customer_id)
            elif kept[result.customer_id] != status_word(result):
                self._note_contradiction(result.customer_id)

    def _note_stranger(self, customer_id: str) -> None:
        self._answering.note(
            Code.UNKNOWN_IN_RESULT,
            text("Digipost's result names customer id {id}, who was not asked about.", id=customer_id),
            about=customer_id,
        )

    def _note_contradiction(self, customer_id: str) -> None:
        self._answering.note(
            Code.CONTRADICTION,
            text(
                "Two results of the same lookup disagree about customer id {id}. The first one holds.",
                id=customer_id,
            ),
            about=customer_id,
        )

    # --- The letters that waited for the lookup

    def _settle_letters(self, mailing_id: int) -> None:
        mailing = load_mailing(self._connection, mailing_id)
        self._make_ready(LookupStatus.DIGIPOST)
        if mailing.options.printing is not None:
            self._make_ready(LookupStatus.IDENTIFIED)
            self._make_ready(LookupStatus.UNIDENTIFIED)
        hold_shared_mailboxes(self._answering, mailing_id)
        self._note_cleared()
        self._give_up_on_the_rest()

    def _make_ready(self, status: LookupStatus) -> None:
        """Letters to people with this status can be sent, named by what the lookup has just said."""
        answer = lookup_rows
        self._connection.execute(
            update(letters)
            .where(self._waited_for(), answer.c.letter_id == letters.c.id, answer.c.status == status.value)
            .values(
                ready=True,
                register_status=status.value,
                digipost_address=answer.c.digipost_address,
                person_alias=answer.c.person_alias,
            )
        )

    def _give_up_on_the_rest(self) -> None:
        answer = lookup_rows
        unanswered = self._connection.execute(
            select(func.count())
            .select_from(letters.join(answer, answer.c.letter_id == letters.c.id))
            .where(self._waited_for(), answer.c.status.is_(None))
        ).scalar_one()
        self._connection.execute(
            update(letters)
            .where(self._waited_for(), answer.c.letter_id == letters.c.id)
            .values(
                outcome=Outcome.REMAINDER,
                reason=reason_of_status(answer.c.status, answer.c.details, Reason.NO_ANSWER),
                recipient_status=answer.c.status,
                recipient_details=answer.c.details,
                receipt_id=self._answering.receipt_id,
                outcome_at=self._answering.now,
            )
        )
        if unanswered:
            self._note_unanswered(unanswered)

    def _waited_for(self) -> ColumnElement[bool]:
        return and_(
            lookup_rows.c.job == self._job.key,
            letters.c.lookup == self._job.key,
            letters.c.outcome == Outcome.WAITING,
            letters.c.job.is_(null()),
            letters.c.ready.is_(False),
        )

    def _note_unanswered(self, count: int) -> None:
        self._answering.note(
            Code.MISSING_ANSWER,
            plural(
                "Digipost's result leaves out {count} recipient who was asked about.",
                "Digipost's result leaves out {count} recipients who were asked about.",
                count=count,
            ),
        )

    def _note_cleared(self) -> None:
        rows = self._connection.execute(
            select(letters.c.id, letters.c.full_name, letters.c.customer_id)
            .join(lookup_rows, lookup_rows.c.letter_id == letters.c.id)
            .where(lookup_rows.c.job == self._job.key, lookup_rows.c.cleared.is_(True))
        )
        for row in rows.all():
            self._answering.note(
                Code.CLEARED,
                text(
                    "Digipost no longer knows the address or alias of {person}. It was removed: the next lookup uses"
                    " identity number or name and address.",
                    person=person_words(row.full_name, row.customer_id),
                ),
                about=row.id,
                letter_id=row.id,
            )
