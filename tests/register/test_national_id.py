"""Identity numbers: what is accepted, what it says, and why others are refused."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop_app.register.identity import (
    NationalIdKind,
    NumberFault,
    check_national_id,
    mask_national_id,
    national_id_is_sound,
    national_ids_are_sound,
    restored_national_id,
)
from tests.helpers.synthetic_numbers import PUBLISHED, synthetic_number

SOUND = "15507600333"
"""A published test person, born 15 October 1976."""

dates_of_1900s = st.dates(date(1900, 1, 1), date(1999, 12, 31))


@pytest.mark.parametrize("number", PUBLISHED)
def test_every_published_test_person_is_accepted_and_marked_as_synthetic(number: str) -> None:
    check = check_national_id(number)
    assert check.ok
    assert check.synthetic
    assert national_id_is_sound(number)


@pytest.mark.parametrize(
    ("national", "d_number", "born"),
    [
        ("15507600333", "55507608360", date(1976, 10, 15)),
        ("29422059278", "69422056629", date(2020, 2, 29)),
        ("21483609245", "61483601467", date(1936, 8, 21)),
        ("17912099997", "57912075186", date(2020, 11, 17)),
        ("21929774873", "61929750062", date(1897, 12, 21)),
    ],
)
def test_kind_and_birth_date_are_read_from_the_number(national: str, d_number: str, born: date) -> None:
    first, second = check_national_id(national), check_national_id(d_number)
    assert (first.kind, first.birth_date) == (NationalIdKind.NATIONAL, born)
    assert (second.kind, second.birth_date) == (NationalIdKind.D_NUMBER, born)


@given(
    dates_of_1900s,
    st.integers(0, 499),
    st.booleans(),
    st.sampled_from([40, 80]),
)
def test_a_number_made_by_the_rules_gives_its_date_back(
    born: date, individual: int, d_number: bool, month_shift: int
) -> None:
    number = synthetic_number(born, individual, d_number=d_number, month_shift=month_shift)
    assume(number is not None)
    assert number is not None
    check = check_national_id(number)
    assert check.ok
    assert check.birth_date == born
    assert check.synthetic


@given(dates_of_1900s, st.integers(0, 999), st.sampled_from([1, 2, 3]))
def test_the_series_from_2032_is_accepted_without_a_birth_date(
    born: date, individual: int, remainder: int
) -> None:
    assume((born.month, born.day) != (2, 29))
    number = synthetic_number(born, individual, remainder=remainder)
    assume(number is not None)
    assert number is not None
    check = check_national_id(number)
    assert check.ok
    assert check.birth_date is None


@given(dates_of_1900s, st.integers(0, 499), st.integers(4, 10))
def test_larger_remainders_of_the_first_control_sum_are_refused(
    born: date, individual: int, remainder: int
) -> None:
    number = synthetic_number(born, individual, remainder=remainder)
    assume(number is not None)
    assert number is not None
    refusal = check_national_id(number).refusal
    assert refusal is not None
    assert refusal.fault == NumberFault.CONTROL_DIGITS


@given(st.sampled_from(PUBLISHED), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_never_passes_unnoticed_at_the_second_control_digit(
    number: str, place: int, shift: int
) -> None:
    digit = (int(number[place]) + shift) % 10
    changed = f"{number[:place]}{digit}{number[place + 1 :]}"
    assert not check_national_id(changed).ok


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=14))
def test_the_quick_check_for_many_rows_says_the_same_as_the_full_one(written: str) -> None:
    assert national_id_is_sound(written) == (len(written) == 11 and check_national_id(written).ok)


@given(st.integers(0, 99_999_999_999))
def test_the_quick_check_agrees_on_any_eleven_digits(number: int) -> None:
    written = f"{number:011d}"
    assert national_id_is_sound(written) == check_national_id(written).ok


@given(
    st.lists(
        st.sampled_from(PUBLISHED) | st.integers(0, 99_999_999_999).map("{:011d}".format),
        min_size=1,
        max_size=4,
    )
)
def test_many_numbers_at_once_pass_exactly_when_each_does(numbers: list[str]) -> None:
    assert national_ids_are_sound(numbers) == all(map(national_id_is_sound, numbers))


@given(st.lists(st.sampled_from(PUBLISHED), min_size=1, max_size=4), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_among_many_numbers_is_found(numbers: list[str], place: int, shift: int) -> None:
    assert national_ids_are_sound(numbers)
    first = numbers[0]
    wrong = f"{first[:place]}{(int(first[place]) + shift) % 10}{first[place + 1 :]}"
    assert not national_ids_are_sound([*numbers[1:], wrong])


@pytest.mark.parametrize(
    "numbers", [["1550760033", "515507600333"], [""], ["1550760O333"], ["15507600333", ""]]
)
def test_many_numbers_of_other_lengths_or_with_letters_do_not_pass(numbers: list[str]) -> None:
    assert not national_ids_are_sound(numbers)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", NumberFault.LETTERS),
        ("1550760033", NumberFault.LENGTH),
        ("155076003333", NumberFault.LENGTH),
        ("1550760O333", NumberFault.LETTERS),
        ("\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0660\u0661", NumberFault.LETTERS),
        ("00507600333", NumberFault.DATE),
        ("32507600333", NumberFault.DATE),
        ("31517600333", NumberFault.DATE),
        ("15537600333", NumberFault.DATE),
        ("15507600334", NumberFault.CONTROL_DIGITS),
        ("15507600343", NumberFault.CONTROL_DIGITS),
        ("51507600333", NumberFault.CONTROL_DIGITS),
    ],
)
def test_each_refusal_has_its_code_and_words_without_the_number(written: str, fault: NumberFault) -> None:
    check = check_national_id(written)
    assert check.refusal is not None
    assert check.refusal.fault == fault
    assert str(check.refusal.message)
    assert not written or written not in str(check.refusal.message)


def test_the_29th_of_february_exists_in_leap_years_only() -> None:
    # Individual numbers below 500 belong to the 1900s: 1996 had the day, 1900 and 1997 did not.
    def numbers(year: int) -> list[str]:
        made = [synthetic_number_on_leap_day(year, individual) for individual in range(20)]
        return [number for number in made if number is not None]

    assert all(check_national_id(number).ok for number in numbers(1996))
    for year in (1900, 1997):
        refusals = {check_national_id(number).refusal for number in numbers(year)}
        assert {refusal.fault for refusal in refusals if refusal} == {NumberFault.DATE}
        assert not any(national_id_is_sound(number) for number in numbers(year))


def synthetic_number_on_leap_day(year: int, individual: int) -> str | None:
    """As `synthetic_number`, for a day that the year may not have."""

    class Day:
        def __init__(self) -> None:
            self.year, self.month, self.day = year, 2, 29

    return synthetic_number(Day(), individual)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written", ["155076 00333", "155076-00333", " 15507600333 ", "15.50.76 00333", "155076\u00a000333"]
)
def test_blanks_dots_and_hyphens_are_taken_out(written: str) -> None:
    check = check_national_id(written)
    assert check.ok
    assert check.number == SOUND


def test_ten_digits_that_lost_their_zero_in_excel_get_it_suggested() -> None:
    check = check_national_id("5440355678")
    assert check.refusal is not None
    assert check.refusal.suggestion == "05440355678"
    assert "Excel" in str(check.refusal.message)
    assert restored_national_id("5440355678") == "05440355678"


def test_ten_digits_that_no_zero_mends_get_no_suggestion() -> None:
    check = check_national_id("1234567890")
    assert check.refusal is not None
    assert check.refusal.suggestion is None
    assert restored_national_id("1234567890") is None


@pytest.mark.parametrize(
    ("number", "shown"),
    [("15507600333", "155076 •••••"), ("1550760033", "15507 •••••"), ("155", "•••••"), ("", "•••••")],
)
def test_a_masked_number_shows_the_date_and_nothing_that_identifies(number: str, shown: str) -> None:
    assert mask_national_id(number) == shown
