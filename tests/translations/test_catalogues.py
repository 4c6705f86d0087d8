"""No sentence stays English in a Norwegian or a Swedish window."""

import string
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from tools.texts import LOCALES, ROOT, extract, extract_from, is_translated, load, rooms

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
