"""Deviations in the ledger: kept as they are found, shown in pages, settled, accepted or left out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from desktop_app.base.stored_texts import from_stored, to_stored
from desktop_app.base.texts import Text, text
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.plan import Code, Deviation, Fix, FoundDeviation, Severity
from desktop_app.mailing.tables import acceptances, deviations, documents, letters, mailings

_FIXES: dict[Code, tuple[Fix, ...]] = {
    Code.UNKNOWN_SUBJECT_FIELD: (Fix.CHANGE_OPTIONS,),
    Code.NOT_IN_INTERFACE: (Fix.CHANGE_OPTIONS,),
    Code.DELIVERY_IN_PAST: (Fix.CHANGE_OPTIONS,),
    Code.NO_SENDER: (Fix.CHANGE_OPTIONS,),
    Code.RESTORED: (Fix.ACCEPT,),
    Code.NO_LETTERS: (Fix.CHANGE_OPTIONS,),
    Code.TOO_MANY_LETTERS: (Fix.CHANGE_OPTIONS,),
    Code.TOO_LARGE_LETTERS: (Fix.CHANGE_OPTIONS,),
    Code.OLD_LOOKUPS: (Fix.CHANGE_OPTIONS,),
    Code.RECIPIENT_GONE: (Fix.LEAVE_OUT,),
    Code.NO_IDENTIFICATION: (Fix.MEND_FIELD, Fix.LEAVE_OUT),
    Code.NO_DOCUMENT: (Fix.CHOOSE_DOCUMENT, Fix.LEAVE_OUT),
    Code.DOCUMENT_MISSING: (Fix.CHOOSE_DOCUMENT, Fix.LEAVE_OUT),
    Code.DOCUMENT_UNREADABLE: (Fix.CHOOSE_DOCUMENT, Fix.LEAVE_OUT),
    Code.DOCUMENT_FAULT: (Fix.CHOOSE_DOCUMENT, Fix.LEAVE_OUT),
    Code.WRONG_LETTER: (Fix.CHOOSE_DOCUMENT, Fix.LEAVE_OUT, Fix.ACCEPT),
    Code.TOO_MANY_ATTACHMENTS: (Fix.CHOOSE_DOCUMENT, Fix.LEAVE_OUT),
    Code.NO_SUBJECT: (Fix.CHANGE_OPTIONS, Fix.LEAVE_OUT),
    Code.LONG_SUBJECT: (Fix.CHANGE_OPTIONS, Fix.LEAVE_OUT),
    Code.SAME_CUSTOMER_ID: (Fix.LEAVE_OUT,),
    Code.SAME_PERSON: (Fix.LEAVE_OUT, Fix.ACCEPT),
    Code.ALREADY_SENT: (Fix.LEAVE_OUT, Fix.ACCEPT),
    Code.NO_POSTAL_ADDRESS: (Fix.MEND_FIELD, Fix.LEAVE_OUT),
    Code.INVOICE_FIELD: (Fix.MEND_FIELD, Fix.LEAVE_OUT),
}

AFTER_SENDING = (
    Code.CONTRADICTION,
    Code.MISSING_ANSWER,
    Code.UNKNOWN_IN_RESULT,
    Code.CLEARED,
    Code.SAME_MAILBOX,
    Code.KNOWN_JOB,
)
"""Codes that receipts lead to. They stay until a person has seen them; a check never removes them."""


def finding_key(code: Code, customer_id: str, detail: str, document_sha256: str | None) -> str:
    """What makes two findings the same: the code, the person, the particulars, and exactly this document."""
    return ":".join([code, customer_id, detail, (document_sha256 or "")[:16]])


def forget_findings_of_checks(connection: Connection, mailing_id: int) -> None:
    """Remove what earlier checks of a draft found."""
    connection.execute(
        delete(deviations).where(
            deviations.c.mailing_id == mailing_id, deviations.c.code.not_in(AFTER_SENDING)
        )
    )


def keep_findings(
    connection: Connection, mailing_id: int, found: Iterable[FoundDeviation], now: datetime
) -> None:
    """Keep what a check found."""
    batch = list(found)
    people = _people(connection, [each.letter_id for each in batch if each.letter_id is not None])
    rows = []
    for each in batch:
        customer_id, sha256 = people.get(each.letter_id, ("", None))
        rows.append(
            {
                "finding": finding_key(each.code, customer_id, each.detail, sha256),
                "mailing_id": mailing_id,
                "letter_id": each.letter_id,
                "code": each.code,
                "severity": each.severity,
                "text": to_stored(each.text),
                "field": each.column,
                "found_at": now,
            }
        )
    if rows:
        connection.execute(insert(deviations), rows)


def keep_late_finding(
    connection: Connection,
    code: Code,
    message: Text,
    now: datetime,
    *,
    detail: str,
    mailing_id: int | None = None,
    letter_id: int | None = None,
    job: int | None = None,
    receipt_id: int | None = None,
) -> None:
    """Keep something that came out after sending, once: the same code and detail is not kept twice."""
    finding = f"{code}:{detail}"
    if connection.execute(select(deviations.c.id).where(deviations.c.finding == finding)).first() is not None:
        return
    connection.execute(
        insert(deviations).values(
            finding=finding,
            mailing_id=mailing_id,
            letter_id=letter_id,
            job=job,
            receipt_id=receipt_id,
            code=code,
            severity=Severity.WARNS,
            text=to_stored(message),
            found_at=now,
        )
    )


def is_open() -> ColumnElement[bool]:
    """True for a deviation that still needs somebody. For selections over deviations outer-joined with letters."""
    accepted = (
        select(acceptances.c.finding)
        .where(
            acceptances.c.mailing_id == deviations.c.mailing_id, acceptances.c.finding == deviations.c.finding
        )
        .correlate(deviations)
        .exists()
    )
    not_left_out = or_(deviations.c.letter_id.is_(None), letters.c.outcome != Outcome.LEFT_OUT)
    return and_(deviations.c.settled_at.is_(None), not_left_out, ~accepted)


def count_open(connection: Connection, mailing_id: int) -> dict[tuple[Severity, Code], int]:
    """How many open deviations a mailing has, by severity and code."""
    question = (
        select(deviations.c.severity, deviations.c.code, func.count())
        .select_from(deviations.outerjoin(letters, letters.c.id == deviations.c.letter_id))
        .where(deviations.c.mailing_id == mailing_id, is_open())
        .group_by(deviations.c.severity, deviations.c.code)
    )
    return {(Severity(severity), Code(code)): n for severity, code, n in connection.execute(question)}


def page_of_deviations(
    connection: Connection,
    mailing_id: int,
    offset: int,
    limit: int,
    code: Code | None,
    *,
    open_only: bool,
) -> list[Deviation]:
    """One page of a mailing's deviations: about the whole mailing first, what stops before what warns."""
    question = _deviations().where(deviations.c.mailing_id == mailing_id)
    if code is not None:
        question = question.where(deviations.c.code == code)
    if open_only:
        question = question.where(is_open())
    rows = connection.execute(question.offset(offset).limit(limit))
    return [_deviation(row) for row in rows]


