"""The external id is found where answers of this kind have it, and nowhere else."""

import json

import pytest

from desktop_app.digis.answer import external_id_in, tells_of_an_error


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"externalId": "X-1"}, "X-1"),
        ({"ContactId": 4711}, "4711"),
        ({"data": {"id": "X-2"}}, "X-2"),
        ([{"Id": "X-3"}], "X-3"),
        ({"contacts": [{"Id": "X-4"}, {"Id": "X-5"}]}, "X-4"),
        ({"id": "top", "data": {"externalId": "below"}}, "top"),
        ({"id": "second", "externalId": "first"}, "first"),
        ({"externalId": " X-6 "}, "X-6"),
        ({"externalId": ""}, None),
        ({"externalId": None}, None),
        ({"externalId": True}, None),
        ({"Id": 0}, None),
        ({"Id": "00000000-0000-0000-0000-000000000000"}, None),
        ({"externalId": {"id": "too deep"}}, "too deep"),
        ({"a": {"b": {"id": "too deep"}}}, None),
        ({"error": "no such template"}, None),
        ("X-7", None),
        (17, None),
        (None, None),
    ],
)
def test_where_an_external_id_is_found(answer: object, expected: str | None) -> None:
    assert external_id_in(json.dumps(answer).encode()) == expected


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"externalId": "X', b"\xff\xfe\x00", b"[" * 100_000])
def test_what_is_no_json_has_no_id(body: bytes) -> None:
    assert external_id_in(body) is None
    assert not tells_of_an_error(body)


def test_the_key_can_be_chosen() -> None:
    assert external_id_in(b'{"memberRef": "M", "id": "I"}', ["memberRef"]) == "M"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"error": "no"}, True),
        ({"Errors": ["no"]}, True),
        ({"success": False}, True),
        ({"status": "Error"}, True),
        ({"status": "ok"}, False),
        ({"errors": []}, False),
        ({"success": True}, False),
        ({"message": "queued"}, False),
        (["error"], False),
    ],
)
def test_an_error_calls_itself_one(answer: object, expected: bool) -> None:
    assert tells_of_an_error(json.dumps(answer).encode()) is expected
