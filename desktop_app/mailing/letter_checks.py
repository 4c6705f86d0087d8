"""What can be wrong with single letters of a draft. Each check reads the ledger in SQL and yields what it finds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, func, not_, or_, select

from desktop_app.base.texts import Text, text
from desktop_app.digipost.interfaces import Interface
from desktop_app.mailing.documents import MISSING, document_ids, person_words
from desktop_app.mailing.identification import has_postal_address, identification_of
from desktop_app.mailing.ledger import MailingRecord
from desktop_app.mailing.option_checks import MOST_ATTACHMENTS
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.plan import Code, FoundDeviation, Severity
from desktop_app.mailing.subjects import LONGEST_SUBJECT
from desktop_app.mailing.tables import attachments, documents, letters, mailings
from desktop_app.register.tables import recipients

RECENT_DAYS = 60
"""How long a letter counts as sent “lately”."""


@dataclass(frozen=True, slots=True)
class Checking:
    """What every check reads from."""

    connection: Connection
    mailing: MailingRecord
    interface: Interface
    now: datetime

    def of_draft(self, *columns: Any) -> Select[Any]:
        """A selection of this draft's letters that were not left out, with these columns after the person's."""
        return (
            select(letters.c.id, letters.c.customer_id, letters.c.full_name, *columns)
            .where(letters.c.mailing_id == self.mailing.id, letters.c.outcome == Outcome.PLANNED)
            .order_by(letters.c.id)
        )

    def document_of_letter(self) -> Any:
        """An expression for the id of a letter's document."""
        return func.coalesce(letters.c.document_id, self.mailing.common_document)


def recipient_is_known(checking: Checking) -> Iterator[FoundDeviation]:
    """The person must still be in the register."""
    gone = not_(select(recipients.c.id).where(recipients.c.id == letters.c.recipient_id).exists())
    for row in checking.connection.execute(checking.of_draft().where(gone)):
        message = text("{person} is no longer in the register.", person=_person(row))
        yield FoundDeviation(row.id, Code.RECIPIENT_GONE, Severity.STOPS, message)


def recipient_can_be_identified(checking: Checking) -> Iterator[FoundDeviation]:
    """There must be something to look a person up by."""
    best = identification_of(letters.c, letters.c.register_status, checking.interface)
    for row in checking.connection.execute(checking.of_draft().where(best.is_(None))):
        message = text(
            "{person} has neither an identity number nor a complete address, so Digipost cannot look for "
            "them. As it is, the letter goes straight to those not reached.",
            person=_person(row),
        )
        yield FoundDeviation(row.id, Code.NO_IDENTIFICATION, Severity.WARNS, message, "national_id")


def recipient_can_get_paper(checking: Checking) -> Iterator[FoundDeviation]:
    """With print, a postal address is needed."""
    if checking.mailing.options.printing is None:
        return
    for row in checking.connection.execute(checking.of_draft().where(not_(has_postal_address(letters.c)))):
        message = text(
            "{person} has no complete postal address: the letter is sent, but not printed if they have "
            "no Digipost.",
            person=_person(row),
        )
        yield FoundDeviation(row.id, Code.NO_POSTAL_ADDRESS, Severity.WARNS, message, "address1")


def letter_has_document(checking: Checking) -> Iterator[FoundDeviation]:
    """Each letter needs its PDF, and the file must be there."""
    document_id = checking.document_of_letter()
    missing = checking.of_draft().where(document_id.is_(None))
    for row in checking.connection.execute(missing):
        message = text("{person} has no letter.", person=_person(row))
        yield FoundDeviation(row.id, Code.NO_DOCUMENT, Severity.STOPS, message, "document")
    broken = (
        checking.of_draft(documents.c.path, documents.c.problem)
        .join(documents, documents.c.id == letters.c.document_id)
        .where(documents.c.problem.is_not(None))
    )
    yield from map(_broken_document, checking.connection.execute(broken))


