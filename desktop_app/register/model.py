"""What the register keeps about a recipient, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desktop_app.base.texts import Text


class LookupStatus(StrEnum):
    """What the last lookup said. A recipient who was never looked up has None instead."""

    DIGIPOST = "digipost"
    IDENTIFIED = "identified"
    UNIDENTIFIED = "unidentified"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person or organisation. What is not known is None; `id` is 0 until it has been saved.

    `full_name` is always there once saved; the name's parts only if they were given. `reasons` are the
    words of the last lookup (`FLERE_TREFF` and so on), kept as they came. `cleared_address` and
    `cleared_alias` are what the last lookup made invalid, shown until a later lookup succeeds.
    `identification_changed_at` is when anything that a lookup builds on was last edited: an answer to an
    older question is not applied.
    """

    customer_id: str
    full_name: str = ""
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    national_id: str | None = None
    organisation_number: str | None = None
    address1: str | None = None
    address2: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    birth_date: date | None = None
    phone: str | None = None
    email: str | None = None
    digipost_address: str | None = None
    person_alias: str | None = None
    status: LookupStatus | None = None
    reasons: tuple[str, ...] = ()
    looked_up_at: datetime | None = None
    cleared_address: str | None = None
    cleared_alias: str | None = None
    identification_changed_at: datetime | None = None
    updated_at: datetime | None = None
    tags: tuple[str, ...] = ()
    id: int = 0


PERSON_FIELDS = (
    "customer_id",
    "national_id",
    "organisation_number",
    "full_name",
    "first_name",
    "middle_name",
    "last_name",
    "address1",
    "address2",
    "postcode",
    "city",
    "country",
    "birth_date",
    "phone",
    "email",
    "digipost_address",
    "person_alias",
    "tags",
)
"""The fields of a recipient that a person can import, edit and export, in the order they are shown."""

MAILING_FIELDS = ("document", "attachments", "subject", "kid", "amount", "account", "due_date")
"""The fields of a row that belong to one mailing and are not kept in the register."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field: `code` for programs, `message` for people (no identity numbers in it).

    `suggestion` is a value that would pass, where one can be told.
    """

    field: str
    code: str
    message: Text
    suggestion: str | None = None
