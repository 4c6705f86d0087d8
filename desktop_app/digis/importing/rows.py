"""From a row of the gym's file to a member and their share of a subscription, or to what is wrong with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop_app.base.texts import Text, text
from desktop_app.digis.importing.values import (
    Unreadable,
    email_warning,
    mobile_warning,
    read_birth_date,
    read_country,
    read_date,
    read_flag,
    read_gender,
    read_users,
)
from desktop_app.digis.model import Gender, Member, Unit
from desktop_app.register.importing.headings import ColumnMapping
from desktop_app.register.importing.report import RowError
from desktop_app.register.importing.table import TableRow
from desktop_app.register.plain_text import is_plain, plain_text

_WORDS_FOR_NOTHING = frozenset({"null", "none", "n/a", "#n/a", "nan"})
"""What exports write where there is nothing. Digis must never get the word."""

_LONGEST_NOTHING = max(map(len, _WORDS_FOR_NOTHING))

_LEFT_OUT = frozenset({"gender", "country", "allows_email", "allows_sms"})
"""Fields whose unreadable value is left out with a warning: the row is taken without it."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One accepted row. `users` are the persons its cell lists; None where it lists none.

    `active` is None where the file does not say; `subscription_id` where the person has no subscription.
    """

    number: int
    member: Member
    subscription_id: str | None
    active: bool | None
    start: date | None
    last_end_date: date | None
    payer: str | None
    users: tuple[str, ...] | None
    warnings: tuple[RowError, ...]


class MemberReader:
    """Applies the rules of the fields to rows. Keeps the mapping; rows come one by one.

    `region` (ISO 3166-1 alpha-2) is the country of numbers without a country code.
    """

    def __init__(self, mapping: ColumnMapping, today: date, region: str) -> None:
        self._headings = mapping.headings
        self._columns = tuple(mapping.columns.items())
        self._region = region
        self._readers: dict[str, Callable[[str], Any]] = {
            "birth_date": read_birth_date(today),
            "start": read_date,
            "last_end_date": read_date,
            "active": read_flag,
            "allows_email": read_flag,
            "allows_sms": read_flag,
            "gender": read_gender,
            "country": read_country,
            "users": read_users,
        }

    def read(self, row: TableRow) -> MemberRow | list[RowError]:
        """The row as a member with their subscription, or everything that is wrong with it."""
        misshapen = self._misshapen(row)
        if misshapen is not None:
            return [RowError(row.number, "", "", "", "columns", misshapen)]
        values: dict[str, Any] = {}
        errors: list[RowError] = []
        warnings: list[RowError] = []
        for name, value in self._cells(row, errors):
            try:
                values[name] = self._value(name, value)
            except Unreadable as problem:
                found = self._problem(row, name, value, problem.code, problem.words)
                (warnings if name in _LEFT_OUT else errors).append(found)
        if not values.get("person_id") and not errors:
            errors.append(self._problem(row, "person_id", "", "missing", _NO_PERSON))
        if errors:
            return errors
        warnings += self._contact_warnings(row, values)
        return _made_of(row.number, values, tuple(warnings))

    def _cells(self, row: TableRow, errors: list[RowError]) -> Iterator[tuple[str, str]]:
        """The mapped cells with anything in them, cleaned."""
        plain = is_plain("|".join(row.cells))
        for name, column in self._columns:
            written = row.cells[column] if column < len(row.cells) else ""
            value = written.strip()
            if not plain:
                cleaned = plain_text(written)
                if cleaned.problem is not None:
                    errors.append(self._problem(row, name, "", "character", cleaned.problem))
                    continue
                value = cleaned.value
            if value and (len(value) > _LONGEST_NOTHING or value.casefold() not in _WORDS_FOR_NOTHING):
                yield name, value

    def _value(self, name: str, value: str) -> Any:
        reader = self._readers.get(name)
        return value if reader is None else reader(value)

    def _contact_warnings(self, row: TableRow, values: dict[str, Any]) -> Iterator[RowError]:
        email, mobile = values.get("email"), values.get("mobile")
        if email is not None and (problem := email_warning(email)) is not None:
            yield self._problem(row, "email", email, "email", problem)
        region = values.get("country") or self._region
        if mobile is not None and (problem := mobile_warning(mobile, region)) is not None:
            yield self._problem(row, "mobile", mobile, "mobile", problem)

    def _misshapen(self, row: TableRow) -> Text | None:
        """Why the cells cannot be trusted to stand in their columns, or None."""
        if row.swallowed:
            return text("A quotation mark is open here, and the rows that follow have run into this one.")
        if len(row.cells) == len(self._headings) or not any(row.cells[len(self._headings) :]):
            missing = len(self._headings) - len(row.cells)
            if missing <= 0 or not any(column >= len(row.cells) for _name, column in self._columns):
                return None
        return text(
            "This row has {count} columns, the headings have {width}. A separator is missing or too many.",
            count=len(row.cells),
            width=len(self._headings),
        )

    def _problem(self, row: TableRow, name: str, value: str, code: str, words: Text) -> RowError:
        column = next((self._headings[place] for field, place in self._columns if field == name), "")
        return RowError(row.number, column, name, value, code, words)


_NO_PERSON = text("The person's id is missing. Without it nobody can tell who has been sent.")


def _made_of(number: int, values: dict[str, Any], warnings: tuple[RowError, ...]) -> MemberRow:
    unit_id, unit_name = values.get("unit_id"), values.get("unit_name")
    member = Member(
        person_id=values["person_id"],
        first_name=values.get("first_name"),
        last_name=values.get("last_name"),
        street=values.get("street"),
        postcode=values.get("postcode"),
        city=values.get("city"),
        country=values.get("country"),
        birth_date=values.get("birth_date"),
        email=values.get("email"),
        mobile=values.get("mobile"),
        gender=values.get("gender", Gender.UNKNOWN),
        card_number=values.get("card_number"),
        unit=Unit(id=unit_id or "", name=unit_name or "") if unit_id or unit_name else None,
        allows_email=values.get("allows_email", False),
        allows_sms=values.get("allows_sms", False),
    )
    return MemberRow(
        number=number,
        member=member,
        subscription_id=values.get("subscription_id"),
        active=values.get("active"),
        start=values.get("start"),
        last_end_date=values.get("last_end_date"),
        payer=values.get("payer"),
        users=values.get("users"),
        warnings=warnings,
    )
