"""Applying the result of a mailing: what became of each letter, and why those that were not sent were not."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, update

from desktop_app.base.database import to_stored_time
from desktop_app.base.texts import plural, text
from desktop_app.digipost.model import LetterResult, RecipientResult, RecipientStatus
from desktop_app.mailing.answering import Answering
from desktop_app.mailing.answers import (
    STATUSES,
    fault_reason,
    fault_words,
    outcome_of,
    reason_of_status,
    reason_words,
    status_word,
    stored_words,
)
from desktop_app.mailing.batches import BATCH
from desktop_app.mailing.documents import person_words
from desktop_app.mailing.ledger import load_mailing
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.plan import Code
from desktop_app.mailing.tables import letters
from desktop_app.mailing.uuids import letter_of

_KEEP_RECIPIENT = """
UPDATE letters SET recipient_status = ?, recipient_details = ?
WHERE customer_id = ? AND job = ? AND recipient_status IS NULL
"""
_KEEP_OUTCOME = """
UPDATE letters SET outcome = ?, reason = ?, details = ?, receipt_id = ?, outcome_at = ?
WHERE id IN (SELECT value FROM json_each(?)) AND job = ? AND outcome = 'waiting'
"""
_SENT = (Outcome.DIGITAL, Outcome.PRINTED)
_NOT_ABOUT_THE_LETTER = frozenset({Reason.JOB_FAILED, Reason.NO_ANSWER})
"""Reasons that come from the job's failure or silence. A result that says more is no news to worry about."""


class _Answer(NamedTuple):
    """A letter's result, matched to its row."""

    letter_id: int
    outcome: Outcome
    reason: Reason | None
    details: str | None


