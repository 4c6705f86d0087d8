"""The right-letter check of letters that each recipient has for themselves."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.mailing.plan import Code, FoundDeviation, Pair, Severity
from desktop_app.wizards import right_letter_words as words
from desktop_app.wizards.folding import fold
from desktop_app.wizards.identities import IdentityIndex, Kind
from desktop_app.wizards.letter_text import LetterTexts
from desktop_app.wizards.people import PackedPeople, Person
from desktop_app.wizards.right_letter import Evidence, Judgement, Verdict, judge, mentioned, weigh
from desktop_app.wizards.right_letter_shared import SHARED_FROM, findings_about_shared_file, person_of

_KNOWN_LEAST = 5
_KNOWN_SHARE = 0.10
_KNOWN_SURELY = 50


@dataclass(frozen=True, slots=True)
class _Letter:
    """One recipient's files, by their numbers: the main document first, where there is one, then the attachments."""

    id: int
    person: Person
    files: tuple[int, ...]
    has_main: bool

    @property
    def key(self) -> str:
        """The person's key: the letter's place in the mailing."""
        return self.person.key


class _Files:
    """The files of a mailing, each once and numbered, with the places of the letters they belong to."""

    def __init__(self) -> None:
        self.users: list[array[int]] = []
        self._numbers: dict[str, int] = {}
        self._paths: list[str] = []

    def take(self, path: Path, letter: int) -> int:
        """The number of a file that belongs to this letter too."""
        name = str(path)
        number = self._numbers.setdefault(name, len(self._numbers))
        if number == len(self.users):
            self.users.append(array("q"))
            self._paths.append(name)
        self.users[number].append(letter)
        return number

    def path(self, number: int) -> Path:
        """Where the file with this number lies."""
        return Path(self._paths[number])


