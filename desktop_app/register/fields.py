"""The rules of each field, for imports and edits alike: what is accepted, how it is kept, what is mended."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from desktop_app.base.texts import Text, text
from desktop_app.register.dates import parse_date
from desktop_app.register.identity import (
    Refusal,
    check_national_id,
    check_norwegian_postcode,
    check_organisation_number,
    check_swedish_postcode,
    mask_national_id,
)
from desktop_app.register.plain_text import plain_text

LONGEST = 250
OLDEST_BIRTH_YEAR = 1850
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_PHONE = re.compile(r"\+?[0-9]{3,15}")
_PHONE_SIGNS = re.compile(r"[\s().\-/\u2010-\u2015]+")
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d+")
_TAG_SEPARATORS = re.compile(r"[;,|]")

_NORWAY = frozenset({"", "no", "nor", "norge", "noreg", "norway"})
_SWEDEN = frozenset({"se", "swe", "sverige", "sweden"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value is refused. `suggestion` is a value that would pass, where one can be told."""

    code: str
    message: Text
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A value as it is kept (None when there is none), or why it is not."""

    value: str | None
    problem: Problem | None = None
    restored: bool = False
    """Leading zeros were put back."""
    mended: bool = False
    """Signs that nobody sees were taken out."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a field's rule must know besides the value: the row's country, and what day it is."""

    today: date
    country: str = ""


Rule = Callable[[str, Surroundings], Cleaned]

NO_VALUE = Cleaned(None)


def clean_field(field: str, written: str, surroundings: Surroundings) -> Cleaned:
    """Apply the rule of a field of a recipient to what was written. Unknown fields raise KeyError."""
    plain = plain_text(written)
    if plain.problem is not None:
        return Cleaned(None, Problem("unreadable_character", plain.problem))
    if not plain.value:
        return NO_VALUE
    cleaned = clean_plain(field, plain.value, surroundings)
    if plain.mended and cleaned.problem is None:
        return Cleaned(cleaned.value, restored=cleaned.restored, mended=True)
    return cleaned


def clean_plain(field: str, value: str, surroundings: Surroundings) -> Cleaned:
    """Apply the rule of a field to a text that is known to be plain and not empty."""
    if len(value) > LONGEST:
        message = text(
            "This is longer than {limit} characters. Check whether the columns have shifted.", limit=LONGEST
        )
        return Cleaned(None, Problem("too_long", message))
    return RULES[field](value, surroundings)


def shown_value(field: str, written: str) -> str:
    """The value as reports may show it: identity numbers masked, long texts cut."""
    if field == "national_id":
        return mask_national_id(written)
    return written if len(written) <= 80 else f"{written[:79]}…"


def is_norway(country: str | None) -> bool:
    """Whether the country is Norway, by name or code, or not given."""
    return (country or "").casefold() in _NORWAY


def split_tags(written: str) -> tuple[str, ...]:
    """The tags in a cell, each once, in alphabetical order."""
    return tuple(sorted({tag.strip() for tag in _TAG_SEPARATORS.split(written) if tag.strip()}))


def _as_written(value: str, _surroundings: Surroundings) -> Cleaned:
    return Cleaned(value)


def _customer_id(value: str, _surroundings: Surroundings) -> Cleaned:
    if _SHORTENED.fullmatch(value):
        message = text(
            "Excel has shortened this number. Format the column as text and fill in the whole number."
        )
        return Cleaned(None, Problem("shortened_by_excel", message))
    return Cleaned(value)


def _national_id(value: str, _surroundings: Surroundings) -> Cleaned:
    check = check_national_id(value)
    if check.refusal is None:
        return Cleaned(check.number)
    if check.refusal.suggestion is not None:
        return Cleaned(check.refusal.suggestion, restored=True)
    return _refused("national_id", check.refusal)


def _organisation_number(value: str, _surroundings: Surroundings) -> Cleaned:
    check = check_organisation_number(value)
    return Cleaned(check.number) if check.refusal is None else _refused("organisation_number", check.refusal)


def _postcode(value: str, surroundings: Surroundings) -> Cleaned:
    country = surroundings.country.casefold()
    if country in _SWEDEN:
        swedish = check_swedish_postcode(value)
        return Cleaned(swedish.number) if swedish.refusal is None else _refused("postcode", swedish.refusal)
    if country not in _NORWAY:
        return Cleaned(value)
    check = check_norwegian_postcode(value)
    if check.refusal is None:
        return Cleaned(check.number)
    if check.refusal.suggestion is not None:
        return Cleaned(check.refusal.suggestion, restored=True)
    if check_swedish_postcode(value).ok:
        return Cleaned(None, Problem("postcode_foreign", _FIVE_DIGITS))
    return _refused("postcode", check.refusal)


def _birth_date(value: str, surroundings: Surroundings) -> Cleaned:
    born = parse_date(value, surroundings.today.year)
    if born is None:
        return Cleaned(None, Problem("birth_date", _NO_DATE))
    if born > surroundings.today or born.year < OLDEST_BIRTH_YEAR:
        return Cleaned(
            None, Problem("birth_date_unlikely", text("Nobody can be born on this day. Check the year."))
        )
    return Cleaned(born.isoformat())


def _phone(value: str, _surroundings: Surroundings) -> Cleaned:
    number = _PHONE_SIGNS.sub("", value)
    if _PHONE.fullmatch(number):
        return Cleaned(number)
    return Cleaned(
        None,
        Problem("phone", text("This is not a phone number. Write digits, with + and the country first.")),
    )


def _email(value: str, _surroundings: Surroundings) -> Cleaned:
    if _EMAIL.fullmatch(value):
        return Cleaned(value)
    return Cleaned(
        None, Problem("email", text("This is not an e-mail address. One looks like name@example.org."))
    )


def _without_blanks(value: str, _surroundings: Surroundings) -> Cleaned:
    if " " in value:
        return Cleaned(None, Problem("blank", text("There is a blank in it, and there can be none.")))
    return Cleaned(value)


def _tags(value: str, _surroundings: Surroundings) -> Cleaned:
    return Cleaned("; ".join(split_tags(value)) or None)


def _refused(field: str, refusal: Refusal) -> Cleaned:
    return Cleaned(None, Problem(f"{field}_{refusal.fault.value}", refusal.message, refusal.suggestion))


_NO_DATE = text("This is not a date, or it could be two different ones. Write it as 01.02.1990.")
_FIVE_DIGITS = text("A Norwegian postcode has four digits. If the address is Swedish, write the country too.")

RULES: dict[str, Rule] = {
    "customer_id": _customer_id,
    "national_id": _national_id,
    "organisation_number": _organisation_number,
    "full_name": _as_written,
    "first_name": _as_written,
    "middle_name": _as_written,
    "last_name": _as_written,
    "address1": _as_written,
    "address2": _as_written,
    "postcode": _postcode,
    "city": _as_written,
    "country": _as_written,
    "birth_date": _birth_date,
    "phone": _phone,
    "email": _email,
    "digipost_address": _without_blanks,
    "person_alias": _without_blanks,
    "tags": _tags,
}
"""The rule of each field of a recipient."""
