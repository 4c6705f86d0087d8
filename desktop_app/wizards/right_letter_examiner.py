"""The right-letter check as a part of a mailing's check: every letter's text against all recipients."""

from collections.abc import Iterator
from itertools import chain, islice

from desktop_app.base.work import WorkContext
from desktop_app.mailing.plan import FoundDeviation, Pair
from desktop_app.wizards.letter_text import LetterTexts
from desktop_app.wizards.right_letter_personal import PersonalFiles
from desktop_app.wizards.right_letter_shared import SHARED_FROM, SharedFiles


class RightLetterExaminer:
    """Examines pairs for `MailingService.check`. The texts outlive it, so that a second check is quick.

    `one_for_all` says that everybody gets the same files: these are then looked through once, and no pair is kept
    in memory.
    """

    def __init__(self, texts: LetterTexts, *, one_for_all: bool = False) -> None:
        self._texts = texts
        self._one_for_all = one_for_all

    def examine(self, pairs: Iterator[Pair], context: WorkContext) -> Iterator[FoundDeviation]:
        """The deviations of these pairs; those about the whole mailing come last."""
        first = list(islice(pairs, SHARED_FROM))
        everybody = chain(first, pairs)
        if self._one_for_all and len(first) == SHARED_FROM:
            return SharedFiles(self._texts).examine(everybody, context)
        return PersonalFiles(self._texts, everybody).examine(context)
