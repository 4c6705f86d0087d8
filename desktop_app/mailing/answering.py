"""One receipt on its way into the ledger: what both kinds of results need while they are applied."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from desktop_app.base.texts import Text
from desktop_app.digipost.model import RecipientResult, UnidentifiedReason
from desktop_app.mailing.answers import STATUSES, reason_words
from desktop_app.mailing.findings import keep_late_finding
from desktop_app.mailing.ledger import JobRecord
from desktop_app.mailing.plan import Code
from desktop_app.register.lookup_rules import LookupOutcome, NamedBy, apply_lookup
from desktop_app.register.postponing import answers_coming
from desktop_app.register.storage import ids_in

_NAMED_BY = {word.value: word for word in NamedBy}


@dataclass(frozen=True, slots=True)
class Answering:
    """A receipt that is being applied to its job, in the caller's transaction.

    `answered_at` is when Digipost made the answer, `now` when it is applied.
    """

    connection: Connection
    job: JobRecord
    receipt_id: int
    answered_at: datetime
    now: datetime

    def named_by(self, table: Table, results: Sequence[RecipientResult]) -> dict[str, NamedBy]:
        """How the job named these recipients, by customer id; strangers are not in it.

        `table` holds the job's recipients: `lookup_rows` or `letters`.
        """
        rows = self.connection.execute(
            select(table.c.customer_id, table.c.identification).where(
                table.c.job == self.job.key,
                ids_in(table.c.customer_id, [each.customer_id for each in results]),
            )
        )
        return {customer_id: _NAMED_BY[word] for customer_id, word in rows.all()}

    def answers_coming(self) -> AbstractContextManager[None]:
        """The block in which the register is told, batch by batch."""
        return answers_coming(self.connection, self.job.items if self.job.update_register else 0)

    def tell_register(self, results: Iterable[RecipientResult], named_by: Mapping[str, NamedBy]) -> None:
        """Hand the answers to the register, unless the mailing is to leave it alone."""
        if not self.job.update_register:
            return
        apply_lookup(
            self.connection,
            (
                LookupOutcome(
                    customer_id=result.customer_id,
                    status=STATUSES[result.status],
                    named_by=named_by[result.customer_id],
                    digipost_address=result.digipost_address,
                    person_alias=result.person_alias,
                    reasons=reason_words(result),
                    ambiguous=UnidentifiedReason.FLERE_TREFF in result.unidentified_reasons,
                )
                for result in results
                if result.status in STATUSES and result.customer_id in named_by
            ),
            job_id=self.job.job_id,
            asked_at=self.job.asked_at or self.job.created_at,
            answered_at=self.answered_at,
        )

    def note(self, code: Code, message: Text, *, about: object = None, letter_id: int | None = None) -> None:
        """Keep something for a person to see. The same code about the same thing is kept once.

        Without `about` it is about this receipt.
        """
        detail: Any = f"receipt {self.receipt_id}" if about is None else about
        keep_late_finding(
            self.connection,
            code,
            message,
            self.now,
            detail=f"{self.job.key}:{detail}",
            mailing_id=self.job.mailing_id,
            letter_id=letter_id,
            job=self.job.key,
            receipt_id=self.receipt_id,
        )
