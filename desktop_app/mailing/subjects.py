"""Subjects with fields: “Invoice for {first_name}” becomes each recipient's own subject."""

import string
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

LONGEST_SUBJECT = 100
"""What Digipost takes, in characters."""


def _first_name(letter: Any) -> str:
    return letter.first_name or (letter.full_name or "").split(" ")[0]


def _last_name(letter: Any) -> str:
    return letter.last_name or (letter.full_name or "").rpartition(" ")[2]


def _amount(letter: Any) -> str:
    return "" if letter.amount is None else f"{Decimal(letter.amount):.2f}".replace(".", ",")


def _due_date(letter: Any) -> str:
    return "" if letter.due_date is None else f"{date.fromisoformat(letter.due_date):%d.%m.%Y}"


SUBJECT_FIELDS: Mapping[str, Callable[[Any], str]] = {
    "full_name": lambda letter: letter.full_name or "",
    "first_name": _first_name,
    "last_name": _last_name,
    "customer_id": lambda letter: letter.customer_id,
    "city": lambda letter: letter.city or "",
    "kid": lambda letter: letter.kid or "",
    "amount": _amount,
    "due_date": _due_date,
}
"""The fields that a subject may name, and how each is read off a letter's row. Amounts and dates are written the
Norwegian way, since the recipient reads them. An identity number is no field: subjects show in notifications."""


def fields_in(template: str) -> tuple[str, ...]:
    """The names between braces, in order. Raises ValueError for a brace without its partner.

    Python's further signs in a field (`!r`, `:>10`) make another name of it, which no letter has.
    """
    parsed = string.Formatter().parse(template)
    return tuple(
        name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
        for _, name, form, conversion in parsed
        if name is not None
    )


def unknown_fields(template: str) -> tuple[str, ...]:
    """The fields of a template that no letter has; a template that cannot be read is its own unknown field."""
    try:
        names = fields_in(template)
    except ValueError:
        return (template,)
    return tuple(name for name in names if name not in SUBJECT_FIELDS)


def is_constant(template: str) -> bool:
    """True when the subject is the same for everybody, however it is written."""
    return "{" not in template and "}" not in template


def subject_of(template: str, letter: Any) -> str:
    """The template with its fields filled in from a letter's row. Unknown fields must have been refused."""
    values = {name: SUBJECT_FIELDS[name](letter) for name in fields_in(template)}
    return " ".join(string.Formatter().vformat(template, (), values).split())