def accept_findings(
    connection: Connection, mailing_id: int, keys: Iterable[str], reason: str, now: datetime
) -> None:
    """Keep the person's word that these findings are right. Others than those that need a reason stay open."""
    for key in keys:
        needs_reason = select(deviations.c.id).where(
            deviations.c.mailing_id == mailing_id,
            deviations.c.finding == key,
            deviations.c.severity == Severity.NEEDS_REASON,
        )
        if connection.execute(needs_reason).first() is not None:
            connection.execute(
                insert(acceptances)
                .prefix_with("OR REPLACE")
                .values(mailing_id=mailing_id, finding=key, reason=reason, accepted_at=now)
            )


def accepted_letters(connection: Connection, mailing_id: int, code: Code) -> frozenset[int]:
    """The letters of which a person has said that a finding of this kind is right."""
    question = (
        select(deviations.c.letter_id)
        .join(
            acceptances,
            and_(
                acceptances.c.mailing_id == deviations.c.mailing_id,
                acceptances.c.finding == deviations.c.finding,
            ),
        )
        .where(deviations.c.mailing_id == mailing_id, deviations.c.code == code)
    )
    return frozenset(connection.execute(question).scalars())


def settle_findings(
    connection: Connection, deviation_ids: Iterable[int], how: str, now: datetime
) -> set[int]:
    """Mark deviations as seen. Returns the mailings that they are about."""
    settled = connection.execute(
        update(deviations)
        .where(deviations.c.id.in_(list(deviation_ids)), deviations.c.settled_at.is_(None))
        .values(settled_at=now, settled_how=how)
        .returning(deviations.c.mailing_id)
    )
    return {mailing_id for mailing_id in settled.scalars() if mailing_id is not None}


def settle_findings_of_check(connection: Connection, mailing_id: int, now: datetime) -> None:
    """The person has confirmed the mailing with whatever the check found."""
    connection.execute(
        update(deviations)
        .where(deviations.c.mailing_id == mailing_id, deviations.c.settled_at.is_(None))
        .values(settled_at=now, settled_how="confirmed")
    )


def _deviations() -> Select[Any]:
    stops_first = case(
        {Severity.STOPS: 0, Severity.NEEDS_REASON: 1, Severity.WARNS: 2}, value=deviations.c.severity, else_=3
    )
    return (
        select(
            deviations,
            letters.c.recipient_id,
            letters.c.customer_id,
            letters.c.full_name,
            letters.c.source_row,
            acceptances.c.reason.label("accepted_because"),
        )
        .select_from(
            deviations.outerjoin(letters, letters.c.id == deviations.c.letter_id).outerjoin(
                acceptances,
                and_(
                    acceptances.c.mailing_id == deviations.c.mailing_id,
                    acceptances.c.finding == deviations.c.finding,
                ),
            )
        )
        .order_by(deviations.c.letter_id.is_not(None), stops_first, deviations.c.letter_id, deviations.c.id)
    )


def _deviation(row: Any) -> Deviation:
    return Deviation(
        id=row.id,
        key=row.finding,
        code=Code(row.code),
        severity=Severity(row.severity),
        text=from_stored(row.text) or text("?"),
        mailing_id=row.mailing_id,
        letter_id=row.letter_id,
        recipient_id=row.recipient_id,
        customer_id=row.customer_id,
        name=row.full_name or "",
        row=row.source_row,
        column=row.field,
        fixes=_FIXES.get(Code(row.code), ()),
        found_at=row.found_at,
        settled_how=row.settled_how or row.accepted_because,
    )


def _people(connection: Connection, letter_ids: list[int]) -> dict[int | None, tuple[str, str | None]]:
    """The customer id and the document's hash of each letter."""
    question = (
        select(letters.c.id, letters.c.customer_id, documents.c.sha256)
        .join(mailings, mailings.c.id == letters.c.mailing_id)
        .outerjoin(
            documents, documents.c.id == func.coalesce(letters.c.document_id, mailings.c.common_document)
        )
        .where(letters.c.id.in_(letter_ids))
    )
    return {row.id: (row.customer_id, row.sha256) for row in connection.execute(question)}
