"""The right-letter check of files that many recipients get: whose name or number do they hold?"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from desktop_app.base.texts import Text
from desktop_app.base.work import WorkContext
from desktop_app.mailing.plan import Code, FoundDeviation, Pair, Severity
from desktop_app.wizards import right_letter_words as words
from desktop_app.wizards.derived import file_mark
from desktop_app.wizards.folding import FoldedText, fold
from desktop_app.wizards.identities import IdentityIndex, Kind
from desktop_app.wizards.letter_text import LetterTexts
from desktop_app.wizards.people import Person, name_words
from desktop_app.wizards.right_letter import Evidence, Sureness, weigh

SHARED_FROM = 10
"""A file that goes to so many recipients is one for all of them, not anybody's own letter."""
_NAMES_KEPT = 20


def person_of(pair: Pair) -> Person:
    """What of a pair's recipient can be looked for. The key is the letter's id."""
    lines = pair.address.split(", ")
    return Person(
        key=str(pair.letter_id),
        customer_id=pair.customer_id,
        national_id=pair.national_id,
        full_name=pair.name,
        address1=lines[0] if len(lines) > 1 else None,
        postcode=next((word for word in lines[-1].split() if word.isdigit()), None),
    )


def findings_about_shared_file(
    path: Path, letters: int, evidence: Iterable[Evidence], names: Mapping[str, str]
) -> Iterator[FoundDeviation]:
    """What to say of a file that goes to so many recipients. `names` gives a key's name."""
    mark = f"{path}:{file_mark(path)}"
    named: dict[str, None] = {}
    for item in evidence:
        known = [names[owner] for owner in sorted(item.owners) if owner in names]
        if item.kind is Kind.NATIONAL_ID:
            for name in known:
                sentence = words.shared_file_has_number(path.name, name, letters)
                yield _about_file(Severity.STOPS, sentence, f"{mark}:{name}")
        elif item.sureness is Sureness.SURE and item.kind is not Kind.ADDRESS:
            named.update(dict.fromkeys(known))
    if named:
        sentence = words.shared_file_names(path.name, list(named), letters)
        yield _about_file(Severity.NEEDS_REASON, sentence, f"{mark}:{','.join(named)}")


def _about_file(severity: Severity, sentence: Text, detail: str) -> FoundDeviation:
    return FoundDeviation(None, Code.WRONG_LETTER, severity, sentence, column="document", detail=detail)


class SharedFiles:
    """Looks through the few files of a mailing in which everybody gets the same, person by person."""

    def __init__(self, texts: LetterTexts) -> None:
        self._texts = texts
        self._files: dict[Path, _SharedFile] = {}
        self._names: dict[str, str] = {}

    def examine(self, pairs: Iterable[Pair], context: WorkContext) -> Iterator[FoundDeviation]:
        """The deviations of these files, once all pairs were seen. Flat in memory for any number of pairs."""
        for count, pair in enumerate(pairs, 1):
            context.check_cancelled()
            context.progress(count, None)
            for path in (pair.document, *pair.attachments):
                if path is not None:
                    self._see(path, pair)
        for path, file in self._files.items():
            yield from findings_about_shared_file(path, file.letters, file.evidence, self._names)

    def _see(self, path: Path, pair: Pair) -> None:
        file = self._files.get(path)
        if file is None:
            file = self._files[path] = _SharedFile(self._texts.read(path))
        if file.look_for(person_of(pair)):
            self._names[str(pair.letter_id)] = pair.name


class _SharedFile:
    """One file's text, and what was found in it so far."""

    def __init__(self, text: FoldedText | None) -> None:
        self._text = text
        self._words = {text.word(number) for number in range(len(text.words))} if text else set()
        self.letters = 0
        self.evidence: list[Evidence] = []

    def look_for(self, person: Person) -> bool:
        """Whether this person's name or number was found, for the first so many who are."""
        self.letters += 1
        if self._text is None or len(self.evidence) >= _NAMES_KEPT or not self._may_hold(person):
            return False
        found = weigh(IdentityIndex([person]).scan(self._text), self._text)
        self.evidence.extend(found)
        return bool(found)

    def _may_hold(self, person: Person) -> bool:
        """Quick and generous: whether a closer look is worth it."""
        name = name_words(person)
        last_name = fold(name[-1]).folded if name else ""
        text = self._text.folded if self._text else ""
        numbers = (fold(number).folded for number in (person.customer_id, person.national_id) if number)
        return last_name in self._words or any(number in text for number in numbers)
