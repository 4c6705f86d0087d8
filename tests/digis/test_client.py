"""One person, one POST, one of four outcomes, against a real HTTPS server on this machine."""

import base64
import logging
import random
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from desktop_app.base.errors import Cancelled
from desktop_app.base.texts import Text
from desktop_app.base.work import Unattended
from desktop_app.digis.client import DigisClient, _retry_after
from desktop_app.digis.masking import Mask
from desktop_app.digis.model import Member, Subscription
from desktop_app.digis.outcomes import DigisEndpoint, NotReached, Outcome, Patience, Refused, Sent, Unknown
from desktop_app.digis.payload import Payload, PayloadRules, build_payload
from desktop_app.sandbox.digis_behaviour import DigisBehaviour, DigisCertificate, DigisFault
from desktop_app.sandbox.digis_server import DigisSandbox
from tests.helpers.fake_clock import FakeClock

PATIENCE = Patience(connect=5, read=0.5, attempts=4, gap=0.1)


def payload_of(person_id: str) -> Payload:
    subscription = Subscription(id="863", active=True, users=frozenset({person_id}))
    return build_payload(Member(person_id=person_id, first_name="Åse"), subscription, PayloadRules())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DigisSandbox]:
    with DigisSandbox(tmp_path / "digis", DigisBehaviour(hold_s=2)) as running:
        yield running


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def endpoint_of(server: DigisSandbox) -> DigisEndpoint:
    return DigisEndpoint(server.url, "v1/import", "single", server.url_postfix, ca_file=server.ca_file)


def send(server: DigisSandbox, clock: FakeClock, person: str = "p1", **changes: object) -> Outcome:
    endpoint = replace(endpoint_of(server), **changes)  # type: ignore[arg-type]
    with DigisClient(endpoint, clock, PATIENCE, random.Random(1)) as client:
        return client.send(payload_of(person), Unattended())


def misbehave(server: DigisSandbox, *script: DigisFault | None) -> None:
    server.behaviour = replace(server.behaviour, script=script)


def test_a_member_is_received_once_and_the_external_id_comes_back(
    server: DigisSandbox, clock: FakeClock
) -> None:
    outcome = send(server, clock)
    assert isinstance(outcome, Sent)
    assert outcome.external_id
    assert server.received() == {"p1": 1}


@pytest.mark.parametrize(
    "fault", [DigisFault.TOO_MANY_REQUESTS, DigisFault.SERVER_ERROR, DigisFault.UNAVAILABLE]
)
def test_a_server_that_is_busy_is_asked_again(
    server: DigisSandbox, clock: FakeClock, fault: DigisFault
) -> None:
    misbehave(server, fault, fault)
    assert isinstance(send(server, clock), Sent)
    assert server.received() == {"p1": 1}
    assert len(clock.waited) >= 2


def test_a_server_that_stays_busy_leaves_the_person_in_the_queue(
    server: DigisSandbox, clock: FakeClock
) -> None:
    misbehave(server, *[DigisFault.SERVER_ERROR] * 10)
    outcome = send(server, clock)
    assert isinstance(outcome, NotReached)
    assert outcome.status == 500
    assert server.received() == {}


def test_retry_after_is_honoured(server: DigisSandbox, clock: FakeClock) -> None:
    server.behaviour = DigisBehaviour(script=(DigisFault.TOO_MANY_REQUESTS,), retry_after_s=37)
    assert isinstance(send(server, clock), Sent)
    assert 37 in clock.waited


def test_a_server_that_asks_for_too_much_patience_is_left_for_later(
    server: DigisSandbox, clock: FakeClock
) -> None:
    server.behaviour = DigisBehaviour(script=(DigisFault.UNAVAILABLE,), retry_after_s=3600)
    assert isinstance(send(server, clock), NotReached)
    assert 3600 not in clock.waited


def test_a_refusal_is_not_repeated(server: DigisSandbox, clock: FakeClock) -> None:
    misbehave(server, DigisFault.REFUSED)
    outcome = send(server, clock)
    assert isinstance(outcome, Refused)
    assert outcome.status == 400
    assert outcome.detail
    assert server.received() == {}


def test_an_error_behind_a_200_is_a_refusal(server: DigisSandbox, clock: FakeClock) -> None:
    misbehave(server, DigisFault.ERROR_IN_BODY)
    assert isinstance(send(server, clock), Refused)


@pytest.mark.parametrize(
    "fault",
    [
        DigisFault.TIMEOUT,
        DigisFault.TIMEOUT_AFTER_ACCEPTING,
        DigisFault.RESET,
        DigisFault.RESET_AFTER_ACCEPTING,
        DigisFault.GARBAGE,
        DigisFault.NO_EXTERNAL_ID,
    ],
)
def test_where_nobody_can_know_the_outcome_is_unknown_and_nothing_is_repeated(
    server: DigisSandbox, clock: FakeClock, fault: DigisFault
) -> None:
    misbehave(server, fault)
    assert isinstance(send(server, clock), Unknown)
    assert server.received().get("p1", 0) <= 1


def test_a_redirect_is_not_followed(server: DigisSandbox, clock: FakeClock) -> None:
    misbehave(server, DigisFault.REDIRECT)
    outcome = send(server, clock)
    assert isinstance(outcome, Refused)
    assert outcome.status == 307
    assert server.received() == {}