def common_files_are_there(checking: Checking) -> Iterator[FoundDeviation]:
    """The PDF of all, and the attachments of all, must be there. Said once, not once a letter."""
    mailing = checking.mailing
    ids = document_ids(checking.connection, mailing.id, mailing.options.common_attachments)
    if mailing.common_document is not None:
        ids.append(mailing.common_document)
    broken = select(documents.c.path, documents.c.problem).where(
        documents.c.id.in_(ids), documents.c.problem.is_not(None)
    )
    for row in checking.connection.execute(broken):
        missing = row.problem == MISSING
        code = Code.DOCUMENT_MISSING if missing else Code.DOCUMENT_UNREADABLE
        message = (
            text("{file}, which goes to everybody, is not there.", file=row.path)
            if missing
            else text("{file}, which goes to everybody, cannot be read.", file=row.path)
        )
        yield FoundDeviation(None, code, Severity.STOPS, message, "document", row.path)


def attachments_are_there(checking: Checking) -> Iterator[FoundDeviation]:
    """Each letter's own attachments must be there, and not be too many with the common ones."""
    broken = (
        checking.of_draft(documents.c.path, documents.c.problem)
        .join(attachments, attachments.c.letter_id == letters.c.id)
        .join(documents, documents.c.id == attachments.c.document_id)
        .where(documents.c.problem.is_not(None))
    )
    yield from map(_broken_document, checking.connection.execute(broken))
    common = len(checking.mailing.options.common_attachments)
    own = select(func.count()).where(attachments.c.letter_id == letters.c.id).scalar_subquery()
    too_many = checking.of_draft((own + common).label("number")).where(own + common > MOST_ATTACHMENTS)
    for row in checking.connection.execute(too_many):
        message = text(
            "{person}'s letter has {number} attachments. Digipost takes at most {most}.",
            person=_person(row),
            number=row.number,
            most=MOST_ATTACHMENTS,
        )
        yield FoundDeviation(row.id, Code.TOO_MANY_ATTACHMENTS, Severity.STOPS, message, "attachments")


def letter_has_subject(checking: Checking) -> Iterator[FoundDeviation]:
    """Each letter needs a subject of at most a hundred characters."""
    empty = or_(letters.c.subject.is_(None), func.trim(letters.c.subject) == "")
    for row in checking.connection.execute(checking.of_draft().where(empty)):
        message = text("{person}'s letter has no subject.", person=_person(row))
        yield FoundDeviation(row.id, Code.NO_SUBJECT, Severity.STOPS, message, "subject")
    length = func.length(letters.c.subject)
    long = checking.of_draft(length.label("length")).where(length > LONGEST_SUBJECT)
    for row in checking.connection.execute(long):
        message = text(
            "The subject of {person}'s letter has {length} characters. Digipost takes at most {most}.",
            person=_person(row),
            length=row.length,
            most=LONGEST_SUBJECT,
        )
        yield FoundDeviation(row.id, Code.LONG_SUBJECT, Severity.STOPS, message, "subject")


def customer_ids_are_single(checking: Checking) -> Iterator[FoundDeviation]:
    """One letter to a customer id: Digipost answers by customer id."""
    for row in _repeated(checking, [letters.c.customer_id], letters.c.customer_id.is_not(None)):
        message = text("{person} is in this mailing more than once.", person=_person(row))
        yield FoundDeviation(row.id, Code.SAME_CUSTOMER_ID, Severity.STOPS, message, "customer_id")


def people_are_single(checking: Checking) -> Iterator[FoundDeviation]:
    """The same person under two customer ids would get the letter twice."""
    found: set[int] = set()
    for columns in _SAME_PERSON:
        given = and_(*(column.is_not(None) & (column != "") for column in columns))
        for row in _repeated(checking, columns, given):
            if row.id in found or row.customer_id == row.first_customer_id:
                continue
            found.add(row.id)
            message = text(
                "{person} seems to be the same person as customer id {other}, who is in this mailing too.",
                person=_person(row),
                other=row.first_customer_id,
            )
            yield FoundDeviation(
                row.id, Code.SAME_PERSON, Severity.NEEDS_REASON, message, "customer_id", row.first_customer_id
            )


_SAME_PERSON = (
    [letters.c.national_id],
    [letters.c.organisation_number],
    [letters.c.digipost_address],
    [letters.c.full_name, letters.c.birth_date],
    [letters.c.full_name, letters.c.address1, letters.c.postcode],
)
"""What two letters must share to be to the same person: any one of these lists."""