class MailingResults:
    """Takes a receipt's results as they are read, and applies them in batches, in one transaction.

    A letter that was once reported as sent is never called not sent. One that was called not sent and turns out to
    have been sent is sent, and a person is told.
    """

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._connection = answering.connection
        self._job = answering.job
        self._prints = _prints(answering)
        self._people: list[RecipientResult] = []
        self._answers: list[_Answer] = []
        self._strangers = 0
        self.count = 0

    def take_recipient(self, result: RecipientResult) -> None:
        """What the result says of one recipient. These come before the letters."""
        self._people.append(result)
        if len(self._people) >= BATCH:
            self._flush_people()

    def take_letter(self, result: LetterResult) -> None:
        """What became of one letter."""
        self.count += 1
        letter_id = self._letter_id(result)
        outcome = outcome_of(result)
        if letter_id is None:
            self._strangers += 1
            return
        if outcome is None:
            # An unknown word: the letter stays without an answer.
            return
        reason = fault_reason(result.faults) if outcome is Outcome.REMAINDER else None
        self._answers.append(_Answer(letter_id, outcome, reason, stored_words(fault_words(result))))
        if len(self._answers) >= BATCH:
            self._flush_answers()

    def finish(self) -> None:
        """All results have come: say why the others were not reached, and what was left open."""
        self._flush_people()
        self._flush_answers()
        self._explain_by_recipient()
        self._settle_unmentioned()
        self._note_counts()

    # --- Recipients

    def _flush_people(self) -> None:
        batch, self._people = self._people, []
        if not batch:
            return
        # That somebody has Digipost explains nothing about a letter, and it is what most results say.
        telling = [
            (status_word(each), stored_words(reason_words(each)), each.customer_id, self._job.key)
            for each in batch
            if each.status is not RecipientStatus.DIGIPOST
        ]
        if telling:
            self._connection.exec_driver_sql(_KEEP_RECIPIENT, telling)
        self._answering.tell_register(batch, self._answering.named_by(letters, batch))

    # --- Letters

    def _letter_id(self, result: LetterResult) -> int | None:
        """The letter's row, by its uuid and its id, which must not disagree. None for a stranger."""
        by_uuid = None if result.main_uuid is None else letter_of(self._job.uuid_base, result.main_uuid)
        if result.letter_id is None:
            return by_uuid
        if not (result.letter_id.isascii() and result.letter_id.isdigit()):
            return None
        letter_id = int(result.letter_id)
        return None if result.main_uuid is not None and by_uuid != letter_id else letter_id

    def _flush_answers(self) -> None:
        batch, self._answers = self._answers, []
        if not batch:
            return
        if self._keep(batch) != len(batch):
            self._look_closer(batch)

    def _keep(self, batch: Sequence[_Answer]) -> int:
        """Write the answers to the letters that wait for them; returns how many did.

        Most letters of a result have the same answer, so the letters with the same one are written in one go.
        """
        stored_now = to_stored_time(self._answering.now)
        alike: dict[tuple[Outcome, Reason | None, str | None], list[int]] = {}
        for each in batch:
            alike.setdefault((each.outcome, each.reason, each.details), []).append(each.letter_id)
        kept = 0
        for (outcome, reason, details), letter_ids in alike.items():
            changed = self._connection.exec_driver_sql(
                _KEEP_OUTCOME,
                (
                    outcome.value,
                    None if reason is None else reason.value,
                    details,
                    self._answering.receipt_id,
                    stored_now,
                    json.dumps(letter_ids),
                    self._job.key,
                ),
            )
            kept += changed.rowcount
        return kept

    def _look_closer(self, batch: Sequence[_Answer]) -> None:
        """Some answers changed nothing: strangers, repetitions, or contradictions."""
        rows = self._connection.execute(
            select(
                letters.c.id,
                letters.c.outcome,
                letters.c.reason,
                letters.c.done_at,
                letters.c.full_name,
                letters.c.customer_id,
            ).where(letters.c.job == self._job.key, letters.c.id.in_([each.letter_id for each in batch]))
        )
        kept = {row.id: row for row in rows}
        for answer in batch:
            row = kept.get(answer.letter_id)
            if row is None:
                self._strangers += 1
            elif Outcome(row.outcome) is not answer.outcome:
                self._contradiction(row, answer)

    def _contradiction(self, row: Any, answer: _Answer) -> None:
        before = Outcome(row.outcome)
        if before is Outcome.REPLACED and answer.outcome not in _SENT:
            return
        if before is Outcome.REMAINDER and answer.outcome in _SENT:
            self._connection.execute(
                update(letters)
                .where(letters.c.id == row.id)
                .values(
                    outcome=answer.outcome,
                    reason=None,
                    details=answer.details,
                    receipt_id=self._answering.receipt_id,
                    outcome_at=self._answering.now,
                )
            )
            if Reason(row.reason) in _NOT_ABOUT_THE_LETTER and row.done_at is None:
                return
        self._note_contradiction(row, before, answer)

    def _note_contradiction(self, row: Any, before: Outcome, answer: _Answer) -> None:
        person = person_words(row.full_name, row.customer_id)
        if answer.outcome in _SENT and (before is Outcome.REPLACED or row.done_at is not None):
            message = text(
                "Digipost now says that the letter to {person} was sent after all. It was sent again, or reached"
                " in another way, before: they may have got it twice.",
                person=person,
            )
        else:
            message = text(
                "Digipost's results disagree about the letter to {person}: first “{before}”, then “{after}”.",
                person=person,
                before=before.words(),
                after=answer.outcome.words(),
            )
        self._answering.note(
            Code.CONTRADICTION, message, about=f"{row.id}:{self._answering.receipt_id}", letter_id=row.id
        )

    # --- At the end

    def _explain_by_recipient(self) -> None:
        """Where a letter was not sent because of its recipient, the recipient's own result says more."""
        vague = letters.c.reason.in_([Reason.NOT_SENT, Reason.RECIPIENT_REFUSED])
        self._connection.execute(
            update(letters)
            .where(
                letters.c.mailing_id == self._job.mailing_id,
                letters.c.job == self._job.key,
                letters.c.outcome == Outcome.REMAINDER,
                vague,
                letters.c.recipient_status.in_([status.value for status in STATUSES.values()]),
            )
            .values(
                reason=reason_of_status(
                    letters.c.recipient_status, letters.c.recipient_details, Reason.NOT_SENT
                )
            )
        )

    def _settle_unmentioned(self) -> None:
        """Letters that the result does not mention: their recipient's result may explain it."""
        explained = reason_of_status(
            letters.c.recipient_status, letters.c.recipient_details, Reason.NO_ANSWER
        )
        # A letter that could be printed may have been: without a word about it nobody can know.
        reason = Reason.NO_ANSWER if self._prints else explained
        self._connection.execute(
            update(letters)
            .where(self._unmentioned())
            .values(
                outcome=Outcome.REMAINDER,
                reason=reason,
                receipt_id=self._answering.receipt_id,
                outcome_at=self._answering.now,
            )
        )

    def _unmentioned(self) -> ColumnElement[bool]:
        return and_(
            letters.c.mailing_id == self._job.mailing_id,
            letters.c.job == self._job.key,
            letters.c.outcome == Outcome.WAITING,
        )

    def _note_counts(self) -> None:
        unanswered = self._connection.execute(
            select(func.count()).where(
                letters.c.mailing_id == self._job.mailing_id,
                letters.c.job == self._job.key,
                letters.c.outcome == Outcome.REMAINDER,
                letters.c.reason == Reason.NO_ANSWER,
                letters.c.receipt_id == self._answering.receipt_id,
            )
        ).scalar_one()
        if unanswered:
            self._answering.note(
                Code.MISSING_ANSWER,
                plural(
                    "Digipost's result does not say what became of {count} letter. Ask Digipost before it is"
                    " sent again.",
                    "Digipost's result does not say what became of {count} letters. Ask Digipost before they are"
                    " sent again.",
                    count=unanswered,
                ),
            )
        if self._strangers:
            self._answering.note(
                Code.UNKNOWN_IN_RESULT,
                plural(
                    "Digipost's result names {count} letter that is not in this mailing.",
                    "Digipost's result names {count} letters that are not in this mailing.",
                    count=self._strangers,
                ),
            )


def _prints(answering: Answering) -> bool:
    if answering.job.mailing_id is None:
        return False
    return load_mailing(answering.connection, answering.job.mailing_id).options.printing is not None
