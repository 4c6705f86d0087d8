"""Organisation numbers, accounts, KID, Swedish identity numbers and postcodes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.register.identity import (
    NumberCheck,
    NumberFault,
    check_account_number,
    check_kid,
    check_norwegian_postcode,
    check_organisation_number,
    check_swedish_id,
    check_swedish_postcode,
)


def fault_of(check: NumberCheck) -> NumberFault | None:
    return check.refusal.fault if check.refusal else None


@pytest.mark.parametrize("written", ["974760673", "974 760 673", "NO 974 760 673 MVA"])
def test_an_organisation_number_is_read_as_people_write_it(written: str) -> None:
    check = check_organisation_number(written)
    assert check.ok
    assert check.number == "974760673"
    assert not check.synthetic


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("974760674", NumberFault.CONTROL_DIGITS),
        ("97476067", NumberFault.LENGTH),
        ("97476067a", NumberFault.LETTERS),
        ("123456785", NumberFault.FIRST_DIGIT),
        ("", NumberFault.LETTERS),
    ],
)
def test_an_organisation_number_is_refused_with_the_reason(written: str, fault: NumberFault) -> None:
    assert fault_of(check_organisation_number(written)) == fault


def test_an_organisation_of_the_test_population_is_marked() -> None:
    made = [check_organisation_number(f"3100000{tail:02d}") for tail in range(100)]
    accepted = [check for check in made if check.ok]
    assert accepted
    assert all(check.synthetic for check in accepted)


@pytest.mark.parametrize("written", ["86011117947", "8601 11 17947", "8601.11.17947"])
def test_an_account_number_is_read_as_people_write_it(written: str) -> None:
    check = check_account_number(written)
    assert check.ok
    assert check.number == "86011117947"


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("86011117949", NumberFault.CONTROL_DIGITS),
        ("4090403", NumberFault.LENGTH),
        ("8601111794x", NumberFault.LETTERS),
    ],
)
def test_an_account_number_is_refused_with_the_reason(written: str, fault: NumberFault) -> None:
    assert fault_of(check_account_number(written)) == fault


def test_an_account_number_that_lost_its_zero_gets_it_suggested() -> None:
    sound = next(f"0532110{tail:04d}" for tail in range(100) if check_account_number(f"0532110{tail:04d}").ok)
    refusal = check_account_number(sound[1:]).refusal
    assert refusal is not None
    assert refusal.suggestion == sound


@given(st.text("0123456789", min_size=1, max_size=24))
def test_exactly_the_control_digits_of_mod_10_and_mod_11_pass(body: str) -> None:
    fitting = {sign for sign in "0123456789-" if check_kid(body + sign).ok}
    assert fitting == {mod10_digit(body), mod11_digit(body)}


def mod10_digit(body: str) -> str:
    """The control digit by the textbook: double every second digit from the right, add the digits' sums."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return str((10 - total % 10) % 10)


def mod11_digit(body: str) -> str:
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(body)))
    control = (11 - total % 11) % 11
    return "-" if control == 10 else str(control)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("1", NumberFault.LENGTH),
        ("0" * 26, NumberFault.LENGTH),
        ("12a4", NumberFault.LETTERS),
        ("12-4", NumberFault.LETTERS),
        ("-", NumberFault.LETTERS),
        ("2345675", NumberFault.CONTROL_DIGITS),
    ],
)
def test_a_kid_is_refused_with_the_reason(written: str, fault: NumberFault) -> None:
    assert fault_of(check_kid(written)) == fault


def test_blanks_in_a_kid_are_taken_out() -> None:
    assert check_kid("234 5676").number == "2345676"


@pytest.mark.parametrize(
    "written", ["880320-0016", "8803200016", "198803200016", "880320+0016", "701063-2391"]
)
def test_swedish_numbers_of_both_kinds_and_lengths_pass(written: str) -> None:
    assert check_swedish_id(written).ok


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("880320-0018", NumberFault.CONTROL_DIGITS),
        ("881320-0016", NumberFault.DATE),
        ("880332-0016", NumberFault.DATE),
        ("880300-0016", NumberFault.DATE),
        ("88032-0016", NumberFault.LENGTH),
        ("88032X-0016", NumberFault.LETTERS),
    ],
)
def test_a_swedish_number_is_refused_with_the_reason(written: str, fault: NumberFault) -> None:
    assert fault_of(check_swedish_id(written)) == fault


@pytest.mark.parametrize(
    ("written", "number"), [("0150", "0150"), (" 0150 ", "0150"), ("N-0150", "0150"), ("NO-0150", "0150")]
)
def test_a_norwegian_postcode_is_four_digits(written: str, number: str) -> None:
    check = check_norwegian_postcode(written)
    assert check.ok
    assert check.number == number


def test_a_norwegian_postcode_of_three_digits_gets_its_zero_suggested() -> None:
    refusal = check_norwegian_postcode("150").refusal
    assert refusal is not None
    assert refusal.suggestion == "0150"


@pytest.mark.parametrize("written", ["", "15", "15000", "O150", "0000"])
def test_anything_else_is_no_norwegian_postcode(written: str) -> None:
    assert not check_norwegian_postcode(written).ok


@pytest.mark.parametrize("written", ["41110", "411 10", "SE-411 10"])
def test_a_swedish_postcode_comes_back_as_it_is_written(written: str) -> None:
    check = check_swedish_postcode(written)
    assert check.ok
    assert check.number == "411 10"


@pytest.mark.parametrize("written", ["", "4111", "01110", "4111a"])
def test_anything_else_is_no_swedish_postcode(written: str) -> None:
    assert not check_swedish_postcode(written).ok
