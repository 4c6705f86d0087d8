"""A window over a new folder, with real services."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.secrets import MemorySecrets
from desktop_app.services import Services, build_services


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """A folder in which nothing has been set up."""
    with build_services(tmp_path / "data", secrets=MemorySecrets(), language="en", environment={}) as built:
        yield built
