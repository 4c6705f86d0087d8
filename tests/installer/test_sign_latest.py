"""Signing the word of the newest version, with a key that comes from the environment."""

import base64
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app import __version__
from desktop_app.services.updates.latest import believe
from desktop_app.services.updates.source import UpdateSource
from installer.sign_latest import KEY, CannotSign, main, new_key, signed_word

NOW = datetime(2027, 1, 2, tzinfo=UTC)
PAGE = "https://example.org/download"


def halves() -> tuple[str, bytes]:
    """A new key: its secret half as written, its public half as bytes."""
    secret, public = re.findall(r": (\S+)$", new_key(), flags=re.MULTILINE)
    return secret, base64.b64decode(public)


def test_what_is_signed_is_believed_by_the_programs_that_know_the_public_half() -> None:
    secret, public = halves()
    envelope = signed_word(PAGE, NOW, {KEY: secret}, UpdateSource("https://example.org/latest.json", public))
    latest = believe(envelope, public, NOW)
    assert (latest.version, latest.page) == (__version__, PAGE)
    assert secret.encode() not in envelope


@pytest.mark.parametrize(
    ("environment", "said"),
    [({}, "not in the environment"), ({KEY: "short"}, "is not a key"), ({KEY: halves()[0]}, "not believe")],
)
def test_what_would_not_be_believed_is_not_signed(environment: dict[str, str], said: str) -> None:
    source = UpdateSource("https://example.org/latest.json", halves()[1])
    with pytest.raises(CannotSign, match=said):
        signed_word(PAGE, NOW, environment, source)


def test_without_a_source_in_the_resources_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), "--page", PAGE], {KEY: halves()[0]}) == 2
    assert "names no source" in capsys.readouterr().err
    assert not (tmp_path / "latest.json").exists()
