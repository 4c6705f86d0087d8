"""Finding recipients' names and numbers in text, for all recipients at once.

All the ways a name may be written go into one sorted table of hashes; a text is then walked once, from word to word.
So the time grows with the text and hardly with the number of recipients, and a recipient takes some hundred bytes.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from desktop_app.wizards.folding import FoldedText, fold
from desktop_app.wizards.people import PackedPeople, Person, name_words

_BEGINNING = 4
_NUMBER_BITS = 24
_MOST_PEOPLE = 1 << _NUMBER_BITS
_HASH_MASK = (1 << (64 - _NUMBER_BITS)) - 1
_SHORTEST_NAME = 3
_LEGAL_FORMS = frozenset({"as", "asa", "ab", "hb", "kb", "da", "ans", "enk", "sa", "nuf", "ba", "ks"})


class Kind(StrEnum):
    """What of a person was found."""

    NAME = "name"
    CUSTOMER_ID = "customer-id"
    NATIONAL_ID = "national-id"
    ORGANISATION_NUMBER = "organisation-number"
    ADDRESS = "address"


class Form(IntEnum):
    """How much of it was found: all as it is registered, the last name first, or only a part."""

    SHORTENED = 1
    REVERSED = 2
    WHOLE = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """Something stands in the folded text from `start` to `end`. `owners` are the keys of those it may mean.

    `exact` is false when only the folded letters agree ("Odegard" for "Ødegård"). `glued` is true when the words of
    a name stand together without a gap. `parts` is the number of words of what was looked for.
    """

    start: int
    end: int
    kind: Kind
    owners: Mapping[str, Form]
    exact: bool = True
    glued: bool = False
    parts: int = 1

    @property
    def form(self) -> Form:
        """The surest form in which it is anybody's."""
        return max(self.owners.values())


@dataclass(frozen=True, slots=True)
class _Pattern:
    folded: str
    gaps: tuple[int, ...]
    kind: Kind
    owners: dict[str, dict[str, Form]] = field(default_factory=dict)
    """By the exact text: who it may mean, and how surely."""


_Patterns = dict[tuple[str, tuple[int, ...], Kind], _Pattern]


class IdentityIndex:
    """Everything that may stand for one of these people, ready to be looked for. Does not change once built.

    Of each way to write somebody only a hash is kept, beside the person's number: eight bytes in one sorted array.
    What a text seems to hold is then compared with the person's own details, which are kept packed.
    """

    def __init__(
        self,
        people: PackedPeople | Iterable[Person],
        kinds: Iterable[Kind] = tuple(Kind),
        *,
        addresses_of_namesakes_only: bool = False,
    ) -> None:
        self._wanted = frozenset(kinds)
        self._people = people if isinstance(people, PackedPeople) else PackedPeople(people)
        self._namesakes = _namesakes(self._people) if addresses_of_namesakes_only else None
        lengths: dict[str, set[int]] = defaultdict(set)
        self._entries = array("Q", sorted(self._list_entries(lengths)))
        self._tiny = [beginning for beginning in lengths if len(beginning) < _BEGINNING]
        self._lengths = {
            beginning: tuple(sorted(found))
            for beginning, found in lengths.items()
            if len(beginning) == _BEGINNING
        }

    def scan(self, text: FoldedText) -> list[Hit]:
        """All names and numbers in the text, in order. What is only a part of something longer is left out."""
        folded, lengths, end = text.folded, self._lengths, len(text.folded)
        hits: list[Hit] = []
        for start in text.words:  # most words begin like nobody's name, and are passed over
            for length in lengths.get(folded[start : start + _BEGINNING], ()):
                if start + length <= end:
                    hits.extend(self._at(text, start, folded[start : start + length]))
            for tiny in self._tiny:
                if folded.startswith(tiny, start):
                    hits.extend(self._at(text, start, tiny))
        return _without_covered(hits)

    def _list_entries(self, lengths: dict[str, set[int]]) -> Iterator[int]:
        """Hash and number of each way to write each person; the lengths are noted by their first letters."""
        for number in range(len(self._people)):
            for pattern in self._patterns_of([number]).values():
                lengths[pattern.folded[:_BEGINNING]].add(len(pattern.folded))
                yield _mark_of(pattern.folded) | number

    def _at(self, text: FoldedText, start: int, folded: str) -> Sequence[Hit]:
        """Whom these letters at this place stand for, by the details of all who may be written like this."""
        numbers = self._numbers_under(_mark_of(folded))
        if not numbers:
            return ()
        patterns = self._patterns_of(numbers).values()
        hits = (_verify(pattern, text, start) for pattern in patterns if pattern.folded == folded)
        return [hit for hit in hits if hit is not None]

    def _numbers_under(self, mark: int) -> list[int]:
        place = bisect_left(self._entries, mark)
        numbers = []
        while place < len(self._entries) and (number := self._entries[place] ^ mark) < _MOST_PEOPLE:
            numbers.append(number)
            place += 1
        return numbers

    def _patterns_of(self, numbers: Iterable[int]) -> _Patterns:
        """All ways to write these people, those of the same letters put together."""
        patterns: _Patterns = {}
        for number in numbers:
            person = self._people[number]
            for kind, form, words in _ways_to_write(person):
                if kind in self._wanted and (kind is not Kind.ADDRESS or self._has_counting_address(number)):
                    _add(patterns, person.key, kind, form, words)
        return patterns

    def _has_counting_address(self, number: int) -> bool:
        return self._namesakes is None or number in self._namesakes


def _mark_of(folded: str) -> int:
    """Where the people who may be written like this begin in an index: a hash above their numbers."""
    return (hash(folded) & _HASH_MASK) << _NUMBER_BITS


def _namesakes(people: PackedPeople) -> frozenset[int]:
    """The numbers of those whose name somebody else has too."""
    first_called: dict[int, int] = {}
    found: set[int] = set()
    for number, person in enumerate(people):
        first = first_called.setdefault(hash(fold(person.full_name).folded), number)
        if first != number:
            found.update((first, number))
    return frozenset(found)


Spelling = tuple[Kind, Form, Sequence[str]]


def _ways_to_write(person: Person) -> Iterator[Spelling]:
    numbers = (
        (Kind.CUSTOMER_ID, person.customer_id),
        (Kind.NATIONAL_ID, person.national_id),
        (Kind.ORGANISATION_NUMBER, person.organisation_number),
    )
    yield from ((kind, Form.WHOLE, (number,)) for kind, number in numbers if number)
    words = name_words(person)
    if words:
        yield Kind.NAME, Form.WHOLE, words
    if _is_company(person, words):
        yield from _ways_to_write_a_company(words)
    elif len(words) > 1:
        yield from _ways_to_write_a_name(words, len((person.last_name or words[-1]).split()))
    if person.address1 and person.postcode:
        yield Kind.ADDRESS, Form.WHOLE, (person.address1, person.postcode)


def _is_company(person: Person, words: Sequence[str]) -> bool:
    return bool(person.organisation_number) or bool(words and _is_legal_form(words[-1]))


def _is_legal_form(word: str) -> bool:
    return word.lower().strip(".") in _LEGAL_FORMS


def _ways_to_write_a_company(words: Sequence[str]) -> Iterator[Spelling]:
    if len(words) > 1 and _is_legal_form(words[-1]):
        yield Kind.NAME, Form.SHORTENED, words[:-1]


def _ways_to_write_a_name(words: Sequence[str], last_words: int) -> Iterator[Spelling]:
    split = len(words) - min(last_words, len(words) - 1)
    given, last = words[:split], words[split:]
    yield Kind.NAME, Form.REVERSED, (*last, *given)
    if len(given) > 1:
        yield Kind.NAME, Form.SHORTENED, (given[0], *last)
        yield Kind.NAME, Form.SHORTENED, (*last, given[0])
        yield Kind.NAME, Form.SHORTENED, (given[0], *(word[0] for word in given[1:]), *last)


def _add(
    patterns: _Patterns,
    key: str,
    kind: Kind,
    form: Form,
    words: Sequence[str],
) -> None:
    folds = [fold(word) for word in words]
    exact = "".join(text.exact for text in folds)
    folded = "".join(text.folded for text in folds)
    if len(folded) < (_SHORTEST_NAME if kind is Kind.NAME else 1):
        return
    lengths = [len(text.folded) for text in folds]
    gaps = tuple(sum(lengths[:count]) for count in range(1, len(words)))
    pattern = patterns.setdefault((folded, gaps, kind), _Pattern(folded, gaps, kind))
    forms = pattern.owners.setdefault(exact, {})
    forms[key] = max(form, forms.get(key, form))


def _verify(pattern: _Pattern, text: FoldedText, start: int) -> Hit | None:
    end = start + len(pattern.folded)
    if not _ends_here(pattern, text, end):
        return None
    parts = len(pattern.gaps) + 1
    glued = any(start + gap not in text.boundaries for gap in pattern.gaps)
    exact_owners = pattern.owners.get(text.exact[start:end])
    if exact_owners is not None:
        return Hit(start, end, pattern.kind, exact_owners, exact=True, glued=glued, parts=parts)
    everybody: dict[str, Form] = {}
    for forms in pattern.owners.values():
        everybody.update({key: max(form, everybody.get(key, form)) for key, form in forms.items()})
    return Hit(start, end, pattern.kind, everybody, exact=False, glued=glued, parts=parts)


def _ends_here(pattern: _Pattern, text: FoldedText, end: int) -> bool:
    """A word ends here, or a name does with the s of "Hansens"."""
    if end in text.boundaries:
        return True
    return pattern.kind is Kind.NAME and text.folded.startswith("s", end) and end + 1 in text.boundaries


def _without_covered(hits: list[Hit]) -> list[Hit]:
    """Leave out what stands inside something longer that is found at least as surely: "Kari Hansen" in "Anne
    Kari Hansen", a customer number in an identity number."""
    kept: list[Hit] = []
    furthest = dict.fromkeys(Form, (-1, -1))
    for hit in sorted(hits, key=lambda found: (found.start, -found.end)):
        span = (hit.start, hit.end)
        longer = (furthest[form] for form in Form if form >= hit.form)
        if any(end >= hit.end and (start, end) != span for start, end in longer):
            continue
        kept.append(hit)
        if hit.end > furthest[hit.form][1]:
            furthest[hit.form] = span
    return kept
