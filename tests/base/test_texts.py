"""A text says the same in every language, and each language in its own way."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from desktop_app.base.texts import plural, text
from desktop_app.base.translate import LANGUAGES, Translator, load_translator

OSLO = ZoneInfo("Europe/Oslo")


def test_a_text_reads_as_english_without_a_translator() -> None:
    assert str(text("Row {row} has no name.", row=17)) == "Row 17 has no name."


def test_equal_texts_are_equal_so_that_tests_can_compare_them() -> None:
    assert text("Row {row}.", row=1) == text("Row {row}.", row=1)
    assert text("Row {row}.", row=1) != text("Row {row}.", row=2)
    assert len({text("Row {row}.", row=1), text("Row {row}.", row=1)}) == 1


@pytest.mark.parametrize(("count", "expected"), [(0, "0 letters"), (1, "1 letter"), (2, "2 letters")])
def test_a_plural_follows_its_count(count: int, expected: str) -> None:
    assert str(plural("{count} letter", "{count} letters", count)) == expected


def test_a_value_with_braces_is_not_taken_for_a_field() -> None:
    assert str(text("File {file}.", file="{evil}")) == "File {evil}."


def test_the_catalogue_is_asked_for_the_pattern_not_the_filled_in_sentence() -> None:
    assert (
        load_translator("nb").render(text("There is no file {file}.", file="a.pdf"))
        == "Det finnes ingen fil a.pdf."
    )


def test_a_sentence_without_a_translation_is_still_shown() -> None:
    assert (
        load_translator("sv").render(text("No catalogue has this {thing}.", thing="x"))
        == "No catalogue has this x."
    )


def test_a_text_inside_a_text_is_translated_too() -> None:
    inner = text("Four digits.")
    assert load_translator("sv").render(text("[{inner}]", inner=inner)) == "[Fyra siffror.]"


@pytest.mark.parametrize(
    ("language", "expected"), [("nb", "48\xa0112"), ("sv", "48\xa0112"), ("en", "48,112")]
)
def test_numbers_are_grouped_as_the_language_does(language: str, expected: str) -> None:
    assert load_translator(language).render(text("{n}", n=48112)) == expected


def test_ids_given_as_text_are_left_alone() -> None:
    assert load_translator("nb").render(text("{id}", id="0012345")) == "0012345"


@pytest.mark.parametrize(("language", "expected"), [("nb", "1\xa0234,50"), ("en", "1,234.50")])
def test_amounts_have_two_decimals(language: str, expected: str) -> None:
    assert load_translator(language).render(text("{a}", a=Decimal("1234.5"))) == expected


def test_a_moment_is_shown_in_local_time() -> None:
    translator = load_translator("nb", OSLO)
    summer = datetime(2027, 7, 1, 22, 30, tzinfo=UTC)
    assert translator.render(text("{t}", t=summer)) == "2. juli 2027 00:30"
    assert translator.render(text("{d}", d=date(2027, 3, 1))) == "1. mars 2027"


def test_an_unknown_language_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="no such language"):
        load_translator("tlh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_loads(language: str) -> None:
    assert isinstance(load_translator(language), Translator)
