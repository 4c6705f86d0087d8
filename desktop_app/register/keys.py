"""What recipients are sorted and searched by: folded texts made from their fields."""

import re
import unicodedata

_NORTHERN_LETTERS = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
"""Behind z, in the order of the Norwegian alphabet; the Swedish letters stand with their Norwegian twins."""

_FOREIGN = re.compile(r"[^\x00-\x7fæäøöå]")


def fold(written: str) -> str:
    """The text in lower case and without foreign accents: `André Ødegård` becomes `andre ødegård`."""
    folded = written.casefold()
    if folded.isascii():
        return folded
    folded = unicodedata.normalize("NFC", folded)
    return _FOREIGN.sub(_without_accent, folded)


def _without_accent(letter: re.Match[str]) -> str:
    return unicodedata.normalize("NFD", letter[0])[0]


def sort_name(full_name: str, first_name: str | None, last_name: str | None, is_organisation: bool) -> str:
    """What the recipient is sorted by: the last name first. Organisations are sorted as they are written.

    A full name alone is taken to end with the last name.
    """
    if last_name:
        name = f"{last_name} {first_name or ''}"
    elif is_organisation:
        name = full_name
    else:
        before, _, last = full_name.rpartition(" ")
        name = f"{last} {before}"
    folded = fold(name)
    return folded if folded.isascii() else folded.translate(_NORTHERN_LETTERS)


def search_text(*fields: str | None) -> str:
    """The folded fields, one a line. Two line ends follow, so that even the last letter begins a trigram."""
    return fold("\n".join(field for field in fields if field)) + "\n\n"


def full_name_of(first_name: str | None, middle_name: str | None, last_name: str | None) -> str:
    """The parts of a name put together, given name first."""
    return " ".join(part for part in (first_name, middle_name, last_name) if part)
