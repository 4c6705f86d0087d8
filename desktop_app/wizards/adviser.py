"""Which pattern fits: four questions, one answer with its reason. The limits are those of Digipost's own guide."""

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.base.texts import Text, text
from desktop_app.wizards.draft import PatternKey

SMALL_MAILING_LETTERS = 1_000
"""Fewer letters than this may go out without a lookup first."""
SMALL_LETTER_KB = 150
"""No letter of a small mailing is larger than this."""
WEEKLY_PER_MONTH = 4
"""From so many mailings a month on, the register is looked up regularly instead of each time."""


class IdentifiedBy(StrEnum):
    """What the sender knows of the recipients. The words are those of the command line."""

    NATIONAL_ID = "fnr"
    NAME_AND_ADDRESS = "name"


@dataclass(frozen=True, slots=True)
class Advice:
    """The pattern to use, why, and what to bear in mind."""

    pattern: PatternKey
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
    """Recommend a pattern for a mailing of so many letters, the largest of so many kilobytes."""
    raise NotImplementedError
