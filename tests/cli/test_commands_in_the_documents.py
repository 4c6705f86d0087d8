"""Every command that the README and the administrator's page name is one that there is, with the options named."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.cli.main import run

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "docs/administration.md", "CHANGELOG.md")


def named_commands() -> Iterator[str]:
    """The commands as they stand: a line of their own with its explanation two spaces on, or in a sentence."""
    for document in DOCUMENTS:
        written = (ROOT / document).read_text(encoding="utf-8")
        yield from re.findall(r"^brevdue-cli (.+?)(?:  |$)", written, flags=re.MULTILINE)
        yield from re.findall(r"`brevdue-cli ([^`]+)`", written)


@pytest.mark.parametrize("command", sorted(set(named_commands())))
def test_it_is_there_with_the_options_named(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [word for word in command.split() if re.fullmatch(r"[a-z][a-z-]*", word)]
    assert words
    assert run(["--data-dir", str(tmp_path), *words, "--help"]) == 0
    options = set(re.findall(r"--[a-z-]+", command))
    assert options <= set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
