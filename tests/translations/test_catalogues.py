"""No sentence stays English in a Norwegian or a Swedish window."""

import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tools import texts as tool
from tools.texts import LOCALES, ROOT, extract, extract_from, is_translated, load, rooms, update

CASES = [(room, language) for room in rooms() for language in LOCALES]


def fields(pattern: str) -> set[str]:
    """The names of the fields in a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}


def forms(message: Message) -> Iterator[tuple[str, str]]:
    """Each English form with its translation."""
    sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
    targets = message.string if isinstance(message.string, tuple | list) else (message.string,)
    yield from zip(sources, targets, strict=True)


@pytest.mark.parametrize("room", rooms())
def test_every_sentence_is_a_literal_that_the_catalogues_can_hold(room: str) -> None:
    assert [f"{found.file}:{found.line}" for found in extract(room) if not found.forms] == []


@pytest.mark.parametrize(("room", "language"), CASES)
def test_every_sentence_is_translated_and_no_translation_is_left_over(room: str, language: str) -> None:
    wanted = {found.forms[0] for found in extract(room) if found.forms}
    catalogue = load(room, language)
    known = {
        message.id[0] if isinstance(message.id, tuple | list) else message.id
        for message in catalogue
        if message.id
    }
    untranslated = {
        str(message.id) for message in catalogue if message.id and not is_translated(message.string)
    }
    assert wanted - known == set(), "run tools/texts.py for this room"
    assert known - wanted == set(), "run tools/texts.py for this room"
    assert untranslated == set()


def test_what_the_stage_says_is_what_the_program_says() -> None:
    """A picture with a made-up sentence would show English in a Norwegian window."""
    own = {found.forms for room in rooms() for found in extract(room)}
    staged = [*(ROOT / "tests" / "helpers").glob("stage*.py"), *(ROOT / "tools").glob("*.py")]
    foreign = [
        f"{found.file}:{found.line}"
        for path in staged
        for found in extract_from(path)
        if found.forms and found.forms not in own
    ]
    assert foreign == []


@pytest.mark.parametrize(("room", "language"), CASES)
def test_translations_name_the_same_fields(room: str, language: str) -> None:
    wrong = [
        (source, target)
        for message in load(room, language)
        if message.id
        for source, target in forms(message)
        if fields(target) - fields(source) or (fields(source) - fields(target) - {"count"})
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LOCALES)
def test_the_same_sentence_is_translated_alike_in_all_rooms(language: str) -> None:
    seen: dict[str, tuple[str, str]] = {}
    different = []
    for room in rooms():
        for message in load(room, language):
            if isinstance(message.id, str) and message.id:
                first_room, first = seen.setdefault(message.id, (room, str(message.string)))
                if first != message.string:
                    different.append((message.id, first_room, first, room, message.string))
    assert different == []


def test_the_catalogues_lie_where_the_program_looks() -> None:
    for language in LOCALES:
        assert (ROOT / "resources" / "translations" / language).is_dir()


def test_a_sentence_that_gets_a_plural_form_or_loses_it_is_asked_for_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    source = tmp_path / "desktop_app" / "room.py"
    source.parent.mkdir()
    catalogue = tmp_path / "resources" / "translations" / "nb" / "room.po"
    source.write_text('text("{count} letter")', encoding="utf-8")
    assert update("room", "nb") == ["{count} letter"]
    written = catalogue.read_text(encoding="utf-8")
    head, _sentence, rest = written.rpartition('msgstr ""')
    catalogue.write_text(f'{head}msgstr "{{count}} brev"{rest}', encoding="utf-8")
    assert update("room", "nb") == []
    source.write_text('plural("{count} letter", "{count} letters", 2)', encoding="utf-8")
    assert update("room", "nb") == ["('{count} letter', '{count} letters')"]
    source.write_text('text("{count} letter")', encoding="utf-8")
    assert update("room", "nb") == ["{count} letter"]
