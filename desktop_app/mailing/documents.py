"""The letters' files: hashed at the check, and held against their hashes when it matters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from desktop_app.base.files import sha256_of
from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.mailing.batches import in_batches
from desktop_app.mailing.errors import DocumentNotAsConfirmed
from desktop_app.mailing.ledger import MailingRecord
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.tables import attachments, documents, letters
from desktop_app.mailing.workshop import Workshop

MISSING = "missing"
UNREADABLE = "unreadable"
_HASHED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document's row."""

    id: int
    path: Path
    sha256: str | None
    size: int | None
    modified_ns: int | None


def stored_path(path: Path | str) -> str:
    """A file's path as the ledger keeps it: it means the same file whatever folder a later run starts in."""
    return str(Path(path).absolute())


def document_ids(connection: Connection, mailing_id: int, paths: Iterable[str]) -> list[int]:
    """The ids of these documents of a mailing, in the order of the paths."""
    found = []
    for path in map(stored_path, paths):
        question = select(documents.c.id).where(
            documents.c.mailing_id == mailing_id, documents.c.path == path
        )
        found.append(int(connection.execute(question).scalar_one()))
    return found


def hash_documents(workshop: Workshop, mailing_id: int, context: WorkContext) -> None:
    """Hash every file of a draft that is new or changed since the last time, and note those that are not there."""
    with workshop.database.read() as connection:
        rows = list(_documents_of(connection, mailing_id))
    label = text("Reading the letters")
    done = 0
    for batch in in_batches(rows, _HASHED_AT_ONCE):
        changes = []
        for document in batch:
            context.check_cancelled()
            changes.append(_looked_at(document))
            done += 1
            context.progress(done, len(rows), label)
        _keep(workshop, [change for change in changes if change is not None])


def see_that_nothing_changed(
    workshop: Workshop,
    mailing: MailingRecord,
    context: WorkContext,
    job_key: int | None = None,
    *,
    trust_times: bool = True,
) -> None:
    """Hold the files of a mailing (or of one job) against their hashes. Raises `DocumentNotAsConfirmed`.

    With `trust_times` a file with the same size and time of change is taken to be the same: when the zip is
    packed, each is hashed again as it is read.
    """
    with workshop.database.read() as connection:
        for number, document in enumerate(_documents_used(connection, mailing, job_key)):
            context.check_cancelled()
            if not is_unchanged(document, trust_times=trust_times):
                raise not_as_confirmed(connection, mailing, document)
            context.progress(number + 1, None)


def is_unchanged(document: StoredDocument, *, trust_times: bool = True) -> bool:
    """True when the file is the one that was hashed."""
    try:
        found = document.path.stat()
        if trust_times and (found.st_size, found.st_mtime_ns) == (document.size, document.modified_ns):
            return True
        return sha256_of(document.path) == document.sha256
    except OSError:
        return False


def not_as_confirmed(
    connection: Connection, mailing: MailingRecord, document: StoredDocument
) -> DocumentNotAsConfirmed:
    """The error for a file that changed, with somebody who would get it."""
    own = select(letters.c.full_name, letters.c.customer_id).where(
        letters.c.mailing_id == mailing.id,
        func.coalesce(letters.c.document_id, mailing.common_document) == document.id,
    )
    attached = (
        select(letters.c.full_name, letters.c.customer_id)
        .join(attachments, attachments.c.letter_id == letters.c.id)
        .where(letters.c.mailing_id == mailing.id, attachments.c.document_id == document.id)
    )
    row = connection.execute(own.limit(1)).first() or connection.execute(attached.limit(1)).first()
    person = text("everybody") if row is None else person_words(row.full_name, row.customer_id)
    return DocumentNotAsConfirmed(document.path, person, missing=not document.path.exists())


def person_words(name: str | None, customer_id: str) -> Text:
    """A person as they are named in messages."""
    if not name:
        return text("{customer_id}", customer_id=customer_id)
    return text("{name} ({customer_id})", name=name, customer_id=customer_id)


def _documents_of(connection: Connection, mailing_id: int) -> Iterator[StoredDocument]:
    for row in connection.execute(select(*_COLUMNS).where(documents.c.mailing_id == mailing_id)):
        yield _stored(row)


_COLUMNS = (
    documents.c.id,
    documents.c.path,
    documents.c.sha256,
    documents.c.size,
    documents.c.modified_ns,
)


def _documents_used(
    connection: Connection, mailing: MailingRecord, job_key: int | None
) -> Iterator[StoredDocument]:
    """The documents of the mailing's (or the job's) letters, main letters and attachments."""
    counted = [letters.c.mailing_id == mailing.id]
    if job_key is None:
        counted.append(letters.c.outcome.in_([Outcome.PLANNED, Outcome.WAITING]))
    else:
        counted.append(letters.c.job == job_key)
    own = select(func.coalesce(letters.c.document_id, mailing.common_document)).where(*counted)
    attached = (
        select(attachments.c.document_id)
        .join(letters, letters.c.id == attachments.c.letter_id)
        .where(*counted)
    )
    common = document_ids(connection, mailing.id, mailing.options.common_attachments)
    used = documents.c.id.in_(own) | documents.c.id.in_(attached) | documents.c.id.in_(common)
    question = select(*_COLUMNS).where(documents.c.mailing_id == mailing.id, used)
    for row in connection.execute(question):
        yield _stored(row)


def _stored(row: Any) -> StoredDocument:
    return StoredDocument(row.id, Path(row.path), row.sha256, row.size, row.modified_ns)


def _looked_at(document: StoredDocument) -> dict[str, Any] | None:
    """What changed about a document since it was hashed last; None when nothing did."""
    try:
        before = document.path.stat()
        seen = (before.st_size, before.st_mtime_ns)
        if document.sha256 is not None and seen == (document.size, document.modified_ns):
            return None
        sha256 = sha256_of(document.path)
        after = document.path.stat()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError | NotADirectoryError)
        return _change(document.id, None, None, None, MISSING if missing else UNREADABLE)
    if seen != (after.st_size, after.st_mtime_ns):
        return _change(document.id, None, None, None, UNREADABLE)
    return _change(document.id, sha256, *seen, None)


def _change(
    document_id: int, sha256: str | None, size: int | None, modified_ns: int | None, problem: str | None
) -> dict[str, Any]:
    return {
        "row_id": document_id,
        "sha256": sha256,
        "size": size,
        "modified_ns": modified_ns,
        "problem": problem,
    }


def _keep(workshop: Workshop, changes: list[dict[str, Any]]) -> None:
    if not changes:
        return
    with workshop.database.begin() as connection:
        connection.execute(update(documents).where(documents.c.id == bindparam("row_id")), changes)
