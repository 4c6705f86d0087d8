"""Saving recipients by hand: the same rules as an import, one recipient at a time."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select

from desktop_app.base.texts import text
from desktop_app.register.fields import RULES, Cleaned, Surroundings, clean_field, split_tags
from desktop_app.register.keys import full_name_of
from desktop_app.register.model import FieldProblem, Recipient
from desktop_app.register.tables import merged_customer_ids, recipients

_NAME_PARTS = ("first_name", "middle_name", "last_name")


@dataclass(frozen=True, slots=True)
class CheckedRecipient:
    """A recipient as it would be kept, and everything that stops it from being kept."""

    recipient: Recipient
    problems: tuple[FieldProblem, ...]


def check_recipient(connection: Connection, recipient: Recipient, today: date) -> CheckedRecipient:
    """Clean each field and collect what is wrong with it."""
    surroundings = Surroundings(today, recipient.country or "")
    cleaned = {name: clean_field(name, _written(recipient, name), surroundings) for name in RULES}
    problems = [problem for name, result in cleaned.items() for problem in _problems(name, result)]
    values = {name: result.value for name, result in cleaned.items()}
    kept = _put_together(recipient, values)
    if kept.customer_id and _taken(connection, kept):
        problems.append(_customer_id_taken())
    if not problems:
        problems.extend(_missing(kept))
    return CheckedRecipient(kept, tuple(problems))


def stored_with_edits(stored: Recipient, edited: Recipient) -> Recipient:
    """The edited recipient, but with the last lookup as it is stored now.

    A lookup may have been applied while the form was open; then what it found stays too.
    """
    kept = replace(
        edited,
        status=stored.status,
        reasons=stored.reasons,
        looked_up_at=stored.looked_up_at,
        cleared_address=stored.cleared_address,
        cleared_alias=stored.cleared_alias,
        identification_changed_at=stored.identification_changed_at,
    )
    if edited.looked_up_at == stored.looked_up_at:
        return kept
    return replace(kept, digipost_address=stored.digipost_address, person_alias=stored.person_alias)


def with_name_of_parts(stored: Recipient, edited: Recipient) -> Recipient:
    """The full name follows its parts when they were edited and it was not."""
    if edited.full_name != stored.full_name or not edited.last_name:
        return edited
    if all(getattr(edited, part) == getattr(stored, part) for part in _NAME_PARTS):
        return edited
    return replace(edited, full_name=full_name_of(edited.first_name, edited.middle_name, edited.last_name))


def _written(recipient: Recipient, field: str) -> str:
    if field == "tags":
        return "; ".join(recipient.tags)
    value = getattr(recipient, field)
    if isinstance(value, date):
        return value.isoformat()
    return value or ""


def _problems(field: str, result: Cleaned) -> list[FieldProblem]:
    problem = result.problem
    if result.restored:
        message = text("A zero is missing in front.")
        return [FieldProblem(field, "leading_zero", message, result.value)]
    if problem is None:
        return []
    return [FieldProblem(field, problem.code, problem.message, problem.suggestion)]


def _put_together(recipient: Recipient, values: dict[str, str | None]) -> Recipient:
    parts = full_name_of(values["first_name"], values["middle_name"], values["last_name"])
    birth_date, tags = values.pop("birth_date"), values.pop("tags")
    customer_id, full_name = values.pop("customer_id"), values.pop("full_name")
    return replace(
        recipient,
        customer_id=customer_id or "",
        full_name=full_name or parts,
        birth_date=date.fromisoformat(birth_date) if birth_date else None,
        tags=split_tags(tags or ""),
        **values,  # type: ignore[arg-type]
    )


def _taken(connection: Connection, recipient: Recipient) -> bool:
    owner = select(recipients.c.id).where(
        recipients.c.customer_id == recipient.customer_id, recipients.c.id != recipient.id
    )
    merged = select(merged_customer_ids.c.recipient_id).where(
        merged_customer_ids.c.customer_id == recipient.customer_id
    )
    return connection.execute(owner.union_all(merged)).first() is not None


def _customer_id_taken() -> FieldProblem:
    message = text("Another recipient has this customer id. Each must have one of their own.")
    return FieldProblem("customer_id", "customer_id_taken", message)


def _missing(recipient: Recipient) -> list[FieldProblem]:
    if not recipient.customer_id:
        message = text("The customer id is missing. It tells people apart in receipts.")
        return [FieldProblem("customer_id", "customer_id_missing", message)]
    if not (recipient.full_name or recipient.national_id or recipient.organisation_number):
        message = text("There is neither a name nor a number to tell who this is.")
        return [FieldProblem("full_name", "nobody", message)]
    return []
