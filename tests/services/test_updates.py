"""Newer versions: asked for only where it is allowed, believed only where everything about the word holds."""

import base64
import dataclasses
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.base.setting_declarations import DECLARATIONS
from desktop_app.base.settings import Settings
from desktop_app.services.updates.asking import Answer, Updates
from desktop_app.services.updates.latest import Latest, Refusal, numbers_of
from desktop_app.services.updates.source import UpdateSource, built_in_source
from tests.helpers.fake_clock import FakeClock
from tests.helpers.update_server import PAGE, UpdateServer, update_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UpdateServer]:
    with update_server(tmp_path_factory.mktemp("updates")) as running:
        yield running


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json", DECLARATIONS)


@pytest.fixture
def updates(tmp_path: Path, settings: Settings, clock: FakeClock, server: UpdateServer) -> Updates:
    """A program of version 1.2.0."""
    return Updates(tmp_path / "updates.json", settings, clock, "1.2.0", lambda: server.source)


class TestWhenItAsks:
    """By itself only where the person allows it, and once a day."""

    def test_it_does_not_ask_unless_it_is_allowed(self, updates: Updates, settings: Settings) -> None:
        assert not updates.is_due()
        settings.set("updates.check", "true")
        assert updates.is_due()

    def test_it_asks_once_a_day_whatever_came_of_it(
        self, updates: Updates, settings: Settings, clock: FakeClock, server: UpdateServer
    ) -> None:
        settings.set("updates.check", "true")
        server.answer(b"", status=500)
        assert updates.ask().unreachable
        assert not updates.is_due()
        clock.advance(21 * 3600)
        assert updates.is_due()

    def test_a_clock_that_was_set_back_does_not_silence_it(
        self, updates: Updates, settings: Settings, clock: FakeClock, server: UpdateServer
    ) -> None:
        settings.set("updates.check", "true")
        server.answer(b"", status=500)
        updates.ask()
        clock.set_wall_clock(clock.now() - timedelta(days=300))
        assert updates.is_due()

    def test_a_build_without_a_source_never_asks_and_says_so(
        self, tmp_path: Path, settings: Settings, clock: FakeClock
    ) -> None:
        settings.set("updates.check", "true")
        alone = Updates(tmp_path / "updates.json", settings, clock, "1.2.0", lambda: None)
        assert not alone.is_due()
        assert alone.ask() == Answer(no_source=True)

    def test_nothing_is_sent_but_the_question(
        self, updates: Updates, clock: FakeClock, server: UpdateServer
    ) -> None:
        server.say("1.2.0", clock.now())
        updates.ask()
        sent = {name.lower(): value for name, value in server.last_headers.items()}
        assert set(sent) <= {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert sent["user-agent"] == "Brevdue"


class TestWhatIsBelieved:
    """Everything that is not the makers' own newest word is refused."""

    def test_a_newer_version_is_told_with_its_page(
        self, updates: Updates, clock: FakeClock, server: UpdateServer
    ) -> None:
        server.say("1.10.0", clock.now())
        newer = updates.ask().newer
        assert newer is not None
        assert (newer.version, newer.page) == ("1.10.0", PAGE)
        assert updates.last.newer == newer

    @pytest.mark.parametrize("version", ["1.2.0", "1.2", "1.1.9", "0.9"])
    def test_the_same_or_an_older_version_is_no_news(
        self, updates: Updates, clock: FakeClock, server: UpdateServer, version: str
    ) -> None:
        server.say(version, clock.now())
        assert updates.ask() == Answer()

    def test_another_key_is_refused(self, updates: Updates, clock: FakeClock, server: UpdateServer) -> None:
        server.say("9.0.0", clock.now(), key=Ed25519PrivateKey.generate())
        assert updates.ask() == Answer(refusal=Refusal.NOT_SIGNED_BY_US)

    def test_a_changed_word_is_refused(
        self, updates: Updates, clock: FakeClock, server: UpdateServer
    ) -> None:
        envelope = json.loads(server.say("1.3.0", clock.now()))
        said = json.loads(base64.b64decode(envelope["said"]))
        said["page"] = "https://evil.example.org/"
        envelope["said"] = base64.b64encode(json.dumps(said).encode()).decode()
        server.answer(json.dumps(envelope).encode())
        assert updates.ask() == Answer(refusal=Refusal.NOT_SIGNED_BY_US)

    def test_an_old_word_that_is_shown_again_is_refused(
        self, updates: Updates, clock: FakeClock, server: UpdateServer
    ) -> None:
        old = server.say("1.3.0", clock.now())
        clock.advance(24 * 3600)
        server.say("1.4.0", clock.now())
        assert updates.ask().newer is not None
        server.answer(old)
        assert updates.ask() == Answer(refusal=Refusal.SAID_BEFORE_ANOTHER)

    def test_a_word_that_was_held_back_for_too_long_is_refused(
        self, updates: Updates, clock: FakeClock, server: UpdateServer
    ) -> None:
        server.say("1.3.0", clock.now() - timedelta(days=401))
        assert updates.ask() == Answer(refusal=Refusal.TOO_OLD)

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"not json",
            b"[]",
            b"null",
            b'{"said": "e30="}',
            b'{"said": 1, "signature": 2}',
            b'{"said": "***", "signature": "***"}',
            b"[" * 8000,
            b" " * 100_000,
        ],
    )
    def test_whatever_else_is_said_is_refused(
        self, updates: Updates, server: UpdateServer, body: bytes
    ) -> None:
        server.answer(body)
        assert updates.ask() == Answer(refusal=Refusal.NOT_UNDERSTOOD)

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"program": "Another"}, Refusal.OF_ANOTHER_PROGRAM),
            ({"version": "newest"}, Refusal.NOT_UNDERSTOOD),
            ({"version": "1.3.0\n<b>"}, Refusal.NOT_UNDERSTOOD),
            ({"page": "file:///etc/passwd"}, Refusal.NOT_UNDERSTOOD),
            ({"page": None}, Refusal.NOT_UNDERSTOOD),
            ({"said_at": "2026-01-01T00:00:00"}, Refusal.NOT_UNDERSTOOD),
            ({"good_until": 7}, Refusal.NOT_UNDERSTOOD),
        ],
    )
    def test_even_a_signed_word_must_make_sense(
        self,
        updates: Updates,
        clock: FakeClock,
        server: UpdateServer,
        change: dict[str, object],
        refusal: Refusal,
    ) -> None:
        envelope = json.loads(server.say("1.3.0", clock.now()))
        said = json.dumps({**json.loads(base64.b64decode(envelope["said"])), **change}).encode()
        signed = {"said": said, "signature": server.key.sign(said)}
        server.answer(json.dumps({k: base64.b64encode(v).decode() for k, v in signed.items()}).encode())
        assert updates.ask() == Answer(refusal=refusal)

    def test_a_damaged_memory_is_as_none(
        self, updates: Updates, tmp_path: Path, clock: FakeClock, server: UpdateServer
    ) -> None:
        server.say("1.3.0", clock.now())
        for damaged in ("{", "[]", '{"asked_at": 3}', '{"believed_at": "yesterday"}'):
            (tmp_path / "updates.json").write_text(damaged, encoding="utf-8")
            assert updates.ask().newer is not None


