"""The built-in Digis, asked by plain requests."""

import contextlib
import http.client
import json
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from desktop_app.sandbox.digis_behaviour import DigisBehaviour, DigisCertificate, DigisFault
from desktop_app.sandbox.digis_fields import FIELDS
from desktop_app.sandbox.digis_server import DigisSandbox
from tests.helpers.fake_clock import FakeClock

MEMBER: dict[str, Any] = {
    "IsSendSMS": True,
    "TemplateId": 311,
    "FirstName": "Åse",
    "LastName": "Ødegård",
    "Address": "Storgata 1",
    "City": "Göteborg",
    "Zip": "411 10",
    "ISOCountryCode": "SE",
    "DOB": "1985-04-03",
    "Email": "ase@example.org",
    "Gender": "Female",
    "MobileCountryCode": "46",
    "MobileNumber": "701234567",
    "IsActive": True,
    "IsEmailOptIn": False,
    "IsSendEmail": True,
    "IsSmsOptIn": True,
    "CreationTypeId": 6,
    "IsConvertToUniqueUrl": True,
    "UniqueURLType": 1,
    "ExtInfo1": "863",
    "ExtInfo2": "Sentrum",
    "ExtInfo3": "12",
    "ExtInfo4": "p1",
    "ExtInfo5": "2026-12-31",
    "ExtInfo20": "34231451",
}

Answer = requests.Response


def member(person_id: str, **changes: Any) -> dict[str, Any]:
    return {**MEMBER, "ExtInfo4": person_id, **changes}


def post(
    digis: DigisSandbox, message: Any, *, url: str = "", timeout: float = 10.0, **options: Any
) -> Answer:
    with requests.Session() as session:
        session.trust_env = False
        return session.post(
            url or f"{digis.url}/v1/import/single/{digis.url_postfix}",
            json=message,
            headers={"Authorization": "Legacy"},
            verify=str(digis.ca_file),
            timeout=timeout,
            allow_redirects=False,
            **options,
        )


@pytest.fixture
def digis(tmp_path: Path) -> Iterator[DigisSandbox]:
    with DigisSandbox(tmp_path / "digis") as running:
        yield running


def misbehaving(digis: DigisSandbox, *faults: DigisFault | None, **options: Any) -> None:
    digis.behaviour = DigisBehaviour(script=faults, **options)


def test_a_member_is_received_and_gets_an_external_id(digis: DigisSandbox) -> None:
    answer = post(digis, MEMBER)

    assert answer.status_code == 200
    assert answer.json()["externalId"]
    assert digis.received() == {"p1": 1}
    assert digis.ledger.messages("p1") == [MEMBER]
    assert digis.ledger.requests()[0].authorization == "Legacy"


def test_there_are_26_documented_fields() -> None:
    assert len(FIELDS) == 26
    assert set(FIELDS) == set(MEMBER)


def test_the_same_person_keeps_the_external_id_and_is_counted_again(digis: DigisSandbox) -> None:
    ids = {post(digis, MEMBER).json()["externalId"] for _ in range(2)}

    assert len(ids) == 1
    assert digis.received() == {"p1": 2}


def test_missing_values_are_null(digis: DigisSandbox) -> None:
    empty = dict.fromkeys(
        (
            "Address",
            "City",
            "Zip",
            "ISOCountryCode",
            "DOB",
            "Email",
            "MobileCountryCode",
            "MobileNumber",
            "ExtInfo5",
        )
    )
    assert post(digis, member("p2", **empty)).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Address", "null"),
        ("Email", ""),
        ("DOB", "null"),
        ("DOB", "03.04.1985"),
        ("TemplateId", "311"),
        ("TemplateId", True),
        ("IsActive", "true"),
        ("IsActive", 1),
        ("Gender", "female"),
        ("Gender", None),
        ("ISOCountryCode", "Norge"),
        ("MobileNumber", "70 12 34"),
        ("ExtInfo1", None),
        ("ExtInfo4", 7),
    ],
)
def test_a_field_of_the_wrong_kind_is_refused_by_name(digis: DigisSandbox, field: str, value: Any) -> None:
    answer = post(digis, {**MEMBER, field: value})

    assert answer.status_code == 400
    assert f"{field} has a wrong value" in answer.json()["message"]
    assert digis.received() == {}