@pytest.mark.parametrize(
    "certificate", [DigisCertificate.OTHER_AUTHORITY, DigisCertificate.OTHER_HOST, DigisCertificate.EXPIRED]
)
def test_nothing_is_sent_to_a_server_without_the_right_certificate(
    tmp_path: Path, clock: FakeClock, certificate: DigisCertificate
) -> None:
    with DigisSandbox(tmp_path / "digis", DigisBehaviour(certificate=certificate)) as server:
        assert isinstance(send(server, clock), NotReached)
        assert server.received() == {}


def test_without_the_further_authority_the_sandbox_is_not_trusted(
    server: DigisSandbox, clock: FakeClock
) -> None:
    assert isinstance(send(server, clock, ca_file=None), NotReached)


def test_nobody_listening_leaves_the_person_in_the_queue(server: DigisSandbox, clock: FakeClock) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"https://127.0.0.1:{unused.getsockname()[1]}"
        assert isinstance(send(server, clock, url=address), NotReached)


def test_two_people_are_kept_apart_in_time(server: DigisSandbox, clock: FakeClock) -> None:
    with DigisClient(endpoint_of(server), clock, PATIENCE) as client:
        for person in ("p1", "p2"):
            client.send(payload_of(person), Unattended())
    assert clock.waited == [pytest.approx(0.1)]


def test_an_error_beside_an_id_leaves_the_outcome_unknown(server: DigisSandbox, clock: FakeClock) -> None:
    misbehave(server, DigisFault.ERROR_IN_BODY)
    assert isinstance(send(server, clock, external_id_keys=("message",)), Unknown)


def test_an_answer_in_pieces_is_read_whole(server: DigisSandbox, clock: FakeClock) -> None:
    misbehave(server, DigisFault.IN_PIECES)
    outcome = send(server, clock)
    assert isinstance(outcome, Sent)
    assert outcome.external_id == server.ledger.external_id("p1")


def test_nothing_is_sent_in_the_clear(clock: FakeClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with DigisClient(DigisEndpoint(url, "v1", "s", "brp?token=abcdef"), clock, PATIENCE) as client:
            assert isinstance(client.send(payload_of("p1"), Unattended()), NotReached)
            assert not client.knock().reached
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_the_librarys_own_log_does_not_tell_the_address(
    server: DigisSandbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("somebody").debug("this is heard")
        assert isinstance(send(server, clock), Sent)
    assert [record.name for record in caplog.records] == ["somebody"]


class StopAtOnce(Unattended):
    """A person who cancels as soon as they are asked."""

    def progress(self, done: int, total: int | None, label: Text | None = None) -> None:
        """Not looked at."""

    def check_cancelled(self) -> None:
        raise Cancelled


def test_cancelling_happens_before_a_call_never_during_one(server: DigisSandbox, clock: FakeClock) -> None:
    with DigisClient(endpoint_of(server), clock, PATIENCE) as client, pytest.raises(Cancelled):
        client.send(payload_of("p1"), StopAtOnce())
    assert server.received() == {}


def test_an_answer_without_end_is_read_only_so_far(clock: FakeClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_garbage() -> None:
            connection, _address = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"\x15\x03\x01\x00\x02\x02\x28")

        thread = threading.Thread(target=answer_garbage)
        thread.start()
        endpoint = DigisEndpoint(
            f"https://127.0.0.1:{listener.getsockname()[1]}", "v1", "s", "brp?token=abcdef"
        )
        with DigisClient(endpoint, clock, replace(PATIENCE, attempts=1)) as client:
            outcome = client.send(payload_of("p1"), Unattended())
        thread.join(10)
    assert isinstance(outcome, NotReached | Unknown)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("https://api.iqey.org", "v1/import", "single", "brp?token=K"), "https://api.iqey.org/v1/import/single/brp?token=K"),
        (("https://api.iqey.org/", "/v1/import/", "/single/", "/brp?token=K"), "https://api.iqey.org/v1/import/single/brp?token=K"),
        (("https://api.iqey.org", "", "single", "brp?token=K"), "https://api.iqey.org/single/brp?token=K"),
    ],
)  # fmt: skip
def test_the_address_is_joined_from_the_four_settings(
    parts: tuple[str, str, str, str], expected: str
) -> None:
    assert DigisEndpoint(*parts).address == expected


TOKEN = "hemmelig+nøkkel/17=="


@pytest.mark.parametrize(
    "form",
    [
        TOKEN,
        quote(TOKEN, safe=""),
        base64.b64encode(TOKEN.encode()).decode(),
        base64.urlsafe_b64encode(TOKEN.encode()).decode().rstrip("="),
        f"brp?token={TOKEN}",
    ],
)
def test_the_key_is_masked_in_every_form(form: str) -> None:
    masked = Mask(f"brp?token={TOKEN}").apply(f"before {form} after")
    assert form not in masked
    assert masked.startswith("before ")
    assert masked.endswith(" after")


@pytest.mark.parametrize("fault", list(DigisFault))
def test_no_outcome_tells_the_key(server: DigisSandbox, clock: FakeClock, fault: DigisFault) -> None:
    misbehave(server, fault)
    outcome = send(server, clock)
    assert server.token not in repr(outcome)
    assert server.token not in repr(endpoint_of(server))
    assert server.token not in endpoint_of(server).shown_address


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 02 Mar 2026 09:01:00 GMT", 60),
        ("Mon, 02 Mar 2026 08:00:00 GMT", 0),
        ("soon", None),
        ("²", None),
        ("-5", None),
    ],
)
def test_both_forms_of_retry_after_are_read(header: str | None, seconds: float | None) -> None:
    assert _retry_after(header, datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) == seconds
