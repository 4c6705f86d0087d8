"""The sheet in front of a letter on paper, whose address shows in the envelope's window."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale

from desktop_app.mailing.letters import RemainderRow
from desktop_app.mailing.paper_layout import PaperLayout
from desktop_app.mailing.typesetting import (
    Bar,
    Line,
    Sheet,
    fitting_size,
    letters_changed,
    width_mm,
    wrapped,
)

BLOCK_WIDTH_MM = 80.0
"""So much of the window is seen wherever the folded sheet slides to in a C5 envelope."""

_RETURN_SIZE, _RETURN_SMALLEST = 7.0, 5.0
_ADDRESS_SIZE, _ADDRESS_SMALLEST = 11.0, 9.0
_LEADING_MM = 4.9
_FOLD_MM = 148.5
_NORWAY = frozenset({"", "n", "no", "nor", "norge", "noreg", "norga", "norway", "norwegen"})
_CODE_LENGTH = 2
_QUIET = 0.45
_IDENTITY_NUMBER = re.compile(r"(?<!\d)(?:\d{6}[ .-]?\d{5}|\d{6}[-+]\d{4}|(?:19|20)\d{6}[ -]?\d{4})(?!\d)")
"""A Norwegian identity number, or a Swedish one with ten or twelve digits, among other words."""


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address in the lines of an envelope.

    `respelt` tells that a letter was replaced by its nearest, `cleared` that something like an identity number was
    taken out.
    """

    lines: tuple[str, ...]
    respelt: bool
    cleared: bool


def is_foreign(row: RemainderRow) -> bool:
    """Whether the letter leaves Norway."""
    return row.country.strip().casefold() not in _NORWAY


def has_whole_address(row: RemainderRow) -> bool:
    """Whether the post can find this person."""
    place = row.city.strip() and (row.postcode.strip() or is_foreign(row))
    return bool(row.name.strip() and (row.address1.strip() or row.address2.strip()) and place)


def postal_order(row: RemainderRow) -> tuple[bool, str, str]:
    """What paper post is sorted by: Norway by postcode, then abroad by country and postcode."""
    country = _country_name(row.country) if is_foreign(row) else ""
    return is_foreign(row), country, row.postcode.strip()


def postal_address(row: RemainderRow) -> PostalAddress:
    """The person's address in lines, in the order the post wants them."""
    place = f"{row.postcode.strip()} {row.city.strip()}".strip()
    written = [row.name, row.address1, row.address2, place]
    if is_foreign(row):
        written.append(_country_name(row.country))
    cleared = [_IDENTITY_NUMBER.sub("", line) for line in written]
    lines = tuple(" ".join(line.split()) for line in cleared if line.strip(" ,;:"))
    return PostalAddress(lines, letters_changed(lines), cleared != written)


def address_sheet(
    address: Sequence[str], back: Sequence[str], layout: PaperLayout, number: int, count: int
) -> Sheet:
    """The sheet: the return address in small letters, a hairline, the address, and where to fold.

    `number` of `count` stands small at the foot, so that a stack that was dropped can be put in order again.
    """
    left, top = layout.left_mm, layout.top_mm
    lines, bars = _return_block(back, left, top)
    lines.extend(_address_block(address, left, top + 9.0))
    foot = Line(f"{number} / {count}", 196.0, 286.0, 7.0, grey=_QUIET, to_the_right=True)
    fold = Bar(4.0, _FOLD_MM, 4.0, 0.15, _QUIET)
    return Sheet((*lines, foot), (*bars, fold))


def _return_block(back: Sequence[str], left: float, top: float) -> tuple[list[Line], list[Bar]]:
    if not back:
        return [], []
    words = " · ".join(_IDENTITY_NUMBER.sub("", part).strip() for part in back)
    size = fitting_size(words, _RETURN_SIZE, BLOCK_WIDTH_MM, _RETURN_SMALLEST)
    first = wrapped(words, size, BLOCK_WIDTH_MM)[0]
    rule = Bar(left, top + 3.3, min(width_mm(first, size), BLOCK_WIDTH_MM), 0.1, _QUIET)
    return [Line(first, left, top + 2.4, size, grey=0.25)], [rule]


def _address_block(address: Sequence[str], left: float, first_base: float) -> list[Line]:
    sizes = [fitting_size(words, _ADDRESS_SIZE, BLOCK_WIDTH_MM, _ADDRESS_SMALLEST) for words in address]
    size = min(sizes, default=_ADDRESS_SIZE)
    lines = [part for words in address for part in wrapped(words, size, BLOCK_WIDTH_MM)]
    return [Line(words, left, first_base + _LEADING_MM * number, size) for number, words in enumerate(lines)]


def _country_name(country: str) -> str:
    """The country in capitals, which is what the post reads; a code is written out in English."""
    written = country.strip()
    if len(written) == _CODE_LENGTH:
        written = Locale.parse("en").territories.get(written.upper(), written)
    return written.upper()
