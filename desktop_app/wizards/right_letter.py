"""Is this the right person's letter? The rules, over what was found in the letter's text.

Looked for are the recipient's own name, customer number, identity number and organisation number, and those of
all other recipients. What is found counts as

* **sure**: an identity or organisation number; a customer number with letters and digits, or one that stands beside
  a word such as "customer no."; a whole name of at least two words, written as it is registered;
* **loose**: a name with its last name first, without its middle names, or with other accents (å written a); a bare
  number of six digits or more that is somebody's customer number;
* **own only**: a name of one long word, such as a company's: enough to say that its own letter is right;
* nothing: a short word, a short bare number, and any name that is only a part of a longer name.

The verdicts, from the gravest:

| own found | of another recipient | verdict |
| --- | --- | --- |
| either | identity number | ANOTHERS_NUMBER: stops |
| only a name that others share, and another one's address | | WRONG_NAMESAKE: stops |
| no | sure | ANOTHER_INSTEAD: stops; needs a reason where several people get the file |
| no | loose | PERHAPS_ANOTHER_INSTEAD: needs a reason |
| yes | sure | ANOTHER_TOO: needs a reason |
| only a name that others share | | SAME_NAME: needs a reason |
| yes | loose, and a name | PERHAPS_ANOTHER_TOO: a warning |
| no | nothing | NOT_NAMED |
| yes | nothing | RIGHT |

Who is named in very many letters (the chairman who signs them, and is a member too) is told of once, and not in
each letter; a letter that several people get together may name any of them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.wizards.folding import FoldedText
from desktop_app.wizards.identities import Form, Hit, Kind

_LABELS = ("kund", "medlem", "customer", "member", "client", "klient")
_LABEL_DISTANCE = 3
_LONG_NUMBER = 6
_DISTINCTIVE = 5


class Verdict(StrEnum):
    """What the text says about whose letter it is."""

    RIGHT = "right"
    NOT_NAMED = "not-named"
    PERHAPS_ANOTHER_TOO = "perhaps-another-too"
    SAME_NAME = "same-name"
    ANOTHER_TOO = "another-too"
    PERHAPS_ANOTHER_INSTEAD = "perhaps-another-instead"
    ANOTHER_INSTEAD = "another-instead"
    WRONG_NAMESAKE = "wrong-namesake"
    ANOTHERS_NUMBER = "anothers-number"


class Sureness(StrEnum):
    """How surely something found in a text means somebody."""

    SURE = "sure"
    LOOSE = "loose"
    OWN_ONLY = "own-only"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was found: what it is, whom it may mean, and how surely."""

    kind: Kind
    owners: frozenset[str]
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one letter, and whom of the others it is about."""

    verdict: Verdict
    others: tuple[str, ...] = ()


def weigh(hits: Iterable[Hit], text: FoldedText) -> tuple[Evidence, ...]:
    """What of the hits in a text counts as evidence. Done once for a text, whoever gets it."""
    evidence = (Evidence(hit.kind, frozenset(hit.owners), _sureness(hit, text)) for hit in hits)
    return tuple(dict.fromkeys(item for item in evidence if item.sureness is not Sureness.NOTHING))


def judge(
    evidence: Sequence[Evidence],
    person: str,
    *,
    known_everywhere: Collection[str] = (),
    together_with: Collection[str] = (),
) -> Judgement:
    """Judge the letter of one person (a key). `known_everywhere` are people who are named in very many letters,
    `together_with` those who get the same file."""
    number = [item.owners for item in evidence if item.kind is Kind.NATIONAL_ID and person not in item.owners]
    if number:
        return Judgement(Verdict.ANOTHERS_NUMBER, _names(number))
    own = [item for item in evidence if person in item.owners]
    identified = any(item.kind is not Kind.ADDRESS for item in own)
    excused = {*known_everywhere, *(together_with if identified else ())}
    sure, loose = (
        _others(evidence, person, sureness, excused) for sureness in (Sureness.SURE, Sureness.LOOSE)
    )
    if not identified:
        return _without_own(sure, loose)
    namesakes = _namesakes(own, person)
    if namesakes:
        strangers = [
            item.owners for item in evidence if item.kind is Kind.ADDRESS and item.owners <= namesakes
        ]
        if strangers:
            return Judgement(Verdict.WRONG_NAMESAKE, _names(strangers))
    if sure:
        return Judgement(Verdict.ANOTHER_TOO, sure)
    if namesakes:
        return Judgement(Verdict.SAME_NAME, tuple(sorted(namesakes)))
    loose_names = _others(
        [item for item in evidence if item.kind is Kind.NAME], person, Sureness.LOOSE, excused
    )
    return Judgement(Verdict.PERHAPS_ANOTHER_TOO, loose_names) if loose_names else Judgement(Verdict.RIGHT)


def mentioned(evidence: Sequence[Evidence], besides: str | None = None) -> frozenset[str]:
    """Who is surely named in a text, apart from one person."""
    return frozenset(
        owner
        for item in evidence
        if item.sureness is Sureness.SURE and item.kind is not Kind.ADDRESS and besides not in item.owners
        for owner in item.owners
    )


def _without_own(sure: tuple[str, ...], loose: tuple[str, ...]) -> Judgement:
    if sure:
        return Judgement(Verdict.ANOTHER_INSTEAD, sure)
    return Judgement(Verdict.PERHAPS_ANOTHER_INSTEAD, loose) if loose else Judgement(Verdict.NOT_NAMED)


def _others(
    evidence: Sequence[Evidence], person: str, sureness: Sureness, excused: Collection[str]
) -> tuple[str, ...]:
    return _names(
        item.owners
        for item in evidence
        if item.sureness is sureness
        and item.kind is not Kind.ADDRESS
        and person not in item.owners
        and not item.owners.intersection(excused)
    )


def _namesakes(own: Sequence[Evidence], person: str) -> frozenset[str]:
    """The others whom all that was found of this person may mean as well: none when something is theirs alone."""
    shared = frozenset.intersection(*(item.owners for item in own))
    return shared - {person}


def _names(groups: Iterable[frozenset[str]]) -> tuple[str, ...]:
    return tuple(sorted({owner for owners in groups for owner in owners}))


def _sureness(hit: Hit, text: FoldedText) -> Sureness:
    match hit.kind:
        case Kind.NAME:
            return _sureness_of_name(hit)
        case Kind.CUSTOMER_ID:
            return _sureness_of_customer_id(hit, text)
        case Kind.NATIONAL_ID | Kind.ORGANISATION_NUMBER | Kind.ADDRESS:
            return Sureness.SURE


def _sureness_of_name(hit: Hit) -> Sureness:
    if hit.parts < 2:
        return Sureness.OWN_ONLY if hit.end - hit.start >= _DISTINCTIVE else Sureness.NOTHING
    whole = hit.form is Form.WHOLE and hit.exact and not hit.glued
    return Sureness.SURE if whole else Sureness.LOOSE


def _sureness_of_customer_id(hit: Hit, text: FoldedText) -> Sureness:
    number = text.folded[hit.start : hit.end]
    mixed = not number.isdigit() and not number.isalpha()
    if (mixed and len(number) >= _DISTINCTIVE) or _has_label(hit, text):
        return Sureness.SURE
    return Sureness.LOOSE if number.isdigit() and len(number) >= _LONG_NUMBER else Sureness.NOTHING


def _has_label(hit: Hit, text: FoldedText) -> bool:
    at = text.word_at(hit.start)
    before = (text.word(number) for number in range(max(at - _LABEL_DISTANCE, 0), at))
    return any(word.startswith(_LABELS) for word in before)
