"""Subjects with fields."""

from types import SimpleNamespace
from typing import Any

import pytest

from desktop_app.mailing.subjects import SUBJECT_FIELDS, is_constant, subject_of, unknown_fields


def letter(**changes: Any) -> SimpleNamespace:
    fields = {
        "full_name": "Åse Marie Ødegård",
        "first_name": None,
        "last_name": None,
        "customer_id": "K1",
        "city": "Tromsø",
        "kid": "1234",
        "amount": "1250",
        "due_date": "2026-06-01",
    }
    return SimpleNamespace(**{**fields, **changes})


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Invoice for {first_name}", "Invoice for Åse"),
        ("{last_name}, {city}", "Ødegård, Tromsø"),
        ("Pay {amount} by {due_date} with KID {kid}", "Pay 1250,00 by 01.06.2026 with KID 1234"),
        ("{full_name} ({customer_id})", "Åse Marie Ødegård (K1)"),
        ("A brace {{ and {city}", "A brace { and Tromsø"),
    ],
)
def test_fields_are_filled_in(template: str, expected: str) -> None:
    assert subject_of(template, letter()) == expected


def test_the_register_s_own_first_name_goes_before_a_guess() -> None:
    assert subject_of("{first_name}", letter(first_name="Åse Marie")) == "Åse Marie"


def test_what_is_not_known_leaves_no_double_blank() -> None:
    assert subject_of("To {city} now", letter(city=None)) == "To now"


@pytest.mark.parametrize(
    ("template", "unknown"),
    [
        ("{first_name} {shoe_size}", ("shoe_size",)),
        ("{national_id}", ("national_id",)),
        ("{first_name.__class__}", ("first_name.__class__",)),
        ("{first_name!r}", ("first_name!r",)),
        ("{first_name:>100}", ("first_name:>100",)),
        ("{0}", ("0",)),
        ("{}", ("",)),
        ("only { one", ("only { one",)),
    ],
)
def test_what_no_letter_has_is_named(template: str, unknown: tuple[str, ...]) -> None:
    assert unknown_fields(template) == unknown


def test_all_known_fields_are_known() -> None:
    assert unknown_fields(" ".join(f"{{{name}}}" for name in SUBJECT_FIELDS)) == ()


def test_a_subject_without_braces_is_the_same_for_all() -> None:
    assert is_constant("Annual fee 2027")
    assert not is_constant("For {first_name}")
