"""What a row says about one mailing: document, subject, payment. Checked here, used by the mailing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop_app.base.texts import text
from desktop_app.register.dates import parse_date
from desktop_app.register.fields import Problem
from desktop_app.register.identity import NumberCheck, check_account_number, check_kid
from desktop_app.register.model import MAILING_FIELDS
from desktop_app.register.plain_text import plain_text

_SHORTEST_KID_OF_A_LETTER = 3
_LONGEST_SUBJECT = 100
_NEWEST_DUE_YEAR = 2099


@dataclass(frozen=True, slots=True)
class MailingFields:
    """What a row says about one mailing, checked and in plain types; None where the row says nothing."""

    document: str | None = None
    attachments: tuple[str, ...] = ()
    subject: str | None = None
    kid: str | None = None
    amount: Decimal | None = None
    account: str | None = None
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A value of a mailing's field, or what is wrong with it."""

    value: Any = None
    problem: Problem | None = None
    restored: bool = False


def check_mailing_fields(cells: Mapping[str, str]) -> dict[str, Checked]:
    """Check what a row's cells say, by field. Empty cells are left out."""
    checked: dict[str, Checked] = {}
    for name in MAILING_FIELDS:
        plain = plain_text(cells.get(name, ""))
        if plain.problem is not None:
            checked[name] = Checked(problem=Problem("unreadable_character", plain.problem))
        elif plain.value:
            checked[name] = _CHECKS[name](plain.value)
    return checked


def _document(value: str) -> Checked:
    return Checked(value)


def _attachments(value: str) -> Checked:
    separator = ";" if ";" in value else "|" if "|" in value else ","
    return Checked(tuple(name.strip() for name in value.split(separator) if name.strip()))


def _subject(value: str) -> Checked:
    if len(value) > _LONGEST_SUBJECT:
        message = text("A subject has at most {limit} characters.", limit=_LONGEST_SUBJECT)
        return Checked(problem=Problem("subject_too_long", message))
    return Checked(value)


def _kid(value: str) -> Checked:
    check = check_kid(value)
    if check.ok and len(check.number) < _SHORTEST_KID_OF_A_LETTER:
        message = text("Digipost takes a KID of three digits or more.")
        return Checked(problem=Problem("kid_too_short", message))
    return _number("kid", check)


def _amount(value: str) -> Checked:
    """An amount with a comma or a point before the øre, and blanks or the other sign between thousands."""
    number = (
        value.replace(" ", "").replace("\u2212", "-").removesuffix("kr").removesuffix(",-").removeprefix("kr")
    )
    if "," in number and "." in number:
        thousands, point = (",", ".") if number.rindex(".") > number.rindex(",") else (".", ",")
        number = number.replace(thousands, "").replace(point, ".")
    else:
        number = number.replace(",", ".")
    try:
        amount = Decimal(number)
    except InvalidOperation:
        return Checked(problem=Problem("amount", text("This is not an amount. Write it as 1234,50.")))
    if (
        not amount.is_finite()
        or amount <= 0
        or amount >= 10**12
        or amount != amount.quantize(Decimal("0.01"))
    ):
        message = text("An amount is more than zero and has two decimals at most. Write it as 1234,50.")
        return Checked(problem=Problem("amount", message))
    return Checked(amount.quantize(Decimal("0.01")))


def _account(value: str) -> Checked:
    check = check_account_number(value)
    if check.refusal is not None and check.refusal.suggestion is not None:
        return Checked(check.refusal.suggestion, restored=True)
    return _number("account", check)


def _due_date(value: str) -> Checked:
    due = parse_date(value, _NEWEST_DUE_YEAR)
    if due is None:
        message = text("This is not a date, or it could be two different ones. Write it as 01.02.2030.")
        return Checked(problem=Problem("due_date", message))
    return Checked(due)


def _number(name: str, check: NumberCheck) -> Checked:
    if check.refusal is None:
        return Checked(check.number)
    return Checked(problem=Problem(f"{name}_{check.refusal.fault.value}", check.refusal.message))


_CHECKS: dict[str, Callable[[str], Checked]] = {
    "document": _document,
    "attachments": _attachments,
    "subject": _subject,
    "kid": _kid,
    "amount": _amount,
    "account": _account,
    "due_date": _due_date,
}
