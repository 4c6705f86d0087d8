"""Numbers that identify people, organisations and payments: one door to the checks of each kind."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop_app.base.texts import Text


class NumberFault(StrEnum):
    """Why a number is refused."""

    LENGTH = "length"
    LETTERS = "letters"
    DATE = "date"
    CONTROL_DIGITS = "control_digits"
    FIRST_DIGIT = "first_digit"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A number that cannot be right: why, in words that do not repeat it, and what was perhaps meant."""

    fault: NumberFault
    message: Text
    suggestion: str | None = None


class NationalIdKind(StrEnum):
    """The two kinds of Norwegian identity numbers."""

    NATIONAL = "national"
    D_NUMBER = "d_number"


@dataclass(frozen=True, slots=True)
class NationalIdCheck:
    """What an identity number says. `refusal` is None when the number can be right.

    `birth_date` is None where the century cannot be told (numbers of the series from 2032).
    `synthetic` marks the test people of NAV and Skatteetaten.
    """

    number: str
    kind: NationalIdKind | None = None
    birth_date: date | None = None
    synthetic: bool = False
    refusal: Refusal | None = None

    @property
    def ok(self) -> bool:
        """Whether the number can be right."""
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """Another number, without blanks and dots. `refusal` is None when it can be right."""

    number: str
    refusal: Refusal | None = None

    @property
    def ok(self) -> bool:
        """Whether the number can be right."""
        return self.refusal is None


def check_national_id(written: str) -> NationalIdCheck:
    """Check a fødselsnummer or D-number, blanks and a hyphen allowed."""
    raise NotImplementedError


def check_organisation_number(written: str) -> NumberCheck:
    """Check a Norwegian organisation number."""
    raise NotImplementedError


def check_account_number(written: str) -> NumberCheck:
    """Check a Norwegian bank account number, dots and blanks allowed."""
    raise NotImplementedError


def check_kid(written: str) -> NumberCheck:
    """Check a payment reference (KID) by mod 10 or mod 11."""
    raise NotImplementedError


def check_swedish_id(written: str) -> NumberCheck:
    """Check a Swedish personnummer or samordningsnummer."""
    raise NotImplementedError


def check_norwegian_postcode(written: str) -> NumberCheck:
    """Check a Norwegian postcode: four digits."""
    raise NotImplementedError


def check_swedish_postcode(written: str) -> NumberCheck:
    """Check a Swedish postcode; the number comes back as `411 10`."""
    raise NotImplementedError


def mask_national_id(number: str) -> str:
    """The number as windows and messages show it: `010190 •••••`."""
    raise NotImplementedError
