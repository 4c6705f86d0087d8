"""The adviser: four questions, one pattern, and why."""

import pytest

from desktop_app.base.errors import InputError
from desktop_app.mailing.options import Pattern
from desktop_app.wizards.adviser import Advice, IdentifiedBy, advise


def ask(
    letters: int = 400,
    largest_kb: int = 80,
    mailings_per_month: int = 1,
    identified_by: IdentifiedBy = IdentifiedBy.NATIONAL_ID,
    print_agreement: bool = False,
) -> Advice:
    return advise(
        letters=letters,
        largest_kb=largest_kb,
        mailings_per_month=mailings_per_month,
        identified_by=identified_by,
        print_agreement=print_agreement,
    )


@pytest.mark.parametrize(
    ("letters", "largest_kb", "expected"),
    [
        (1, 1, Pattern.MAILING_ONLY),
        (999, 150, Pattern.MAILING_ONLY),
        (1_000, 150, Pattern.SPLIT_FIRST),
        (999, 151, Pattern.SPLIT_FIRST),
        (50_000, 900, Pattern.SPLIT_FIRST),
    ],
)
def test_size_decides_for_those_who_send_seldom(letters: int, largest_kb: int, expected: Pattern) -> None:
    assert ask(letters=letters, largest_kb=largest_kb).pattern is expected


@pytest.mark.parametrize(
    ("a_month", "expected"),
    [
        (0, Pattern.MAILING_ONLY),
        (3, Pattern.MAILING_ONLY),
        (4, Pattern.FROM_REGISTER),
        (30, Pattern.FROM_REGISTER),
    ],
)
def test_weekly_mailings_go_straight_from_the_register(a_month: int, expected: Pattern) -> None:
    assert ask(mailings_per_month=a_month).pattern is expected


def test_large_weekly_mailings_go_from_the_register_too() -> None:
    assert ask(letters=20_000, largest_kb=500, mailings_per_month=5).pattern is Pattern.FROM_REGISTER


@pytest.mark.parametrize("a_month", [0, 4])
def test_an_agreement_about_print_decides(a_month: int) -> None:
    assert ask(mailings_per_month=a_month, print_agreement=True).pattern is Pattern.WITH_PRINT


def test_the_reason_names_what_decided() -> None:
    assert "1000 letters" in str(ask().reason)
    assert "every week" in str(ask(mailings_per_month=8).reason)
    assert "print" in str(ask(print_agreement=True).reason)


def test_whoever_knows_names_only_hears_that_it_takes_time() -> None:
    assert ask().remarks == ()
    remarks = ask(identified_by=IdentifiedBy.NAME_AND_ADDRESS).remarks
    assert "several hours" in str(remarks[0])
    assert "look everybody up first" in str(remarks[1])


@pytest.mark.parametrize("wrong", [{"letters": 0}, {"largest_kb": 0}, {"mailings_per_month": -1}])
def test_impossible_figures_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InputError):
        ask(**wrong)  # type: ignore[arg-type]