class TestTheLine:
    """Over TLS to the one address, and nowhere else."""

    def test_a_server_that_no_authority_vouches_for_is_not_listened_to(
        self, tmp_path: Path, settings: Settings, clock: FakeClock, server: UpdateServer
    ) -> None:
        server.say("9.0.0", clock.now())
        unknown = dataclasses.replace(server.source, ca_file=None)
        wary = Updates(tmp_path / "updates.json", settings, clock, "1.2.0", lambda: unknown)
        assert wary.ask() == Answer(unreachable=True)

    def test_it_follows_to_no_other_address(self, updates: Updates, server: UpdateServer) -> None:
        server.answer(b"", status=302, headers={"Location": server.source.address})
        assert updates.ask() == Answer(unreachable=True)

    def test_an_answer_in_several_chunks_is_read_whole(
        self, updates: Updates, clock: FakeClock, server: UpdateServer
    ) -> None:
        envelope = server.say("1.3.0", clock.now())
        server.answer_in_chunks([envelope[:40], envelope[40:41], envelope[41:]])
        assert updates.ask().newer is not None

    def test_a_word_that_is_far_too_long_is_not_read_to_its_end(
        self, updates: Updates, clock: FakeClock, server: UpdateServer
    ) -> None:
        envelope = json.loads(server.say("1.3.0", clock.now()))
        server.answer(json.dumps({"padding": " " * 20_000, **envelope}).encode())
        assert updates.ask() == Answer(refusal=Refusal.NOT_UNDERSTOOD)

    def test_a_line_that_breaks_in_the_middle_is_no_failure(
        self, updates: Updates, clock: FakeClock, server: UpdateServer
    ) -> None:
        envelope = server.say("1.3.0", clock.now())
        server.answer_in_chunks([envelope[:40]], to_the_end=False)
        assert updates.ask() == Answer(unreachable=True)

    def test_it_never_asks_without_encryption(
        self, tmp_path: Path, settings: Settings, clock: FakeClock, server: UpdateServer
    ) -> None:
        server.say("9.0.0", clock.now())
        plain = dataclasses.replace(server.source, address=server.source.address.replace("https:", "http:"))
        careless = Updates(tmp_path / "updates.json", settings, clock, "1.2.0", lambda: plain)
        assert careless.ask() == Answer(unreachable=True)
        assert server.asked == 0

    def test_a_server_that_is_not_there_is_no_failure(
        self, tmp_path: Path, settings: Settings, clock: FakeClock
    ) -> None:
        nowhere = UpdateSource("https://localhost:9/latest.json", bytes(32))
        alone = Updates(tmp_path / "updates.json", settings, clock, "1.2.0", lambda: nowhere)
        assert alone.ask() == Answer(unreachable=True)