def nothing_was_sent_lately(checking: Checking) -> Iterator[FoundDeviation]:
    """The same document, or the same subject, to the same person a short while ago."""
    since = checking.now - timedelta(days=RECENT_DAYS)
    connection = checking.connection
    recent = select(mailings.c.id).where(
        mailings.c.confirmed_at >= since, mailings.c.id != checking.mailing.id
    )
    if connection.execute(recent.limit(1)).first() is None:
        return
    seen = 0
    for row in connection.execute(_sent_before(checking, since)):
        if row.id == seen:
            continue
        seen = row.id
        message = text(
            "{person} was sent a letter with the same content or subject on {date}, in “{mailing}”.",
            person=_person(row),
            date=row.confirmed_at.date(),
            mailing=row.mailing_name,
        )
        detail = f"{row.other_id}:{(row.sha256 or '')[:16]}"
        yield FoundDeviation(row.id, Code.ALREADY_SENT, Severity.NEEDS_REASON, message, None, detail)


def _sent_before(checking: Checking, since: datetime) -> Select[Any]:
    """Pairs of a letter of this draft and a letter to the same person that may have reached them."""
    other, other_mailing = letters.alias("other"), mailings.alias("other_mailing")
    document, other_document = documents.alias("document"), documents.alias("other_document")
    reached = or_(
        other.c.outcome.in_([Outcome.WAITING, Outcome.DIGITAL, Outcome.PRINTED]), other.c.done_at.is_not(None)
    )
    same_person = or_(
        other.c.customer_id == letters.c.customer_id, other.c.recipient_id == letters.c.recipient_id
    )
    return (
        checking.of_draft(
            other.c.id.label("other_id"),
            document.c.sha256,
            other_mailing.c.confirmed_at,
            other_mailing.c.name.label("mailing_name"),
        )
        .join(other, and_(same_person, other.c.mailing_id != letters.c.mailing_id, reached))
        .join(other_mailing, other_mailing.c.id == other.c.mailing_id)
        .outerjoin(document, document.c.id == checking.document_of_letter())
        .outerjoin(
            other_document,
            other_document.c.id == func.coalesce(other.c.document_id, other_mailing.c.common_document),
        )
        .where(
            other_mailing.c.confirmed_at >= since,
            or_(document.c.sha256 == other_document.c.sha256, other.c.subject == letters.c.subject),
        )
        .order_by(other_mailing.c.confirmed_at.desc())
    )


def _repeated(checking: Checking, columns: list[Any], given: Any) -> Iterable[Any]:
    """The letters whose columns an earlier letter of the draft shares, with that one's customer id."""
    first = (
        select(*columns, func.min(letters.c.id).label("first_id"))
        .where(letters.c.mailing_id == checking.mailing.id, letters.c.outcome == Outcome.PLANNED, given)
        .group_by(*columns)
        .having(func.count() > 1)
        .subquery()
    )
    one = letters.alias("one")
    same = and_(*(first.c[column.name] == column for column in columns))
    return checking.connection.execute(
        checking.of_draft(one.c.customer_id.label("first_customer_id"))
        .join(first, and_(same, first.c.first_id != letters.c.id))
        .join(one, one.c.id == first.c.first_id)
    )


def _broken_document(row: Any) -> FoundDeviation:
    if row.problem == MISSING:
        message = text("{file}, the letter to {person}, is not there.", file=row.path, person=_person(row))
        return FoundDeviation(row.id, Code.DOCUMENT_MISSING, Severity.STOPS, message, "document", row.path)
    message = text("{file}, the letter to {person}, cannot be read.", file=row.path, person=_person(row))
    return FoundDeviation(row.id, Code.DOCUMENT_UNREADABLE, Severity.STOPS, message, "document", row.path)


def _person(row: Any) -> Text:
    return person_words(row.full_name, row.customer_id)


LETTER_CHECKS: tuple[Callable[[Checking], Iterator[FoundDeviation]], ...] = (
    common_files_are_there,
    recipient_is_known,
    recipient_can_be_identified,
    recipient_can_get_paper,
    letter_has_document,
    attachments_are_there,
    letter_has_subject,
    customer_ids_are_single,
    people_are_single,
    nothing_was_sent_lately,
)
"""All checks of single letters that need nothing but the ledger and the register."""
