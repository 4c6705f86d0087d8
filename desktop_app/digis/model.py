"""Members and subscriptions as the gym knows them, free of any table or file format."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Gender(StrEnum):
    """What the gym's system says. `UNKNOWN` is sent as the documented rule wants it, and shown to the staff."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The gym somebody trains at."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person. What is missing is None, never an empty text.

    `country` is the address's country as ISO 3166-1 alpha-2. `mobile` is the number as it was written.
    `allows_email` and `allows_sms` are consents: False unless the person has said yes.
    """

    person_id: str
    first_name: str | None = None
    last_name: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    birth_date: date | None = None
    email: str | None = None
    mobile: str | None = None
    gender: Gender = Gender.UNKNOWN
    card_number: str | None = None
    unit: Unit | None = None
    allows_email: bool = False
    allows_sms: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One agreement, paid by one person and used by one or more (`users`, person ids without repeats)."""

    id: str
    active: bool
    users: frozenset[str]
    payer: str | None = None
    start: date | None = None
    last_end_date: date | None = None
