"""What a person can be recognised by in texts and files, and finding it there.

Only what tells this person from others counts: a whole name, and numbers and addresses of their own. A first name or
a short customer id stands in many texts that are about somebody else.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape

from desktop_app.register.model import Recipient

GONE = "•••"
"""What stands in a sentence where the name or the number was."""

_SHORTEST_ID = 4
_SHORTEST_NAME = 5
_SHORTEST_PHONE = 8


@dataclass(frozen=True)
class Traces:
    """The words that are only this person's."""

    words: tuple[str, ...]

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The words as they are written in JSON and in XML too, and with letters taken apart as macOS does it."""
        found: dict[str, None] = {}
        for word in self.words:
            for form in (word, unicodedata.normalize("NFD", word)):
                escaped = (
                    json.dumps(form)[1:-1],
                    json.dumps(form, ensure_ascii=False)[1:-1],
                    escape(form, quote=False),
                )
                found |= dict.fromkeys((form, *escaped))
        return tuple(sorted(found, key=len, reverse=True))

    @cached_property
    def sought(self) -> tuple[str, ...]:
        """What to ask SQLite for, which takes Å and å for different letters. `are_in` decides about what it finds."""
        cases = (form for each in self.forms for form in (each, each.upper(), each.lower()))
        return tuple({form.encode().lower(): form for form in cases}.values())

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any of the forms as a whole word, in any case."""
        either = "|".join(map(re.escape, self.forms))
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)

    def are_in(self, written: str) -> bool:
        """Whether a text names the person."""
        return bool(self.words) and self.pattern.search(written) is not None

    def taken_out(self, written: str) -> str:
        """The text without the person."""
        return self.pattern.sub(GONE, written) if self.words else written

    def are_in_bytes(self, content: bytes) -> bool:
        """Whether bytes name the person, in any encoding that offices' files come in."""
        return any(self.are_in(written) for written in _readings(content))


def traces_of(person: Recipient, customer_ids: Iterable[str], further: Iterable[str] = ()) -> Traces:
    """What a recipient is recognised by. `customer_ids` are all they have had; `further` what other rooms know."""
    words = {*_names(person), *_own_numbers(person), *further}
    words |= {each for each in customer_ids if len(each) >= _SHORTEST_ID}
    return Traces(tuple(sorted(filter(None, words))))


def _names(person: Recipient) -> Iterator[str]:
    """The name, given name first and last name first. One word alone is no name of one person."""
    for name in {person.full_name, f"{person.first_name or ''} {person.last_name or ''}".strip()}:
        parts = name.split()
        if len(parts) > 1 and len(name) >= _SHORTEST_NAME:
            first, last = " ".join(parts[:-1]), parts[-1]
            yield from (name, f"{last} {first}", f"{last}, {first}")


def _own_numbers(person: Recipient) -> Iterator[str]:
    for value in (
        person.national_id,
        person.organisation_number,
        person.email,
        person.digipost_address,
        person.person_alias,
    ):
        if value:
            yield value
    if person.national_id:
        yield f"{person.national_id[:6]} {person.national_id[6:]}"
    if person.phone and sum(map(str.isdigit, person.phone)) >= _SHORTEST_PHONE:
        yield person.phone


def _readings(content: bytes) -> Iterator[str]:
    yield unicodedata.normalize("NFC", content.decode("utf-8", "replace"))
    if b"\0" in content:
        for start in (0, 1):  # UTF-16 may begin at an odd place inside of something else
            for encoding in ("utf-16-le", "utf-16-be"):
                yield content[start:].decode(encoding, "replace")
    yield content.decode("cp1252", "replace")
