"""The key is found in every form that libraries and servers write it in, and in part."""

import base64
from urllib.parse import quote

import pytest

from desktop_app.digis.masking import MASK, Mask

KEY = "hemmelig+nøkkel/17==abc"


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_wherever_the_key_begins_in_what_was_encoded(before: int, encode: object) -> None:
    coded = encode(b"x" * before + KEY.encode() + b"&more=1").decode()  # type: ignore[operator]
    masked = Mask(f"brp?token={KEY}").apply(f"got {coded} here")
    # What is left at the edges is less than four signs of the neighbours and the key's first or last byte.
    assert len(masked) < len("got  here") + len(MASK) + 4 + 12 + 4
    assert MASK in masked
    assert all(coded[at : at + 8] not in masked for at in range(8, len(coded) - 20))


@pytest.mark.parametrize("part", [KEY[:8], KEY[5:15], KEY[-9:], quote(KEY[3:14], safe="").lower()])
def test_a_part_that_is_long_enough_is_masked_too(part: str) -> None:
    assert Mask(f"brp?token={KEY}").apply(f"token {part}… is wrong") == f"token {MASK}… is wrong"


def test_other_words_stay_as_they_are() -> None:
    words = "400 Bad Request: no such template 311, id 700001"
    assert Mask(f"brp?token={KEY}").apply(words) == words


@pytest.mark.parametrize("postfix", ["", "brp", "brp?", "brp?token=", "brp?token=abc"])
def test_where_there_is_no_key_worth_hiding_words_stay(postfix: str) -> None:
    assert Mask(postfix).apply("the token is missing") == "the token is missing"


def test_a_short_key_and_one_without_a_name_are_masked_whole() -> None:
    assert Mask("brp?token=k3Y9").apply("not k3Y9") == f"not {MASK}"
    assert Mask("brp?k3Y9-without-name").apply("not k3Y9-without-name") == f"not {MASK}"
    assert Mask("k3Y9-without-query").apply("not k3Y9-without-query") == f"not {MASK}"
