"""A register in an empty folder, with a clock that tests move."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.database import Database
from desktop_app.register.migrations import MIGRATIONS
from desktop_app.register.recipients import Register
from tests.helpers.fake_clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def database(tmp_path: Path, clock: FakeClock) -> Iterator[Database]:
    opened = Database.open(tmp_path / "register.sqlite", MIGRATIONS, backups=tmp_path, clock=clock)
    yield opened
    opened.dispose()


@pytest.fixture
def register(database: Database, clock: FakeClock) -> Register:
    return Register(database, clock)
