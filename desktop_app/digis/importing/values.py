"""What stands in the cells of a gym's file: yes and no, sexes, countries, dates, lists of persons."""

import functools
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale

from desktop_app.base.texts import Text, text
from desktop_app.digis.contact import is_email_address, split_mobile_number
from desktop_app.digis.model import Gender
from desktop_app.register.dates import parse_date

GYM_ZONE = ZoneInfo("Europe/Stockholm")
"""The gym system writes its dates in this zone."""

_YES = frozenset({"true", "1", "yes", "y", "ja", "j", "on", "active", "aktiv", "aktivt", "x", "sann", "sant"})
_NO = frozenset(
    {
        "false", "0", "no", "n", "nej", "nei", "off", "inactive", "inaktiv", "inaktivt", "ended", "avslutad",
        "avslutat", "avsluttet", "falsk", "falskt", "usann", "usant", "terminated", "uppsagd", "oppsagt",
        "cancelled", "frozen", "fryst",
    }
)  # fmt: skip
_MALE = frozenset({"male", "m", "man", "mann", "herr", "herre", "pojke", "gutt", "kille"})
_FEMALE = frozenset({"female", "f", "k", "kvinna", "kvinne", "dam", "dame", "woman", "flicka", "jente"})
_NO_SEX = frozenset({"unknown", "okänd", "ukjent", "other", "annat", "annet", "-", "?", "u", "0"})

_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_NEWEST_YEAR = 2099
"""A year of two digits is one of this century: subscriptions are not older than their gyms."""

_BETWEEN_USERS = re.compile(r"[,;|/\s]+")
_TIME_OF_DAY = re.compile(r"[T ]\d{1,2}:\d{2}.*\Z")
_LIKELY_MOBILE = re.compile(r"(?:(?:\+|00)4[67][ \-]?)?(?:\(0\)|0)?7[02369][ \-]?\d{3}[ \-]?\d{2}[ \-]?\d{2}")
_LIKELY_EMAIL = re.compile(r"[a-z0-9][a-z0-9_+-]*(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}")


class Unreadable(ValueError):
    """A cell that stands for nothing known. `words` say what is wrong and what to write."""

    def __init__(self, code: str, words: Text) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


def read_flag(written: str) -> bool:
    """Yes or no, in any of the words that gym systems use."""
    folded = written.casefold()
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise Unreadable("flag", text("“{value}” is neither yes nor no. Write true or false.", value=written))


def read_date(written: str) -> date:
    """A date as year-month-day, or in another usual form; a time of day behind it is left out."""
    found = parse_date(_TIME_OF_DAY.sub("", written), newest_year=_NEWEST_YEAR)
    if found is None:
        raise Unreadable("date", text("“{value}” is not a date. Write it like 2026-12-31.", value=written))
    return found


def read_birth_date(today: date) -> Callable[[str], date]:
    """A reader of birth dates: none lies in the future, and a year of two digits is not after this one."""

    def read(written: str) -> date:
        found = parse_date(_TIME_OF_DAY.sub("", written), newest_year=today.year)
        if found is None or found > today or found.year < today.year - 130:
            message = text("“{value}” is not a birth date. Write it like 1990-05-17.", value=written)
            raise Unreadable("birth_date", message)
        return found

    return read


def read_gender(written: str) -> Gender:
    """The sex; `UNKNOWN` for words that say so."""
    folded = written.casefold()
    if folded in _MALE:
        return Gender.MALE
    if folded in _FEMALE:
        return Gender.FEMALE
    if folded in _NO_SEX:
        return Gender.UNKNOWN
    words = text("“{value}” is not known as a sex. It counts as unknown.", value=written)
    raise Unreadable("gender", words)


def read_country(written: str) -> str:
    """The country as ISO 3166-1 alpha-2, from its code or its name in Swedish, Norwegian or English."""
    upper = written.upper()
    if len(upper) == 2 and upper in _territories().values():
        return upper
    code = _territories().get(written.casefold())
    if code is None:
        words = text("“{value}” is not known as a country. Write its two letters, such as SE.", value=written)
        raise Unreadable("country", words)
    return code


def read_users(written: str) -> tuple[str, ...]:
    """The person ids in a cell, separated by commas, blanks or the like, each once."""
    return tuple(dict.fromkeys(part for part in _BETWEEN_USERS.split(written) if part))


def mobile_warning(written: str, region: str) -> Text | None:
    """Why a mobile number will not be sent, or None. Quick for the usual ones."""
    if _LIKELY_MOBILE.fullmatch(written) or split_mobile_number(written, region) is not None:
        return None
    return text("This cannot be a telephone number. It is sent as empty.")


def email_warning(written: str) -> Text | None:
    """Why an e-mail address is no good, or None. Quick for the usual ones."""
    if _LIKELY_EMAIL.fullmatch(written) or is_email_address(written):
        return None
    return text("This is not an e-mail address, so Digis is told not to send e-mail to it.")


def gym_day(moment: datetime) -> date:
    """The day it is at the gym."""
    return moment.astimezone(GYM_ZONE).date()


@functools.cache
def _territories() -> Mapping[str, str]:
    """Folded names of countries and their codes."""
    return {
        name.casefold(): code
        for language in ("en", "nb", "sv")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }
