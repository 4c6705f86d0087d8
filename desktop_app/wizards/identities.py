"""Finding recipients' names and numbers in text, for all recipients at once.

All the ways a name may be written go into one table by their first letters; a text is then walked once, from word
to word. So the time grows with the text and hardly with the number of recipients.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from desktop_app.wizards.folding import FoldedText, fold

_KEY_LENGTH = 8
_BEGINNING = 3
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
class Person:
    """What of a recipient can be looked for. `key` is whatever the caller knows the person by."""

    key: str
    customer_id: str = ""
    national_id: str | None = None
    organisation_number: str | None = None
    full_name: str = ""
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    address1: str | None = None
    postcode: str | None = None


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


class IdentityIndex:
    """Everything that may stand for one of these people, ready to be looked for. Does not change once built."""

    def __init__(self, people: Iterable[Person], kinds: Iterable[Kind] = tuple(Kind)) -> None:
        wanted = frozenset(kinds)
        patterns: dict[tuple[str, tuple[int, ...], Kind], _Pattern] = {}
        for person in people:
            for kind, form, words in _ways_to_write(person):
                if kind in wanted:
                    _add(patterns, person.key, kind, form, words)
        self._table: dict[str, list[_Pattern]] = defaultdict(list)
        for pattern in patterns.values():
            self._table[pattern.folded[:_KEY_LENGTH]].append(pattern)
        self._lengths_by_beginning = _lengths_by_beginning(self._table)
        self._tiny_lengths = tuple(sorted({len(key) for key in self._table if len(key) < _BEGINNING}))

    def scan(self, text: FoldedText) -> list[Hit]:
        """All names and numbers in the text, in order. What is only a part of something longer is left out."""
        return _without_covered([hit for start in self._promising(text) for hit in self._at(text, start)])

    def _promising(self, text: FoldedText) -> Sequence[int]:
        """Where a name or number may begin. Most words begin like nobody's name, and are passed over."""
        if self._tiny_lengths:
            return text.words
        known = self._lengths_by_beginning
        return [start for start in text.words if text.folded[start : start + _BEGINNING] in known]

    def _at(self, text: FoldedText, start: int) -> Iterator[Hit]:
        longer = self._lengths_by_beginning.get(text.folded[start : start + _BEGINNING], ())
        for length in (*self._tiny_lengths, *longer):
            for pattern in self._table.get(text.folded[start : start + length], ()):
                if text.folded.startswith(pattern.folded, start) and len(pattern.folded) >= length:
                    hit = _verify(pattern, text, start)
                    if hit is not None:
                        yield hit


def _lengths_by_beginning(keys: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """How long the keys are that begin with these letters."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for key in keys:
        if len(key) >= _BEGINNING:
            lengths[key[:_BEGINNING]].add(len(key))
    return {beginning: tuple(sorted(found)) for beginning, found in lengths.items()}


def name_words(person: Person) -> tuple[str, ...]:
    """The words of a person's name, first names first, as they are registered."""
    if person.first_name and person.last_name:
        parts = (person.first_name, person.middle_name or "", person.last_name)
        return tuple(" ".join(parts).split())
    last, comma, first = person.full_name.partition(",")
    return tuple(f"{first} {last}".split() if comma else person.full_name.split())


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
    patterns: dict[tuple[str, tuple[int, ...], Kind], _Pattern],
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
