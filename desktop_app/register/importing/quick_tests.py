"""Quick tests for whole columns: what passes is kept as it stands, since the field's rule would say the same.

Each test gets plain texts (see `plain_text.is_plain`) without outer blanks, none of them empty, and what day it is.
It may refuse what the rule would accept: then the rule is asked, value by value.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

from desktop_app.register.fields import LONGEST, OLDEST_BIRTH_YEAR
from desktop_app.register.identity import national_ids_are_sound
from desktop_app.register.number_checks import only_digits

QuickTest = Callable[[Sequence[str], date], bool]

_EMAILS = re.compile(r"(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+\n)+", re.ASCII)
_ISO_DATES = re.compile(r"(?:\d{4}-\d\d-\d\d\n)+", re.ASCII)
_DATES_OF_ANY_MONTH = re.compile(r"(?:\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])\n)+", re.ASCII)
_FIRST_OF_A_PHONE = frozenset("+0123456789")
_SHORTEST_PHONE, _LONGEST_PHONE = 4, 15


def _any_text(values: Sequence[str], _today: date) -> bool:
    return max(map(len, values)) <= LONGEST


def _unshortened(values: Sequence[str], today: date) -> bool:
    return "+" not in "".join(values) and _any_text(values, today)


def _without_blanks(values: Sequence[str], today: date) -> bool:
    return " " not in "".join(values) and _any_text(values, today)


def _national_ids(values: Sequence[str], _today: date) -> bool:
    return national_ids_are_sound(values)


def _norwegian_postcodes(values: Sequence[str], _today: date) -> bool:
    return set(map(len, values)) == {4} and only_digits("".join(values)) and "0000" not in values


def _phones(values: Sequence[str], _today: date) -> bool:
    lengths = set(map(len, values))
    return (
        min(lengths) >= _SHORTEST_PHONE
        and max(lengths) <= _LONGEST_PHONE
        and {value[0] for value in values} <= _FIRST_OF_A_PHONE
        and only_digits("".join([value[1:] for value in values]))
    )


def _emails(values: Sequence[str], today: date) -> bool:
    return _EMAILS.fullmatch("\n".join(values) + "\n") is not None and _any_text(values, today)


def _iso_dates(values: Sequence[str], today: date) -> bool:
    if min(values) < f"{OLDEST_BIRTH_YEAR}" or max(values) > today.isoformat():
        return False
    joined = "\n".join(values) + "\n"
    if _DATES_OF_ANY_MONTH.fullmatch(joined):
        return True
    return _ISO_DATES.fullmatch(joined) is not None and all(map(_is_date, values))


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


QUICK_TESTS: dict[str, QuickTest] = {
    "customer_id": _unshortened,
    "national_id": _national_ids,
    "full_name": _any_text,
    "first_name": _any_text,
    "middle_name": _any_text,
    "last_name": _any_text,
    "address1": _any_text,
    "address2": _any_text,
    "postcode": _norwegian_postcodes,
    "city": _any_text,
    "country": _any_text,
    "birth_date": _iso_dates,
    "phone": _phones,
    "email": _emails,
    "digipost_address": _without_blanks,
    "person_alias": _without_blanks,
}
"""The tests by field. Fields that are not here are always cleaned by their rule."""
