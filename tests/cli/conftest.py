"""A data folder whose settings point to a built-in Digipost that answers at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.sandbox.digipost_server import DigipostSandbox
from desktop_app.sandbox.sample import SampleMailing, write_sample
from tests.helpers.command_line import CommandLine
from tests.helpers.hasty_clock import HastyClock


@pytest.fixture
def digipost(tmp_path: Path) -> Iterator[DigipostSandbox]:
    with DigipostSandbox(tmp_path / "digipost") as sandbox:
        yield sandbox


@pytest.fixture
def office(tmp_path: Path, digipost: DigipostSandbox) -> CommandLine:
    """An office whose account is set up."""
    line = CommandLine(tmp_path / "office", clock=HastyClock())
    for key, value in {
        "digipost.host": digipost.host,
        "digipost.port": str(digipost.port),
        "digipost.user": digipost.user,
        "digipost.key_file": str(digipost.key_file),
        "digipost.host_key": digipost.host_key_fingerprint,
        "digipost.sender_id": str(digipost.sender_id),
        "digipost.poll_seconds": "1",
    }.items():
        assert line.run("settings", "set", key, value).status == 0
    return line


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleMailing:
    """The sample's files: 48 recipients with a letter each."""
    return write_sample(tmp_path_factory.mktemp("sample"))
