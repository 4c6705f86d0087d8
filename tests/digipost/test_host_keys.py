"""Which server's key is trusted."""

import base64

import pytest

from desktop_app.digipost.host_keys import PinUnreadable, fingerprint_of, judge_host_key, read_pin
from desktop_app.digipost.sftp import PresentedHostKey
from desktop_app.digipost.sftp_errors import HostKeyChanged, HostKeyUnknown

BLOB = b"\x00\x00\x00\x0bssh-ed25519" + bytes(36)
PIN = fingerprint_of(BLOB)
SHOWN = PresentedHostKey("sftp.example", 22, "ssh-ed25519", PIN)


def test_a_fingerprint_has_the_form_that_openssh_writes() -> None:
    assert PIN.startswith("SHA256:")
    assert len(PIN) == len("SHA256:") + 43
    assert read_pin(PIN) == PIN


@pytest.mark.parametrize(
    "form", ["{pin}", "{pin}=", " {pin}\n", "ssh-ed25519 {line}", "ssh-ed25519 {line} root@host"]
)
def test_a_pin_may_be_written_in_several_ways(form: str) -> None:
    assert read_pin(form.format(pin=PIN, line=base64.b64encode(BLOB).decode())) == PIN


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_pin_is_no_pin(nothing: str | None) -> None:
    assert read_pin(nothing) is None


@pytest.mark.parametrize(
    "pin", ["SHA256:short", "MD5:00:11:22", "sftp.digipost.no", "ssh-ed25519", "ssh-rsa !!!"]
)
def test_what_is_no_fingerprint_is_refused_rather_than_taken_for_none(pin: str) -> None:
    with pytest.raises(PinUnreadable):
        read_pin(pin)


def test_the_pinned_key_is_trusted_and_nobody_is_asked() -> None:
    judge_host_key(SHOWN, PIN, ask=_must_not_be_asked)


def test_a_changed_key_stops_and_nobody_is_asked() -> None:
    with pytest.raises(HostKeyChanged) as caught:
        judge_host_key(SHOWN, fingerprint_of(b"another"), ask=_must_not_be_asked)
    assert caught.value.found == PIN


def test_an_unknown_key_is_refused_when_nobody_is_there_to_ask() -> None:
    with pytest.raises(HostKeyUnknown) as caught:
        judge_host_key(SHOWN, None, ask=None)
    assert caught.value.fingerprint == PIN


def test_an_unknown_key_is_for_the_person_to_judge() -> None:
    asked: list[PresentedHostKey] = []

    def accept(key: PresentedHostKey) -> bool:
        asked.append(key)
        return True

    judge_host_key(SHOWN, None, accept)
    assert asked == [SHOWN]
    with pytest.raises(HostKeyUnknown):
        judge_host_key(SHOWN, None, ask=lambda _: False)


def _must_not_be_asked(_: PresentedHostKey) -> bool:
    pytest.fail("somebody was asked")
