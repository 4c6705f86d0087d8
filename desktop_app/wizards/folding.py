"""Text from a PDF or a file name in a form in which names and numbers can be found.

PDFs write ligatures, decomposed letters, soft hyphens, names broken over lines, words with blanks inside them and
words without blanks between them. So all letters and digits are put together without anything in between, and the
places where a word may begin are remembered beside them.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

_RUNS = re.compile(r"[^\W\d_]+|\d+")
_INVISIBLE = dict.fromkeys(
    (0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F)), None
)
_SPECIAL = str.maketrans("æøåäöðđłþßı", "aoaaoddltsi")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Letters and digits in a row: `exact` in lower case, `folded` also without accents, of equal length.

    `words` are the places in them where a word begins, in rising order, and `boundaries` the same and the end.
    """

    exact: str
    folded: str
    words: tuple[int, ...]
    boundaries: frozenset[int] = field(repr=False)

    def word_at(self, position: int) -> int:
        """Which word (its number in `words`) covers this position."""
        return bisect_right(self.words, position) - 1

    def word(self, number: int) -> str:
        """The folded word with this number."""
        end = self.words[number + 1] if number + 1 < len(self.words) else len(self.folded)
        return self.folded[self.words[number] : end]


def fold(source: str) -> FoldedText:
    """Fold a text of any length. A word also begins where a digit follows a letter, a letter a digit, or a
    capital a small letter."""
    plain = unicodedata.normalize("NFKC", source.translate(_INVISIBLE))
    pieces: list[str] = []
    words: list[int] = []
    length = 0
    for run in _RUNS.findall(plain):
        for part in _split_at_capitals(run):
            words.append(length)
            lower = _lower(part)
            pieces.append(lower)
            length += len(lower)
    exact = "".join(pieces)
    return FoldedText(exact, fold_letters(exact), tuple(words), frozenset([*words, length]))


def fold_letters(exact: str) -> str:
    """Lower-case text with each accented letter replaced by one plain letter: å becomes a, ø o, é e."""
    if exact.isascii():
        return exact
    return "".join(_fold_letter(letter) for letter in exact.translate(_SPECIAL))


def _fold_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    base = unicodedata.normalize("NFD", letter)[0]
    return base if len(base) == 1 else letter


def _split_at_capitals(run: str) -> list[str]:
    if run.islower() or run.isupper() or run.istitle() or not run[0].isalpha():
        return [run]
    parts, begin = [], 0
    for index in range(1, len(run)):
        if run[index].isupper() and run[index - 1].islower():
            parts.append(run[begin:index])
            begin = index
    return [*parts, run[begin:]]


def _lower(part: str) -> str:
    lower = part.lower()
    if len(lower) == len(part):
        return lower
    return "".join(letter.lower()[0] for letter in part)
