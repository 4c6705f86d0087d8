"""Making a cell's text fit to be kept: composed letters, no invisible signs, nothing that XML cannot carry."""

import re
import unicodedata
from dataclasses import dataclass

from desktop_app.base.texts import Text, text

_UNCARRIABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, lone halves of characters, and the two that are none."""

_LOST = "\ufffd"
"""What stands where a letter could not be read."""

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Signs without a shape: zero-width ones, byte order marks, marks that turn the writing direction."""

_PRINTABLE_LATIN1 = bytes(code for code in range(256) if chr(code).isprintable())

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class PlainText:
    """A cleaned text. `problem` is None when it can be kept; `mended` says that invisible signs went."""

    value: str
    mended: bool = False
    problem: Text | None = None


def is_plain(joined: str) -> bool:
    """Whether nothing in these texts can need cleaning, blanks at the ends excepted. Quick for many at once."""
    try:
        codes = joined.encode("latin-1")
    except UnicodeEncodeError:
        return _is_plain_beyond_latin1(joined)
    # All of Latin-1 is composed already.
    return not codes.translate(None, _PRINTABLE_LATIN1) and b"  " not in codes


def _is_plain_beyond_latin1(joined: str) -> bool:
    return (
        joined.isprintable()
        and unicodedata.is_normalized("NFC", joined)
        and "  " not in joined
        and _LOST not in joined
    )


def plain_text(written: str) -> PlainText:
    """The text in composed letters with single blanks and without invisible signs.

    Line breaks and tabs become blanks. A control character is a problem: nobody can see which letter it stands for.
    """
    found = _UNCARRIABLE.search(written)
    if found is not None:
        code = f"U+{ord(found[0]):04X}"
        message = text(
            "There is a character that cannot be shown or sent ({code}). Write it again.", code=code
        )
        return PlainText("", problem=message)
    if _LOST in written:
        message = text("A letter was lost here when the file was saved. Write it again.")
        return PlainText("", problem=message)
    visible = _INVISIBLE.sub("", written)
    composed = unicodedata.normalize("NFC", visible)
    return PlainText(_BLANKS.sub(" ", composed).strip(), mended=visible != written)
