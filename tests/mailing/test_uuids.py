"""uuids follow from the job and the letter, and never change."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.mailing.uuids import document_uuid, letter_of

BASE = "0a1b2c3d-4e5f-4abc-"
WIRE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@given(st.integers(1, 2**47), st.integers(0, 99))
def test_each_document_of_each_letter_has_a_uuid_that_the_wire_takes(letter_id: int, position: int) -> None:
    assert WIRE.fullmatch(document_uuid(BASE, letter_id, position))


@given(st.integers(1, 2**47))
def test_a_letter_is_found_by_its_uuid(letter_id: int) -> None:
    assert letter_of(BASE, document_uuid(BASE, letter_id)) == letter_id


def test_letters_and_attachments_never_share_a_uuid() -> None:
    made = {document_uuid(BASE, letter, position) for letter in range(1, 200) for position in range(100)}
    assert len(made) == 199 * 100


@pytest.mark.parametrize(
    "stranger",
    [
        document_uuid(BASE, 7, 1),  # an attachment
        document_uuid("0a1b2c3d-4e5f-4abd-", 7),  # another job
        f"{BASE}8000-00000000000g",
        f"{BASE}8000-000000000007".upper(),
        f"{BASE}8000-0000000007",
        "",
    ],
)
def test_any_other_uuid_is_a_stranger(stranger: str) -> None:
    assert letter_of(BASE, stranger) is None
