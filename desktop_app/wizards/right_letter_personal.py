"""The right-letter check of letters that each recipient has for themselves."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.mailing.plan import Code, FoundDeviation, Severity
from desktop_app.wizards import right_letter_words as words
from desktop_app.wizards.folding import fold
from desktop_app.wizards.identities import IdentityIndex, Kind, Person
from desktop_app.wizards.letter_text import LetterTexts
from desktop_app.wizards.right_letter import Evidence, Judgement, Verdict, judge, mentioned, weigh
from desktop_app.wizards.right_letter_shared import SHARED_FROM, findings_about_shared_file

_KNOWN_LEAST = 5
_KNOWN_SHARE = 0.10
_KNOWN_SURELY = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """One recipient's files: the main document first, where there is one, then the attachments."""

    id: int
    person: Person
    documents: tuple[Path, ...]
    has_main: bool = True

    @property
    def key(self) -> str:
        """The person's key."""
        return self.person.key


class PersonalFiles:
    """Holds all letters of one mailing while they are compared with all its recipients."""

    def __init__(self, texts: LetterTexts, letters: Sequence[Letter]) -> None:
        self._texts = texts
        self._letters = letters
        self._names = {letter.key: letter.person.full_name for letter in letters}
        self._index = IdentityIndex(_with_address_for_namesakes([letter.person for letter in letters]))
        self._users: dict[Path, list[str]] = defaultdict(list)
        for letter in letters:
            for path in letter.documents:
                self._users[path].append(letter.key)
        self._evidence: dict[Path, tuple[Evidence, ...] | None] = {}
        self._not_named: list[Letter] = []
        self._known: frozenset[str] = frozenset()

    def examine(self, context: WorkContext) -> Iterator[FoundDeviation]:
        """The deviations letter by letter, then those about the whole mailing."""
        self._read_all(context)
        self._known = self._known_everywhere()
        for letter in self._letters:
            context.check_cancelled()
            yield from self._examine(letter)
        yield from self._about_all()

    def _read_all(self, context: WorkContext) -> None:
        label = text("Reading the letters")
        for count, path in enumerate(self._users, 1):
            context.check_cancelled()
            folded = self._texts.read(path)
            self._evidence[path] = None if folded is None else weigh(self._index.scan(folded), folded)
            context.progress(count, len(self._users), label)

    def _is_shared(self, path: Path) -> bool:
        return len(self._users[path]) >= SHARED_FROM

    def _own_documents(self, letter: Letter) -> Iterator[tuple[Path, bool]]:
        """The documents that are not for many, each with whether it is the letter itself."""
        for number, path in enumerate(letter.documents):
            if not self._is_shared(path):
                yield path, letter.has_main and number == 0

    # Who is named in very many letters

    def _known_everywhere(self) -> frozenset[str]:
        letters_naming: Counter[str] = Counter()
        for letter in self._letters:
            named = {
                owner
                for path, _main in self._own_documents(letter)
                for owner in mentioned(self._evidence[path] or (), besides=letter.key)
            }
            letters_naming.update(named)
        least = max(_KNOWN_LEAST, round(len(self._letters) * _KNOWN_SHARE))
        return frozenset(
            owner for owner, count in letters_naming.items() if count >= min(least, _KNOWN_SURELY)
        )

    # One letter

    def _examine(self, letter: Letter) -> Iterator[FoundDeviation]:
        for path, is_main in self._own_documents(letter):
            evidence = self._evidence[path] or ()
            together = self._users[path]
            judgement = judge(evidence, letter.key, known_everywhere=self._known, together_with=together)
            if judgement.verdict is Verdict.NOT_NAMED:
                yield from self._examine_nameless(letter, path, is_main=is_main)
            elif judgement.verdict is not Verdict.RIGHT:
                yield self._found(letter, path, judgement, is_main=is_main)

    def _examine_nameless(self, letter: Letter, path: Path, *, is_main: bool) -> Iterator[FoundDeviation]:
        """The text says nothing, or cannot be read: then the file's name may still say whose it is."""
        found = list(self._examine_file_name(letter, path))
        yield from found
        if not found and is_main and len(self._users[path]) == 1 and self._evidence[path] is not None:
            self._not_named.append(letter)

    def _found(self, letter: Letter, path: Path, judgement: Judgement, *, is_main: bool) -> FoundDeviation:
        severity = words.SEVERITIES[judgement.verdict]
        if judgement.verdict is Verdict.ANOTHER_INSTEAD and len(self._users[path]) > 1:
            severity = Severity.NEEDS_REASON
        document = words.main_letter() if is_main else words.attachment(path.name)
        others = [self._names[other] for other in judgement.others]
        sentence = words.verdict_words(judgement.verdict, document, letter.person.full_name, others)
        detail = f"{path.name}:{judgement.verdict}:{','.join(others)}"
        return _about_letter(letter, severity, sentence, detail, is_main=is_main)

    def _examine_file_name(self, letter: Letter, path: Path) -> Iterator[FoundDeviation]:
        """Whether the file is named after somebody else: that is caught even when its pages are pictures."""
        name = fold(path.stem)
        evidence = weigh(self._index.scan(name), name)
        if any(letter.key in item.owners for item in evidence):
            return
        others = sorted(mentioned(evidence, besides=letter.key))
        if others:
            sentence = words.file_named_after(path.name, self._names[others[0]])
            detail = f"{path.name}:file-name"
            yield _about_letter(letter, Severity.NEEDS_REASON, sentence, detail, is_main=True)

    # All letters

    def _about_all(self) -> Iterator[FoundDeviation]:
        for path in self._users:
            if self._is_shared(path):
                evidence = self._evidence[path] or ()
                yield from findings_about_shared_file(path, len(self._users[path]), evidence, self._names)
        yield from self._about_known()
        yield from self._about_not_named()
        unread = sum(1 for letter in self._letters if self._has_no_text(letter))
        if unread:
            yield _about_mailing(Severity.WARNS, words.no_text(unread), f"no-text:{unread}")

    def _about_known(self) -> Iterator[FoundDeviation]:
        for owner in sorted(self._known):
            rightly, instead = self._letters_naming(owner)
            name = self._names[owner]
            if instead:
                sentence = words.known_everywhere_instead(name, instead)
                yield _about_mailing(Severity.NEEDS_REASON, sentence, f"instead:{owner}:{instead}")
            if rightly:
                sentence = words.known_everywhere(name, rightly)
                yield _about_mailing(Severity.WARNS, sentence, f"known:{owner}")

    def _letters_naming(self, owner: str) -> tuple[int, int]:
        """How many letters to others name this person beside their recipient, and how many instead of them."""
        rightly = instead = 0
        for letter in self._letters:
            for path, is_main in self._own_documents(letter):
                evidence = self._evidence[path] or ()
                if is_main and owner in mentioned(evidence, besides=letter.key):
                    if any(letter.key in item.owners and item.kind is not Kind.ADDRESS for item in evidence):
                        rightly += 1
                    else:
                        instead += 1
        return rightly, instead

    def _about_not_named(self) -> Iterator[FoundDeviation]:
        checked = sum(1 for letter in self._letters if self._is_readable_own(letter))
        if self._not_named and 2 * len(self._not_named) >= checked:
            count = len(self._not_named)
            yield _about_mailing(Severity.WARNS, words.nobody_named(count), f"not-named:{count}")
            return
        for letter in self._not_named:
            sentence = words.verdict_words(
                Verdict.NOT_NAMED, words.main_letter(), letter.person.full_name, ()
            )
            yield _about_letter(letter, Severity.NEEDS_REASON, sentence, "not-named", is_main=True)

    def _is_readable_own(self, letter: Letter) -> bool:
        return any(
            is_main and len(self._users[path]) == 1 and self._evidence[path] is not None
            for path, is_main in self._own_documents(letter)
        )

    def _has_no_text(self, letter: Letter) -> bool:
        return any(is_main and self._evidence[path] is None for path, is_main in self._own_documents(letter))


def _about_letter(
    letter: Letter, severity: Severity, sentence: Text, detail: str, *, is_main: bool
) -> FoundDeviation:
    column = "document" if is_main else "attachments"
    return FoundDeviation(letter.id, Code.WRONG_LETTER, severity, sentence, column=column, detail=detail)


def _about_mailing(severity: Severity, sentence: Text, detail: str) -> FoundDeviation:
    return FoundDeviation(None, Code.WRONG_LETTER, severity, sentence, column="document", detail=detail)


def _with_address_for_namesakes(people: Sequence[Person]) -> list[Person]:
    """The same people, with their addresses only where the name alone does not tell them apart."""
    called = Counter(fold(person.full_name).folded for person in people)
    return [
        person if called[fold(person.full_name).folded] > 1 else replace(person, address1=None)
        for person in people
    ]
