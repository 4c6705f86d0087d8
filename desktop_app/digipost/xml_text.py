"""Plain text made fit for XML. Every value that is written goes through here."""

import re

ILLEGAL = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
"""What XML 1.0 cannot carry, as a range for a regular expression."""

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
XSI = "http://www.w3.org/2001/XMLSchema-instance"

_illegal = re.compile(f"[{ILLEGAL}]").search
# A carriage return would be read back as a line feed, so it is written as a reference.
_special_in_content = re.compile(f"[&<>\r{ILLEGAL}]").search
_special_in_attribute = re.compile(f'[&<>"\t\n\r{ILLEGAL}]').search


class UnwritableTextError(Exception):
    """A text with a character that XML cannot carry. Whoever knows which field it is says so."""

    def __init__(self, value: str, character: str) -> None:
        super().__init__(f"U+{ord(character):04X}")
        self.value = value
        self.character = character


def content(value: str) -> str:
    """The text as it stands between tags. Raises `UnwritableTextError`."""
    if _special_in_content(value) is None:
        return value
    found = _illegal(value)
    if found:
        raise UnwritableTextError(value, found.group())
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\r", "&#13;")


def attribute(value: str) -> str:
    """The text as it stands between double quotes. Raises `UnwritableTextError`."""
    if _special_in_attribute(value) is None:
        return value
    return content(value).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")


def element(name: str, value: str | None) -> str:
    """One element with text in it, or nothing where there is no value."""
    return "" if value is None else f"<{name}>{content(value)}</{name}>"


def truth(value: bool) -> str:
    """`true` or `false`."""
    return "true" if value else "false"
