"""Identity numbers as Digipost checks them, and those that are made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some
from stdnum.no import orgnr

from desktop_app.sandbox.number_rules import (
    is_national_id,
    is_organisation_number,
    organisation_number,
    synthetic_national_id,
)
from tests.helpers.synthetic_numbers import PUBLISHED, synthetic_number


@pytest.mark.parametrize("number", PUBLISHED)
def test_the_published_examples_are_right(number: str) -> None:
    assert is_national_id(number)


@pytest.mark.parametrize("number", PUBLISHED)
def test_a_wrong_last_digit_is_always_noticed(number: str) -> None:
    """Also from 2032, when the sum for the first control digit may leave 0 to 3."""
    wrong = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    assert not is_national_id(wrong)


@pytest.mark.parametrize("remainder", [0, 1, 2, 3])
def test_numbers_of_2032_are_right(remainder: int) -> None:
    number = next(
        found
        for individual in range(500)
        if (found := synthetic_number(date(2033, 5, 17), individual, remainder=remainder))
    )
    assert is_national_id(number)


@pytest.mark.parametrize("number", ["", "1551", "155076003333", "1550760033x", "١٥٥٠٧٦٠٠٣٣٣", "00000000000"])
def test_other_things_are_wrong(number: str) -> None:
    assert not is_national_id(number)


@given(some.dates(date(1940, 1, 1), date(2039, 12, 31)), some.integers(0, 60))
def test_made_up_people_have_right_numbers_that_nobody_real_has(born: date, serial: int) -> None:
    number = synthetic_national_id(born, serial)
    assert is_national_id(number)
    assert int(number[2:4]) == born.month + 80


def test_made_up_people_of_one_day_have_different_numbers() -> None:
    numbers = {synthetic_national_id(date(1985, 4, 3), serial) for serial in range(100)}
    assert len(numbers) == 100


@given(some.integers(0, 5000))
def test_made_up_organisations_have_well_formed_numbers(serial: int) -> None:
    assert orgnr.is_valid(organisation_number(serial))
    assert is_organisation_number(organisation_number(serial))


def test_an_organisation_number_begins_with_8_or_9() -> None:
    assert not is_organisation_number("123456785")
    assert not is_organisation_number("97476067")
    assert not is_organisation_number("974760674")
