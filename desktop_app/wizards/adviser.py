"""Which pattern fits: four questions, one answer with its reason.

The limits are those of Digipost's own guide for senders. Whoever has an agreement about print has answered the
question by that, since Digipost then reaches everybody.
"""

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, text
from desktop_app.mailing.options import Pattern

SMALL_MAILING_LETTERS = 1_000
"""A mailing is small while it has fewer letters than this."""
SMALL_LETTER_KB = 150
"""A mailing is small while no letter is larger than this, in kilobytes of 1,000 bytes."""
WEEKLY_PER_MONTH = 4
"""So many mailings a month, or more, are weekly mailings."""


class IdentifiedBy(StrEnum):
    """What the sender knows of the recipients. The words are those of the command line."""

    NATIONAL_ID = "fnr"
    NAME_AND_ADDRESS = "name"


@dataclass(frozen=True, slots=True)
class Advice:
    """The pattern to use, why, and what else to bear in mind."""

    pattern: Pattern
    reason: Text
    remarks: tuple[Text, ...] = ()


def advise(
    *,
    letters: int,
    largest_kb: int,
    mailings_per_month: int,
    identified_by: IdentifiedBy,
    print_agreement: bool = False,
) -> Advice:
    """Recommend a pattern for mailings of so many letters, the largest of so many kilobytes.

    Raises `InputError` when a number is impossible.
    """
    _refuse_impossible(letters, largest_kb, mailings_per_month)
    pattern, reason = _choose(letters, largest_kb, mailings_per_month, print_agreement)
    return Advice(pattern, reason, _remarks(pattern, identified_by))


def too_much_for_mailing_only(letters: int, largest_kb: int) -> Text | None:
    """Why such a mailing is not a small one, so that it should be looked up first, or None when it is small."""
    if letters >= SMALL_MAILING_LETTERS:
        return text(
            "{letters} letters are many to send without a lookup first: Digipost advises that only below {limit}, "
            "because every letter is uploaded, also those that nobody can get digitally.",
            letters=letters,
            limit=SMALL_MAILING_LETTERS,
        )
    if largest_kb > SMALL_LETTER_KB:
        return text(
            "The largest letter is {size} kB. Digipost advises sending without a lookup first only up to {limit} kB "
            "a letter, because every letter is uploaded, also those that nobody can get digitally.",
            size=largest_kb,
            limit=SMALL_LETTER_KB,
        )
    return None


def _refuse_impossible(letters: int, largest_kb: int, mailings_per_month: int) -> None:
    if letters < 1 or largest_kb < 1 or mailings_per_month < 0:
        raise InputError(
            title=text("These figures cannot be."),
            message=text(
                "A mailing has at least one letter of at least 1 kB, and no fewer than 0 mailings a month."
            ),
            hint=text("Give the figures of an ordinary mailing of yours."),
        )


def _choose(letters: int, largest_kb: int, mailings_per_month: int, printing: bool) -> tuple[Pattern, Text]:
    if printing:
        return Pattern.WITH_PRINT, text(
            "You have an agreement about print, so Digipost can print and post the letters to those "
            "who have no Digipost. Nobody is left for you to reach."
        )
    if mailings_per_month >= WEEKLY_PER_MONTH:
        return Pattern.FROM_REGISTER, text(
            "You send every week or more often. Have the whole register looked up regularly, and send "
            "straight from it: then no mailing waits for a lookup."
        )
    if too_much_for_mailing_only(letters, largest_kb) is None:
        return Pattern.MAILING_ONLY, text(
            "It is a small mailing: fewer than {letters} letters of at most {size} kB. Send it to everybody at once; "
            "the receipts say who got it digitally and who needs it on paper.",
            letters=SMALL_MAILING_LETTERS,
            size=SMALL_LETTER_KB,
        )
    return Pattern.SPLIT_FIRST, text(
        "You send less often than every week, and much at a time. Look everybody up first: then you also "
        "reach those who got Digipost since last time, and only letters that can arrive are uploaded."
    )


def _remarks(pattern: Pattern, identified_by: IdentifiedBy) -> tuple[Text, ...]:
    if identified_by is IdentifiedBy.NATIONAL_ID:
        return ()
    slow = text(
        "Names and addresses take time to identify, in a large job several hours, and some fit several "
        "people or nobody."
    )
    if pattern is Pattern.MAILING_ONLY:
        return (
            slow,
            text("If you want to know before you send who cannot be identified, look everybody up first."),
        )
    return (slow,)