class TestTheSourceInTheResources:
    """Named by whoever makes the releases. Until then there is none, and that is said."""

    def test_nobody_has_named_one_yet(self) -> None:
        assert built_in_source() is None

    def test_a_whole_one_is_taken(self, tmp_path: Path) -> None:
        file = tmp_path / "source.json"
        named = {
            "address": "https://example.org/latest.json",
            "public_key": base64.b64encode(bytes(32)).decode(),
        }
        file.write_text(json.dumps(named), encoding="utf-8")
        assert built_in_source(file) == UpdateSource("https://example.org/latest.json", bytes(32))

    @pytest.mark.parametrize(
        "named",
        [
            {"address": "https://example.org/latest.json", "public_key": ""},
            {"address": "", "public_key": base64.b64encode(bytes(32)).decode()},
            {"address": "http://example.org/latest.json", "public_key": base64.b64encode(bytes(32)).decode()},
            {"address": "https://example.org/latest.json", "public_key": "half a key"},
        ],
    )
    def test_half_of_one_is_a_fault_of_the_build(self, tmp_path: Path, named: dict[str, str]) -> None:
        file = tmp_path / "source.json"
        file.write_text(json.dumps(named), encoding="utf-8")
        with pytest.raises(ValueError, match=r"not whole|base64|padding"):
            built_in_source(file)


def test_versions_are_in_the_order_of_their_numbers() -> None:
    written = ["0.9", "1.0.0", "1.2", "1.2.1", "1.10"]
    assert sorted(written, key=numbers_of) == written
    assert numbers_of("1.2.0") == numbers_of("1.2")


def test_a_word_says_whether_it_is_newer(clock: FakeClock) -> None:
    latest = Latest("1.3.0", clock.now(), clock.now(), PAGE)
    assert latest.is_newer_than("1.2.9")
    assert not latest.is_newer_than("1.3.0")