def test_no_field_may_be_left_out(digis: DigisSandbox) -> None:
    for field in FIELDS:
        message = {name: value for name, value in MEMBER.items() if name != field}
        assert post(digis, message).json()["message"] == f"{field} is missing"
    assert digis.received() == {}


def test_an_unknown_field_and_a_body_that_is_no_object_are_refused(digis: DigisSandbox) -> None:
    assert post(digis, {**MEMBER, "ExtInfo99": "x"}).status_code == 400
    assert post(digis, [MEMBER]).status_code == 400
    assert digis.received() == {}


def test_a_wrong_token_path_or_method_is_refused(digis: DigisSandbox) -> None:
    base = f"{digis.url}/v1/import/single"
    assert post(digis, MEMBER, url=f"{base}/brp?token=wrong").status_code == 401
    assert post(digis, MEMBER, url=f"{base}/brp").status_code == 401
    assert post(digis, MEMBER, url=f"{base}/{digis.url_postfix}&token=x").status_code == 401
    assert post(digis, MEMBER, url=f"{digis.url}/v1/import/{digis.url_postfix}").status_code == 404
    with requests.Session() as session:
        answer = session.get(f"{base}/{digis.url_postfix}", verify=str(digis.ca_file), timeout=10)
    assert answer.status_code == 405
    assert digis.received() == {}


def test_a_body_that_is_too_large_is_refused(digis: DigisSandbox) -> None:
    assert post(digis, member("p1", FirstName="x" * 100_000)).status_code == 413


def test_too_many_requests_names_how_long_to_wait(digis: DigisSandbox) -> None:
    misbehaving(digis, DigisFault.TOO_MANY_REQUESTS, DigisFault.UNAVAILABLE, None, retry_after_s=7)

    first, second, third = (post(digis, MEMBER) for _ in range(3))

    assert (first.status_code, first.headers["Retry-After"]) == (429, "7")
    assert (second.status_code, second.headers["Retry-After"]) == (503, "7")
    assert third.status_code == 200
    assert digis.received() == {"p1": 1}


@pytest.mark.parametrize(
    ("fault", "status", "accepted"),
    [
        (DigisFault.SERVER_ERROR, 500, False),
        (DigisFault.REFUSED, 400, False),
        (DigisFault.ERROR_IN_BODY, 200, False),
        (DigisFault.NO_EXTERNAL_ID, 200, True),
        (DigisFault.GARBAGE, 200, False),
    ],
)
def test_answers_without_an_external_id(
    digis: DigisSandbox, fault: DigisFault, status: int, accepted: bool
) -> None:
    misbehaving(digis, fault)

    answer = post(digis, MEMBER)

    assert answer.status_code == status
    assert "externalId" not in answer.text
    assert digis.received() == ({"p1": 1} if accepted else {})
    if fault is DigisFault.GARBAGE:
        with pytest.raises(json.JSONDecodeError):
            answer.json()


@pytest.mark.parametrize(
    ("fault", "accepted"), [(DigisFault.RESET, False), (DigisFault.RESET_AFTER_ACCEPTING, True)]
)
def test_a_reset_connection_tells_nothing(digis: DigisSandbox, fault: DigisFault, accepted: bool) -> None:
    misbehaving(digis, fault)

    with pytest.raises(requests.ConnectionError):
        post(digis, MEMBER)

    assert digis.received() == ({"p1": 1} if accepted else {})


@pytest.mark.parametrize(
    ("fault", "accepted"), [(DigisFault.TIMEOUT, False), (DigisFault.TIMEOUT_AFTER_ACCEPTING, True)]
)
def test_a_time_out_tells_nothing(digis: DigisSandbox, fault: DigisFault, accepted: bool) -> None:
    misbehaving(digis, fault)

    with pytest.raises(requests.ReadTimeout):
        post(digis, MEMBER, timeout=0.2)

    assert digis.received() == ({"p1": 1} if accepted else {})


def test_stopping_ends_a_request_that_is_held(tmp_path: Path) -> None:
    digis = DigisSandbox(tmp_path, DigisBehaviour(script=(DigisFault.TIMEOUT,), hold_s=600))
    digis.start()
    failures: list[Exception] = []

    def ask() -> None:
        try:
            post(digis, MEMBER, timeout=60)
        except requests.RequestException as failure:
            failures.append(failure)

    client = threading.Thread(target=ask)
    client.start()
    while not digis.ledger.requests():
        threading.Event().wait(0.01)
    began = time.monotonic()
    digis.stop()
    client.join(10)

    assert time.monotonic() - began < 5
    assert len(failures) == 1


