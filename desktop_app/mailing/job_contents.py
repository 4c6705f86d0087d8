"""What a job holds, read from the ledger as a stream: any number of letters in the memory of a few hundred."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import Connection, func, or_, select

from desktop_app.digipost.model import (
    Document,
    DocumentSettings,
    DocumentToRecipient,
    Interface,
    Invoice,
    Letter,
    LookupJob,
    MailingJob,
    Recipient,
)
from desktop_app.digipost.packing import DocumentFile
from desktop_app.mailing.documents import document_ids
from desktop_app.mailing.drafts import PERSON_COLUMNS
from desktop_app.mailing.invoices import invoice_fields
from desktop_app.mailing.ledger import JobRecord, MailingRecord
from desktop_app.mailing.subjects import LONGEST_SUBJECT
from desktop_app.mailing.tables import attachments, documents, letters, lookup_rows
from desktop_app.mailing.uuids import document_uuid
from desktop_app.mailing.wire import (
    global_settings,
    job_settings,
    notification_of,
    print_of,
    recipient_of,
)
from desktop_app.register.tables import recipients

_READ_AT_ONCE = 1_000
_PERSON = tuple(name for name in PERSON_COLUMNS if name not in {"customer_id", "sort_name"})


def lookup_job(connection: Connection, job: JobRecord, client_info: str) -> LookupJob:
    """A lookup, ready to be written."""
    return LookupJob(job_settings(job, client_info), _recipients(connection, job))


@dataclass(frozen=True, slots=True)
class MailingContents:
    """One mailing job's letters and files. Each call of a method reads the ledger anew."""

    connection: Connection
    mailing: MailingRecord
    job: JobRecord

    def job_for(self, client_info: str) -> MailingJob:
        """The job, ready to be written."""
        common = self._common_subject()
        options = self.mailing.options
        # In 2_0 settings for all must have a subject: then a letter's own one replaces the mailing's name.
        named = common or (options.name[:LONGEST_SUBJECT] if self._is_older else None)
        return MailingJob(
            job_settings(self.job, client_info, options),
            self._documents(),
            self._letters(own_subjects=common is None),
            global_settings(options, named),
        )

    def files(self) -> Iterator[DocumentFile]:
        """The files that the job names, each once."""
        for row in self.connection.execute(self._used_documents()):
            yield DocumentFile(file_name(row.sha256, row.path), Path(row.path), row.sha256)

    @property
    def _is_older(self) -> bool:
        return self.job.interface is Interface.V2_0

    def _common_subject(self) -> str | None:
        """The subject that all letters of the job share, or None."""
        row = self.connection.execute(
            select(func.min(letters.c.subject), func.max(letters.c.subject)).where(*self._in_job())
        ).one()
        return str(row[0]) if row[0] == row[1] else None

    def _documents(self) -> Iterator[Document]:
        invoice = self.mailing.options.invoice
        for row in self.connection.execute(self._used_documents()):
            settings = None
            if not row.is_letter:
                # An attachment is shown under its own file's name, not under the letter's subject.
                settings = DocumentSettings(subject=PurePath(row.path).stem[:LONGEST_SUBJECT])
            if invoice is None or not row.is_letter:
                yield Document(document_id(row.sha256), file_name(row.sha256, row.path), settings)
        if invoice is not None:
            yield from self._invoices()

    def _invoices(self) -> Iterator[Document]:
        """Each letter's own invoice: what is to be paid stands with the document."""
        options = self.mailing.options.invoice
        assert options is not None
        for row in self._rows():
            fields = invoice_fields(options, row)
            assert fields.amount is not None
            assert fields.account is not None
            assert fields.due_date is not None
            yield Invoice(
                invoice_id(row.id),
                file_name(row.sha256, row.path),
                kid=fields.kid,
                amount=fields.amount,
                account=fields.account,
                due_date=fields.due_date,
            )

    def _letters(self, *, own_subjects: bool) -> Iterator[Letter]:
        options = self.mailing.options
        common = self._common_attachments()
        with_own = self._has_own_attachments()
        for page in self._pages():
            own = self._own_attachments(page) if with_own else {}
            for row in page:
                main_id = document_id(row.sha256) if options.invoice is None else invoice_id(row.id)
                settings = DocumentSettings(subject=row.subject) if own_subjects else None
                attached = [*common, *own.get(row.id, ())]
                yield Letter(
                    str(row.id),
                    recipient_of(row),
                    DocumentToRecipient(main_id, self._uuid(row.id, 0), settings),
                    tuple(
                        DocumentToRecipient(document_id(sha256), self._uuid(row.id, position))
                        for position, sha256 in enumerate(attached, 1)
                    ),
                    notification_of(row) if options.notification_addresses else None,
                    None if options.printing is None else print_of(row, options.printing),
                )

    def _uuid(self, letter_id: int, position: int) -> str | None:
        return None if self._is_older else document_uuid(self.job.uuid_base, letter_id, position)

    def _in_job(self) -> tuple[Any, ...]:
        return (letters.c.mailing_id == self.mailing.id, letters.c.job == self.job.key)

    def _rows(self) -> Iterator[Any]:
        for page in self._pages():
            yield from page

    def _pages(self) -> Iterator[list[Any]]:
        """The job's letters with their documents, by id."""
        question = (
            select(
                letters.c.id,
                letters.c.customer_id,
                letters.c.identification,
                *(letters.c[name] for name in _PERSON),
                letters.c.subject,
                letters.c.kid,
                letters.c.amount,
                letters.c.account,
                letters.c.due_date,
                documents.c.sha256,
                documents.c.path,
            )
            .join(
                documents,
                documents.c.id == func.coalesce(letters.c.document_id, self.mailing.common_document),
            )
            .where(*self._in_job())
            .order_by(letters.c.id)
            .limit(_READ_AT_ONCE)
        )
        after = 0
        while page := list(self.connection.execute(question.where(letters.c.id > after))):
            yield page
            after = page[-1].id

    def _used_documents(self) -> Any:
        """Each distinct content once, with one of its paths, and whether it is a letter or only attached."""
        own = select(func.coalesce(letters.c.document_id, self.mailing.common_document)).where(
            *self._in_job()
        )
        attached = (
            select(attachments.c.document_id)
            .join(letters, letters.c.id == attachments.c.letter_id)
            .where(*self._in_job())
        )
        common = document_ids(self.connection, self.mailing.id, self.mailing.options.common_attachments)
        is_letter = documents.c.id.in_(own)
        used = or_(is_letter, documents.c.id.in_(attached), documents.c.id.in_(common))
        return (
            select(
                documents.c.sha256,
                func.min(documents.c.path).label("path"),
                func.max(is_letter).label("is_letter"),
            )
            .where(documents.c.mailing_id == self.mailing.id, used)
            .group_by(documents.c.sha256)
            .order_by(documents.c.sha256)
        )

    def _common_attachments(self) -> list[str]:
        ids = document_ids(self.connection, self.mailing.id, self.mailing.options.common_attachments)
        rows = self.connection.execute(
            select(documents.c.id, documents.c.sha256).where(documents.c.id.in_(ids))
        )
        hashes = {row.id: row.sha256 for row in rows}
        return [hashes[each] for each in ids]

    def _has_own_attachments(self) -> bool:
        question = (
            select(attachments.c.letter_id)
            .join(letters, letters.c.id == attachments.c.letter_id)
            .where(*self._in_job())
        )
        return self.connection.execute(question.limit(1)).first() is not None

    def _own_attachments(self, page: list[Any]) -> dict[int, list[str]]:
        question = (
            select(attachments.c.letter_id, documents.c.sha256)
            .join(documents, documents.c.id == attachments.c.document_id)
            .where(attachments.c.letter_id.between(page[0].id, page[-1].id))
            .order_by(attachments.c.letter_id, attachments.c.position)
        )
        found: dict[int, list[str]] = {}
        for row in self.connection.execute(question):
            found.setdefault(row.letter_id, []).append(row.sha256)
        return found


