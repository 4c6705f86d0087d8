"""What recipients are sorted and searched by: folded texts made from their fields."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_NORTHERN_LETTERS = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
"""Behind z, in the order of the Norwegian alphabet; the Swedish letters stand with their Norwegian twins."""

_END_OF_SEARCH_TEXT = "\n\n"
"""So that even the last letter begins a trigram."""

_SEPARATOR = "\x1f"

_FOREIGN = re.compile(r"[^\x00-\x7fæäøöå]")


def fold(written: str) -> str:
    """The text in lower case and without foreign accents: `André Ødegård` becomes `andre ødegård`."""
    try:
        codes = written.encode("latin-1")
    except UnicodeEncodeError:
        return _fold_any(written)
    if any(code in codes for code in _NOT_BY_TABLE):
        return _fold_any(written)
    return codes.translate(_TABLE).decode("latin-1")


def _fold_any(written: str) -> str:
    """`fold` for texts with letters beyond Latin-1, letter by letter."""
    return _FOREIGN.sub(_without_accent, unicodedata.normalize("NFC", written.casefold()))


def _without_accent(letter: re.Match[str]) -> str:
    return unicodedata.normalize("NFD", letter[0])[0]


def _table() -> tuple[bytes, bytes]:
    """The folded letter for each of Latin-1, and the letters that fold to something beyond it."""
    folded = {code: _fold_any(chr(code)) for code in range(256)}
    beyond = bytes(code for code, letter in folded.items() if len(letter) != 1 or ord(letter) > 255)
    return bytes(code if code in beyond else ord(letter) for code, letter in folded.items()), beyond


_TABLE, _NOT_BY_TABLE = _table()
_ORDER_TABLE = bytes(ord(chr(code).translate(_NORTHERN_LETTERS)) for code in range(256))


def fold_all(texts: Sequence[str]) -> list[str]:
    """Each text folded, all at once, which costs little more than one. No text may hold a control character."""
    return fold(_SEPARATOR.join(texts)).split(_SEPARATOR) if texts else []


def sort_name(full_name: str, first_name: str | None, last_name: str | None, is_organisation: bool) -> str:
    """What the recipient is sorted by: the last name first. Organisations are sorted as they are written.

    A full name alone is taken to end with the last name.
    """
    return _in_order(fold(last_name_first(full_name, first_name, last_name, is_organisation)))


def last_name_first(
    full_name: str, first_name: str | None, last_name: str | None, is_organisation: bool
) -> str:
    """The name that `sort_name` folds."""
    if last_name:
        return f"{last_name} {first_name or ''}"
    if is_organisation:
        return full_name
    before, _, last = full_name.rpartition(" ")
    return f"{last} {before}"


def sort_keys(names: Sequence[str]) -> list[str]:
    """What names that `last_name_first` has turned are sorted by, all folded at once."""
    return _in_order(fold(_SEPARATOR.join(names))).split(_SEPARATOR) if names else []


def _in_order(folded: str) -> str:
    """A folded text with letters that sort by code as the Norwegian alphabet does."""
    if folded.isascii():
        return folded
    try:
        return folded.encode("latin-1").translate(_ORDER_TABLE).decode("latin-1")
    except UnicodeEncodeError:
        return folded.translate(_NORTHERN_LETTERS)


def search_text(*fields: str | None) -> str:
    """The folded fields, one a line."""
    return fold("\n".join(filter(None, fields))) + _END_OF_SEARCH_TEXT


def search_texts(rows: Iterable[Sequence[str | None]]) -> list[str]:
    """`search_text` of many rows of fields, folded all at once."""
    lines = ["\n".join(filter(None, fields)) for fields in rows]
    return [f"{folded}{_END_OF_SEARCH_TEXT}" for folded in fold_all(lines)]


def full_name_of(first_name: str | None, middle_name: str | None, last_name: str | None) -> str:
    """The parts of a name put together, given name first."""
    return " ".join(part for part in (first_name, middle_name, last_name) if part)
