"""One mailing room a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.mailing_room import MailingRoom


@pytest.fixture
def room(tmp_path: Path) -> Iterator[MailingRoom]:
    """A mailing room with a prompt and obliging Digipost behind a folder."""
    made = MailingRoom(tmp_path)
    yield made
    made.close()
