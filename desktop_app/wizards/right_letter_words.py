"""What the right-letter check says to the person."""

from collections.abc import Callable, Mapping, Sequence

from desktop_app.base.texts import Text, plural, text
from desktop_app.mailing.plan import Severity
from desktop_app.wizards.right_letter import Verdict

_NAMES_SHOWN = 3

SEVERITIES: Mapping[Verdict, Severity] = {
    Verdict.NOT_NAMED: Severity.NEEDS_REASON,
    Verdict.PERHAPS_ANOTHER_TOO: Severity.WARNS,
    Verdict.SAME_NAME: Severity.NEEDS_REASON,
    Verdict.ANOTHER_TOO: Severity.NEEDS_REASON,
    Verdict.PERHAPS_ANOTHER_INSTEAD: Severity.NEEDS_REASON,
    Verdict.ANOTHER_INSTEAD: Severity.STOPS,
    Verdict.WRONG_NAMESAKE: Severity.STOPS,
    Verdict.ANOTHERS_NUMBER: Severity.STOPS,
}
"""How much each verdict stands in the way."""


def names_of(names: Sequence[str]) -> Text:
    """A few names in a row, and how many more."""
    shown = ", ".join(names[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    if more <= 0:
        return text("{names}", names=shown)
    return plural("{names} and {count} more", "{names} and {count} more", count=more, names=shown)


def names_in(sentence: Text) -> tuple[str, ...]:
    """The names of the others in a sentence of this check, to be marked in the letter."""
    others = sentence.values.get("others")
    shown = others.values.get("names") if isinstance(others, Text) else None
    return tuple(shown.split(", ")) if isinstance(shown, str) and shown else ()


def main_letter() -> Text:
    """The letter itself, at the beginning of a sentence."""
    return text("The letter")


def attachment(file_name: str) -> Text:
    """An attachment, at the beginning of a sentence."""
    return text("The attachment {file}", file=file_name)


def verdict_words(verdict: Verdict, document: Text, person: str, others: Sequence[str]) -> Text:
    """The sentence about one person's letter."""
    return _SENTENCES[verdict](document, person, names_of(others))


_Sentence = Callable[[Text, str, Text], Text]

_SENTENCES: Mapping[Verdict, _Sentence] = {
    Verdict.NOT_NAMED: lambda document, person, _others: text(
        "{document} does not name {person}, though most of the letters name their recipients.",
        document=document,
        person=person,
    ),
    Verdict.PERHAPS_ANOTHER_TOO: lambda document, _person, others: text(
        "{document} may mention another recipient too: {others}.", document=document, others=others
    ),
    Verdict.SAME_NAME: lambda document, person, _others: text(
        "{document} names {person}, but another recipient has the same name. Nothing in it says "
        "which of them is meant.",
        document=document,
        person=person,
    ),
    Verdict.ANOTHER_TOO: lambda document, _person, others: text(
        "{document} mentions another recipient too: {others}.", document=document, others=others
    ),
    Verdict.PERHAPS_ANOTHER_INSTEAD: lambda document, person, others: text(
        "{document} does not name {person}, and may be about another recipient: {others}.",
        document=document,
        person=person,
        others=others,
    ),
    Verdict.ANOTHER_INSTEAD: lambda document, person, others: text(
        "{document} does not name {person}. It names another recipient: {others}.",
        document=document,
        person=person,
        others=others,
    ),
    Verdict.WRONG_NAMESAKE: lambda document, person, _others: text(
        "{document} has the address of another recipient who is also called {person}.",
        document=document,
        person=person,
    ),
    Verdict.ANOTHERS_NUMBER: lambda document, _person, others: text(
        "{document} holds the identity number of another recipient: {others}.",
        document=document,
        others=others,
    ),
}


def file_named_after(file_name: str, other: str) -> Text:
    """The file's own name belongs to somebody else."""
    return text("The file {file} is named after another recipient: {other}.", file=file_name, other=other)


def shared_file_has_number(file_name: str, other: str, letters: int) -> Text:
    """A file for many holds one person's identity number."""
    return plural(
        "{file} goes to {count} recipient, and it holds the identity number of {other}.",
        "{file} goes to {count} recipients, and it holds the identity number of {other}.",
        count=letters,
        file=file_name,
        other=other,
    )


def shared_file_names(file_name: str, others: Sequence[str], letters: int) -> Text:
    """A file for many names a recipient of the mailing."""
    return plural(
        "{file} goes to {count} recipient, and it names a recipient of this mailing: {others}.",
        "{file} goes to {count} recipients, and it names one recipient of this mailing: {others}. "
        "Is it really meant for all of them?",
        count=letters,
        file=file_name,
        others=names_of(others),
    )


def known_everywhere(other: str, letters: int) -> Text:
    """Somebody is named in many letters that are rightly addressed, as whoever signs them is."""
    return plural(
        "{other}, who is a recipient too, is named in {count} letter to somebody else.",
        "{other}, who is a recipient too, is named in {count} letters to others. "
        "That is right if {other} signs them.",
        count=letters,
        other=other,
    )


def known_everywhere_instead(other: str, letters: int) -> Text:
    """Somebody is named in many letters that do not name their own recipients."""
    return plural(
        "{count} letter does not name its own recipient, but {other}, who is a recipient too.",
        "{count} letters do not name their own recipients, but {other}, who is a recipient too. Were they made "
        "with the same name on all?",
        count=letters,
        other=other,
    )


def nobody_named(letters: int) -> Text:
    """Most letters do not name their recipients."""
    return plural(
        "{count} letter does not name its recipient, so Brevdue cannot tell whether it is the right one. "
        "Step through the pairs.",
        "{count} letters do not name their recipients, so Brevdue cannot tell whether they are the right ones. "
        "Step through the pairs.",
        count=letters,
    )


def no_text(letters: int) -> Text:
    """Letters whose text cannot be read."""
    return plural(
        "The text of {count} letter cannot be read: it is scanned or locked. Look at it among the pairs.",
        "The text of {count} letters cannot be read: they are scanned or locked. Look at them among the pairs.",
        count=letters,
    )