def test_a_redirect_names_another_host_and_counts_who_follows(digis: DigisSandbox) -> None:
    misbehaving(digis, DigisFault.REDIRECT, DigisFault.REDIRECT)

    answer = post(digis, MEMBER)

    assert answer.status_code == 307
    assert answer.headers["Location"].startswith("https://localhost:")
    assert digis.followed_redirects == 0
    # By its number: a machine as bare as a chroot does not know the name.
    post(digis, MEMBER, url=answer.headers["Location"].replace("localhost", "127.0.0.1"))
    assert digis.followed_redirects == 1
    assert digis.received() == {}


def test_a_slow_answer_is_a_right_one(tmp_path: Path) -> None:
    clock = FakeClock()
    with DigisSandbox(tmp_path, DigisBehaviour(script=(DigisFault.SLOW,), slow_s=45), clock) as digis:
        assert post(digis, MEMBER).status_code == 200
        assert clock.waited == [45]
        assert digis.received() == {"p1": 1}


@pytest.mark.parametrize(
    "certificate", [DigisCertificate.OTHER_AUTHORITY, DigisCertificate.OTHER_HOST, DigisCertificate.EXPIRED]
)
def test_a_wrong_certificate_ends_before_anything_is_said(
    tmp_path: Path, certificate: DigisCertificate
) -> None:
    with DigisSandbox(tmp_path, DigisBehaviour(certificate=certificate)) as digis:
        with pytest.raises(requests.exceptions.SSLError):
            post(digis, MEMBER)
        assert digis.ledger.requests() == []


def test_the_external_id_may_be_called_otherwise_and_stand_one_level_down(digis: DigisSandbox) -> None:
    digis.behaviour = DigisBehaviour(external_id_key="ContactId", nested=True)

    assert set(post(digis, MEMBER).json()["data"]) == {"ContactId"}


def test_one_person_can_always_meet_the_same_fault(digis: DigisSandbox) -> None:
    digis.behaviour = DigisBehaviour(by_person=(("p7", DigisFault.REFUSED),))

    assert [post(digis, member(one)).status_code for one in ("p1", "p7", "p7", "p2")] == [200, 400, 400, 200]


def test_chance_depends_on_the_seed_and_the_person_and_not_on_the_order(tmp_path: Path) -> None:
    behaviour = DigisBehaviour(fault_rate=0.5, fault_kinds=(DigisFault.SERVER_ERROR,), seed=4)
    people = [f"p{number}" for number in range(30)]
    seen = []
    for order, name in ((people, "a"), (people[::-1], "b")):
        with DigisSandbox(tmp_path / name, behaviour) as digis:
            seen.append({one: post(digis, member(one)).status_code for one in order})

    assert seen[0] == seen[1]
    assert set(Counter(seen[0].values())) == {200, 500}


def test_the_ledger_the_key_and_the_authority_survive_a_restart(tmp_path: Path) -> None:
    with DigisSandbox(tmp_path) as first:
        post(first, MEMBER)
        kept = (first.token, first.ca_file.read_bytes(), first.port)
    with DigisSandbox(tmp_path, port=kept[2]) as second:
        assert (second.token, second.ca_file.read_bytes(), second.port) == kept
        post(second, MEMBER)
        assert second.received() == {"p1": 2}


def test_many_connections_at_once_lose_nobody_and_leave_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with DigisSandbox(tmp_path) as digis:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda number: post(digis, member(f"p{number}")).status_code, range(120)))
        assert answers == [200] * 120
        assert digis.received() == {f"p{number}": 1 for number in range(120)}
    assert set(threading.enumerate()) <= before


def test_connections_are_kept_alive(digis: DigisSandbox) -> None:
    trust = ssl.create_default_context(cafile=str(digis.ca_file))
    with contextlib.closing(http.client.HTTPSConnection(digis.host, digis.port, context=trust)) as connection:
        sockets = set()
        for number in range(3):
            body = json.dumps(member(f"p{number}"))
            connection.request("POST", f"/v1/import/single/{digis.url_postfix}", body)
            assert connection.getresponse().read()
            sockets.add(id(connection.sock))
    assert len(sockets) == 1
    assert len(digis.received()) == 3