def document_id(sha256: str) -> str:
    """A document's name in the XML. It follows from its content, so the same content is there once."""
    return f"d-{sha256[:40]}"


def invoice_id(letter_id: int) -> str:
    """The name in the XML of one letter's invoice."""
    return f"f-{letter_id}"


def file_name(sha256: str, path: str) -> str:
    """A file's name in the zip: nothing of the person's own file name, which may hold an identity number."""
    suffix = PurePath(path).suffix.lower()
    return f"{sha256[:40]}{suffix if re.fullmatch(r'[.][a-z0-9]{1,8}', suffix) else '.pdf'}"


def _recipients(connection: Connection, job: JobRecord) -> Iterator[Recipient]:
    """The people of a lookup: as their letters froze them, or as the register has them for one of its own."""
    person = recipients if job.mailing_id is None else letters
    link = lookup_rows.c.recipient_id if job.mailing_id is None else lookup_rows.c.letter_id
    bounds = select(func.min(lookup_rows.c.id), func.max(lookup_rows.c.id)).where(
        lookup_rows.c.job == job.key
    )
    first, last = connection.execute(bounds).one()
    question = (
        select(
            lookup_rows.c.id,
            lookup_rows.c.customer_id,
            lookup_rows.c.identification,
            *(person.c[name] for name in _PERSON),
        )
        .join(person, person.c.id == link)
        # The sum keeps SQLite from the index by job, whose order is another: it would sort all rows for each page.
        .where(lookup_rows.c.job + 0 == job.key, lookup_rows.c.id <= last)
        .order_by(lookup_rows.c.id)
        .limit(_READ_AT_ONCE)
    )
    after = first - 1
    while page := list(connection.execute(question.where(lookup_rows.c.id > after))):
        yield from map(recipient_of, page)
        after = page[-1].id
