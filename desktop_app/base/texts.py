"""Sentences for people, kept untranslated until somebody shows them.

The core never knows which language is on the screen. It makes a `Text` from an English sentence and
the values in it, and the window or the command line renders that with a `Translator`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

PlainValue = str | int | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence: the English source, its values, and the plural form where there is one.

    Equal texts compare equal, so a test can compare what the core said. `str()` gives English.
    """

    message: str
    values: Mapping[str, "TextValue"] = field(default_factory=dict)
    plural_message: str | None = None
    count: int | None = None

    def source(self) -> str:
        """The English pattern that fits the count, its fields not yet filled in."""
        if self.plural_message is None or self.count == 1:
            return self.message
        return self.plural_message

    def __str__(self) -> str:
        return self.source().format_map({name: str(value) for name, value in self.values.items()})

    def __hash__(self) -> int:
        return hash((self.message, self.plural_message, self.count, tuple(sorted(self.values))))


TextValue = PlainValue | Text


def text(message: str, /, **values: TextValue) -> Text:
    """A sentence with named values: `text("Row {row} has no name.", row=17)`.

    The message is a literal, since the catalogues are made by reading the source.
    """
    return Text(message, values)


def plural(one: str, many: str, /, count: int, **values: TextValue) -> Text:
    """A sentence that depends on a count, which both forms may name as `{count}`."""
    return Text(one, {"count": count, **values}, many, count)
