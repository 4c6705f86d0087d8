"""Which pattern fits: four questions, one answer with its reason.

The limits are those of Digipost's own guide for senders. Whoever has an agreement about print has answered the
question by that, since Digipost then reaches everybody.
"""

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, text
from desktop_app.mailing.option_checks import MOST_BYTES_WITHOUT_LOOKUP, MOST_LETTERS_WITHOUT_LOOKUP
from desktop_app.mailing.options import Pattern

SMALL_MAILING_LETTERS = MOST_LETTERS_WITHOUT_LOOKUP + 1
"""A mailing is small while it has fewer letters than this."""
SMALL_LETTER_KB = MOST_BYTES_WITHOUT_LOOKUP // 1_000
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


def _refuse_impossible(letters: int, largest_kb: int, mailings_per_month: int) -> None:
    if letters < 1 or largest_kb < 1 or mailings_per_month < 0:
        raise InputError(
            title=text("These figures cannot be right."),
            message=text(
                "A mailing has at least one letter of at least 1 kB, and no fewer than 0 mailings a month."
            ),
            hint=text("Give the figures of an ordinary mailing of yours."),
        )


def _choose(letters: int, largest_kb: int, mailings_per_month: int, printing: bool) -> tuple[Pattern, Text]:
    if printing:
        return Pattern.WITH_PRINT, text(
            "You have a print agreement, so Digipost can print and post the letters to those who have no "
            "Digipost. Nobody is left for you to reach."
        )
    if mailings_per_month >= WEEKLY_PER_MONTH:
        return Pattern.FROM_REGISTER, text(
            "You send every week or more often. Have the whole register looked up regularly, and send "
            "straight from it: then no mailing waits for a lookup."
        )
    if letters < SMALL_MAILING_LETTERS and largest_kb <= SMALL_LETTER_KB:
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
