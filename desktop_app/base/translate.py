"""Turning a `Text` into words in one of the three languages.

The catalogues are gettext files, one for each room of the house, in `resources/translations/<language>/`.
English is the source and needs none. Numbers, dates and amounts follow the language's customs (Babel).
"""

import gettext
import io
from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from desktop_app.base.paths import resource
from desktop_app.base.texts import Text, TextValue

LANGUAGES = ("nb", "sv", "en")
_AS_TYPED = {"nb": "dd.MM.yyyy", "sv": "yyyy-MM-dd", "en": "yyyy-MM-dd"}
_LOCALES = {"nb": "nb_NO", "sv": "sv_SE", "en": "en_GB"}


class Translator:
    """Renders texts in one language, with numbers and dates as that language writes them.

    `zone` is the time zone in which moments are shown: the computer's own when it is None.
    """

    def __init__(
        self, language: str, catalogue: gettext.NullTranslations, zone: tzinfo | None = None
    ) -> None:
        self.language = language
        self._catalogue = catalogue
        self._locale = Locale.parse(_LOCALES[language])
        self._zone = zone

    def render(self, message: Text) -> str:
        """The sentence in this language, its values filled in."""
        if message.plural_message is None:
            pattern = self._catalogue.gettext(message.message)
        else:
            pattern = self._catalogue.ngettext(message.message, message.plural_message, message.count or 0)
        return pattern.format_map({name: self._value(value) for name, value in message.values.items()})

    def month(self, value: date) -> str:
        """The name of the day's month, with its year: mars 2027."""
        return str(format_date(value, format="LLLL y", locale=self._locale))

    def number(self, value: int | Decimal) -> str:
        """A number with the language's grouping: 48 112 in Norwegian."""
        return str(format_decimal(value, locale=self._locale))

    def amount(self, value: Decimal) -> str:
        """An amount of money with two decimals and no currency."""
        return str(format_decimal(value, format="#,##0.00", locale=self._locale))

    def day_as_typed(self, value: date) -> str:
        """A day in figures, as it is typed into a field: 17.05.1980 in Norwegian, 1980-05-17 in Swedish."""
        return str(format_date(value, format=_AS_TYPED[self.language], locale=self._locale))

    def date(self, value: date) -> str:
        """A day, in the language's medium form."""
        return str(format_date(value, format="medium", locale=self._locale))

    def date_time(self, value: datetime) -> str:
        """A moment in local time, to the minute."""
        local = value.astimezone(self._zone)
        day = format_date(local.date(), format="medium", locale=self._locale)
        return f"{day} {format_datetime(local, 'HH:mm', tzinfo=local.tzinfo, locale=self._locale)}"

    def _value(self, value: TextValue) -> str:
        match value:
            case Text():
                return self.render(value)
            case datetime():
                return self.date_time(value)
            case date():
                return self.date(value)
            case Decimal():
                return self.amount(value)
            case bool() | str() | None:
                return str(value)
            case int():
                return self.number(value)


def load_translator(language: str, zone: tzinfo | None = None) -> Translator:
    """The translator for one of `LANGUAGES`, made from all the rooms' catalogues."""
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    return Translator(language, _load_catalogue(language, resource("translations", language)), zone)


@cache  # read once in a process: from the sources it takes a fifth of a second, at each change of language
def _load_catalogue(language: str, folder: Path) -> gettext.NullTranslations:
    files = sorted(folder.glob("*.po")) if language != "en" else []
    return _join(_read(path, language) for path in files)


def _join(catalogues: Iterable[gettext.GNUTranslations]) -> gettext.NullTranslations:
    joined: gettext.NullTranslations | None = None
    for catalogue in catalogues:
        if joined is None:
            joined = catalogue
        else:
            joined.add_fallback(catalogue)
    return joined or gettext.NullTranslations()


def _read(source: Path, language: str) -> gettext.GNUTranslations:
    """A catalogue from its compiled file where that is newer, else compiled here in memory."""
    compiled = source.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        with compiled.open("rb") as stream:
            return gettext.GNUTranslations(stream)
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    buffer = io.BytesIO()
    with source.open("rb") as text_file:
        write_mo(buffer, read_po(text_file, locale=_LOCALES[language]))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)