class PersonalFiles:
    """Holds all letters of one mailing while they are compared with all its recipients.

    A mailing may have very many, so a letter is kept in some hundred bytes: its person packed, its files as numbers,
    and what was found in them only where that is not plainly right.
    """

    def __init__(self, texts: LetterTexts, pairs: Iterable[Pair]) -> None:
        self._texts = texts
        self._ids = array("q")
        self._people = PackedPeople()
        self._files = _Files()
        self._files_of: list[tuple[int, ...]] = []
        self._without_main: set[int] = set()
        for place, pair in enumerate(pairs):
            self._take(place, pair)
        self._index = IdentityIndex(self._people, addresses_of_namesakes_only=True)
        self._evidence: dict[int, tuple[Evidence, ...] | None] = {}
        """What was found in a file, by its number, and None where there was no text to read."""
        self._known: frozenset[str] = frozenset()
        self._not_named = array("q")

    def examine(self, context: WorkContext) -> Iterator[FoundDeviation]:
        """The deviations letter by letter, then those about the whole mailing."""
        self._read_all(context)
        self._known = self._known_everywhere()
        for letter in self._letters():
            context.check_cancelled()
            yield from self._examine(letter)
        yield from self._about_all()

    def _take(self, place: int, pair: Pair) -> None:
        main = (pair.document,) if pair.document is not None else ()
        self._ids.append(pair.letter_id)
        self._people.append(replace(person_of(pair), key=str(place)))
        self._files_of.append(tuple(self._files.take(path, place) for path in (*main, *pair.attachments)))
        if not main:
            self._without_main.add(place)

    def _letters(self) -> Iterator[_Letter]:
        return map(self._letter, range(len(self._ids)))

    def _letter(self, place: int) -> _Letter:
        has_main = place not in self._without_main
        return _Letter(self._ids[place], self._people[place], self._files_of[place], has_main)

    def _read_all(self, context: WorkContext) -> None:
        label, total = text("Reading the letters"), len(self._files.users)
        same: dict[Evidence, Evidence] = {}
        for number in range(total):
            context.check_cancelled()
            evidence = self._read(self._files.path(number))
            if evidence is None:
                self._evidence[number] = None
            elif self._is_shared(number) or not self._is_plainly_right(number, evidence):
                # What stands in many letters, such as the name of whoever signs them, is kept once.
                self._evidence[number] = tuple(same.setdefault(item, item) for item in evidence)
            context.progress(number + 1, total, label)

    def _read(self, path: Path) -> tuple[Evidence, ...] | None:
        folded = self._texts.read(path)
        return None if folded is None else weigh(self._index.scan(folded), folded)

    def _is_shared(self, file: int) -> bool:
        return len(self._files.users[file]) >= SHARED_FROM

    def _is_plainly_right(self, file: int, evidence: tuple[Evidence, ...]) -> bool:
        """Whether it is right for all who get it and names nobody else, whatever is found in other letters."""
        return all(judge(evidence, str(user)).verdict is Verdict.RIGHT for user in self._files.users[file])

    def _own_files(self, letter: _Letter) -> Iterator[tuple[int, bool]]:
        """The files that are not for many, each with whether it is the letter itself."""
        for place, file in enumerate(letter.files):
            if not self._is_shared(file):
                yield file, letter.has_main and place == 0

    def _found_in(self, file: int) -> tuple[Evidence, ...]:
        """What has to be judged of a file: nothing for those that are plainly right or cannot be read."""
        return self._evidence.get(file) or ()

    def _name(self, key: str) -> str:
        return self._people[int(key)].full_name

    # Who is named in very many letters

    def _known_everywhere(self) -> frozenset[str]:
        letters_naming: Counter[str] = Counter()
        for letter in self._letters():
            named = {
                owner
                for file, _main in self._own_files(letter)
                for owner in mentioned(self._found_in(file), besides=letter.key)
            }
            letters_naming.update(named)
        least = max(_KNOWN_LEAST, round(len(self._ids) * _KNOWN_SHARE))
        return frozenset(
            owner for owner, count in letters_naming.items() if count >= min(least, _KNOWN_SURELY)
        )

    # One letter

    def _examine(self, letter: _Letter) -> Iterator[FoundDeviation]:
        for file, is_main in self._own_files(letter):
            if file not in self._evidence:
                continue
            together = [str(user) for user in self._files.users[file]]
            judgement = judge(
                self._found_in(file), letter.key, known_everywhere=self._known, together_with=together
            )
            if judgement.verdict is Verdict.NOT_NAMED:
                yield from self._examine_nameless(letter, file, is_main=is_main)
            elif judgement.verdict is not Verdict.RIGHT:
                yield self._found(letter, file, judgement, is_main=is_main)

    def _examine_nameless(self, letter: _Letter, file: int, *, is_main: bool) -> Iterator[FoundDeviation]:
        """The text says nothing, or cannot be read: then the file's name may still say whose it is."""
        found = list(self._examine_file_name(letter, self._files.path(file)))
        yield from found
        if not found and is_main and self._is_readable_and_one_persons(file):
            self._not_named.append(int(letter.key))

    def _found(self, letter: _Letter, file: int, judgement: Judgement, *, is_main: bool) -> FoundDeviation:
        path = self._files.path(file)
        severity = words.SEVERITIES[judgement.verdict]
        if judgement.verdict is Verdict.ANOTHER_INSTEAD and len(self._files.users[file]) > 1:
            severity = Severity.NEEDS_REASON
        document = words.main_letter() if is_main else words.attachment(path.name)
        others = [self._name(other) for other in judgement.others]
        sentence = words.verdict_words(judgement.verdict, document, letter.person.full_name, others)
        detail = f"{path.name}:{judgement.verdict}:{','.join(others)}"
        return _about_letter(letter, severity, sentence, detail, is_main=is_main)

    def _examine_file_name(self, letter: _Letter, path: Path) -> Iterator[FoundDeviation]:
        """Whether the file is named after somebody else: that is caught even when its pages are pictures."""
        name = fold(path.stem)
        evidence = weigh(self._index.scan(name), name)
        if any(letter.key in item.owners for item in evidence):
            return
        others = sorted(mentioned(evidence, besides=letter.key))
        if others:
            sentence = words.file_named_after(path.name, self._name(others[0]))
            detail = f"{path.name}:file-name"
            yield _about_letter(letter, Severity.NEEDS_REASON, sentence, detail, is_main=True)

    # All letters

    def _about_all(self) -> Iterator[FoundDeviation]:
        for file, users in enumerate(self._files.users):
            if self._is_shared(file):
                found = self._found_in(file)
                names = {owner: self._name(owner) for item in found for owner in item.owners}
                yield from findings_about_shared_file(self._files.path(file), len(users), found, names)
        yield from self._about_known()
        yield from self._about_not_named()
        unread = sum(1 for letter in self._letters() if self._has_no_text(letter))
        if unread:
            yield _about_mailing(Severity.WARNS, words.no_text(unread), f"no-text:{unread}")

    def _about_known(self) -> Iterator[FoundDeviation]:
        for owner in sorted(self._known):
            rightly, instead = self._letters_naming(owner)
            name, letter_id = self._name(owner), self._ids[int(owner)]
            if instead:
                sentence = words.known_everywhere_instead(name, instead)
                yield _about_mailing(Severity.NEEDS_REASON, sentence, f"instead:{letter_id}:{instead}")
            if rightly:
                sentence = words.known_everywhere(name, rightly)
                yield _about_mailing(Severity.WARNS, sentence, f"known:{letter_id}")

    def _letters_naming(self, owner: str) -> tuple[int, int]:
        """How many letters to others name this person beside their recipient, and how many instead of them."""
        rightly = instead = 0
        for letter in self._letters():
            for file, is_main in self._own_files(letter):
                evidence = self._found_in(file)
                if is_main and owner in mentioned(evidence, besides=letter.key):
                    if any(letter.key in item.owners and item.kind is not Kind.ADDRESS for item in evidence):
                        rightly += 1
                    else:
                        instead += 1
        return rightly, instead

    def _about_not_named(self) -> Iterator[FoundDeviation]:
        checked = sum(1 for letter in self._letters() if self._is_readable_own(letter))
        if self._not_named and 2 * len(self._not_named) >= checked:
            count = len(self._not_named)
            yield _about_mailing(Severity.WARNS, words.nobody_named(count), f"not-named:{count}")
            return
        for letter in map(self._letter, self._not_named):
            sentence = words.verdict_words(
                Verdict.NOT_NAMED, words.main_letter(), letter.person.full_name, ()
            )
            yield _about_letter(letter, Severity.NEEDS_REASON, sentence, "not-named", is_main=True)

    def _is_readable_own(self, letter: _Letter) -> bool:
        return any(
            is_main and self._is_readable_and_one_persons(file) for file, is_main in self._own_files(letter)
        )

    def _is_readable_and_one_persons(self, file: int) -> bool:
        return len(self._files.users[file]) == 1 and not self._is_unreadable(file)

    def _is_unreadable(self, file: int) -> bool:
        return self._evidence.get(file, ()) is None

    def _has_no_text(self, letter: _Letter) -> bool:
        return any(is_main and self._is_unreadable(file) for file, is_main in self._own_files(letter))


def _about_letter(
    letter: _Letter, severity: Severity, sentence: Text, detail: str, *, is_main: bool
) -> FoundDeviation:
    column = "document" if is_main else "attachments"
    return FoundDeviation(letter.id, Code.WRONG_LETTER, severity, sentence, column=column, detail=detail)


def _about_mailing(severity: Severity, sentence: Text, detail: str) -> FoundDeviation:
    return FoundDeviation(None, Code.WRONG_LETTER, severity, sentence, column="document", detail=detail)
