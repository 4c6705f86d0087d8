"""Where the reference data lies: beside the project, never inside it."""

from pathlib import Path

import pytest

_PROJECT = Path(__file__).resolve().parents[2]


def reference_folder() -> Path:
    """The folder with the public schemas and examples; the test is skipped where it is missing."""
    folder = _PROJECT.parent / "shared"
    if not (folder / "digipost").is_dir():
        pytest.skip(f"the reference data is not on this machine ({folder})")
    return folder
