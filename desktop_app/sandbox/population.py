"""Who is who in the built-in Digipost.

A person's own data decide, by rules that are easy to remember while practising:

1. Data that cannot be right are refused with the reason that Digipost gives (see `recipient_rules`).
2. Some last names always mean the same, whoever has them: see `TELLING_NAMES`.
3. A name without a street or box is not found (incomplete address).
4. Else the last digit in the customer id decides: 0 to 6 is a Digipost user, 7 or 8 is known but has no
   account, and 9 is not found. Two endings are special: by name and address, ids that end in 19 fit several
   people and those that end in 29 have an incomplete address; by a number they are found, and are users.

A customer id without digits is given some by a fixed hash. What was decided at the first contact stays: see
`people`. Tests and exercises override it person by person.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from desktop_app.digipost.model import (
    InvalidReason,
    NameAndAddress,
    Recipient,
    RecipientStatus,
    UnidentifiedReason,
)
from desktop_app.sandbox.recipient_rules import full_name, invalid_reasons, lacks_address


@dataclass(frozen=True, slots=True)
class Standing:
    """How Digipost knows somebody: a status, and the reasons where the status has any."""

    status: RecipientStatus
    unidentified_reasons: tuple[UnidentifiedReason, ...] = ()
    invalid_reasons: tuple[InvalidReason, ...] = ()


USER = Standing(RecipientStatus.DIGIPOST)
"""Has an account, and can get letters."""
IDENTIFIED = Standing(RecipientStatus.IDENTIFISERT)
"""Known, without an account."""
UNKNOWN = Standing(RecipientStatus.UIDENTIFISERT)
AMBIGUOUS = Standing(RecipientStatus.UIDENTIFISERT, (UnidentifiedReason.FLERE_TREFF,))
INCOMPLETE = Standing(RecipientStatus.UIDENTIFISERT, (UnidentifiedReason.MANGELFULL_ADRESSE,))


def invalid(*reasons: InvalidReason) -> Standing:
    """The standing of somebody whose data are refused for these reasons."""
    return Standing(RecipientStatus.UGYLDIG, invalid_reasons=reasons)


TELLING_NAMES: Mapping[str, Standing] = {
    "digital": USER,
    "papir": IDENTIFIED,
    "ukjent": UNKNOWN,
    "flertreff": AMBIGUOUS,
    "mangelfull": INCOMPLETE,
    "ugyldig": invalid(InvalidReason.UGYLDIG_NAVN_ADRESSE),
    "uspesifisert": invalid(InvalidReason.UNSPECIFIED),
}
"""Last names (in small letters) that decide by themselves."""


@dataclass(frozen=True, slots=True)
class Population:
    """The rules, with exceptions for single persons. A value: every change makes a new population."""

    overrides: Mapping[str, Standing] = field(default_factory=dict)
    """Customer id and the standing that holds instead of the rules."""
    blacklistings: Mapping[str, int] = field(default_factory=dict)
    """Customer id and how many times that person's Digipost addresses and aliases were withdrawn."""

    def with_overrides(self, standings: Mapping[str, Standing]) -> "Population":
        """The same, and these persons (by customer id) are known like this from now on."""
        return replace(self, overrides={**self.overrides, **standings})

    def becoming_digital(self, *customer_ids: str) -> "Population":
        """The same, and these persons have opened an account."""
        return self.with_overrides(dict.fromkeys(customer_ids, USER))

    def leaving(self, *customer_ids: str) -> "Population":
        """The same, and these persons have closed their account: known, but no longer users."""
        return self.with_overrides(dict.fromkeys(customer_ids, IDENTIFIED))

    def blacklisting(self, *customer_ids: str) -> "Population":
        """The same, and every address and alias that was given out for these persons has become unknown.

        Digipost does this after a letter to the wrong person. Any other identification still finds them.
        """
        counts = {one: self.blacklistings.get(one, 0) + 1 for one in customer_ids}
        return replace(self, blacklistings={**self.blacklistings, **counts})

    def generation(self, customer_id: str) -> int:
        """How many times this person's address and alias were withdrawn."""
        return self.blacklistings.get(customer_id, 0)

    def objection(self, recipient: Recipient) -> Standing | None:
        """The standing of impossible data, or None when the person can be looked for."""
        reasons = invalid_reasons(recipient)
        if not reasons or recipient.customer_id in self.overrides:
            return None
        return invalid(*reasons)

    def override(self, customer_ids: Iterable[str]) -> Standing | None:
        """The exception that was made for somebody who goes by these customer ids, the first one first."""
        return next((self.overrides[one] for one in customer_ids if one in self.overrides), None)


def standing_by_rule(recipient: Recipient) -> Standing:
    """How somebody is known whose data are possible, at the first contact."""
    identification = recipient.identification
    named = isinstance(identification, NameAndAddress)
    if isinstance(identification, NameAndAddress):
        last_name = full_name(identification.name).casefold().rpartition(" ")[2]
        if last_name in TELLING_NAMES:
            return TELLING_NAMES[last_name]
    if lacks_address(identification):
        return INCOMPLETE
    return _by_last_digits(last_digits(recipient.customer_id), named=named)


def last_digits(customer_id: str) -> tuple[int, int]:
    """The last two digits in the id, tens first; from a fixed hash where the id has none."""
    digits = [int(sign) for sign in customer_id if sign.isascii() and sign.isdigit()]
    if not digits:
        number = int.from_bytes(hashlib.sha256(customer_id.encode()).digest()[:4], "big")
        return number // 10 % 10, number % 10
    return (digits[-2] if len(digits) > 1 else 0), digits[-1]


def _by_last_digits(digits: tuple[int, int], *, named: bool) -> Standing:
    special = {(1, 9): AMBIGUOUS, (2, 9): INCOMPLETE}.get(digits)
    if special is not None:
        return special if named else USER
    ones = digits[1]
    if ones <= 6:
        return USER
    return IDENTIFIED if ones <= 8 else UNKNOWN
