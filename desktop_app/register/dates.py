"""Dates as people and spreadsheets write them."""

import re
from datetime import date, timedelta

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
_EIGHT_DIGITS = re.compile(r"\d{8}")
_SHORT = re.compile(r"\d{5,6}")
_SERIAL_START = date(1899, 12, 30)
"""Day 0 of Excel's serial dates, with its leap day of 1900 taken into account."""
_LAST_SERIAL = 73_050


def parse_date(written: str, newest_year: int) -> date | None:
    """The date that is meant, or None where none is, or where it is not clear which.

    Understands 1990-02-01, 01.02.1990, 01/02/1990, 1.2.90, 19900201, 01021990, 010290 and Excel's serial numbers.
    A year of two digits is the last one that is not after `newest_year`: with 2026, `27` is 1927.
    """
    match = _ISO.fullmatch(written)
    if match:
        return _date(int(match[1]), int(match[2]), int(match[3]))
    match = _DAY_FIRST.fullmatch(written)
    if match:
        return _date(_year(match[3], newest_year), int(match[2]), int(match[1]))
    if _EIGHT_DIGITS.fullmatch(written):
        return _from_eight(written)
    if _SHORT.fullmatch(written):
        return _from_short(written, newest_year)
    return None


def _from_eight(digits: str) -> date | None:
    """Year first or day first: whichever is a date; the year first where both are."""
    year_first = _date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if year_first is not None and 1800 <= year_first.year <= 2200:
        return year_first
    return _date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))


def _from_short(digits: str, newest_year: int) -> date | None:
    """Six digits are ddmmyy. Five may have lost their zero, or be a serial number: None where both fit."""
    padded = digits.zfill(6)
    written = _date(_year(padded[4:], newest_year), int(padded[2:4]), int(padded[:2]))
    if len(digits) == 6:
        return written
    serial = int(digits)
    as_serial = _SERIAL_START + timedelta(days=serial) if serial <= _LAST_SERIAL else None
    if written is not None and as_serial is not None:
        return None
    return written or as_serial


def _year(digits: str, newest_year: int) -> int:
    if len(digits) == 4:
        return int(digits)
    year = newest_year - newest_year % 100 + int(digits)
    return year if year <= newest_year else year - 100


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
